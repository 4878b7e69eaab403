// awk: the part of it that one-liners use: patterns and actions over lines and their fields.
import { given, linesOf, readAll, type Tool } from '../bench.ts'
import { Parser } from './parser.ts'
import { holds, textOf, type Rule, type State, type Value } from './values.ts'

export const awk: Tool = (bench, args) => {
  const { values, operands: [source = '', ...names] } = given(args, ['F', 'v'])
  let rules: readonly Rule[]
  try { rules = new Parser(source).rules() }
  catch (error) {
    bench.err(`awk: cmd. line:1: ${error instanceof Error ? error.message : ''}\n`)
    return 1
  }
  const state: State = { line: '', fields: [], number: 0, output: '', ended: false, skipped: false, variables: new Map<string, Value>([['FS', values.get('F') ?? ' '], ['OFS', ' '], ['ORS', '\n'], ['NF', 0]]) }
  const [name, value = ''] = (values.get('v') ?? '').split('=')
  if (name) state.variables.set(name, value)
  const all = (when: Rule['when']): void => { for (const rule of rules) if (rule.when === when) rule.act(state) }
  all('BEGIN')
  let status = 0
  if (rules.some(({ when }) => when !== 'BEGIN')) {
    const input = readAll(bench, 'awk', names)
    status = input.status
    for (const line of linesOf(input.text)) {
      if (state.ended) break
      setLine(state, line)
      state.number++
      state.skipped = false
      for (const { when, act } of rules) if (when !== 'BEGIN' && when !== 'END' && !state.skipped && !state.ended && (when === undefined || holds(when(state)))) act(state)
    }
  }
  all('END')
  bench.out(state.output)
  return status
}

function setLine(state: State, line: string): void {
  const separator = textOf(state.variables.get('FS') ?? ' ')
  state.line = line
  state.fields = line === '' ? [] : separator === ' ' ? line.trim().split(/[ \t]+/).filter(each => each !== '') : separator.length === 1 ? line.split(separator) : line.split(separatorOf(separator))
  state.variables.set('NF', state.fields.length)
}

/** `[:,]` and the like: a set of characters; anything else stands for itself. */
const separatorOf = (text: string): RegExp | string => {
  const [, set] = /^\[([^\]^]+)\]\+?$/.exec(text) ?? []
  return set === undefined ? text.replace(/\\t/g, '\t') : new RegExp(`[${set.replace(/[\\\]^]/g, '\\$&')}]${text.endsWith('+') ? '+' : ''}`)
}
