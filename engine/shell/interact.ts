// A shell that is typed to: it asks, reads a command line with all that belongs to it, runs it, and tells of its jobs.
import type { Input } from '../runtime/input.ts'
import { Tty } from '../runtime/tty.ts'
import type { Task } from '../runtime/task.ts'
import { Exit } from './control.ts'
import { bash } from './dialect.ts'
import { expandHistory, remembered } from './history.ts'
import { LinePrompt } from './line-prompt.ts'
import { scriptOf } from './parse.ts'
import type { Shell } from './shell.ts'
import { ShellSyntaxError } from './words.ts'

export interface Interaction {
  /** What stands before the next line. */
  readonly ask?: () => string
  /** Neither Ctrl-D nor `exit` leaves it. */
  readonly staysAtEnd?: boolean
}

/** Command lines as they come, until there are no more or one leaves the shell. */
export function* interact(shell: Shell, input: Input, interaction: Interaction = {}): Task<number> {
  const { process } = shell
  if (!(input instanceof Tty)) return yield* shell.untilExit(() => readLines(shell, input))
  shell.terminal = input
  process.catch('INT')
  process.ignore('TSTP', 'TTIN', 'QUIT')
  const before = input.foreground
  input.bringForward(process.group)
  try { return yield* shell.untilExit(() => typedLines(shell, new LinePrompt(input, shell), interaction)) }
  finally {
    for (const job of shell.jobs.list) for (const each of job.processes) each.signal('HUP')
    input.bringForward(before)
  }
}

/** A script that comes line by line. */
function* readLines(shell: Shell, input: Input): Task<number> {
  for (let text = ''; ;) {
    const line = yield* input.readLine(shell.process)
    text += line ?? ''
    if (line !== undefined && isIncomplete(text)) continue
    if (text !== '') yield* shell.line(text)
    if (line === undefined) return shell.status
    text = ''
  }
}

function* typedLines(shell: Shell, prompt: LinePrompt, { ask, staysAtEnd = false }: Interaction): Task<number> {
  const { process, dialect, jobs } = shell
  let isWarned = false
  for (;;) {
    const news = jobs.news()
    if (news !== '') process.err(news)
    const text = yield* nextCommand(shell, prompt, ask ?? (() => dialect.prompt(process.cwd, shell.get('HOME') ?? '/', process.machine.hostname)))
    if (text === undefined && staysAtEnd) continue
    if (text === undefined) process.out(dialect === bash ? 'exit\n' : '\n')
    let code = shell.status
    if (text !== undefined) {
      shell.guard()
      try {
        yield* shell.line(text)
        isWarned &&= /^\s*(jobs|exit)\b/.test(text)
        continue
      }
      catch (thrown) {
        if (!(thrown instanceof Exit)) throw thrown
        code = shell.status = thrown.code
      }
    }
    if (staysAtEnd) continue
    if (jobs.stopped.length === 0 || isWarned) return code
    process.err(dialect === bash ? 'There are stopped jobs.\n' : 'You have stopped jobs.\n')
    isWarned = true
  }
}

/** The next line; when it is the beginning of something longer, with all of it. */
function* nextCommand(shell: Shell, prompt: LinePrompt, ask: () => string): Task<string | undefined> {
  let text = ''
  for (;;) {
    shell.isAsking = true
    const line = yield* prompt.line(text === '' ? ask() : '> ')
    shell.isAsking = false
    if (line === undefined) return text === '' ? undefined : text
    if (line === 'interrupted') return ''
    const expanded = expandHistory(line, shell.history)
    if (expanded.error !== undefined) {
      shell.process.err(`${shell.dialect.name}: ${expanded.error}: event not found\n`)
      return ''
    }
    if (expanded.text !== line) shell.process.out(`${expanded.text}\n`)
    text += `${expanded.text}\n`
    if (isIncomplete(text)) continue
    remembered(shell.history, text)
    return text
  }
}

function isIncomplete(text: string): boolean {
  try { scriptOf(text) }
  catch (error) { return error instanceof ShellSyntaxError && error.isIncomplete }
  return /(^|[^\\])(\\\\)*\\\n$/.test(text)
}
