// One try to hand a request on: to one address of its backend.
import type { Hop, HttpRequest, HttpResponse } from '../../network.ts'
import type { Process } from '../../process.ts'
import type { Task } from '../../task.ts'
import { within } from '../http/client.ts'
import type { Endpoint } from './backends.ts'
import type { Settings } from './settings.ts'

export type Tried =
  | { readonly kind: 'answered', readonly response: HttpResponse }
  /** `wasSent`: the backend may have begun to work on it. */
  | { readonly kind: 'failed', readonly status: 502 | 504, readonly why: string, readonly wasSent: boolean }

const reasons = { refused: '111: Connection refused', unreachable: '113: Host is unreachable', timeout: '110: Connection timed out' } as const

export function* tryUpstream(process: Process, { address: host, port }: Endpoint, request: HttpRequest, { connectTimeoutMs, readTimeoutMs, speaksTls }: Settings, hops: Hop[]): Task<Tried> {
  const { outlet } = process.machine
  const found = yield* outlet.lookup(host)
  const address = 'error' in found ? undefined : found.addresses[0]
  if (address === undefined) return failed(502, `${host} could not be resolved (3: Host not found)`, false)
  const reached = yield* outlet.connect(address, port, { timeoutMs: connectTimeoutMs, hops })
  if (reached.kind === 'timeout') return failed(504, 'upstream timed out (110: Connection timed out) while connecting to upstream', false)
  if (reached.kind !== 'open') return failed(502, `connect() failed (${reasons[reached.kind]}) while connecting to upstream`, false)
  const { listener, from, close } = reached
  if (speaksTls && !listener.tls) return failed(502, 'SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream', false)
  const { tls: _, ...plain } = request
  const answer = listener.http?.({ ...plain, from, ...speaksTls && { tls: { serverName: undefined, protocol: 'http/1.1' as const } } })
  if (!answer) return failed(502, 'upstream sent no valid HTTP/1.0 header while reading response header from upstream', true)
  const result = 'status' in answer ? { value: answer } : yield* within(process, answer, readTimeoutMs)
  close?.()
  return result ? { kind: 'answered', response: result.value } : failed(504, 'upstream timed out (110: Operation timed out) while reading response header from upstream', true)
}

const failed = (status: 502 | 504, why: string, wasSent: boolean): Tried => ({ kind: 'failed', status, why, wasSent })
