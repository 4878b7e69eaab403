import type { Container, ContainerPort, EnvVar, EphemeralContainer, HTTPGetAction, Lifecycle, LifecycleHandler, Probe } from '../types.gen.ts'
import { each, fill, fillMap, put, within } from './fill.ts'
import { pullPolicyOf } from './image.ts'

const unsaid = { resources: {}, terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' }
const unsaidOfPort: Partial<ContainerPort> = { protocol: 'TCP' }
const unsaidOfGet: Partial<HTTPGetAction> = { path: '/', scheme: 'HTTP' }
const unsaidOfProbe: Partial<Probe> = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }

export function containerDefaults<C extends Container | EphemeralContainer>(container: C): C {
  let full: C = fill(container, unsaid as Partial<C>) // the same for both
  if (full.imagePullPolicy === undefined) full = { ...full, imagePullPolicy: pullPolicyOf(full.image ?? '') }
  full = within(full, 'ports', ports => each(ports, port => fill(port, unsaidOfPort)))
  full = within(full, 'livenessProbe', probe)
  full = within(full, 'readinessProbe', probe)
  full = within(full, 'startupProbe', probe)
  full = within(full, 'lifecycle', lifecycle)
  return within(full, 'env', list => each(list, env))
}

const httpGet = (get: HTTPGetAction): HTTPGetAction => fill(get, unsaidOfGet)
const handler = (action: LifecycleHandler): LifecycleHandler => within(action, 'httpGet', httpGet)
const lifecycle = (hooks: Lifecycle): Lifecycle => within(within(hooks, 'postStart', handler), 'preStop', handler)
const probe = (given: Probe): Probe =>
  within(within(fill(given, unsaidOfProbe), 'httpGet', httpGet), 'grpc', grpc => fill(grpc, { service: '' }))
const env = (variable: EnvVar): EnvVar =>
  within(variable, 'valueFrom', from => within(from, 'fieldRef', ref => fill(ref, { apiVersion: 'v1' })))

/** Who limits itself without saying what it needs, needs its limit. */
export function requestsFromLimits(container: Container): Container {
  const { limits, requests } = container.resources ?? {}
  const filled = fillMap(requests, limits)
  return filled === undefined || filled === requests ? container : { ...container, resources: { ...container.resources, requests: filled } }
}

/** On the network of its node, a port of a container is a port of the node. */
export const hostPorts = (container: Container): Container =>
  within(container, 'ports', ports => each(ports, port => port.hostPort === undefined ? put(port, 'hostPort', port.containerPort) : port))
