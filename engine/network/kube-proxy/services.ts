// What kube-proxy makes of Services and EndpointSlices: each port of each Service, with the endpoints behind it.
import type { Endpoint as SliceEndpoint, EndpointSlice, Service, ServicePort as SpecPort } from '../../apiserver/types.gen.ts'
import type { Protocol } from '../netfilter/iptables.ts'

export interface Endpoint {
  readonly address: string
  readonly port: number
  /** `10.244.0.5:8080` */
  readonly text: string
  readonly nodeName: string | undefined
  readonly ready: boolean
  /** It still answers, though it is about to end. */
  readonly draining: boolean
  readonly zoneHints: readonly string[]
  readonly nodeHints: readonly string[]
}

export interface ServicePort {
  readonly namespace: string
  readonly name: string
  readonly portName: string
  /** `default/web:http` */
  readonly text: string
  readonly protocol: Protocol
  readonly clusterIP: string
  readonly port: number
  readonly nodePort: number
  readonly externalIPs: readonly string[]
  readonly loadBalancerIPs: readonly string[]
  readonly sourceRanges: readonly string[]
  readonly affinitySeconds: number | undefined
  readonly internalLocal: boolean
  readonly externalLocal: boolean
  readonly healthCheckNodePort: number
  readonly endpoints: readonly Endpoint[]
}

export const isExternal = ({ nodePort, externalIPs, loadBalancerIPs }: ServicePort): boolean =>
  nodePort !== 0 || externalIPs.length > 0 || loadBalancerIPs.length > 0

const serviceLabel = 'kubernetes.io/service-name'
const usualAffinitySeconds = 10_800

const byText = ({ text: a }: { readonly text: string }, { text: b }: { readonly text: string }): number => a < b ? -1 : Number(a > b)

export function servicePortsOf(services: readonly Service[], slices: readonly EndpointSlice[]): readonly ServicePort[] {
  const slicesOf = new Map<string, EndpointSlice[]>()
  for (const slice of slices) {
    const name = slice.metadata.labels?.[serviceLabel]
    if (name === undefined || slice.addressType !== 'IPv4') continue
    const key = `${slice.metadata.namespace}/${name}`
    const known = slicesOf.get(key)
    if (known) known.push(slice)
    else slicesOf.set(key, [slice])
  }
  return services.flatMap(service => portsOf(service, slicesOf.get(`${service.metadata.namespace}/${service.metadata.name}`) ?? [])).sort(byText)
}

function portsOf(service: Service, slices: readonly EndpointSlice[]): readonly ServicePort[] {
  const { metadata: { namespace = 'default', name }, spec, status } = service
  const { clusterIP } = spec
  if (clusterIP === undefined || clusterIP === '' || clusterIP === 'None' || spec.type === 'ExternalName') return []
  const ingress = (status.loadBalancer.ingress ?? []).filter(({ ip, ipMode }) => ip !== undefined && ipMode !== 'Proxy')
  const common = {
    namespace,
    name,
    clusterIP,
    externalIPs: spec.externalIPs ?? [],
    loadBalancerIPs: spec.type === 'LoadBalancer' ? ingress.map(({ ip = '' }) => ip) : [],
    sourceRanges: (spec.loadBalancerSourceRanges ?? []).map(range => range.trim()),
    affinitySeconds: spec.sessionAffinity === 'ClientIP' ? spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? usualAffinitySeconds : undefined,
    internalLocal: spec.internalTrafficPolicy === 'Local',
    externalLocal: spec.externalTrafficPolicy === 'Local',
    healthCheckNodePort: spec.healthCheckNodePort ?? 0,
  }
  return (spec.ports ?? []).map(port => ({ ...common, ...portOf(namespace, name, port), endpoints: endpointsOf(port.name ?? '', slices) }))
}

const portOf = (namespace: string, service: string, { name = '', port, nodePort = 0, protocol = 'TCP' }: SpecPort) => ({
  portName: name,
  text: `${namespace}/${service}${name === '' ? '' : `:${name}`}`,
  protocol: protocol.toLowerCase() as Protocol, // the API server lets no other through
  port,
  nodePort,
})

/** The endpoints behind one port, each address once, in the order of their texts. */
function endpointsOf(portName: string, slices: readonly EndpointSlice[]): readonly Endpoint[] {
  const found = new Map<string, Endpoint>()
  for (const { endpoints, ports } of slices) {
    for (const { name = '', port } of ports ?? []) {
      if (name !== portName || port === undefined) continue
      for (const endpoint of endpoints ?? []) {
        const made = endpointOf(endpoint, port)
        const known = found.get(made.text)
        if (!known || (made.ready && !known.ready)) found.set(made.text, made)
      }
    }
  }
  return [...found.values()].sort(byText)
}

function endpointOf({ addresses, conditions, nodeName, hints }: SliceEndpoint, port: number): Endpoint {
  const [address = ''] = addresses
  const ready = conditions.ready ?? true
  return {
    address,
    port,
    text: `${address}:${port}`,
    nodeName,
    ready,
    draining: (conditions.serving ?? ready) && (conditions.terminating ?? false),
    zoneHints: (hints?.forZones ?? []).map(({ name }) => name),
    nodeHints: (hints?.forNodes ?? []).map(({ name }) => name),
  }
}
