// One probe, carried out: did it succeed, and if not, what is there to say?
import type { Probe } from '../../apiserver/types.gen.ts'
import type { Container } from '../../runtime/container.ts'
import { pause, type Task } from '../../runtime/task.ts'
import { execute, httpGet, portOf, urlOf } from '../execute.ts'
import { durationText } from '../format.ts'
import type { Probed } from './worker.ts'

export type Result =
  | { readonly kind: 'success' }
  | { readonly kind: 'failure', readonly message: string }
  /** The probe itself could not be made: it says nothing about the container. */
  | { readonly kind: 'error', readonly message: string }

const success: Result = { kind: 'success' }
const failure = (message: string): Result => ({ kind: 'failure', message })

const userAgent = new Map([['User-Agent', 'kube-probe/1.36']])

export function* carryOut(probe: Probe, probed: Probed, container: Container): Task<Result> {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000
  if (probe.exec) return yield* exec(probe.exec.command ?? [], probed, container, timeoutMs)
  if (probe.httpGet) return yield* http(probe.httpGet, probed, timeoutMs)
  if (probe.tcpSocket) return tcp(probe.tcpSocket.port, probed)
  if (probe.grpc) return yield* grpc(probe.grpc.port, probe.grpc.service ?? '', probed, timeoutMs)
  return success
}

function* exec(command: readonly string[], { host }: Probed, container: Container, timeoutMs: number): Task<Result> {
  const outcome = yield* execute(host.clock, container, command, timeoutMs)
  switch (outcome.kind) {
    case 'exited': return outcome.code === 0 ? success : failure(outcome.output)
    case 'timeout': return failure(`command timed out: "${command.join(' ')}" timed out after ${durationText(timeoutMs)}`)
    case 'error': return { kind: 'error', message: `rpc error: code = Unknown desc = ${outcome.message}` }
  }
}

function* http(action: NonNullable<Probe['httpGet']>, probed: Probed, timeoutMs: number): Task<Result> {
  const { host, pod, podIP, ports } = probed
  const port = portOf(pod, action.port)
  if (port === undefined) return { kind: 'error', message: `couldn't find port: ${action.port}` }
  const headers = action.httpHeaders ? new Map([...userAgent, ...action.httpHeaders.map(({ name, value }) => [name, value] as const)]) : userAgent
  const outcome = yield* httpGet({ clock: host.clock, ports, port, path: action.path ?? '/', headers, timeoutMs, from: host.address, isEncrypted: action.scheme === 'HTTPS' })
  const url = urlOf(action, podIP, port)
  switch (outcome.kind) {
    case 'refused': return failure(`Get "${url}": dial tcp ${podIP}:${port}: connect: connection refused`)
    case 'timeout': return failure(`Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`)
    case 'answered': {
      const { status } = outcome.response
      return status >= 200 && status < 400 ? success : failure(`HTTP probe failed with statuscode: ${status}`)
    }
  }
}

function tcp(named: number | string, { pod, podIP, ports }: Probed): Result {
  const port = portOf(pod, named)
  if (port === undefined) return { kind: 'error', message: `couldn't find port: ${named}` }
  return ports.at(port) ? success : failure(`dial tcp ${podIP}:${port}: connect: connection refused`)
}

/** It tries to connect until its time is over. */
function* grpc(port: number, service: string, { host, pod, podIP, ports }: Probed, timeoutMs: number): Task<Result> {
  const listener = ports.at(port)
  if (!listener) {
    yield pause(host.clock, timeoutMs, `kubelet ${host.node}: the grpc probe of ${pod.metadata.namespace}/${pod.metadata.name} gives up`)
    return failure(`timeout: failed to connect service "${podIP}:${port}" within ${durationText(timeoutMs)}: context deadline exceeded`)
  }
  switch (listener.grpcHealth?.(service)) {
    case 'SERVING': return success
    case 'NOT_SERVING': return failure('service unhealthy (responded with "NOT_SERVING")')
    case 'UNKNOWN_SERVICE': return failure('error: health rpc probe failed: rpc error: code = NotFound desc = unknown service')
    case undefined: return failure('error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health')
  }
}
