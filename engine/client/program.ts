// Programs: commands and processes as generators that yield what they wait for. The engine answers at once, in
// virtual time; against a real cluster the same program is answered over HTTP. So each is written once.
//
// An effect carries a slot for its answer, so that every answer has a type: `yield effect`, then read the slot.
import type { DocumentRequest, Request, Response, Watch, WatchEvent } from '../apiserver/request.ts'
import type { ResourceDefinition } from '../apiserver/resource.ts'
import { StatusError, type Status } from '../apiserver/status.ts'

export interface RequestEffect { readonly do: 'request', readonly request: Request, answer: Response | undefined }
export interface WatchEffect { readonly do: 'watch', readonly request: Watch, answer: Stream | Status | undefined }
export interface NextEffect { readonly do: 'next', readonly stream: Stream, readonly timeoutMs: number, answer: readonly WatchEvent[] }
export interface SleepEffect { readonly do: 'sleep', readonly ms: number }
export interface WriteEffect { readonly do: 'write', readonly to: 'stdout' | 'stderr', readonly text: string }
export interface NowEffect { readonly do: 'now', answer: number }

/** Which resources the server has, by the names people give them. */
export interface DiscoverEffect { readonly do: 'discover', answer: readonly ResourceDefinition[] }

/** What stands under a path that is no resource: discovery, OpenAPI, version, health. */
export interface DocumentEffect { readonly do: 'document', readonly asked: DocumentRequest, answer: string | Status }

export type Effect = RequestEffect | DocumentEffect | DiscoverEffect | WatchEffect | NextEffect | SleepEffect | WriteEffect | NowEffect

/** Something that runs, waits and ends with a result: an exit code, for a command. */
export type Program<T = number> = Generator<Effect, T, void>

/** An open watch, as the program that opened it sees it. */
export interface Stream { stop(): void }

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
export function* openWatch(request: Watch): Program<Stream> {
  const effect: WatchEffect = { do: 'watch', request, answer: undefined }
  yield effect
  if (!effect.answer) throw new Error('a watch was left without an answer')
  if ('kind' in effect.answer) throw new StatusError(effect.answer)
  return effect.answer
}

/** Waits for news of a watch; none when the time is up. */
export function* next(stream: Stream, timeoutMs = Infinity): Program<readonly WatchEvent[]> {
  const effect: NextEffect = { do: 'next', stream, timeoutMs, answer: [] }
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
