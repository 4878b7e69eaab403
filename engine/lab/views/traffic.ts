// Services with who stands behind them, and the requests of the last moments: who asked whom, and what became of it.
import type { EndpointSlice, Pod, Service } from '../../apiserver/types.gen.ts'
import type { Sighting } from '../../network/sightings.ts'
import type { Cluster } from '../cluster.ts'

export interface EndpointView {
  /** The uid of its pod; empty for an address that is no pod's. */
  readonly pod: string
  readonly node: string
  readonly address: string
  readonly isReady: boolean
  /** It is about to end, and still answers. */
  readonly isDraining: boolean
}

export interface ServiceView {
  readonly name: string
  readonly type: string
  readonly clusterIP: string
  /** `80/TCP`, as kubectl writes it. */
  readonly ports: string
  readonly endpoints: readonly EndpointView[]
}

export interface RequestView {
  readonly id: number
  readonly atMs: number
  /** The uid of a pod, the name of a node, or `host`. */
  readonly from: string
  /** The Service that was dialled, and the uid of the pod that it went to. */
  readonly service: string
  readonly pod: string
  readonly state: 'answered' | 'refused' | 'timeout'
  /** In a line: `client → web → abc12`. */
  readonly line: string
}

export interface TrafficView {
  readonly nowMs: number
  readonly services: readonly ServiceView[]
  /** The newest last. */
  readonly requests: readonly RequestView[]
}

const serviceLabel = 'kubernetes.io/service-name'
const states = { open: 'answered', refused: 'refused', rejected: 'refused', unreachable: 'timeout', lost: 'timeout' } as const

/** Of TCP only: the names that are asked for on the way are not counted. */
export function trafficOf({ admin, clock, network }: Cluster, namespace: string, withinMs: number): TrafficView {
  const services = admin.list('services', namespace).filter(({ spec }) => spec?.selector !== undefined)
  const slices = admin.list('endpointslices.discovery.k8s.io', namespace)
  const pods = admin.list('pods', namespace)
  const byAddress = new Map(pods.map(pod => [pod.status?.podIP ?? '', pod]))
  const byName = new Map(pods.map(pod => [`${namespace}/${pod.metadata.name}`, pod]))
  const seen = network.pods.sightings.since(clock.nowMs - withinMs).filter(({ protocol }) => protocol === 'tcp')
  return {
    nowMs: clock.nowMs,
    services: services.map(service => serviceView(service, slices)),
    requests: seen.flatMap(one => requestView(one, services, byAddress, byName) ?? []),
  }
}

export const serviceView = ({ metadata: { name }, spec }: Service, slices: readonly EndpointSlice[]): ServiceView => ({
  name,
  type: spec?.type ?? 'ClusterIP',
  clusterIP: spec?.clusterIP ?? '',
  ports: (spec?.ports ?? []).map(({ port, nodePort, protocol = 'TCP' }) => `${port}${nodePort === undefined ? '' : `:${nodePort}`}/${protocol}`).join(','),
  endpoints: slices.filter(({ metadata }) => metadata.labels?.[serviceLabel] === name).flatMap(({ endpoints }) => endpoints ?? []).map(({ addresses, conditions, nodeName, targetRef }) => ({
    pod: targetRef?.uid ?? '',
    node: nodeName ?? '',
    address: addresses[0] ?? '',
    isReady: conditions?.ready ?? true,
    isDraining: (conditions?.terminating ?? false) && (conditions?.serving ?? false),
  })),
})

/** Undefined for what has nothing to do with a pod or a Service of the namespace. */
function requestView({ id, atMs, from, address, port, outcome, destination }: Sighting, services: readonly Service[], byAddress: ReadonlyMap<string, Pod>, byName: ReadonlyMap<string, Pod>): RequestView | undefined {
  const service = services.find(({ spec, status }) =>
    spec?.ports?.some(each => each.port === port && (spec.clusterIP === address || spec.externalIPs?.includes(address) || status?.loadBalancer?.ingress?.some(({ ip }) => ip === address)) || each.nodePort === port))
  const pod = byAddress.get(destination)
  if (!service && !pod) return undefined
  const client = byName.get(from)
  const name = service?.metadata.name ?? ''
  return {
    id,
    atMs,
    from: client?.metadata.uid ?? from,
    service: name,
    pod: pod?.metadata.uid ?? '',
    state: states[outcome],
    line: [client?.metadata.name ?? from, name, pod?.metadata.name ?? ''].filter(part => part !== '').join(' → '),
  }
}
