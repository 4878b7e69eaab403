// What echo and printf print, and what test asks: the same whether the shell runs them or not.
import { resolvePath } from '../../files.ts'
import type { Process } from '../../process.ts'

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', a: '\x07', b: '\b', f: '\f', v: '\v', e: '\x1b', '"': '"', '\'': '\'' }

export const unescaped = (text: string): string =>
  text.replace(/\\(0[0-7]{0,3}|[0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)/gs, (whole, code: string) => {
    if (/^[0-7]+$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 255)
    if (code.startsWith('x') && code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    return Object.hasOwn(escapes, code) ? escapes[code] ?? whole : whole
  })

export function echoText(args: readonly string[]): string {
  const options = args.findIndex(arg => !/^-[neE]+$/.test(arg))
  const words = options < 0 ? [] : args.slice(options)
  const flags = args.slice(0, args.length - words.length).join('')
  const text = words.join(' ')
  return (flags.includes('e') ? unescaped(text) : text) + (flags.includes('n') ? '' : '\n')
}

/** `%-5s`, `%03d`, `%.2f`; the format serves again while there are values left. */
export function printfText(args: readonly string[]): string {
  const [format = '', ...values] = args
  const plain = unescaped(format)
  let text = ''
  do {
    const before = values.length
    let isOver = false
    const next = (): string => values.shift() ?? ''
    text += plain.replace(/%([-+ 0#]*)(\*|\d*)(?:\.(\*|\d*))?([a-zA-Z%])/g, (whole, flags: string, width: string, precision: string | undefined, kind: string) => {
      if (isOver) return ''
      if (kind === '%') return '%'
      const wide = width === '*' ? Number(next()) || 0 : Number(width)
      const digits = precision === undefined ? undefined : precision === '*' ? Number(next()) || 0 : Number(precision)
      const raw = kind === 'b' ? next() : ''
      if (raw.includes('\\c')) isOver = true
      const shown = kind === 'b' ? unescaped(raw.replace(/\\c.*/s, '')) : formatted(kind, next, flags, digits)
      if (shown === undefined) return whole
      if (wide < 0 || flags.includes('-')) return shown.padEnd(Math.min(mostWide, Math.abs(wide)))
      if (!flags.includes('0') || !numeric.includes(kind) || digits !== undefined && !'eEfFgG'.includes(kind)) return shown.padStart(Math.min(mostWide, wide))
      const [sign = ''] = /^[-+ ]/.exec(shown) ?? []
      return sign + shown.slice(sign.length).padStart(Math.min(mostWide, wide) - sign.length, '0')
    })
    if (values.length === before || isOver) break
  } while (values.length > 0)
  return text
}

const numeric = 'diouxXeEfFgG'
const mostWide = 10_000

function formatted(kind: string, next: () => string, flags: string, precision: number | undefined): string | undefined {
  const signed = (text: string): string => text.startsWith('-') ? text : flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text
  const whole = (): number => Math.trunc(numberIn(next())) || 0
  const padded = (text: string): string => text.replace(/\d+/, digits => digits.padStart(precision ?? 0, '0'))
  switch (kind) {
    case 's': return precision === undefined ? next() : next().slice(0, precision)
    case 'c': return next().charAt(0)
    case 'd':
    case 'i': return signed(padded(String(whole())))
    case 'u': return padded(String(Math.abs(whole())))
    case 'o': return (flags.includes('#') ? '0' : '') + whole().toString(8)
    case 'x': return (flags.includes('#') ? '0x' : '') + padded(whole().toString(16))
    case 'X': return (flags.includes('#') ? '0X' : '') + padded(whole().toString(16).toUpperCase())
    case 'f':
    case 'F': return signed(fixed(numberIn(next()), Math.min(precision ?? 6, 50)))
    case 'e':
    case 'E': {
      const text = signed(numberIn(next()).toExponential(Math.min(precision ?? 6, 50)).replace(/e([-+])(\d)$/, 'e$10$2'))
      return kind === 'E' ? text.toUpperCase() : text
    }
    case 'g':
    case 'G': return signed(general(numberIn(next()), Math.min(Math.max(1, precision ?? 6), 50)))
    default: return undefined
  }
}

/** As C rounds: what lies exactly between two goes to the even one. */
function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits)
  const isBetween = digits < 15 && Number(value.toFixed(digits + 1)) === value && value.toFixed(digits + 1).endsWith('5')
  return isBetween && /[13579]$/.test(text) ? (Number(text) - Math.sign(value) * 10 ** -digits).toFixed(digits) : text
}

/** The shorter of the two ways to write it, without zeros at its end. */
export function general(value: number, digits: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value)
  const exponent = Number(value.toExponential(digits - 1).split('e')[1])
  if (exponent < -4 || exponent >= digits) return value.toExponential(digits - 1).replace(/\.?0+e/, 'e').replace(/e([-+])(\d)$/, 'e$10$2')
  const text = value.toFixed(Math.max(0, digits - 1 - exponent))
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** A number as C reads it: also octal, hexadecimal, and `'a` for the code of a letter. */
function numberIn(text: string): number {
  const [, sign = '', rest = ''] = /^\s*([-+]?)(.*)$/s.exec(text) ?? []
  const value = /^['"]/.test(rest) ? rest.codePointAt(1) ?? 0
    : /^0[0-7]+$/.test(rest) ? Number.parseInt(rest, 8) : /^0x/i.test(rest) ? Number.parseInt(rest, 16) : Number.parseFloat(rest)
  return (sign === '-' ? -1 : 1) * (Number.isNaN(value) ? 0 : value)
}

/** `test EXPRESSION`, with `-a`, `-o` and `!`. */
export function testHolds(args: readonly string[], process: Process): boolean {
  const or = args.lastIndexOf('-o')
  if (or > 0) return testHolds(args.slice(0, or), process) || testHolds(args.slice(or + 1), process)
  const and = args.lastIndexOf('-a')
  if (and > 0) return testHolds(args.slice(0, and), process) && testHolds(args.slice(and + 1), process)
  if (args[0] === '!') return !testHolds(args.slice(1), process)
  const [first = '', second = '', third = ''] = args
  if (args.length === 3) return compares(first, second, third)
  if (args.length === 2) return asksAbout(first, second, process)
  return first !== ''
}

function compares(a: string, operator: string, b: string): boolean {
  switch (operator) {
    case '=':
    case '==': return a === b
    case '!=': return a !== b
    case '-eq': return Number(a) === Number(b)
    case '-ne': return Number(a) !== Number(b)
    case '-lt': return Number(a) < Number(b)
    case '-le': return Number(a) <= Number(b)
    case '-gt': return Number(a) > Number(b)
    case '-ge': return Number(a) >= Number(b)
    default: return false
  }
}

function asksAbout(question: string, subject: string, { machine: { files }, cwd }: Process): boolean {
  switch (question) {
    case '-n': return subject !== ''
    case '-z': return subject === ''
    case '-d': return files.isDirectory(resolvePath(cwd, subject))
    case '-s': return (files.read(resolvePath(cwd, subject)) ?? '') !== ''
    case '-e':
    case '-r':
    case '-w': return files.exists(resolvePath(cwd, subject))
    case '-f':
    case '-x': return files.read(resolvePath(cwd, subject)) !== undefined
    default: return false
  }
}
