// The linter of the deck: what it says against slides that break a rule, and that ours break none.
import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { readLab } from '../../tools/labs.ts'
import { courseSlides, slidesIn } from '../../tools/course/slides.ts'
import { findingLine } from '../../tools/lint-deck/finding.ts'
import { deckFindings, stock } from '../../tools/lint-deck/index.ts'

const lab = readLab('quorum', 'title: 정족수\nsay: 셋\nsteps:\n- name: stop\n  say: 하나를 끈다.\n  run: kubectl get nodes\n')

function findings(...slides: string[]): string[] {
  const deck = `---\nmarp: true\ntheme: podium\n---\n\n${slides.join('\n\n---\n\n')}\n`
  return deckFindings(slidesIn('pages/03-architecture/slides.md', () => deck), {
    labs: new Map([['quorum', lab]]), challenges: new Set(['image']), components: new Set(['Lab', 'Rollout', 'Challenge']),
  })
    .map(({ line, text }) => `${line}: ${text}`)
}

/** A slide that breaks no rule, but for what it is given. */
const slide = ({ id = 'p03-etcd', head = '# etcd는 기억한다', body = '적어 둡니다.', notes = '3분. 말합니다.' } = {}): string =>
  [id && `<!-- _id: ${id} -->`, head, body, notes && `<!--\n${notes}\n-->`].filter(Boolean).join('\n\n')

test('our slides keep the rules', () => {
  expect(deckFindings(courseSlides(), stock()).map(findingLine)).toEqual([])
})

it('has nothing against a slide that keeps them', () => { expect(findings(slide())).toEqual([]) })

describe('a slide', () => {
  it.each([
    ['a headline', slide({ head: '' }), ['8: no headline (# …)']],
    ['an address', slide({ id: '' }), ['6: no address: <!-- _id: p03-quorum -->']],
    ['an address as they are written', slide({ id: 'Etcd' }), [
      '8: _id: Etcd: an address reads like p03-quorum', '8: _id: Etcd: begins with the number of its chapter, p03',
    ]],
    ['notes', slide({ notes: '' }), ['8: no speaker notes']],
    ['minutes', slide({ notes: '말합니다.' }), ['8: the notes begin with the minutes that the slide takes: "3분."']],
    ['few words beside a widget', slide({ body: `${'말 '.repeat(41)}\n\n<Lab of="quorum" />` }), ['8: 41 words beside <Lab>; 40 are the most']],
    ['described pictures', slide({ body: '![w:300](a.png)' }), ['8: the picture a.png has no description']],
    ['components that there are', slide({ body: '<Etcd />' }), ['8: there is no component <Etcd>']],
    ['labs that there are', slide({ body: '<Lab of="etcd" />' }), ['8: there is no lab "etcd"']],
    ['steps that there are', slide({ body: '<Lab of="quorum" still="2" />' }), ['8: still="2": the steps of the lab quorum are 1 to 1 or stop']],
    ['emphasis that is read', slide({ body: '나머지는 **것(thing)**과' }), ['8: "나머지는 **것(thing)**과": ** is shown as it is; put the brackets behind the bold word']],
    ['steps that are called so', slide({ body: '<Lab of="quorum" from="stop" to="end" />' }), ['8: to="end": the steps of the lab quorum are 1 to 1 or stop']],
    ['challenges that there are', slide({ body: '<Challenge of="image" />\n\n<Challenge of="dns" />' }), ['8: there is no challenge "dns"']],
    ['ways that there are', `<!-- _way: short -->\n\n${slide()}`, ['10: _way: short: the ways are two-hours']],
    ['links that lead somewhere', slide({ body: '[거기](#/p03-etcd), [저기](#/p09)' }), ['8: the link #/p09 leads nowhere; to a slide it is written #/p03-quorum']],
  ])('has %s', (_rule, written, expected) => { expect(findings(written)).toEqual(expected) })

  it('shares its address with no other', () => {
    expect(findings(slide(), slide())).toEqual(['20: _id: p03-etcd: another slide has this address'])
  })
})

describe('a term', () => {
  it.each([
    ['is spelt as in the glossary', '포드와 리플리카 셋', ['10: "포드": the glossary says "파드"', '10: "리플리카 셋": the glossary says "레플리카셋"']],
    ['is Korean in running text', 'Pod는 Deployments가 만든다', ['10: "Pod": in running text its Korean name, in code `Pod`', '10: "Deployment": in running text its Korean name, in code `Deployment`']],
    ['has its English at its first mention', '파드를 만든다', ['8: the first slide with "파드" has to say 파드(Pod) somewhere']],
    ['is not mentioned by a longer one', '레플리카셋(ReplicaSet)을 만든다', []],
    ['is free in code, in brackets, in names and in what is cited', '> Pod를 배포\n\n`Pod`를 파드(Pod)라고 쓴다. Docker Hub, Node.js', []],
  ])('%s', (_rule, body, expected) => { expect(findings(slide({ body }))).toEqual(expected) })

  it('has it once', () => {
    expect(findings(slide({ body: '파드(Pod)를 만든다' }), slide({ id: 'p03-b', body: '파드를 지운다' }))).toEqual([])
  })
})

describe('a fence', () => {
  const fence = (info: string, body: string): string => slide({ body: `\`\`\`${info}\n${body}\n\`\`\`` })
  it.each([
    ['runs', 'console', '$ kubectl get nodes', []],
    ['says when it must fail', 'console', '$ kubectl get pod none', ['10: this fails (write `fails` if it must):\n$ kubectl get pod none\nError from server (NotFound): pods "none" not found']],
    ['is a manifest that can be applied', 'yaml {2}', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: dev', []],
    ['is applied', 'yaml', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: dev\nspek: {}', [expect.stringMatching(/^10: this fails .*unknown field "spek"/s)]],
    ['may have to fail', 'yaml fails', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: dev\nspek: {}', []],
    ['has to fail then', 'yaml fails', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: dev', ['10: `kubectl apply -f manifest.yaml` was to fail, and did not']],
    ['may be a piece', 'yaml part', 'spec:\n  replicas: 3', []],
    ['is YAML all the same', 'yaml part', 'spec: [', [expect.stringMatching(/^10: this is no YAML: /)]],
    ['is a line that runs', 'bash', 'kubectl get nodes', []],
    ['is of a language that runs', 'python', 'print()', ['10: a fence in "python" does not run: bash, yaml, console, or one of text, mermaid, dockerfile, json, ini, diff']],
  ])('%s', (_rule, info, body, expected) => { expect(findings(fence(info, body))).toEqual(expected) })
})

test('a file put in is read in its place', () => {
  const files: Readonly<Record<string, string>> = {
    'slides.md': '---\nmarp: true\ntheme: podium\n---\n\n# 표지\n\n---\nsrc: ./pages/a.md\n---\n\n---\n\n# 끝\n',
    'pages/a.md': readFileSync('pages/00-start/slides.md', 'utf8'),
  }
  const slides = slidesIn('slides.md', file => files[file] ?? '')
  expect([slides[0]?.headline, slides[1]?.file, slides.at(-1)?.headline]).toEqual(['표지', 'pages/a.md', '끝'])
})
