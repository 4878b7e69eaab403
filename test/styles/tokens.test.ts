import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { contrast, houses, linear, type House, type Tokens } from './tokens.ts'

const textOn = {
  'paper': ['ink', 'ink-2', 'accent', 'state-ready', 'state-unready', 'state-pending', 'state-failing', 'state-terminating', 'state-succeeded'],
  'lit': ['ink', 'ink-2', 'accent', 'state-ready', 'state-unready', 'state-pending', 'state-failing', 'state-terminating', 'state-succeeded'],
  'code-paper': ['code-ink', 'code-key', 'code-note', 'code-dim'],
  'code-lit': ['code-ink', 'code-key', 'code-note'],
  'terminal-paper': ['terminal-ink', 'terminal-ink-2'],
}
const shapesOn = { paper: ['edge'], lit: ['edge'] }

function tooWeak(tokens: Tokens, pairs: Readonly<Record<string, readonly string[]>>, least: number): string[] {
  const colour = (name: string) => linear(tokens[name] ?? `missing ${name}`)
  return Object.entries(pairs).flatMap(([ground, names]) => names
    .filter(name => contrast(colour(name), colour(ground)) < least)
    .map(name => `${name} on ${ground}: ${contrast(colour(name), colour(ground)).toFixed(2)}`))
}

it.each<House>(['light', 'dark', 'paper'])('reads in the %s house: 4.5 for text, 3 for shapes', (house) => {
  expect(tooWeak(houses[house], textOn, 4.5)).toEqual([])
  expect(tooWeak(houses[house], shapesOn, 3)).toEqual([])
})

it('holds the type scale, and nothing is below 21', () => {
  const sizes = Object.entries(houses.light).filter(([name]) => name.startsWith('type-'))
  expect(sizes).toEqual([
    ['type-display', '76px'], ['type-headline', '46px'], ['type-lead', '36px'], ['type-body', '32px'], ['type-label', '24px'], ['type-code', '21px'],
  ])
  // A phone shows no canvas that is made smaller: there a size is what it says.
  expect(fontSizes().filter(({ file, px }) => px < (file === 'styles/phone.css' ? 14 : 21))).toEqual([])
})

it('divides the canvas into twelve columns', () => {
  const px = (name: string): number => Number.parseFloat(houses.light[name] ?? '')
  expect(2 * px('margin') + 12 * px('column') + 11 * px('gutter')).toBe(px('canvas-width'))
  expect(px('span-5')).toBe(5 * px('column') + 4 * px('gutter'))
  expect(px('span-7')).toBe(7 * px('column') + 6 * px('gutter'))
})

it('draws no line thinner than two pixels', () => {
  const thin = sources().flatMap(({ file, css }) => [...css.matchAll(/border[\w-]*: (?:1px|0\.\d+px)[^;]*/g)].map(([found]) => `${file}: ${found}`))
  expect(thin).toEqual([])
})

it('uses no token that does not exist', () => {
  const given = new Set([...Object.keys(houses.light), 'state', 'state-fill', 'state-outline', 'tone'])
  const unknown = sources().flatMap(({ file, css }) => [...css.matchAll(/var\(--(?!slidev-|un-)([\w-]+)/g)]
    .map(([, name = '']) => name).filter(name => !given.has(name)).map(name => `${file}: --${name}`))
  expect(unknown).toEqual([])
})

function sources(): { readonly file: string, readonly css: string }[] {
  const files = ['slide-top.vue', ...['styles', 'layouts', 'components/states'].flatMap(folder => readdirSync(folder).map(name => `${folder}/${name}`))]
  return files.filter(file => /\.(?:vue|css)$/.test(file) && !file.endsWith('/marp.vue') && file !== 'styles/marp.css').map(file => ({ file, css: readFileSync(file, 'utf8') }))
}

function fontSizes(): { readonly file: string, readonly px: number }[] {
  return sources().flatMap(({ file, css }) => [...css.matchAll(/font(?:-size)?: (?:\d00 )?([\d.]+)px/g)].map(([, px]) => ({ file, px: Number(px) })))
}
