// What is asked of containers while they run, and what they do when they start and stop.
import { forbidden, invalidValue, required } from '../resource.ts'
import type { HTTPGetAction, Lifecycle, LifecycleHandler, Probe } from '../types.gen.ts'
import { fails, noneNegative, oneOf, port, present, type Errors } from './check.ts'
import { headerName } from './names.ts'

type Handler = LifecycleHandler & Pick<Probe, 'grpc'>
const actions = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const

export function livenessProbe(errors: Errors, path: string, probe: Probe): void {
  common(errors, path, probe)
  if (probe.successThreshold !== 1) errors.push(invalidValue(`${path}.successThreshold`, probe.successThreshold ?? 0, 'must be 1'))
}

export function readinessProbe(errors: Errors, path: string, probe: Probe): void {
  common(errors, path, probe)
  if (probe.terminationGracePeriodSeconds !== undefined)
    errors.push(invalidValue(`${path}.terminationGracePeriodSeconds`, probe.terminationGracePeriodSeconds, 'must not be set for readinessProbes'))
}

function common(errors: Errors, path: string, probe: Probe): void {
  handler(errors, path, probe, undefined)
  noneNegative(errors, path, probe, ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'])
  const graceSeconds = probe.terminationGracePeriodSeconds
  if (graceSeconds !== undefined && graceSeconds <= 0) errors.push(invalidValue(`${path}.terminationGracePeriodSeconds`, graceSeconds, 'must be greater than 0'))
}

export function lifecycle(errors: Errors, path: string, { postStart, preStop }: Lifecycle, graceSeconds: number | undefined): void {
  if (postStart) handler(errors, `${path}.postStart`, postStart, graceSeconds)
  if (preStop) handler(errors, `${path}.preStop`, preStop, graceSeconds)
}

function handler(errors: Errors, path: string, action: Handler, graceSeconds: number | undefined): void {
  const [first, ...others] = actions.filter(name => action[name] !== undefined)
  if (first === undefined) return void errors.push(required(path, 'must specify a handler type'))
  const at = `${path}.${first}`
  const { exec, httpGet, tcpSocket, grpc, sleep } = action
  if (exec) {
    if (!exec.command?.length) errors.push(required(`${at}.command`))
  }
  else if (httpGet) get(errors, at, httpGet)
  else if (tcpSocket) port(errors, `${at}.port`, tcpSocket.port)
  else if (grpc) port(errors, `${at}.port`, grpc.port)
  else if (sleep && graceSeconds !== undefined && (sleep.seconds < 0 || sleep.seconds > graceSeconds))
    errors.push(invalidValue(at, sleep.seconds, `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`))
  for (const other of others) errors.push(forbidden(`${path}.${other}`, 'may not specify more than 1 handler type'))
}

function get(errors: Errors, path: string, { path: urlPath, port: target, scheme, httpHeaders = [] }: HTTPGetAction): void {
  present(errors, `${path}.path`, urlPath)
  port(errors, `${path}.port`, target)
  oneOf(errors, `${path}.scheme`, scheme, ['HTTP', 'HTTPS'])
  for (const { name } of httpHeaders) fails(errors, `${path}.httpHeaders`, name, headerName(name))
}
