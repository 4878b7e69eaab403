// Which endpoints of a Service a node sends to: what is ready, near by if hints say so, and on the node itself
// where a policy asks for that.
import { isExternal, type Endpoint, type ServicePort } from './services.ts'

export interface ProxyNode {
  readonly name: string
  readonly zone: string | undefined
}

export interface Choice {
  /** For traffic under the policy Cluster. */
  readonly cluster: readonly Endpoint[]
  /** For traffic under the policy Local. */
  readonly local: readonly Endpoint[]
  /** Those that this node may send to at all. */
  readonly reachable: readonly Endpoint[]
  /** Whether there is an endpoint anywhere. */
  readonly hasAny: boolean
}

const none: readonly Endpoint[] = []

export function endpointsFor(service: ServicePort, node: ProxyNode): Choice {
  const { endpoints, internalLocal, externalLocal } = service
  const usesCluster = !internalLocal || isExternal(service)
  const usesLocal = internalLocal || (externalLocal && isExternal(service))
  const isLocal = ({ nodeName }: Endpoint): boolean => nodeName === node.name
  const cluster = usesCluster ? readyOrDraining(endpoints, nearness(endpoints, node)) : none
  if (!usesLocal) return { cluster, local: none, reachable: cluster, hasAny: cluster.length > 0 }
  const local = readyOrDraining(endpoints.filter(isLocal), () => true)
  const hasAny = cluster.length > 0 || endpoints.some(({ ready, draining }) => ready || draining)
  if (!usesCluster) return { cluster, local, reachable: local, hasAny }
  const used = new Set([...cluster, ...local])
  return { cluster, local, reachable: endpoints.filter(endpoint => used.has(endpoint)), hasAny }
}

/** Only when nothing is ready, what is about to end but still answers will do. */
function readyOrDraining(endpoints: readonly Endpoint[], isNear: (endpoint: Endpoint) => boolean): readonly Endpoint[] {
  const ready = endpoints.filter(endpoint => endpoint.ready && isNear(endpoint))
  return ready.length > 0 ? ready : endpoints.filter(({ draining }) => draining)
}

/** Hints count only if every ready endpoint has one and one of them means this node, or else its zone. */
function nearness(endpoints: readonly Endpoint[], { name, zone }: ProxyNode): (endpoint: Endpoint) => boolean {
  const ready = endpoints.filter(endpoint => endpoint.ready)
  if (ready.every(({ nodeHints }) => nodeHints.length > 0) && ready.some(({ nodeHints }) => nodeHints.includes(name)))
    return ({ nodeHints }) => nodeHints.includes(name)
  if (zone !== undefined && ready.every(({ zoneHints }) => zoneHints.length > 0) && ready.some(({ zoneHints }) => zoneHints.includes(zone)))
    return ({ zoneHints }) => zoneHints.includes(zone)
  return () => true
}
