// The rows of services and of what carries their traffic.
import type { Endpoints, EndpointSlice, Ingress, IngressClass, IPAddress, NetworkPolicy, Service, ServiceCIDR } from '../types.gen.ts'
import { qualified } from '../status.ts'
import { hostPort, ingressAddresses, itsAge, labelsText, none, orNone, row, selectorText, unset, withMore } from './format.ts'

export const serviceRow = row((service: Service) => {
  const { spec } = service
  const ports = (spec.ports ?? []).map(({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`)
  return [
    spec.type ?? '', orNone(spec.clusterIPs?.[0]), externalAddress(service), orNone(ports.join()), itsAge,
    labelsText(spec.selector),
  ]
})

function externalAddress({ spec, status }: Service): string {
  const external = (spec.externalIPs ?? []).join()
  switch (spec.type) {
    case 'ClusterIP': case 'NodePort': return orNone(external)
    case 'LoadBalancer': return [ingressAddresses(status.loadBalancer?.ingress), external].filter(text => text !== '').join() || '<pending>'
    case 'ExternalName': return spec.externalName ?? ''
    default: return '<unknown>'
  }
}

export const endpointsRow = row(({ subsets }: Endpoints) => {
  const addresses = (subsets ?? []).flatMap(({ addresses = [], ports = [] }) => ports.length === 0
    ? addresses.map(({ ip }) => ip)
    : ports.flatMap(({ port }) => addresses.map(({ ip }) => hostPort(ip, port))))
  return [subsets?.length ? withMore(addresses, 3) : none, itsAge]
})

export const endpointSliceRow = row(({ addressType, ports, endpoints }: EndpointSlice) => {
  const portTexts = (ports ?? []).map(({ port, name }) => String(port ?? name ?? '*'))
  const addresses = (endpoints ?? []).flatMap(endpoint => endpoint.addresses)
  return [addressType, withMore(portTexts, 3) || unset, withMore(addresses, 3) || unset, itsAge]
})

export const ingressRow = row(({ spec, status }: Ingress) => [
  spec.ingressClassName ?? none, hostsText(spec.rules ?? []), ingressAddresses(status.loadBalancer?.ingress),
  spec.tls?.length ? '80, 443' : '80', itsAge,
])

/** Three hosts at most; a rule for every host is counted only in the rest. */
function hostsText(rules: readonly { readonly host?: string }[]): string {
  const hosts: string[] = []
  let more = false
  for (const { host } of rules) {
    more ||= hosts.length === 3
    if (!more && host) hosts.push(host)
  }
  return `${hosts.join() || '*'}${more ? ` + ${rules.length - 3} more...` : ''}`
}

export const ingressClassRow = row(({ spec }: IngressClass) => {
  const parameters = spec.parameters
  const text = parameters ? `${parameters.kind}${parameters.apiGroup === undefined ? '' : `.${parameters.apiGroup}`}/${parameters.name}` : none
  return [spec.controller ?? '', text, itsAge]
})

export const networkPolicyRow = row(({ spec }: NetworkPolicy) => [selectorText(spec.podSelector), itsAge])

export const ipAddressRow = row(({ spec }: IPAddress) => {
  const parent = spec.parentRef
  return [parent ? [qualified(parent.resource, parent.group ?? '').toLowerCase(), parent.namespace, parent.name].filter(Boolean).join('/') : none]
})

export const serviceCidrRow = row(({ spec }: ServiceCIDR) => [(spec.cidrs ?? []).join(), itsAge])
