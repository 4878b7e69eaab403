// Where a shell starts processes: the stages of a pipeline side by side, subshells, what runs in the background.
import { Pipe, type Sink } from '../runtime/input.ts'
import { mostNested, mostProcesses, programEffort } from '../runtime/effort.ts'
import type { Group, Process, Processes, Program } from '../runtime/process.ts'
import type { Task } from '../runtime/task.ts'
import { Abandoned, Exit, LoopControl, type Streams } from './control.ts'
import { expandWords } from './expand.ts'
import { isOver, type Job } from './jobs.ts'
import type { Command, Pipeline, Script } from './parse.ts'
import type { Shell } from './shell.ts'

const cannotFork = 254
const stoppedStatus = 148
const interrupt = 2

/** No more processes can be had: said, and the command is not run. */
class ForkError extends Exit {}

export function spawn(shell: Shell, program: Program, args: readonly string[], streams: Streams, group?: Group, env = shell.environment()): Process {
  const { process } = shell
  if (process.depth >= mostNested || isCrowded(process.machine.processes)) {
    streams.err(shell.dialect.cannotFork)
    throw new ForkError(cannotFork)
  }
  process.effort?.spend(programEffort)
  return process.spawn(program, args, { ...streams, env, group: group ?? process.group })
}

function isCrowded(processes: Processes): boolean {
  let count = 0
  for (const _ of processes.values()) if (++count >= mostProcesses) return true
  return false
}

/** A shell like this one, that goes its own way. */
const subshellOf = (shell: Shell, script: Script, { opened }: Streams): Program => process => shell.inProcess(process, opened).inner(script)

const alone = (command: Command): Script => [{ chain: [{ when: '', pipeline: { negated: false, timed: false, commands: [command], text: '' } }], background: false, text: '' }]

/** Starts one command as a process: a plain one as itself, anything else in a shell of its own. */
function* start(shell: Shell, command: Command, streams: Streams, group: Group | undefined): Task<Process> {
  const script = alone(command)
  if (command.kind !== 'simple' || command.redirects.length + command.assignments.length > 0) return spawn(shell, subshellOf(shell, script, streams), [shell.dialect.name], streams, group)
  const [first] = command.words
  const [only] = first ?? []
  const name = first?.length === 1 && only?.kind === 'text' ? only.text : ''
  const program = shell.programNamed(name)
  if (!program) return spawn(shell, subshellOf(shell, script, streams), [shell.dialect.name], streams, group)
  return spawn(shell, program, yield* expandWords(command.words, shell.valuesWith(streams)), streams, group)
}

/** Starts all stages, each reading what the one before writes, while it writes. */
export function* startPipeline(shell: Shell, { commands }: Pipeline, streams: Streams, group: Group | undefined): Task<readonly Process[]> {
  const processes: Process[] = []
  let { input } = streams
  for (const [i, command] of commands.entries()) {
    const pipe = i < commands.length - 1 ? new Pipe() : undefined
    const out: Sink = pipe ? Object.assign((text: string) => pipe.write(text), { pipe }) : streams.out
    processes.push(yield* start(shell, command, { ...streams, input, out }, group))
    input = pipe
  }
  return processes
}

export function* runPipeline(shell: Shell, pipeline: Pipeline, streams: Streams): Task<number> {
  return yield* inForeground(shell, pipeline.text, group => startPipeline(shell, pipeline, streams, group))
}

export function* runSubshell(shell: Shell, script: Script, streams: Streams, text = ''): Task<number> {
  return yield* inForeground(shell, text, function* (group) { return [spawn(shell, subshellOf(shell, script, streams), [shell.dialect.name], streams, group)] })
}

export function* runProgram(shell: Shell, program: Program, args: readonly string[], streams: Streams, env: ReadonlyMap<string, string>): Task<number> {
  return yield* inForeground(shell, args.join(' '), function* (group) { return [spawn(shell, program, args, streams, group, env)] })
}

/** `$(<file)` is what stands in the file. */
function readsFile(script: Script): Script {
  const [item, ...others] = script
  const [command] = item?.chain[0]?.pipeline.commands ?? []
  if (others.length > 0 || item?.chain.length !== 1 || command?.kind !== 'simple' || command.words.length + command.assignments.length > 0 || command.redirects.length === 0) return script
  return alone({ ...command, words: [[{ kind: 'text', text: 'cat', quoted: true }]] })
}

