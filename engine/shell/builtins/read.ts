// Builtins that take words apart: `read` and `let`.
import { pause, type Task } from '../../runtime/task.ts'
import { either } from '../../runtime/task.ts'
import { given } from '../../runtime/coreutils/bench.ts'
import type { Process } from '../../runtime/process.ts'
import type { Input } from '../../runtime/input.ts'
import { arithmetic } from '../arithmetic.ts'
import { ShellArray } from '../arrays.ts'
import type { Streams } from '../control.ts'
import type { Shell } from '../shell.ts'
import { plain, type Builtin } from './builtin.ts'

/** What `-u 3` means, or the usual input; null when nothing is open there. */
function inputOf(shell: Shell, what: string, number: string | undefined, { input, opened, err }: Streams): Input | undefined | null {
  if (number === undefined || number === '0') return input
  const found = opened?.get(Number(number))
  if (!found) err(shell.dialect.says(`${what}: ${number}: invalid file descriptor: Bad file descriptor`))
  return found ? found.input : null
}

export const read: Builtin = function* (shell, args, streams) {
  const { flags, values, operands } = given(args.slice(1), ['p', 't', 'n', 'd', 'a', 'u'])
  const input = inputOf(shell, 'read', values.get('u'), streams)
  if (input === null) return 1
  const prompt = values.get('p')
  if (prompt !== undefined && input && shell.process.terminal) streams.err(prompt)
  const seconds = Number(values.get('t') ?? Infinity)
  let line = ''
  let ended = input === undefined
  for (;;) {
    const piece = input ? yield* timely(shell.process, input, seconds) : undefined
    ended = piece === undefined || !piece.endsWith('\n')
    line += (piece ?? '').replace(/\n$/, '')
    if (ended || flags.has('r') || !/(^|[^\\])(\\\\)*\\$/.test(line)) break
    line = line.slice(0, -1)
  }
  const most = Number(values.get('n') ?? Infinity)
  if (line.length > most) [line, ended] = [line.slice(0, most), false]
  const text = flags.has('r') ? line : line.replace(/\\(.)/gs, '$1')
  const list = values.get('a')
  if (list !== undefined) {
    shell.unset(list)
    shell.arrays.set(list, ShellArray.of(everyField(text, shell.get('IFS') ?? ' \t\n')))
    return Number(ended)
  }
  const names = operands.length > 0 ? operands : ['REPLY']
  fieldsFor(text, names.length, shell.get('IFS') ?? ' \t\n', operands.length === 0).forEach((value, i) => shell.set(names[i] ?? '', value))
  return Number(ended)
}

function everyField(text: string, dividers: string): readonly string[] {
  const fields: string[] = []
  for (let rest = text; rest !== ''; ) {
    const [field = '', after = ''] = fieldsFor(rest, 2, dividers, false)
    if (field === '' && after === '') break
    fields.push(field)
    rest = after
  }
  return fields
}

/** `mapfile -t lines`: its input as an array, a line each. */
export const mapfile: Builtin = function* (shell, args, streams) {
  const { flags, values, operands: [name = 'MAPFILE'] } = given(args.slice(1), ['n', 's', 'd', 'u'])
  const input = inputOf(shell, 'mapfile', values.get('u'), streams)
  if (input === null) return 1
  const lines: string[] = []
  for (let line = input && (yield* input.readLine(shell.process)); line !== undefined; line = input && (yield* input.readLine(shell.process))) lines.push(flags.has('t') ? line.replace(/\n$/, '') : line)
  shell.unset(name)
  shell.arrays.set(name, ShellArray.of(lines))
  return 0
}

/** `getopts ab: name`: one option of the arguments at a time. */
export const getopts: Builtin = plain((shell, args, { err }) => {
  const [, wanted = '', name = '', ...given] = args
  const words = given.length > 0 ? given : shell.positional
  const index = Number(shell.get('OPTIND') ?? 1)
  const word = words[index - 1] ?? ''
  const letter = word.charAt(shell.optionAt)
  const goOn = (words: number): void => {
    shell.set('OPTIND', String(index + words))
    shell.optionAt = 1
  }
  if (!/^-./.test(word) || word === '--') {
    if (word === '--') goOn(1)
    shell.set(name, '?')
    return 1
  }
  const isLast = shell.optionAt === word.length - 1
  const at = letter === ':' ? -1 : wanted.indexOf(letter)
  const takes = at >= 0 && wanted.charAt(at + 1) === ':'
  const value = isLast ? words[index] : word.slice(shell.optionAt + 1)
  shell.unset('OPTARG')
  if (takes) goOn(isLast ? 2 : 1)
  else if (isLast) goOn(1)
  else shell.optionAt++
  if (at >= 0 && !(takes && value === undefined)) {
    shell.set(name, letter)
    if (takes) shell.set('OPTARG', value ?? '')
    return 0
  }
  const isQuiet = wanted.startsWith(':')
  shell.set(name, isQuiet && at >= 0 ? ':' : '?')
  if (isQuiet) shell.set('OPTARG', letter)
  else err(`${shell.name}: ${at < 0 ? 'illegal option' : 'option requires an argument'} -- ${letter}\n`)
  return 0
})

/** A line, unless it takes too long. */
function* timely(process: Process, input: Input, seconds: number): Task<string | undefined> {
  if (!Number.isFinite(seconds)) return yield* input.readLine(process)
  const { clock, name } = process.machine
  const atMs = clock.nowMs + seconds * 1000
  const reading = input.readLine(process)
  for (let step = reading.next(); ; step = reading.next()) {
    if (step.done) return step.value
    if (clock.nowMs >= atMs) return undefined
    yield* process.until(either(step.value, pause(clock, atMs - clock.nowMs, `${name}: read waits no longer`)))
    if (process.hasSignal) return undefined
  }
}

/** So many fields; the last takes all that is left. */
function fieldsFor(text: string, count: number, dividers: string, isWhole: boolean): readonly string[] {
  if (isWhole) return [text]
  const blanks = [...dividers].filter(letter => /\s/.test(letter)).join('')
  const isBlank = (letter: string): boolean => letter !== '' && blanks.includes(letter)
  const fields: string[] = []
  let at = 0
  while (isBlank(text.charAt(at))) at++
  while (fields.length < count - 1) {
    const from = at
    while (at < text.length && !dividers.includes(text.charAt(at))) at++
    fields.push(text.slice(from, at))
    while (isBlank(text.charAt(at))) at++
    if (at < text.length && dividers.includes(text.charAt(at)) && !isBlank(text.charAt(at))) at++
    while (isBlank(text.charAt(at))) at++
  }
  let end = text.length
  while (end > at && isBlank(text.charAt(end - 1))) end--
  const rest = text.slice(at, end)
  const single = rest.slice(0, -1)
  fields.push(rest !== '' && dividers.includes(rest.slice(-1)) && ![...single].some(letter => dividers.includes(letter)) ? single : rest)
  return fields
}

export const letBuiltin: Builtin = plain((shell, args) => Number(args.slice(1).reduce((_last, expression) => arithmetic(expression, shell), 0) === 0))
