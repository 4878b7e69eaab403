// Whatever an author writes: Marp's number of slides, and a template that Vue's compiler takes.
import { env } from 'node:process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frontMatterLines } from '../../../setup/marp/yaml.ts'
import { linesOf, toSlidev } from '../../../setup/marp/index.ts'
import { Balancer } from '../../../setup/marp/html/balance.ts'
import { sanitize } from '../../../setup/marp/html/sanitize.ts'
import { marpSlides, slidevText } from './oracle.ts'
import { slidevSlides, vueErrors } from './slidev.ts'

const runs = Number(env['RUNS'] ?? 100)
const patienceMs = 1000 * runs

const constructs = [
  '# 제목', '제목\n---', '제목\n===', '글\n두 줄', '* 하나\n* 둘', '1) 하나', '- a\n\n  ```bash\n  ls\n  ---\n  ```\n  뒤', '> [!NOTE]\n> 참고',
  '<!-- _class: lead -->', '<!-- paginate: hold -->', '<!-- 메모\n---\n둘 -->', '<!-- headingDivider: 2 -->', '![bg left](a.png)', '![w:3](a.png) 글',
  '~~~yaml\na: 1\n---\nb: 2\n~~~', '```yaml\nkind: Pod\n```', '````md\n```\n---\n```\n````', '```', '~~~', '    코드\n    ---', '{{ x }}', '`{{ x }}`',
  '<style>\nsection { color: red }\n</style>', '<style scoped>h1 { color: red }</style>', '<style>\nsection {', '<ul><li>하나<li>둘', '</div>', '<div>', '<div>\n\n**글**\n\n</div>',
  '<image_name>', '<pod>', '| a | b |\n|---|---|\n| <ul><li>x | </td> y |', '$x$ 와 $$', '$$\na\n$$', ':tada: 10:30', '[a](#2)', '<b><i>x</b></i>', '<p>a<div>b</div></p>',
  '<br><BR/></br>', '<pre>\na\n\nb\n</pre>', '<svg><path d="M0"/></svg>', '<details>\n<summary>a</summary>', '<td>칸', '</table>', '<a href="x', 'a < b && c > d', '"\'`', '<!--', '-->',
  '::left::', '<<< a.ts', '[[toc]]', '- [ ] 할 일', '~~지움~~', 'kind: Pod\nname: web', '---글', '--- 글', '\\$x\\$', '&lt;b&gt; &nbsp;', '<https://a.io>', '<v-click>x</v-click>', '<Lab/>',
]
const separators = ['\n', '\n\n', '\n\n', '\n\n---\n\n', '\n---\n', '\n\n---\n', '\n***\n', '\n\n- - -\n\n', '\n___\n']
const heads = ['', '---\nmarp: true\n---\n', '---\nmarp: true\nheadingDivider: [1, 2]\npaginate: true\nheader: "a --- b"\n---\n\n', '---\nmarp: true\ntitle: a: b\nmath: false\n---\n']

const deck = fc.tuple(fc.constantFrom(...heads), fc.array(fc.tuple(fc.constantFrom(...constructs), fc.constantFrom(...separators)), { maxLength: 14 }))
  .map(([head, parts]) => head + parts.flat().join(''))

test('a deck has the slides that Marp makes, and Vue takes them all', () => {
  fc.assert(fc.property(deck, (source) => {
    const slides = slidevSlides(toSlidev(linesOf(source), { isEntry: false }))
    expect(slides.length).toBe(marpSlides(source, true).length)
    expect(slides.flatMap(({ template }) => vueErrors(template))).toEqual([])
    expect(slides.map(({ frontmatter }) => frontmatter['layout'])).toEqual(slides.map(() => 'marp'))
  }), { numRuns: runs })
}, patienceMs)

const markdownOnly = constructs.filter(construct => !/<|\$|title|style/.test(construct))
const plainDeck = fc.array(fc.tuple(fc.constantFrom(...markdownOnly), fc.constantFrom(...separators)), { maxLength: 10 })
  .map(parts => `---\nmarp: true\n---\n\n${parts.flat().join('')}`)

test('a deck without HTML reads as in Marp', () => {
  fc.assert(fc.property(plainDeck, (source) => {
    expect(slidevSlides(toSlidev(linesOf(source), { isEntry: false })).map(slidevText)).toEqual(marpSlides(source).map(({ text }) => text))
  }), { numRuns: runs })
}, patienceMs)

const tags = ['div', 'p', 'ul', 'li', 'table', 'tr', 'td', 'b', 'span', 'br', 'img', 'pre', 'svg', 'path', 'a', 'dl', 'dd', 'select', 'option', 'Foo', 'pod', 'font', 'h1', 'details']
const soup = fc.array(fc.oneof(
  fc.constantFrom(...tags).map(name => `<${name}>`), fc.constantFrom(...tags).map(name => `</${name}>`), fc.constantFrom(...tags).map(name => `<${name} a="1" a='2' :b="c" @d on=x/>`),
  fc.constantFrom('글', '{{ x }}', ' ', '\n', '\n\n', '<', '>', '"', '<!-- x -->', '<!-- y', '<?php ?>', '<a href=x y z="<">', '&amp;', '<a b="'),
), { maxLength: 25 }).map(parts => parts.join(''))

test('any soup of tags becomes a template', () => {
  fc.assert(fc.property(soup, (html) => {
    const balancer = new Balancer()
    const balanced = balancer.feed(sanitize(html, { own: false, line: 1 })) + balancer.end()
    expect(vueErrors(balanced)).toEqual([])
  }), { numRuns: 5 * runs })
}, patienceMs)

test('front matter comes back as it was, whatever the text', () => {
  const texts = fc.record({ title: fc.string(), note: fc.string({ unit: fc.constantFrom('-', '---', '\n', '"', ':', '#', '가', '{{', '\\', '\u2028') }) })
  fc.assert(fc.property(texts, (values) => {
    const [slide] = slidevSlides([...frontMatterLines(values), '', 'x'])
    expect(slide?.frontmatter).toEqual(values)
  }))
})
