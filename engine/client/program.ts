// Programs: commands and processes as generators that yield what they wait for. The engine answers at once, in
// virtual time; against a real cluster the same program is answered over HTTP. So each is written once.
//
// An effect carries a slot for its answer, so that every answer has a type: `yield effect`, then read the slot.
import type { Connect, Forwarded, Received, Sent } from '../apiserver/connect.ts'
import type { DocumentRequest, Request, Response, Watch, WatchEvent } from '../apiserver/request.ts'
import type { ResourceDefinition } from '../apiserver/resource.ts'
import { StatusError, type Status } from '../apiserver/status.ts'

export interface RequestEffect { readonly do: 'request', readonly request: Request, answer: Response | undefined }
export interface WatchEffect { readonly do: 'watch', readonly request: Watch, answer: Stream<WatchEvent> | Status | undefined }
export interface ConnectEffect { readonly do: 'connect', readonly request: Connect, answer: Channel | Status | undefined }
export interface SendEffect { readonly do: 'send', readonly channel: Channel, readonly sent: Sent }

/** Another command line on the machine that the program runs on. */
export interface LineEffect { readonly do: 'line', readonly line: string, readonly stdin: string | undefined, answer: number }

/** What is typed, as it is typed: undefined where there is no one to type. */
export interface ListenToKeysEffect { readonly do: 'keys', readonly raw: boolean, answer: Stream<Typed> | undefined }

/** A port of the machine that the program runs on: undefined when it is taken. */
export interface ListenEffect { readonly do: 'listen', readonly port: number, answer: Stream<Incoming> | undefined }
export interface NextEffect { readonly do: 'next', readonly streams: readonly Stream<unknown>[], readonly timeoutMs: number, answer: { readonly stream: Stream<unknown>, readonly items: readonly unknown[] } | undefined }
export interface SleepEffect { readonly do: 'sleep', readonly ms: number }
export interface WriteEffect { readonly do: 'write', readonly to: 'stdout' | 'stderr', readonly text: string }
export interface NowEffect { readonly do: 'now', answer: number }

/** Which resources the server has, by the names people give them. */
export interface DiscoverEffect { readonly do: 'discover', answer: readonly ResourceDefinition[] }

/** What stands under a path that is no resource: discovery, OpenAPI, version, health. */
export interface DocumentEffect { readonly do: 'document', readonly asked: DocumentRequest, answer: string | Status }

export type Effect = RequestEffect | DocumentEffect | DiscoverEffect | WatchEffect | ConnectEffect | SendEffect | LineEffect | ListenToKeysEffect | ListenEffect | NextEffect | SleepEffect | WriteEffect | NowEffect

/** Something that runs, waits and ends with a result: an exit code, for a command. */
export type Program<T = number> = Generator<Effect, T, void>

/** What comes one after the other, as the program that asked for it sees it. */
export interface Stream<T> {
  stop(): void
  /** Whether the line it comes over broke. */
  readonly isBroken: boolean
  /** Says what comes; there is no such value. */
  readonly of?: T
}

/** A stream in both directions. */
export type Channel = Stream<Received>

/** Keys, or the end of them. */
export type Typed = string | undefined

/** A request to a port that a program listens on. */
export interface Incoming {
  readonly request: Forwarded
  answer(response: { readonly status: number, readonly headers?: ReadonlyMap<string, string>, readonly body: string } | undefined): void
}

/** Asks the API server; a refusal is an answer too. */
export function* ask(request: Request): Program<Response> {
  const effect: RequestEffect = { do: 'request', request, answer: undefined }
  yield effect
  if (!effect.answer) throw new Error('a request was left without an answer')
  return effect.answer
}

/** Asks the API server; a refusal is thrown. */
export function* demand(request: Request): Program<Response> {
  const response = yield* ask(request)
  if (response.code >= 400) throw new StatusError(response.body as Status) // every refusal is a Status
  return response
}

/** Reads what stands under a path that is no resource; a refusal is thrown. */
export function* readDocument(path: string): Program<string> {
  const effect: DocumentEffect = { do: 'document', asked: { path }, answer: '' }
  yield effect
  if (typeof effect.answer !== 'string') throw new StatusError(effect.answer)
  return effect.answer
}

/** Opens a watch; a refusal is thrown. */
export function* openWatch(request: Watch): Program<Stream<WatchEvent>> {
  const effect: WatchEffect = { do: 'watch', request, answer: undefined }
  yield effect
  if (!effect.answer) throw new Error('a watch was left without an answer')
  if ('kind' in effect.answer) throw new StatusError(effect.answer)
  return effect.answer
}

/** Opens a stream into a running container; a refusal is thrown. */
export function* openChannel(request: Connect): Program<Channel> {
  const effect: ConnectEffect = { do: 'connect', request, answer: undefined }
  yield effect
  if (!effect.answer) throw new Error('a connection was left without an answer')
  if ('kind' in effect.answer) throw new StatusError(effect.answer)
  return effect.answer
}

export function* send(channel: Channel, sent: Sent): Program<void> { yield { do: 'send', channel, sent } }

/** What is typed at the terminal; undefined when there is none. Raw: each key as it is. */
export function* keys(raw: boolean): Program<Stream<Typed> | undefined> {
  const effect: ListenToKeysEffect = { do: 'keys', raw, answer: undefined }
  yield effect
  return effect.answer
}

/** Requests to a port of this machine; undefined when the port is taken. */
export function* listen(port: number): Program<Stream<Incoming> | undefined> {
  const effect: ListenEffect = { do: 'listen', port, answer: undefined }
  yield effect
  return effect.answer
}

/** Waits for what comes by a stream; nothing when the time is up. */
export function* next<T>(stream: Stream<T>, timeoutMs = Infinity): Program<readonly T[]> {
  return (yield* firstOf([stream], timeoutMs))?.items as readonly T[] | undefined ?? [] // it came by this stream
}

/** Waits for the first of several streams by which something comes. */
export function* firstOf(streams: readonly Stream<unknown>[], timeoutMs = Infinity): Program<NextEffect['answer']> {
  const effect: NextEffect = { do: 'next', streams, timeoutMs, answer: undefined }
  yield effect
  return effect.answer
}

export function* sleep(ms: number): Program<void> { yield { do: 'sleep', ms } }
export function* write(text: string): Program<void> { if (text !== '') yield { do: 'write', to: 'stdout', text } }
export function* complain(text: string): Program<void> { if (text !== '') yield { do: 'write', to: 'stderr', text } }

/** The time now, in Unix milliseconds. */
export function* unixNow(): Program<number> {
  const effect: NowEffect = { do: 'now', answer: 0 }
  yield effect
  return effect.answer
}

export function* discover(): Program<readonly ResourceDefinition[]> {
  const effect: DiscoverEffect = { do: 'discover', answer: [] }
  yield effect
  return effect.answer
}
