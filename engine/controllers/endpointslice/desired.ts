// What the slices of a Service are to say: an endpoint for each pod, grouped by the ports that the pods offer.
import type { DiscoveryV1EndpointPort, Endpoint, EndpointHints, Node, ObjectReference, Pod, Service } from '../../apiserver/types.gen.ts'
import { isReady } from '../pod-control.ts'
import { inSliceOrder, targetPorts } from './ports.ts'

/** Endpoints with the same ports share slices. */
export interface Group {
  readonly ports: readonly DiscoveryV1EndpointPort[]
  readonly endpoints: readonly Endpoint[]
}

/** A pod that ended, or has no address yet, is no endpoint of anything. */
export const hasEndpoint = ({ status }: Pod): boolean =>
  status.phase !== 'Succeeded' && status.phase !== 'Failed' && Boolean(status.podIP)

export const referenceTo = ({ metadata: { name, namespace, uid } }: Pod): ObjectReference =>
  ({ kind: 'Pod', ...namespace !== undefined && { namespace }, name, uid })

/** The host name under which a headless Service makes a pod known, as those of a StatefulSet. */
export const hostnameFor = ({ metadata }: Service, { spec }: Pod): string | undefined =>
  spec.hostname && spec.subdomain === metadata.name ? spec.hostname : undefined

export function groupsOf(service: Service, pods: readonly Pod[], nodeOf: (name: string) => Pick<Node, 'metadata'> | undefined): readonly Group[] {
  const groups = new Map<string, { readonly ports: readonly DiscoveryV1EndpointPort[], readonly endpoints: Endpoint[] }>()
  for (const pod of pods) {
    const node = nodeOf(pod.spec.nodeName ?? '')
    if (!node && service.spec.publishNotReadyAddresses !== true) continue // it goes with its node
    const ports = targetPorts(service, pod)
    const key = JSON.stringify(ports)
    const group = groups.get(key) ?? { ports: inSliceOrder(ports), endpoints: [] }
    if (group.endpoints.length === 0) groups.set(key, group)
    group.endpoints.push(endpointOf(service, pod, node))
  }
  return [...groups.values()]
}

function endpointOf(service: Service, pod: Pod, node: Pick<Node, 'metadata'> | undefined): Endpoint {
  const serving = isReady(pod)
  const terminating = pod.metadata.deletionTimestamp !== undefined
  const ready = service.spec.publishNotReadyAddresses === true || serving && !terminating
  const hostname = hostnameFor(service, pod)
  const zone = node?.metadata.labels?.['topology.kubernetes.io/zone']
  const hints = ready ? hintsFor(service.spec.trafficDistribution, zone, pod.spec.nodeName) : undefined
  return {
    addresses: [pod.status.podIP ?? ''],
    conditions: { ready, serving, terminating },
    ...hostname !== undefined && { hostname },
    targetRef: referenceTo(pod),
    ...pod.spec.nodeName && { nodeName: pod.spec.nodeName },
    ...zone !== undefined && { zone },
    ...hints && { hints },
  }
}

/** Whom an endpoint is meant for, when traffic is to stay close. */
function hintsFor(distribution: string | undefined, zone: string | undefined, nodeName: string | undefined): EndpointHints | undefined {
  if (distribution !== 'PreferClose' && distribution !== 'PreferSameZone' && distribution !== 'PreferSameNode') return undefined
  const hints = {
    ...zone !== undefined && { forZones: [{ name: zone }] },
    ...distribution === 'PreferSameNode' && nodeName && { forNodes: [{ name: nodeName }] },
  }
  return Object.keys(hints).length > 0 ? hints : undefined
}
