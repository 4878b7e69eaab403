// Asking a container something: by a command in it, or by a request to it.
import type { Clock } from '../clock/clock.ts'
import type { HTTPGetAction, Pod } from '../apiserver/types.gen.ts'
import type { Container } from '../runtime/container.ts'
import type { HttpResponse, Ports } from '../runtime/network.ts'
import { either, pause, Running, type Task, type Wait } from '../runtime/task.ts'

export type ExecOutcome =
  | { readonly kind: 'exited', readonly code: number, readonly output: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'error', readonly message: string }

const keptOutput = 10 * 1024

export function* execute(clock: Clock, container: Container, words: readonly string[], timeoutMs: number): Task<ExecOutcome> {
  let output = ''
  let outcome: ExecOutcome | undefined
  let told: (() => void) | undefined
  const sink = (text: string): void => { if (output.length < keptOutput) output += text }
  const handle = container.exec(words, {
    out: sink,
    err: sink,
    exited: status => {
      outcome ??= 'error' in status ? { kind: 'error', message: status.error } : { kind: 'exited', code: status.code, output: output.slice(0, keptOutput) }
      told?.()
    },
  })
  if (outcome) return outcome
  const ended: Wait = resume => {
    told = resume
    return () => { told = undefined }
  }
  try { yield Number.isFinite(timeoutMs) ? either(ended, pause(clock, timeoutMs, `${container.name}: ${words[0]} times out`)) : ended }
  finally {
    const before = outcome
    handle.stop()
    outcome = before
  }
  return outcome ?? { kind: 'timeout' }
}

export type HttpOutcome =
  | { readonly kind: 'answered', readonly response: HttpResponse }
  | { readonly kind: 'refused' | 'timeout' }

export interface HttpTarget {
  readonly clock: Clock
  readonly ports: Ports
  readonly port: number
  readonly path: string
  readonly headers: ReadonlyMap<string, string>
  readonly timeoutMs: number
  /** The address that asks. */
  readonly from: string
  /** Over TLS, whatever certificate is shown; who speaks none is asked all the same. */
  readonly isEncrypted: boolean
}

const maxRedirects = 10
const session = { serverName: undefined, protocol: 'h2' } as const

/** One GET; redirects on the same host are followed. */
export function* httpGet(target: HttpTarget): Task<HttpOutcome> {
  let { path } = target
  for (let left = maxRedirects; ; left--) {
    const outcome = yield* ask(target, path)
    if (outcome.kind !== 'answered') return outcome
    const { status, headers } = outcome.response
    const location = status >= 300 && status < 400 ? headers?.get('Location') : undefined
    if (location === undefined || !location.startsWith('/') || left === 0) return outcome
    path = location
  }
}

function* ask({ clock, ports, port, headers, timeoutMs, from, isEncrypted }: HttpTarget, path: string): Task<HttpOutcome> {
  const listener = ports.at(port)
  if (!listener) return { kind: 'refused' }
  const answer = listener.http?.({ from, method: 'GET', path, headers, body: '', ...isEncrypted && { tls: session } })
  if (answer && 'status' in answer) return { kind: 'answered', response: answer }
  if (!answer) { // it takes the connection and says nothing
    yield pause(clock, timeoutMs, `a request to port ${port} times out`)
    return { kind: 'timeout' }
  }
  let told: (() => void) | undefined
  const running = new Running(answer, () => told?.())
  if (!running.result) {
    const answered: Wait = resume => {
      told = resume
      return () => { told = undefined }
    }
    try { yield either(answered, pause(clock, timeoutMs, `a request to port ${port} times out`)) }
    finally { if (!running.isOver) running.abandon() }
  }
  return running.result ? { kind: 'answered', response: running.result.value } : { kind: 'timeout' }
}

/** The number of a port that is given by number or by its name in the pod. */
export function portOf(pod: Pod, port: HTTPGetAction['port']): number | undefined {
  if (typeof port === 'number') return port
  for (const container of [...pod.spec.containers, ...pod.spec.initContainers ?? []]) {
    const named = container.ports?.find(({ name }) => name === port)
    if (named) return named.containerPort
  }
  return /^\d+$/.test(port) ? Number(port) : undefined
}

/** `http://10.244.1.5:80/healthz` */
export const urlOf = ({ scheme = 'HTTP', path = '/' }: HTTPGetAction, ip: string, port: number): string =>
  `${scheme.toLowerCase()}://${ip}:${port}${path.startsWith('/') ? path : `/${path}`}`
