// `{a,b}` and `{1..3}`, as bash has them: one word becomes several, before anything else is filled in.
import type { Part, Word } from './words.ts'

/** A letter that is not quoted, or a part that stays as it is. */
type Unit = string | Part

const mostWords = 10_000

export function expandBraces(word: Word): readonly Word[] {
  if (!word.some(part => part.kind === 'text' && !part.quoted && part.text.includes('{'))) return [word]
  const units = word.flatMap((part): readonly Unit[] => part.kind === 'text' && !part.quoted ? [...part.text] : [part])
  return expanded(units, 0).slice(0, mostWords).map(wordOf)
}

function expanded(units: readonly Unit[], depth: number): readonly (readonly Unit[])[] {
  for (let open = units.indexOf('{'); open >= 0 && depth < 20; open = units.indexOf('{', open + 1)) {
    const close = closing(units, open)
    const choices = close < 0 ? undefined : choicesIn(units.slice(open + 1, close), depth)
    if (!choices) continue
    const rests = expanded(units.slice(close + 1), depth + 1)
    if (choices.length * rests.length > mostWords) return [units]
    return choices.flatMap(choice => rests.map(rest => [...units.slice(0, open), ...choice, ...rest]))
  }
  return [units]
}

function closing(units: readonly Unit[], open: number): number {
  let depth = 0
  for (let i = open; i < units.length; i++) {
    if (units[i] === '{') depth++
    else if (units[i] === '}' && --depth === 0) return i
  }
  return -1
}

function choicesIn(inner: readonly Unit[], depth: number): readonly (readonly Unit[])[] | undefined {
  const pieces: Unit[][] = [[]]
  let level = 0
  for (const unit of inner) {
    if (unit === '{') level++
    else if (unit === '}') level--
    if (unit === ',' && level === 0) pieces.push([])
    else pieces.at(-1)?.push(unit)
  }
  if (pieces.length > 1) return pieces.flatMap(piece => expanded(piece, depth + 1))
  return inner.every(unit => typeof unit === 'string') ? sequence(inner.join('')) : undefined
}

function sequence(text: string): readonly (readonly Unit[])[] | undefined {
  const [, from, to, by] = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(text) ?? []
  if (from === undefined || to === undefined || /\d/.test(from) !== /\d/.test(to)) return undefined
  const isNumber = /\d/.test(from)
  const [first, last] = isNumber ? [Number(from), Number(to)] : [from.charCodeAt(0), to.charCodeAt(0)]
  const step = Math.max(1, Math.abs(Number(by ?? 1)))
  const width = isNumber && /^-?0\d/.test(from + to) ? Math.max(from.length, to.length) : 0
  const count = Math.floor(Math.abs(last - first) / step) + 1
  if (count > mostWords) return undefined
  return Array.from({ length: count }, (_, i) => {
    const value = first + i * step * Math.sign(last - first)
    return [...isNumber ? String(value).padStart(width, '0') : String.fromCharCode(value)]
  })
}

function wordOf(units: readonly Unit[]): Word {
  const parts: Part[] = []
  let text = ''
  const flush = (): void => {
    if (text !== '') parts.push({ kind: 'text', text, quoted: false })
    text = ''
  }
  for (const unit of units) {
    if (typeof unit === 'string') text += unit
    else {
      flush()
      parts.push(unit)
    }
  }
  flush()
  return parts
}
