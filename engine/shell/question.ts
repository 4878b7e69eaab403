// `[[ … ]]`: questions with `&&`, `||`, `!` and brackets; nothing in them is split or becomes file names.
import { arithmetic } from './arithmetic.ts'
import { ShellArray } from './arrays.ts'
import { searchable } from '../runtime/coreutils/grep.ts'
import { testHolds } from '../runtime/coreutils/test.ts'
import type { Task } from '../runtime/task.ts'
import type { Streams } from './control.ts'
import { expandPattern, expandText } from './expand.ts'
import { fits } from './glob.ts'
import type { QuestionToken } from './parse.ts'
import type { Shell } from './shell.ts'
import type { Word } from './words.ts'

const deepest = 50

export function* answerOf(shell: Shell, tokens: readonly QuestionToken[], streams: Streams): Task<boolean> {
  const values = shell.valuesWith(streams)
  let at = 0
  let depth = 0
  const textOf = function* (token: QuestionToken | undefined): Task<string> {
    return token === undefined ? '' : typeof token === 'string' ? token : yield* expandText(token, values)
  }
  const plain = (token: QuestionToken | undefined): string => {
    const [only] = typeof token === 'object' ? token : []
    return typeof token === 'string' ? token : only?.kind === 'text' && !only.quoted ? only.text : ''
  }
  const patternOf = (token: QuestionToken | undefined): Word => typeof token === 'object' ? token : [{ kind: 'text', text: token ?? '', quoted: true }]

  const either = function* (): Task<boolean> {
    let holds = yield* both()
    while (tokens[at] === '||') {
      at++
      holds = (yield* both()) || holds
    }
    return holds
  }
  const both = function* (): Task<boolean> {
    let holds = yield* one()
    while (tokens[at] === '&&') {
      at++
      holds = (yield* one()) && holds
    }
    return holds
  }
  const one = function* (): Task<boolean> {
    if (++depth > deepest) return false
    try { return yield* question() }
    finally { depth-- }
  }
  const question = function* (): Task<boolean> {
    if (plain(tokens[at]) === '!') {
      at++
      return !(yield* one())
    }
    if (tokens[at] === '(') {
      at++
      const holds = yield* either()
      at++
      return holds
    }
    const first = tokens[at++]
    const operator = plain(tokens[at])
    if (/^-[a-zA-Z]$/.test(plain(first)) && tokens[at] !== undefined && !/^(&&|\|\||\))$/.test(operator)) return testHolds([plain(first), yield* textOf(tokens[at++])], shell.process, name => shell.get(name) !== undefined)
    if (!/^(=|==|!=|=~|<|>|-(eq|ne|lt|le|gt|ge|nt|ot|ef))$/.test(operator)) return (yield* textOf(first)) !== ''
    const second = tokens[at + 1]
    at += 2
    const text = yield* textOf(first)
    if (operator === '<' || operator === '>') return operator === '<' ? text < (yield* textOf(second)) : text > (yield* textOf(second))
    if (operator === '=~') {
      const found = searchable(yield* textOf(second), '')?.exec(text)
      shell.arrays.set('BASH_REMATCH', ShellArray.of(found ? [...found].map((group: string | undefined) => group ?? '') : []))
      return found !== null && found !== undefined
    }
    if (operator.startsWith('-')) {
      const other = yield* textOf(second)
      return testHolds(/^-[no]t$|^-ef$/.test(operator) ? [text, operator, other] : [String(arithmetic(text, shell)), operator, String(arithmetic(other, shell))], shell.process)
    }
    return fits(yield* expandPattern(patternOf(second), values), text) !== (operator === '!=')
  }
  return yield* either()
}
