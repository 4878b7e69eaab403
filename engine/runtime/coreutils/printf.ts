// printf: values put into a format, as the shells' printf does it, and awk's.
import { unescaped } from '../programs/busybox/words.ts'
import { strftime } from '../programs/http/dates.ts'
import { withBackslashes } from './quote.ts'

/** A value that is no number, a conversion that nobody knows, or a value that is missing. */
export interface Wrong { readonly what: 'number' | 'conversion' | 'missing', readonly text: string }

export interface Printed { readonly text: string, readonly wrong: readonly Wrong[] }

const directive = /%([-+ 0#]*)(\*|\d*)(?:\.(\*|\d*))?(?:[hlLqjzt](?=[a-zA-Z]))*(\([^)]*\)T|[a-zA-Z%]|$)/g
const numeric = 'diouxXeEfFgG'
const mostWide = 10_000

/** The printf of shells: escapes count in the format, which serves again while there are values left. */
export function printf(format: string, values: readonly string[], unixMs = 0): Printed {
  const plain = unescaped(format)
  const filling = new Filling(values, unixMs)
  do filling.fill(plain)
  while (filling.goesOn)
  return filling
}

/** The printf of awk: numbers stay numbers, and each value has to be there. */
export function printfOnce(format: string, values: readonly (string | number)[]): Printed {
  const filling = new Filling(values, 0)
  filling.fill(format)
  return filling.missed ? { text: filling.text, wrong: [{ what: 'missing', text: format }] } : filling
}

class Filling implements Printed {
  text = ''
  readonly wrong: Wrong[] = []
  /** A value was asked for that is not there. */
  missed = false
  private readonly values: readonly (string | number)[]
  private readonly unixMs: number
  private at = 0
  private started = 0
  private isOver = false

  constructor(values: readonly (string | number)[], unixMs: number) {
    this.values = values
    this.unixMs = unixMs
  }

  /** There are values left, and the format takes some. */
  get goesOn(): boolean { return !this.isOver && this.at > this.started && this.at < this.values.length }

  fill(format: string): void {
    this.started = this.at
    let done = 0
    for (const found of format.matchAll(directive)) {
      const [whole, flags = '', width = '', precision, kind = ''] = found
      this.text += format.slice(done, found.index)
      done = found.index + whole.length
      const shown = this.shown(flags, width, precision, kind)
      if (shown === undefined) this.wrong.push({ what: 'conversion', text: kind === '' ? whole : kind })
      if (shown === undefined) this.isOver = true
      else this.text += shown
      if (this.isOver) return
    }
    this.text += format.slice(done)
  }

  private next(): string | number {
    this.missed ||= this.at >= this.values.length
    return this.values[this.at++] ?? ''
  }

  private nextText(): string { return String(this.next()) }

  private number(): number {
    const value = this.next()
    if (typeof value === 'number') return value
    const { number, isWhole } = numberIn(value)
    if (!isWhole && value !== '') this.wrong.push({ what: 'number', text: value })
    return number
  }

  private whole(): number {
    const value = this.values[this.at]
    const number = this.number()
    if (typeof value === 'string' && !Number.isInteger(number) && numberIn(value).isWhole) this.wrong.push({ what: 'number', text: value })
    return Math.trunc(number) || 0
  }

  private shown(flags: string, width: string, precision: string | undefined, kind: string): string | undefined {
    if (kind === '%') return '%'
    const wide = width === '*' ? this.whole() : Number(width)
    const digits = precision === undefined ? undefined : precision === '*' ? this.whole() : Number(precision)
    const text = this.converted(kind, flags, digits)
    if (text === undefined) return undefined
    if (wide < 0 || flags.includes('-')) return text.padEnd(Math.min(mostWide, Math.abs(wide)))
    if (!flags.includes('0') || !numeric.includes(kind) || digits !== undefined && !'eEfFgG'.includes(kind)) return text.padStart(Math.min(mostWide, wide))
    const [sign = ''] = /^[-+ ]|^0[xX]/.exec(text) ?? []
    return sign + text.slice(sign.length).padStart(Math.min(mostWide, wide) - sign.length, '0')
  }

  private converted(kind: string, flags: string, precision: number | undefined): string | undefined {
    const signed = (text: string): string => text.startsWith('-') ? text : flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text
    const padded = (text: string): string => text.replace(/\d+/, digits => digits.padStart(precision ?? 0, '0'))
    const places = Math.min(precision ?? 6, 50)
    switch (kind) {
      case 's': return this.nextText().slice(0, precision)
      case 'q': return withBackslashes(this.nextText())
      case 'b': return this.escaped()
      case 'c': return this.letter()
      case 'd':
      case 'i': return signed(padded(String(this.whole())))
      case 'u': return padded(unsigned(this.whole()).toString())
      case 'o': return (flags.includes('#') ? '0' : '') + padded(unsigned(this.whole()).toString(8))
      case 'x':
      case 'X': {
        const text = (flags.includes('#') ? '0x' : '') + padded(unsigned(this.whole()).toString(16))
        return kind === 'X' ? text.toUpperCase() : text
      }
      case 'f':
      case 'F': return signed(finite(this.number(), value => fixed(value, places)))
      case 'e':
      case 'E': {
        const text = signed(finite(this.number(), value => value.toExponential(places).replace(/e([-+])(\d)$/, 'e$10$2')))
        return kind === 'E' ? text.toUpperCase() : text
      }
      case 'g':
      case 'G': return signed(general(this.number(), Math.max(1, places)))
      default: return kind.endsWith('T') ? this.moment(kind.slice(1, -2)) : undefined
    }
  }

  /** `%b`: what stands behind `\c` is not printed, and nothing after it. */
  private escaped(): string {
    const [before = '', ...cut] = this.nextText().split('\\c')
    this.isOver = cut.length > 0
    return unescaped(before)
  }

  private letter(): string {
    const value = this.next()
    return typeof value === 'number' ? String.fromCodePoint(Math.trunc(value) & 0x1F_FFFF) : value.slice(0, 1)
  }

  /** `%(%F)T`: -1, and nothing, is now. */
  private moment(format: string): string {
    const seconds = this.at < this.values.length ? this.whole() : -1
    return strftime(format === '' ? '%H:%M:%S' : format, seconds < 0 ? this.unixMs : seconds * 1000)
  }
}

const unsigned = (value: number): bigint => BigInt.asUintN(64, BigInt(Number.isFinite(value) ? value : 0))

const finite = (value: number, show: (value: number) => string): string => Number.isFinite(value) ? show(value) : infinite(value)
const infinite = (value: number): string => Number.isNaN(value) ? '-nan' : value > 0 ? 'inf' : '-inf'

/** As C rounds: what lies exactly between two goes to the even one. */
function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits)
  const isBetween = digits < 15 && Number(value.toFixed(digits + 1)) === value && value.toFixed(digits + 1).endsWith('5')
  return isBetween && /[13579]$/.test(text) ? (Number(text) - Math.sign(value) * 10 ** -digits).toFixed(digits) : text
}

