// Commands that are written for any machine, as effects (client/program.ts), as programs of the machine that they run
// on: with its files, what is typed on its terminal, and its ports.
import type { Client } from '../client/client.ts'
import { Process as Runner, type Host } from '../client/process.ts'
import type { Incoming, Program as Effects, Typed } from '../client/program.ts'
import type { Files } from '../runtime/files.ts'
import { hungUp, type HttpRequest, type HttpResponse, type Listener } from '../runtime/network.ts'
import type { Process, Program } from '../runtime/process.ts'
import { Running, type Task } from '../runtime/task.ts'
import { isUsual, sizeKeys, Tty } from '../runtime/tty.ts'
import { bashProgram } from './program.ts'

export interface Environment {
  readonly files: Files
  readonly cwd: string
  /** What can be had from an address of the web. */
  readonly page: Page
}

export type Page = (url: string) => string | undefined

export interface Invocation {
  /** The command's words after its name. */
  readonly args: readonly string[]
  readonly environment: Environment
  readonly variables: ReadonlyMap<string, string>
  /** What was piped or redirected in; undefined: the terminal. */
  readonly stdin: string | undefined
  /** Somebody looks at what it writes. */
  readonly isTerminal: boolean
  /** Runs another command line on the same machine, as an editor that a command opens. */
  readonly run: (line: string, stdin?: string) => Effects<number>
}

/** Writes a file, with the directories on the way. */
export function writeFile(files: Files, path: string, text: string): void {
  files.makeDirectory(path.slice(0, path.lastIndexOf('/')) || '/', true)
  files.write(path, text)
}

export type Command = (invocation: Invocation) => Effects<number>

/** A command as a program. */
export const programOf = (command: Command, client: Client, page: Page = () => undefined): Program => function* (process): Task<number> {
  const { machine: { files }, cwd, env, input } = process
  const stdin = input instanceof Tty ? undefined : readsInput(process.args) ? yield* whole(process) : ''
  let code: number | undefined
  let told: (() => void) | undefined
  const runner = new Runner(command({ args: process.args.slice(1), environment: { files, cwd, page }, variables: env, stdin, isTerminal: process.out.isTerminal ?? false, run: lineEffect }), {
    client,
    name: process.args.join(' '),
    write: (to, text) => (to === 'stdout' ? process.out : process.err)(text),
    host: hostOf(process),
    exited: status => {
      code = status
      told?.()
    },
  })
  process.holds(runner)
  try {
    if (code === undefined) yield resume => {
      told = resume
      return () => { told = undefined }
    }
  }
  finally { runner.interrupt() }
  return code ?? 0
}

/** What is piped in is read only when it is asked for: it may be meant for the next command. */
const readsInput = (args: readonly string[]): boolean => args.some(arg => arg === '-' || /^-f=?-$|=-$|\/dev\/stdin$|^--stdin$|^-[a-z]*i[a-z]*$/.test(arg))

function* whole(process: Process): Task<string> {
  let text = ''
  for (let piece = yield* process.read(); piece !== undefined; piece = yield* process.read()) text += piece
  return text
}

function* lineEffect(line: string, stdin?: string): Effects<number> {
  const effect = { do: 'line' as const, line, stdin, answer: 0 }
  yield effect
  return effect.answer
}

const hostOf = (process: Process): Host => ({
  line: (line, stdin, exited) => process.spawn(bashProgram, ['bash', '-c', line], stdin === undefined ? { input: process.input } : { stdin, input: undefined }).whenExited(({ code }) => exited(code)),
  keys: (raw, receive) => process.input instanceof Tty ? listened(process.input, raw, receive) : undefined,
  listen: (port, receive) => {
    const listener: Listener = { http: request => forwarded(request, receive) }
    return process.listen(port, listener) ? () => process.machine.ports.close(port, listener) : undefined
  },
})

/** Passes on what is typed, until it is told to stop. */
function listened(tty: Tty, raw: boolean, receive: (typed: Typed) => void): () => void {
  const before = tty.setRaw(raw)
  if (raw && !isUsual(tty.size)) receive(sizeKeys(tty.size.columns, tty.size.rows)) // the other side shall know how large it is
  const listening = new Running(function* (): Task {
    for (;;) receive(yield* tty.read())
  }())
  return () => {
    listening.abandon()
    tty.setRaw(before)
  }
}

/** A request waits until it is answered; one whose connection broke off is hung up on. */
function* forwarded(request: HttpRequest, receive: (incoming: Incoming) => void): Task<HttpResponse> {
  let response: HttpResponse | undefined
  let told: (() => void) | undefined
  receive({
    request,
    answer: answered => {
      response = answered ?? hungUp
      told?.()
    },
  })
  if (!response) yield resume => {
    told = resume
    return () => { told = undefined }
  }
  return response ?? hungUp
}
