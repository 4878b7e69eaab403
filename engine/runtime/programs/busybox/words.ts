// What echo prints, and what test asks: the same whether the shell runs them or not.
import { resolvePath } from '../../files.ts'
import type { Process } from '../../process.ts'

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', a: '\x07', b: '\b', f: '\f', v: '\v', e: '\x1b', '"': '"', '\'': '\'' }

export const unescaped = (text: string): string =>
  text.replace(/\\(0[0-7]{0,3}|[0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|.)/gs, (whole, code: string) => {
    if (/^[0-7]+$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 255)
    if (/^[xuU]./.test(code)) return String.fromCodePoint(Math.min(0x10_FFFF, Number.parseInt(code.slice(1), 16)))
    return Object.hasOwn(escapes, code) ? escapes[code] ?? whole : whole
  })

export function echoText(args: readonly string[]): string {
  const options = args.findIndex(arg => !/^-[neE]+$/.test(arg))
  const words = options < 0 ? [] : args.slice(options)
  const flags = args.slice(0, args.length - words.length).join('')
  const text = words.join(' ')
  return (flags.includes('e') ? unescaped(text) : text) + (flags.includes('n') ? '' : '\n')
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
