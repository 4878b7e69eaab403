// What `test` and `[` ask.
import { resolvePath } from '../files.ts'
import type { Process } from '../process.ts'

/** A question that is none. */
export class TestError extends Error {
  readonly what: 'integer' | 'unary' | 'binary' | 'many' | 'missing'
  constructor(what: TestError['what'], text = '') {
    super(text)
    this.what = what
  }
}

type IsSet = (name: string) => boolean

const unary = /^-[a-hknoprstuvwxzGLNORS]$/
const binary = /^(?:==?|!=|[<>]|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))$/
const deepest = 100

/** `test EXPRESSION`: as POSIX reads up to four words, and beyond these with `-a`, `-o`, `!` and brackets. */
export function testHolds(args: readonly string[], process: Process, isSet: IsSet = () => false): boolean {
  const [first = '', second = '', third = ''] = args
  switch (args.length) {
    case 0: return false
    case 1: return first !== ''
    case 2:
      if (first === '!') return second === ''
      if (!unary.test(first)) throw new TestError('unary', first)
      return asksAbout(first, second, process, isSet)
    case 3:
      if (binary.test(second)) return compares(first, second, third, process)
      if (second === '-a') return first !== '' && third !== ''
      if (second === '-o') return first !== '' || third !== ''
      if (first === '!') return !testHolds(args.slice(1), process, isSet)
      if (first === '(' && third === ')') return second !== ''
      throw new TestError('binary', second)
    default: return holds(args, process, isSet)
  }
}

function holds(args: readonly string[], process: Process, isSet: IsSet): boolean {
  let at = 0
  let depth = 0
  const either = (): boolean => {
    let value = both()
    while (args[at] === '-o') {
      at++
      value = both() || value
    }
    return value
  }
  const both = (): boolean => {
    let value = one()
    while (args[at] === '-a') {
      at++
      value = one() && value
    }
    return value
  }
  const one = (): boolean => {
    if (++depth > deepest) throw new TestError('many')
    const value = question()
    depth--
    return value
  }
  const question = (): boolean => {
    const first = args[at++]
    if (first === undefined) throw new TestError('missing')
    const second = args[at]
    if (second !== undefined && binary.test(second) && at + 1 < args.length) {
      at += 2
      return compares(first, second, args[at - 1] ?? '', process)
    }
    if (first === '!') return !one()
    if (first === '(') {
      const value = either()
      if (args[at++] !== ')') throw new TestError('missing')
      return value
    }
    if (!unary.test(first) || second === undefined) return first !== ''
    at++
    return asksAbout(first, second, process, isSet)
  }
  const value = either()
  if (at < args.length) throw new TestError('many', args[at])
  return value
}

function whole(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new TestError('integer', text)
  return Number(text)
}

function compares(a: string, operator: string, b: string, { cwd }: Process): boolean {
  switch (operator) {
    case '=':
    case '==': return a === b
    case '!=': return a !== b
    case '<': return a < b
    case '>': return a > b
    case '-eq': return whole(a) === whole(b)
    case '-ne': return whole(a) !== whole(b)
    case '-lt': return whole(a) < whole(b)
    case '-le': return whole(a) <= whole(b)
    case '-gt': return whole(a) > whole(b)
    case '-ge': return whole(a) >= whole(b)
    case '-ef': return resolvePath(cwd, a) === resolvePath(cwd, b)
    default: return false // files are all of one age
  }
}

function asksAbout(question: string, subject: string, { machine: { files }, cwd, out }: Process, isSet: IsSet): boolean {
  const path = resolvePath(cwd, subject)
  switch (question) {
    case '-n': return subject !== ''
    case '-z': return subject === ''
    case '-v': return isSet(subject)
    case '-t': return out.isTerminal ?? false
    case '-d': return subject !== '' && files.isDirectory(path)
    case '-s': return files.isDirectory(path) || (files.read(path) ?? '') !== ''
    case '-a':
    case '-e':
    case '-r':
    case '-w':
    case '-O':
    case '-G': return subject !== '' && files.exists(path)
    case '-x': return subject !== '' && (files.isDirectory(path) || /^#!|^$/.test(files.read(path)?.slice(0, 2) ?? 'no') || /\/s?bin\//.test(path) && files.exists(path))
    case '-f': return files.read(path) !== undefined
    default: return false
  }
}
