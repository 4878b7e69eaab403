// What a program does that asks others: find the address of a name, connect, send a request, wait for its answer.
import type { HttpResponse, Listener } from '../../network.ts'
import type { Process } from '../../process.ts'
import { either, pause, Running, type Task, type Wait } from '../../task.ts'

export interface Url { readonly scheme: string, readonly host: string, readonly port: number, readonly path: string }

const usualPorts: Readonly<Record<string, number>> = { http: 80, https: 443, mongodb: 27017, redis: 6379, mysql: 3306 }

/** `http` unless said; what is wrong with a port is that it is NaN. */
export function parseUrl(text: string): Url {
  const [, scheme = 'http', , host = '', port, path = '/'] = /^(?:([a-z]+):\/\/)?([^/@]*@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d*))?(.*)$/s.exec(text) ?? []
  return { scheme, host, port: port === undefined ? usualPorts[scheme] ?? 80 : Number(port), path: path.startsWith('/') ? path.replace(/#.*$/, '') : `/${path}` }
}

export type Connection =
  | { readonly kind: 'open', readonly address: string, readonly from: string, readonly listener: Listener }
  | { readonly kind: 'unresolved', readonly error: 'NXDOMAIN' | 'SERVFAIL' | 'timeout' }
  | { readonly kind: 'refused' | 'unreachable' | 'timeout', readonly address: string }

const numeric = /^\d{1,3}(\.\d{1,3}){3}$/

/** The addresses of a name: as the file of hosts says, or else the resolver. */
export function* addressesOf(process: Process, host: string): Task<readonly string[] | { readonly error: 'NXDOMAIN' | 'SERVFAIL' | 'timeout' }> {
  if (numeric.test(host)) return [host]
  for (const line of (process.machine.files.read('/etc/hosts') ?? '').split('\n')) {
    const [address = '', ...names] = line.replace(/#.*$/, '').trim().split(/\s+/)
    if (names.includes(host) && numeric.test(address)) return [address]
  }
  if (host === 'localhost') return ['127.0.0.1']
  if (host === process.machine.hostname) return [process.machine.outlet.address]
  const answer = yield* process.machine.outlet.lookup(host)
  return 'error' in answer ? answer : answer.addresses
}

export function* connect(process: Process, host: string, port: number): Task<Connection> {
  const addresses = yield* addressesOf(process, host)
  if ('error' in addresses) return { kind: 'unresolved', error: addresses.error }
  const [address] = addresses
  return address === undefined ? { kind: 'unresolved', error: 'NXDOMAIN' } : yield* connectTo(process, address, port)
}

export function* connectTo(process: Process, address: string, port: number): Task<Connection> {
  const { ports, outlet } = process.machine
  if (address.startsWith('127.') || address === '0.0.0.0' || address === outlet.address) { // the pod itself
    const listener = ports.at(port)
    return listener ? { kind: 'open', address, from: address === '0.0.0.0' ? '127.0.0.1' : address, listener } : { kind: 'refused', address }
  }
  const reached = yield* outlet.connect(address, port)
  return reached.kind === 'open' ? { ...reached, address } : { kind: reached.kind, address }
}

export interface Asked {
  readonly method?: string
  readonly path: string
  readonly headers?: ReadonlyMap<string, string>
  readonly body?: string
  readonly timeoutMs?: number
}

export type Outcome =
  | { readonly kind: 'answered', readonly response: HttpResponse, readonly address: string }
  /** Connected, but nothing that speaks HTTP was there, or it took too long. */
  | { readonly kind: 'silent', readonly address: string, readonly ms: number }
  | Exclude<Connection, { readonly kind: 'open' }>

export function* ask(process: Process, host: string, port: number, asked: Asked): Task<Outcome> {
  const connection = yield* connect(process, host, port)
  return connection.kind === 'open' ? yield* askOver(process, connection, asked) : connection
}

export function* askOver(process: Process, { address, from, listener }: Connection & { readonly kind: 'open' }, { method = 'GET', path, headers = noHeaders, body = '', timeoutMs = patienceMs }: Asked): Task<Outcome> {
  const answer = listener.http?.({ from, method, path, headers, body })
  if (answer && 'status' in answer) return { kind: 'answered', response: answer, address }
  const result = answer && (yield* within(process, answer, timeoutMs))
  if (result) return { kind: 'answered', response: result.value, address }
  if (!answer) yield* process.sleep(Math.min(timeoutMs, silenceMs))
  return { kind: 'silent', address, ms: timeoutMs }
}

/** Sends a request in a protocol of one's own, as clients of databases do. */
export function* talk(connection: Connection & { readonly kind: 'open' }, request: string): Task<string | undefined> {
  const answer = connection.listener.tcp?.(request, connection.from)
  return answer === undefined || typeof answer === 'string' ? answer : yield* answer
}

/** What a task ends with, unless it takes too long: then it is given up. */
export function* within<T>(process: Process, task: Task<T>, ms: number): Task<{ readonly value: T } | undefined> {
  let told: (() => void) | undefined
  const running = new Running(task, () => told?.())
  if (running.result) return running.result
  const done: Wait = resume => {
    told = resume
    return () => { told = undefined }
  }
  try { yield either(done, pause(process.machine.clock, ms, `${process.machine.name}: ${process.name} waits for an answer`)) }
  finally { if (!running.isOver) running.abandon() }
  return running.result
}

const noHeaders: ReadonlyMap<string, string> = new Map()
const patienceMs = 300_000
const silenceMs = 1000
