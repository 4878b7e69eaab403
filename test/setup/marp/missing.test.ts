import { expect, test } from 'vitest'
import { withoutMissing } from '../../../setup/marp/missing.ts'

const beside = ['./있다.png', '../밖.png', '/logo.svg']
const check = (slide: string) => withoutMissing(slide, { file: 'deck.md', exists: path => beside.includes(path) })

test('what is there stays, without its mark', () => {
  expect(check('<p><img src="./%EC%9E%88%EB%8B%A4.png" alt="a > b" data-marp-line="3" /> <img src="../밖.png#x" data-marp-line="4"> <img src="/logo.svg" data-marp-line="5"></p>'))
    .toBe('<p><img src="./%EC%9E%88%EB%8B%A4.png" alt="a > b"> <img src="../밖.png#x"> <img src="/logo.svg"></p>')
})

test('what lies elsewhere is not looked for', () => {
  expect(check('<img src="https://a.io/b.png" data-marp-line="3"><img src="//a.io/b.png" data-marp-line="3"><img src="data:image/png;base64,AA" data-marp-line="3">'))
    .toBe('<img src="https://a.io/b.png"><img src="//a.io/b.png"><img src="data:image/png;base64,AA">')
})

test('what is missing is named, with its place, at its size', () => {
  expect(check('<img src="./%EC%97%86%EB%8B%A4.png" style="width:300px" alt="" data-marp-line="12">'))
    .toBe('<MarpMissing src="./없다.png" at="deck.md:12" style="width:300px"></MarpMissing>')
})

test('a film keeps what it has', () => {
  expect(check('<video src="./film.mp4" poster="./있다.png" controls data-marp-line="7"><source src="./b.webm" data-marp-line="8"></video>'))
    .toBe('<MarpMissing src="./film.mp4" at="deck.md:7"></MarpMissing><video poster="./있다.png" controls><MarpMissing src="./b.webm" at="deck.md:8"></MarpMissing><source></video>')
})

test('code that speaks of pictures is left alone', () => {
  const code = '```html\n<img src="./nothing.png">\n```'
  expect(check(code)).toBe(code)
})
