// The descriptions of services and of their endpoints.
import type { EndpointAddress, Endpoints, EndpointSlice, LoadBalancerIngress, Service } from '../../apiserver/types.gen.ts'
import { hostPort, labelsText, orNone, unset, withMore } from '../../apiserver/tables/format.ts'
import { objectsOf, type Describer, type Need } from './describer.ts'
import type { Description } from './description.ts'
import { eventLines } from './events.ts'
import { heading } from './metadata.ts'

export const slicesNeed = (namespace: string | undefined, service: string): Need =>
  ({ resource: 'endpointslices.discovery.k8s.io', namespace, labelSelector: `kubernetes.io/service-name=${service}` })

/** The ready addresses behind a port, three at most. */
export function readyEndpoints(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>'
  const addresses = slices.flatMap(({ endpoints, ports }) => {
    const ready = (endpoints ?? []).flatMap(({ addresses, conditions }) => conditions?.ready === false ? [] : addresses[0] ?? [])
    if (!ports?.length) return ready
    return ports.filter(({ name = '' }) => name === portName).flatMap(({ port = 0 }) => ready.map(address => hostPort(address, port)))
  })
  return withMore(addresses, 3)
}

export const service: Describer<Service> = {
  needs: ({ metadata }) => [slicesNeed(metadata.namespace, metadata.name)],
  describe({ metadata, spec, status }, out, { nowMs, answers, events }) {
    heading(out, metadata)
    const given = (title: string, value: string | number | undefined): void => {
      if (value) out.line(0, `${title}:\t${value}`)
    }
    out.line(0, `Selector:\t${labelsText(spec.selector)}`)
    out.line(0, `Type:\t${spec.type ?? ''}`)
    given('IP Family Policy', spec.ipFamilyPolicy)
    out.line(0, `IP Families:\t${orNone(spec.ipFamilies?.join())}`)
    out.line(0, `IP:\t${spec.clusterIP ?? ''}`)
    out.line(0, `IPs:\t${orNone(spec.clusterIPs?.join())}`)
    given('External IPs', spec.externalIPs?.join())
    given('Desired LoadBalancer IP', spec.loadBalancerIP)
    given('External Name', spec.externalName)
    given('LoadBalancer Ingress', (status.loadBalancer?.ingress ?? []).map(ingressText).join(', '))
    portLines(out, spec, objectsOf<EndpointSlice>(answers[0]))
    out.line(0, `Session Affinity:\t${spec.sessionAffinity ?? ''}`)
    given('External Traffic Policy', spec.externalTrafficPolicy)
    given('Internal Traffic Policy', spec.internalTrafficPolicy)
    given('HealthCheck NodePort', spec.healthCheckNodePort)
    given('LoadBalancer Source Ranges', spec.loadBalancerSourceRanges?.join())
    given('Traffic Distribution', spec.trafficDistribution)
    eventLines(out, events, nowMs)
  },
}

const ingressText = ({ ip, ipMode, hostname }: LoadBalancerIngress): string => ip ? `${ip}${ipMode === undefined ? '' : ` (${ipMode})`}` : hostname ?? ''

function portLines(out: Description, { ports }: Service['spec'], slices: readonly EndpointSlice[]): void {
  for (const { name = '', port, protocol, targetPort, appProtocol, nodePort } of ports ?? []) {
    out.line(0, `Port:\t${name || unset}\t${port}/${protocol}`)
    out.line(0, `TargetPort:\t${targetPort}/${protocol}`)
    if (appProtocol !== undefined) out.line(0, `AppProtocol:\t${appProtocol}`)
    if (nodePort) out.line(0, `NodePort:\t${name || unset}\t${nodePort}/${protocol}`)
    out.line(0, `Endpoints:\t${readyEndpoints(slices, name)}`)
  }
}

export const endpoints: Describer<Endpoints> = {
  describe({ metadata, subsets }, out, { nowMs, events }) {
    heading(out, metadata)
    out.line(0, 'Subsets:')
    const addresses = (list: readonly EndpointAddress[] | undefined): string => orNone((list ?? []).map(({ ip }) => ip).join())
    for (const subset of subsets ?? []) {
      out.line(1, `Addresses:\t${addresses(subset.addresses)}`)
      out.line(1, `NotReadyAddresses:\t${addresses(subset.notReadyAddresses)}`)
      if (subset.ports?.length) {
        out.line(1, 'Ports:')
        out.line(2, 'Name\tPort\tProtocol')
        out.line(2, '----\t----\t--------')
      }
      for (const { name, port, protocol } of subset.ports ?? []) out.line(2, `${name || unset}\t${port}\t${protocol}`)
      out.line(0, '')
    }
    eventLines(out, events, nowMs)
  },
}

export const endpointSlice: Describer<EndpointSlice> = {
  describe({ metadata, addressType, ports, endpoints }, out, { nowMs, events }) {
    heading(out, metadata)
    out.line(0, `AddressType:\t${addressType}`)
    if (ports?.length) {
      out.line(0, 'Ports:')
      out.line(1, 'Name\tPort\tProtocol')
      out.line(1, '----\t----\t--------')
      for (const { name, port, protocol } of ports) out.line(1, `${name || unset}\t${port ?? unset}\t${protocol}`)
    }
    else out.line(0, 'Ports: <unset>')
    out.line(0, endpoints?.length ? 'Endpoints:' : 'Endpoints: <none>')
    for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of endpoints ?? []) {
      out.line(1, `- Addresses:\t${orNone(addresses.join(', '))}`)
      out.line(2, 'Conditions:')
      out.line(3, `Ready:\t${conditions?.ready ?? unset}`)
      out.line(2, `Hostname:\t${hostname ?? unset}`)
      if (targetRef) out.line(2, `TargetRef:\t${targetRef.kind}/${targetRef.name}`)
      out.line(2, `NodeName:\t${nodeName ?? unset}`)
      out.line(2, `Zone:\t${zone ?? unset}`)
    }
    eventLines(out, events, nowMs)
  },
}
