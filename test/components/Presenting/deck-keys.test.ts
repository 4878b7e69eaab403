// @vitest-environment happy-dom
// Which keys drive the deck on while something has the focus that would make Slidev's own sleep.
import { afterEach, expect, test } from 'vitest'
import { deedOf, heedDeckKeys } from '../../../components/Presenting/deck-keys.ts'

const keys = [' ', '.', 'ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'Enter', 'PageDown']
const deeds = (html: string, shiftKey = false): (string | undefined)[] => {
  document.body.innerHTML = html
  const [focused = document.body] = document.body.children
  return keys.map(key => deedOf({ key, shiftKey }, focused))
}
afterEach(() => { document.body.innerHTML = '' })

test.each([
  ['<button></button>', false, [undefined, 'black', 'next', 'prev', 'nextSlide', 'prevSlide', undefined, undefined]],
  ['<button></button>', true, [undefined, 'black', 'nextSlide', 'prevSlide', 'nextSlide', 'prevSlide', undefined, undefined]],
  ['<a href="x"></a>', false, ['next', 'black', 'next', 'prev', 'nextSlide', 'prevSlide', undefined, undefined]],
  ['<input type="range">', false, [undefined, 'black', undefined, undefined, undefined, undefined, undefined, undefined]],
  ['<input type="text">', false, keys.map(() => undefined)],
  ['<pre tabindex="0"></pre>', false, keys.map(() => undefined)],
])('%s, with Shift: %s', (html, shiftKey, expected) => expect(deeds(html, shiftKey)).toEqual(expected))

test('what a widget takes, and what is typed into a menu, is not the deck\'s; Escape lets go', () => {
  document.body.innerHTML = '<div class="slidev-page"><button id="plain"></button><button id="taken"></button><div role="menu"><button id="item"></button></div></div><button id="outside"></button>'
  document.querySelector('#taken')?.addEventListener('keydown', event => event.preventDefault())
  const done: string[] = []
  const deed = (name: string) => (): void => { done.push(name) }
  const stop = heedDeckKeys({ next: deed('next'), prev: deed('prev'), nextSlide: deed('nextSlide'), prevSlide: deed('prevSlide'), black: deed('black') })
  const pressed = ['plain', 'taken', 'item', 'outside'].map(id => {
    const button = document.querySelector<HTMLElement>(`#${id}`)
    button?.focus()
    button?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }))
    button?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }))
    return document.activeElement?.id
  })
  stop()
  expect([done, pressed]).toEqual([['next'], ['', 'taken', 'item', 'outside']])
})
