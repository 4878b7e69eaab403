// What a shell does with a script that has been read: items, pipelines, loops, choices.
import type { Task } from '../runtime/task.ts'
import { arithmetic, ArithmeticError } from './arithmetic.ts'
import { Abandoned, Exit, LoopControl, Return, type Streams } from './control.ts'
import { bash, dash } from './dialect.ts'
import { expandPattern, expandText, expandWords, FillError } from './expand.ts'
import { runInBackground, runPipeline, runSubshell } from './fork.ts'
import { fits } from './glob.ts'
import type { Command, Item, Pipeline, Script } from './parse.ts'
import { answerOf } from './question.ts'
import { redirected } from './redirect.ts'
import type { Shell } from './shell.ts'
import { runSimple } from './simple.ts'
import { plainText, type Word } from './words.ts'

/** So deep may functions, files and `eval` call themselves. */
const deepest = 150
const tooDeep = 1
const tookTooLong = 152
const brokenPipe = 141

export function* runScript(shell: Shell, script: Script, streams: Streams): Task<number> {
  for (const item of script) {
    yield* runItem(shell, item, streams)
    yield* runTraps(shell)
  }
  return shell.status
}

function* runTraps(shell: Shell): Task {
  for (let signal = shell.process.takeSignal(); signal; signal = shell.process.takeSignal()) {
    const action = shell.traps.get(signal)
    if (action === undefined && signal === 'INT' && shell.terminal) throw new Abandoned(130)
    if (action === undefined) continue
    const before = shell.status
    yield* shell.source(action)
    shell.status = before
  }
}

function* runItem(shell: Shell, item: Item, streams: Streams): Task {
  yield* pace(shell, streams)
  if (item.background) {
    shell.status = 0
    return yield* runInBackground(shell, item, streams)
  }
  const { chain } = item
  for (const [i, { when, pipeline }] of chain.entries()) {
    if ((when === '&&' && shell.status !== 0) || (when === '||' && shell.status === 0)) continue
    const isLast = i === chain.length - 1
    shell.status = isLast && !pipeline.negated ? yield* runTimed(shell, pipeline, streams) : yield* asCondition(shell, runTimed(shell, pipeline, streams))
    if (isLast && shell.status !== 0 && shell.options.has('errexit') && shell.conditions === 0 && !pipeline.negated) throw new Exit(shell.status)
  }
}

/** A shell that never waits lets time pass all the same, and is ended when it was started by hand. */
function* pace({ process, dialect }: Shell, streams: Streams): Task {
  if (process.status) throw new Exit(brokenPipe) // what it wrote, nobody reads
  if (streams.out.pipe?.isFull) yield* process.room()
  const { effort } = process
  effort?.spend()
  if (effort?.isSpent && effort.isGuarded) {
    if (!effort.isTold) streams.err(dialect.endless)
    effort.isTold = true
    throw new Abandoned(tookTooLong)
  }
  const pauseMs = effort?.breath() ?? 0
  if (pauseMs > 0) yield* process.sleep(pauseMs)
}

/** What is asked whether it succeeds may fail, under `set -e` too. */
function* asCondition(shell: Shell, asked: Task<number>): Task<number> {
  shell.conditions++
  try { return yield* asked }
  finally { shell.conditions-- }
}

function* runTimed(shell: Shell, pipeline: Pipeline, streams: Streams): Task<number> {
  const { clock } = shell.process.machine
  const beganMs = clock.nowMs
  const status = yield* run(shell, pipeline, streams)
  if (pipeline.timed) streams.err(`\n${['real', 'user', 'sys'].map((what, i) => `${what}\t${minutes(i === 0 ? clock.nowMs - beganMs : 0)}\n`).join('')}`)
  return pipeline.negated ? Number(status === 0) : status
}

const minutes = (ms: number): string => `${Math.floor(ms / 60_000)}m${(ms % 60_000 / 1000).toFixed(3)}s`

function* run(shell: Shell, pipeline: Pipeline, streams: Streams): Task<number> {
  const [only, second] = pipeline.commands
  if (!only) return 0
  try {
    if (second) return yield* runPipeline(shell, pipeline, streams)
    const status = yield* runCommand(shell, only, streams)
    shell.pipeStatus = undefined
    return status
  }
  catch (error) {
    if (!(error instanceof FillError || error instanceof ArithmeticError)) throw error
    streams.err(`${shell.dialect.name}: ${error.message}\n`)
    if (only.kind === 'reckon') return 1
    const isBash = shell.dialect.name === 'bash'
    throw shell.terminal ? new Abandoned(1) : new Exit(!isBash ? 2 : error instanceof FillError ? 127 : 1)
  }
}

export function* runCommand(shell: Shell, command: Command, outer: Streams): Task<number> {
  const streams = command.redirects.length === 0 ? outer : yield* redirected(shell, command.redirects, outer, word => expandText(word, shell.valuesWith(outer)))
  if (!streams) return refused(shell, command)
  if (isExecAlone(command)) return changeOwn(outer, streams)
  switch (command.kind) {
    case 'simple': return yield* runSimple(shell, command, streams)
    case 'group': return yield* runScript(shell, command.body, streams)
    case 'subshell': return yield* runSubshell(shell, command.body, streams)
    case 'loop': return yield* runLoop(shell, command, streams)
    case 'for': return yield* runFor(shell, command, streams)
    case 'count': return yield* runCount(shell, command, streams)
    case 'if': return yield* runIf(shell, command, streams)
    case 'case': return yield* runCase(shell, command, streams)
    case 'question': return Number(!(yield* answerOf(shell, command.tokens, streams)))
    case 'reckon': return Number(arithmetic(yield* expandText(command.expression, shell.valuesWith(streams)), shell) === 0)
    case 'function':
      shell.functions.set(command.name, command)
      return 0
  }
}

