// What a reader sees of a page that anybody may have written: never a script, and never an end to patience.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { documentOf, type Block, type Inline } from '../../../engine/network/clients/page/blocks.ts'

const text = (words: string): Inline => ({ kind: 'text', text: words })
const paragraph = (...parts: readonly Inline[]): Block => ({ kind: 'paragraph', parts })

test('nginx says welcome', () => {
  expect(documentOf(`<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>body { width: 35em }</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is
successfully installed.</p>
<p>For online documentation refer to <a href="http://nginx.org/">nginx.org</a>.<br/>
Thank you.</p>
<p><em>Thank you for using nginx.</em></p>
</body>
</html>`)).toEqual({
    title: 'Welcome to nginx!',
    blocks: [
      { kind: 'heading', level: 1, parts: [text('Welcome to nginx!')] },
      paragraph(text('If you see this page, the nginx web server is successfully installed.')),
      paragraph(text('For online documentation refer to '), { kind: 'link', text: 'nginx.org', href: 'http://nginx.org/' }, text('.'), { kind: 'break' }, text('Thank you.')),
      paragraph({ kind: 'em', text: 'Thank you for using nginx.' }),
    ],
  })
})

test('what is left open is closed; words outside of everything are a paragraph', () => {
  expect(documentOf('hello <b>wide</b> world<ul><li>one<li>two <code>x &lt; 1</code></ul><p>a<p>b<hr><center>c</center>').blocks).toEqual([
    paragraph(text('hello '), { kind: 'strong', text: 'wide' }, text(' world')),
    { kind: 'list', isOrdered: false, items: [[paragraph(text('one'))], [paragraph(text('two '), { kind: 'code', text: 'x < 1' })]] },
    paragraph(text('a')),
    paragraph(text('b')),
    { kind: 'rule' },
    paragraph(text('c')),
  ])
})

test('tables, texts as they stand, quotations, lists in lists', () => {
  expect(documentOf('<table><tr><th>a<th>b</tr><tbody><tr><td>1</td><td><a href=/x>2</a></td></tr></table><pre>\n one\n  two &amp; three\n</pre><blockquote>q</blockquote><ol><li>x<ul><li>y</ul></ol>').blocks).toEqual([
    { kind: 'table', rows: [{ isHeader: true, cells: [[text('a')], [text('b')]] }, { isHeader: false, cells: [[text('1')], [{ kind: 'link', text: '2', href: '/x' }]] }] },
    { kind: 'pre', text: ' one\n  two & three' },
    { kind: 'quote', blocks: [paragraph(text('q'))] },
    { kind: 'list', isOrdered: true, items: [[paragraph(text('x')), { kind: 'list', isOrdered: false, items: [[paragraph(text('y'))]] }]] },
  ])
})

test('forms are there to be seen', () => {
  expect(documentOf('<form action=/do><p>Log in</p><label>User <input name=user value=kim></label><input type=password placeholder=Secret value=abc><input type=hidden value=x><select name=s><option>red<option>blue</select><label><input type=checkbox checked> keep</label><button>Go</button></form>').blocks).toEqual([
    paragraph(text('Log in')),
    { kind: 'form', fields: [
      { kind: 'text', label: 'User', value: 'kim' }, { kind: 'text', label: 'Secret', value: '•••' }, { kind: 'choice', label: 's', value: 'red' }, { kind: 'check', label: 'keep', value: 'on' }, { kind: 'button', label: 'Go', value: '' },
    ] },
  ])
})

test('nothing that runs, and nothing that is hidden', () => {
  expect(documentOf('<script>alert("<p>no</p>")</script><p onclick="x()">yes <img src=x onerror=alert(1) alt=cat></p><style>p{}</style><div hidden>no</div><iframe src=x>no</iframe><svg><text>no</text></svg><!-- <p>no</p> -->').blocks)
    .toEqual([paragraph(text('yes '), { kind: 'image', text: 'cat' })])
})

test('whatever comes, it is read, and what was text is text', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('<', '>', '/', '"', '=', '&', ';', '#', 'p', 'a', 'table', 'td', 'li', ' ', '<p>', '</p>', '<b', '<!--', '-->', '<script>', '</', 'x\n') }), html => {
    expect(documentOf(html).blocks.length).toBeLessThanOrEqual(html.length)
  }))
  fc.assert(fc.property(fc.stringMatching(/^[a-z][a-z &<>"']{0,20}[a-z]$/), words => {
    const escaped = words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
    expect(documentOf(`<p>${escaped}</p>`).blocks).toEqual([paragraph(text(words.replace(/ +/g, ' ')))])
  }))
})

test('a page of ten thousand elements in each other', () => {
  expect(documentOf('<div>'.repeat(10_000) + 'deep').blocks).toEqual([paragraph(text('deep'))])
})