/** The shorter of the two ways to write it, without zeros at its end. */
export function general(value: number, digits: number): string {
  if (!Number.isFinite(value)) return infinite(value)
  if (value === 0) return '0'
  const exponent = Number(value.toExponential(digits - 1).split('e')[1])
  if (exponent < -4 || exponent >= digits) return value.toExponential(digits - 1).replace(/\.?0+e/, 'e').replace(/e([-+])(\d)$/, 'e$10$2')
  const text = value.toFixed(Math.max(0, digits - 1 - exponent))
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** A number as C reads it: also octal, hexadecimal, and `'a` for the code of a letter; and whether nothing was left of it. */
function numberIn(text: string): { readonly number: number, readonly isWhole: boolean } {
  const [, sign = '', rest = ''] = /^\s*([-+]?)(.*)$/s.exec(text) ?? []
  if (/^['"]/.test(rest)) return { number: rest.codePointAt(1) ?? 0, isWhole: true }
  const [said = ''] = /^(?:0[xX][\da-fA-F]+|0[0-7]+(?![\d.])|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf(?:inity)?|nan)/i.exec(rest) ?? []
  const value = /^0[0-7]+$/.test(said) ? Number.parseInt(said, 8) : /^inf/i.test(said) ? Infinity : Number(said)
  return { number: (sign === '-' ? -1 : 1) * value, isWhole: said !== '' && said === rest }
}
