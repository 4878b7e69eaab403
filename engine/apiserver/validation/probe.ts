// What is asked of containers while they run, and what they do when they start and stop.
import type { HTTPGetAction, Lifecycle, LifecycleHandler, Probe } from '../types.gen.ts'
import { fails, noneNegative, port, present } from './check.ts'
import type { Path } from './path.ts'
import { headerName } from './names.ts'
import { among, given, holdTo, type Rules } from './rules.ts'

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

export function lifecycle(path: Path, hooks: Lifecycle, graceSeconds: number | undefined): void {
  const hook = given((at: Path, action: Handler) => handler(at, action, graceSeconds))
  holdTo(path, hooks, { postStart: hook, preStop: hook })
}

function handler(path: Path, action: Handler, graceSeconds: number | undefined): void {
  const [first, ...others] = actions.filter(name => action[name] !== undefined)
  if (first === undefined) return void path.required('must specify a handler type')
  const at = path.to(first)
  const { exec, httpGet, tcpSocket, grpc, sleep } = action
  if (exec) {
    if (!exec.command?.length) at.to('command').required()
  }
  else if (httpGet) holdTo(at, httpGet, get)
  else if (tcpSocket) port(at.to('port'), tcpSocket.port)
  else if (grpc) port(at.to('port'), grpc.port)
  else if (sleep && graceSeconds !== undefined && (sleep.seconds < 0 || sleep.seconds > graceSeconds))
    at.invalid(sleep.seconds, `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`)
  for (const other of others) path.to(other).forbidden('may not specify more than 1 handler type')
}

const get: Rules<HTTPGetAction> = {
  path: present,
  port,
  scheme: among('HTTP', 'HTTPS'),
  httpHeaders: (path, headers = []) => { for (const { name } of headers) fails(path, name, headerName(name)) },
}