/** What `$(…)` prints. It stays with the shell: Ctrl-C ends both. */
export function* captured(shell: Shell, script: Script, streams: Streams): Task<{ readonly output: string, readonly status: number }> {
  let output = ''
  const child = spawn(shell, subshellOf(shell, readsFile(script), streams), [shell.dialect.name], { ...streams, out: text => { output += text } })
  yield* awaited(shell, [child])
  return { output, status: child.status?.code ?? 0 }
}

/** What a program prints, away from the terminal. */
export function* captureProgram(shell: Shell, program: Program, args: readonly string[]): Task<string> {
  let output = ''
  const child = spawn(shell, program, args, { out: text => { output += text }, err: () => {}, input: undefined })
  while (!child.status) yield child.exited()
  return output
}

/** Starts something in the background: it reads nothing, unless there is a terminal to be brought to. */
export function* runInBackground(shell: Shell, item: Script[number], streams: Streams): Task<void> {
  const { jobs, terminal } = shell
  const group = terminal && { leader: 0 }
  const given: Streams = terminal ? streams : { ...streams, input: undefined, terminal: undefined }
  const [only] = item.chain
  const processes = item.chain.length === 1 && only && !only.pipeline.negated
    ? yield* startPipeline(shell, only.pipeline, given, group)
    : [spawn(shell, subshellOf(shell, [{ ...item, background: false }], given), [shell.dialect.name], given, group)]
  const job = jobs.add(item.text, processes, group, true)
  shell.lastBackground = processes.at(-1)
  if (terminal) shell.process.err(`[${job.number}] ${shell.lastBackground?.pid ?? 0}\n`)
}

/** Gives the terminal to a job until it ends or is stopped. */
function* inForeground(shell: Shell, text: string, begin: (group: Group | undefined) => Task<readonly Process[]>): Task<number> {
  const { terminal, jobs, process } = shell
  if (!terminal) return yield* awaited(shell, yield* begin(undefined))
  const group = { leader: 0 }
  terminal.bringForward(group)
  try {
    const processes = yield* begin(group)
    const status = yield* awaited(shell, processes)
    return processes.some(({ isStopped }) => isStopped) ? stopped(shell, jobs.add(text, processes, group, false)) : status
  }
  finally { if (!process.status) terminal.bringForward(process.group) }
}

/** `fg`: a job goes on with the terminal. */
export function* resumed(shell: Shell, job: Job): Task<number> {
  const { terminal, process, jobs } = shell
  terminal?.bringForward(job.group)
  try {
    for (const each of job.processes) each.signal('CONT')
    const status = yield* awaited(shell, job.processes)
    if (isOver(job)) return status
  }
  finally {
    if (isOver(job)) jobs.remove(job)
    if (!process.status) terminal?.bringForward(process.group)
  }
  return stopped(shell, job)
}

function stopped(shell: Shell, job: Job): number {
  shell.jobs.bringToFront(job)
  job.inBackground = false
  job.told = 'Stopped'
  shell.process.err(shell.jobs.line(job))
  if (shell.loops > 0) throw new LoopControl('break', Infinity) // who stops a round means the loop
  return stoppedStatus
}

/** A signal waits until what is in the foreground is done: traps run between commands. Answers the status of the last. */
function* awaited(shell: Shell, processes: readonly Process[]): Task<number> {
  try {
    for (const process of processes) while (!process.status && !(shell.terminal && process.isStopped)) yield shell.terminal ? process.changed() : process.exited()
  }
  finally { if (!shell.process.status) for (const process of processes) if (!process.status && !process.isStopped) process.kill() } // broken off, and not gone itself
  shell.pipeStatus = processes.map(({ status }) => status?.code ?? stoppedStatus)
  const last = processes.at(-1)?.status
  if (shell.terminal && last?.signal === interrupt) throw new Abandoned(last.code)
  if (!shell.options.has('pipefail')) return last?.code ?? stoppedStatus
  return processes.findLast(({ status }) => status && status.code !== 0)?.status?.code ?? 0
}

/** `wait`: for some jobs; a trapped signal ends it early. */
export function* waited(shell: Shell, jobs: readonly Job[]): Task<number> {
  let code = 0
  for (const job of jobs) {
    for (const process of job.processes) if (!process.status) yield* shell.process.until(process.exited())
    if (!isOver(job)) return 128 + interrupt
    shell.jobs.remove(job)
    code = job.processes.at(-1)?.status?.code ?? 0
  }
  return code
}
