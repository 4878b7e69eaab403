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

test('of several sizes of a picture each is looked for', () => {
  expect(check('<source srcset="./있다.png 1x, ./없다.png 2x" data-marp-line="9"><img src="/logo.svg" srcset="./있다.png 2x" data-marp-line="9">'))
    .toBe('<MarpMissing src="./없다.png" at="deck.md:9"></MarpMissing><source><img src="/logo.svg" srcset="./있다.png 2x">')
})

test('code that speaks of pictures is left alone', () => {
  const code = '```html\n<img src="./nothing.png">\n```'
  expect(check(code)).toBe(code)
})

test('what a style calls for is named in a corner of the slide', () => {
  const style = '<style scoped>\nh1 { background: url(없다.png), url("./있다.png"), url(https://a.io/b.png) }\n</style>'
  const notice = '<li>deck.md: 스타일의 그림 없음: ./없다.png</li>\n</MarpNotice>'
  expect(check(`${style}\n\n<h1>a</h1>`)).toBe(`${style}\n\n<h1>a</h1>\n\n<MarpNotice>\n${notice}`)
  expect(check(`${style}\n\n<MarpNotice>\n<li>3행: x</li>\n</MarpNotice>`)).toBe(`${style}\n\n<MarpNotice>\n<li>3행: x</li>\n${notice}`)
})