const isExecAlone = (command: Command): boolean => command.kind === 'simple' && command.words.length === 1 && plainText(command.words[0]) === 'exec'

/** A redirection failed; with `exec` it ends the scripts of other shells than bash. */
function refused(shell: Shell, command: Command): number {
  if (isExecAlone(command) && !shell.terminal && shell.dialect !== bash) throw new Exit(2)
  return shell.dialect === dash ? 2 : 1
}

/** `exec >log`: from here on everything in the same place goes there. The one thing that streams are changed for. */
function changeOwn(own: Streams, streams: Streams): number {
  Object.assign(own, streams)
  return 0
}

function* runLoop(shell: Shell, { condition, body, until }: Command & { readonly kind: 'loop' }, streams: Streams): Task<number> {
  for (let status = 0; ;) {
    const holds = (yield* asCondition(shell, round(shell, condition, streams))) === 0
    if (shell.left) return shell.leave(0)
    if (holds === until) return status
    status = yield* round(shell, body, streams)
    if (shell.left) return shell.leave(0)
  }
}

function* runFor(shell: Shell, { isAsked, name, words, body }: Command & { readonly kind: 'for' }, streams: Streams): Task<number> {
  let status = 0
  const all = words ? yield* expandWords(words, shell.valuesWith(streams)) : shell.positional
  if (isAsked) return yield* runSelect(shell, name, all, body, streams)
  for (const value of all) {
    shell.set(name, value)
    status = yield* round(shell, body, streams)
    if (shell.left) return shell.leave(0)
  }
  return status
}

/** `select`: somebody enters the number of a choice, until it is enough. */
function* runSelect(shell: Shell, name: string, choices: readonly string[], body: Script, streams: Streams): Task<number> {
  const menu = choices.map((choice, i) => `${i + 1}) ${choice}\n`).join('')
  for (let status = 0, asks = true; ;) {
    streams.err(`${asks ? menu : ''}${shell.get('PS3') ?? '#? '}`)
    const line = streams.input && (yield* streams.input.readLine(shell.process))
    if (line === undefined) {
      streams.err('\n')
      return choices.length === 0 ? 0 : status || 1
    }
    asks = line.trim() === ''
    if (asks) continue
    shell.set('REPLY', line.trimEnd())
    shell.set(name, choices[Number(line) - 1] ?? '')
    status = yield* round(shell, body, streams)
    if (shell.left) return shell.leave(0)
  }
}

function* runCount(shell: Shell, { first, condition, after, body }: Command & { readonly kind: 'count' }, streams: Streams): Task<number> {
  const reckon = function* (word: Word): Task<number> { return arithmetic(yield* expandText(word, shell.valuesWith(streams)), shell) }
  let status = 0
  for (yield* reckon(first); condition.every(part => part.kind === 'text' && part.text.trim() === '') || (yield* reckon(condition)) !== 0; yield* reckon(after)) {
    status = yield* round(shell, body, streams)
    if (shell.left) return shell.leave(0)
  }
  return status
}

/** One round; `break` leaves a mark for the loop. */
function* round(shell: Shell, body: Script, streams: Streams): Task<number> {
  shell.loops++
  try { return yield* runScript(shell, body, streams) }
  catch (thrown) {
    if (!(thrown instanceof LoopControl)) throw thrown
    if (thrown.loops > 1 && shell.loops > 1) throw new LoopControl(thrown.kind, thrown.loops - 1)
    shell.left = thrown.kind === 'break' || thrown.loops === Infinity
    return shell.status
  }
  finally { shell.loops-- }
}

function* runCase(shell: Shell, { subject, branches }: Command & { readonly kind: 'case' }, streams: Streams): Task<number> {
  const values = shell.valuesWith(streams)
  const text = yield* expandText(subject, values)
  for (const { patterns, body } of branches) for (const pattern of patterns) if (fits(yield* expandPattern(pattern, values), text)) return body.length === 0 ? 0 : yield* runScript(shell, body, streams)
  return 0
}

function* runIf(shell: Shell, { branches, otherwise }: Command & { readonly kind: 'if' }, streams: Streams): Task<number> {
  for (const { condition, body } of branches) if ((yield* asCondition(shell, runScript(shell, condition, streams))) === 0) return yield* runScript(shell, body, streams)
  return otherwise ? yield* runScript(shell, otherwise, streams) : 0
}

/** A function has arguments of its own; what is `local` in it ends with it. */
export function* callFunction(shell: Shell, name: string, body: Command, args: readonly string[], streams: Streams): Task<number> {
  const before = { positional: shell.positional, locals: shell.locals, functionName: shell.functionName }
  const locals: Shell['locals'] = new Map()
  shell.functionName = name
  shell.positional = args
  shell.locals = locals
  try { return yield* deeper(shell, name, streams, () => runCommand(shell, body, streams)) }
  catch (thrown) {
    if (thrown instanceof Return) return thrown.code
    throw thrown
  }
  finally {
    Object.assign(shell, before)
    for (const restore of locals.values()) restore()
  }
}

/** Whatever can call itself goes through here. */
export function* deeper(shell: Shell, what: string, streams: Streams, inner: () => Task<number>): Task<number> {
  if (shell.depth >= deepest) {
    streams.err(shell.dialect.tooDeep(what, deepest))
    throw new Abandoned(tooDeep)
  }
  shell.depth++
  try { return yield* inner() }
  finally { shell.depth-- }
}
