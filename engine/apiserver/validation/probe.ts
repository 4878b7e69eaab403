// What is asked of containers while they run, and what they do when they start and stop.
import type { HTTPGetAction, Lifecycle, LifecycleHandler, Probe } from '../types.gen.ts'
import { fails, noneNegative, oneOf, port, present } from './check.ts'
import type { Path } from './path.ts'
import { headerName } from './names.ts'

type Handler = LifecycleHandler & Pick<Probe, 'grpc'>
const actions = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const

export function livenessProbe(path: Path, probe: Probe): void {
  common(path, probe)
  if (probe.successThreshold !== 1) path.to('successThreshold').invalid(probe.successThreshold ?? 0, 'must be 1')
}

export function readinessProbe(path: Path, probe: Probe): void {
  common(path, probe)
  if (probe.terminationGracePeriodSeconds !== undefined)
    path.to('terminationGracePeriodSeconds').invalid(probe.terminationGracePeriodSeconds, 'must not be set for readinessProbes')
}

function common(path: Path, probe: Probe): void {
  handler(path, probe, undefined)
  noneNegative(path, probe, ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'])
  const graceSeconds = probe.terminationGracePeriodSeconds
  if (graceSeconds !== undefined && graceSeconds <= 0) path.to('terminationGracePeriodSeconds').invalid(graceSeconds, 'must be greater than 0')
}

export function lifecycle(path: Path, { postStart, preStop }: Lifecycle, graceSeconds: number | undefined): void {
  if (postStart) handler(path.to('postStart'), postStart, graceSeconds)
  if (preStop) handler(path.to('preStop'), preStop, graceSeconds)
}

function handler(path: Path, action: Handler, graceSeconds: number | undefined): void {
  const [first, ...others] = actions.filter(name => action[name] !== undefined)
  if (first === undefined) return void path.required('must specify a handler type')
  const at = path.to(first)
  const { exec, httpGet, tcpSocket, grpc, sleep } = action
  if (exec) {
    if (!exec.command?.length) at.to('command').required()
  }
  else if (httpGet) get(at, httpGet)
  else if (tcpSocket) port(at.to('port'), tcpSocket.port)
  else if (grpc) port(at.to('port'), grpc.port)
  else if (sleep && graceSeconds !== undefined && (sleep.seconds < 0 || sleep.seconds > graceSeconds))
    at.invalid(sleep.seconds, `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`)
  for (const other of others) path.to(other).forbidden('may not specify more than 1 handler type')
}

function get(path: Path, { path: urlPath, port: target, scheme, httpHeaders = [] }: HTTPGetAction): void {
  present(path.to('path'), urlPath)
  port(path.to('port'), target)
  oneOf(path.to('scheme'), scheme, ['HTTP', 'HTTPS'])
  for (const { name } of httpHeaders) fails(path.to('httpHeaders'), name, headerName(name))
}
