// Plain commands: assignments, aliases, functions, builtins and programs.
import type { Task } from '../runtime/task.ts'
import { builtins } from './builtins/index.ts'
import { ShellArray } from './arrays.ts'
import { Abandoned, Exit, type Streams } from './control.ts'
import { bash } from './dialect.ts'
import { callFunction, runScript } from './evaluate.ts'
import { expandText, expandWords, type Values } from './expand.ts'
import { runProgram } from './fork.ts'
import { scriptOf, subscripted, type Assignment, type Command, type Script } from './parse.ts'
import type { Shell } from './shell.ts'
import { plainText, ShellSyntaxError, type Word } from './words.ts'

export const notFound = 127
const misused = 2

type Simple = Command & { readonly kind: 'simple' }

export function* runSimple(shell: Shell, command: Simple, streams: Streams): Task<number> {
  const { assignments, words, late } = command
  const aliased = shell.aliases.size > 0 ? aliasedScript(shell, command) : undefined
  if (aliased) return yield* shell.withoutAlias(plainText(words[0]), runScript(shell, aliased, streams))
  shell.captured = 0
  const values = shell.valuesWith(streams)
  const args = words.length === 0 ? [] : yield* expandWords(words, values)
  const given: [string, string][] = []
  const [name] = args
  for (const assignment of assignments) {
    const [variable, value] = yield* assigned(shell, assignment, values, streams)
    if (value === undefined) continue
    given.push([variable, value])
    if (name === undefined && !shell.assign(variable, value, streams)) return 1
  }
  if (shell.options.has('xtrace') && (name !== undefined || given.length > 0)) streams.err(`+ ${[...given.map(([variable, value]) => `${variable}=${value}`), ...args].join(' ')}\n`)
  if (name === undefined) {
    return assignments.some(({ value }) => value.some(part => part.kind === 'command')) || words.length > 0 ? shell.captured : 0
  }
  const called = shell.functions.get(name)
  if (!called) {
    const status = yield* runWords(shell, args, streams, given)
    for (const assignment of late) yield* assigned(shell, assignment, values, streams)
    return status
  }
  for (const [variable, value] of given) shell.set(variable, value)
  return yield* callFunction(shell, name, called.body, args.slice(1), streams)
}

/** Which variable gets which text; an array is filled at once. */
function* assigned(shell: Shell, { name, index, adds, value, elements }: Assignment, values: Values, streams: Streams): Task<readonly [string, string?]> {
  const isArray = elements !== undefined || index !== undefined
  if (isArray && shell.dialect !== bash) {
    streams.err(shell.dialect.syntax(new ShellSyntaxError('unexpected "("', { kind: 'token', text: '(' })))
    throw shell.terminal ? new Abandoned(misused) : new Exit(misused)
  }
  if (elements) return [yield* filled(shell, name, adds, elements, values)]
  const place = index ? `${name}[${yield* expandText(index, values)}]` : name
  const text = yield* expandText(value, values)
  return [place, adds ? (shell.get(place) ?? '') + text : text]
}

function* filled(shell: Shell, name: string, adds: boolean, elements: readonly Word[], values: Values): Task<string> {
  const before = shell.arrayNamed(name)
  const puts: ((array: ShellArray, last: string | undefined) => string)[] = []
  for (const word of elements) {
    const { index, rest } = subscripted(word)
    const [head, ...more] = rest
    if (index && head?.kind === 'text' && head.text.startsWith('=')) {
      const subscript = yield* expandText(index, values)
      const text = yield* expandText([{ ...head, text: head.text.slice(1) }, ...more], values)
      puts.push(array => {
        const key = array.keyOf(subscript, shell)
        array.set(key, text)
        return key
      })
    }
    else for (const each of yield* expandWords([word], values)) puts.push((array, last) => array.push(each, last))
  }
  const array = adds && before ? before : new ShellArray(before?.isNamed ?? false)
  let last: string | undefined
  for (const put of puts) last = put(array, last)
  shell.variables.delete(name)
  shell.arrays.set(name, array)
  return name
}

/** The script that an alias stands for, with the other words of the command at its end. */
function aliasedScript(shell: Shell, { assignments, late, words }: Simple): Script | undefined {
  const alias = shell.aliasNamed(plainText(words[0]))
  if (alias === undefined) return undefined
  const script = scriptOf(alias)
  const item = script.at(-1)
  const link = item?.chain.at(-1)
  const command = link?.pipeline.commands.at(-1)
  if (!item || !link || command?.kind !== 'simple') return script
  const whole = { ...command, assignments: [...assignments, ...command.assignments], late, words: [...command.words, ...words.slice(1)] }
  const pipeline = { ...link.pipeline, commands: [...link.pipeline.commands.slice(0, -1), whole] }
  return [...script.slice(0, -1), { ...item, chain: [...item.chain.slice(0, -1), { ...link, pipeline }] }]
}

/** A builtin, or a program that is found. */
export function* runWords(shell: Shell, args: readonly string[], streams: Streams, given: readonly (readonly [string, string])[] = []): Task<number> {
  const [name = ''] = args
  const builtin = builtins.get(name)
  if (builtin) return yield* shell.withVariables(given, builtin(shell, args, streams))
  const program = shell.process.machine.find(name)
  if (!program) {
    streams.err(shell.process.machine.whyAbsent?.(name) ?? shell.dialect.notFound(name))
    return notFound
  }
  const env = given.length === 0 ? shell.environment() : new Map([...shell.environment(), ...given])
  return yield* runProgram(shell, program, args, streams, env)
}

/** `exec`: the command takes the place of the shell; with its process id, its signals are the command's. */
export function* replaceShell(shell: Shell, args: readonly string[]): Task<number> {
  const { process } = shell
  const program = process.machine.find(args[0] ?? '')
  if (!program) {
    process.err(`${shell.dialect.name}: exec: ${args[0] ?? ''}: not found\n`)
    throw new Exit(notFound)
  }
  for (const signal of shell.traps.keys()) if (signal !== 'EXIT') process.release(signal)
  process.become(args, shell.environment())
  throw new Exit(yield* program(process))
}
