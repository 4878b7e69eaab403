// The rows of services and of what carries their traffic.
import type { Endpoints, EndpointSlice, Ingress, IngressClass, IPAddress, NetworkPolicy, Service, ServiceCIDR } from '../types.gen.ts'
import { qualified } from '../status.ts'
import { age } from './duration.ts'
import { hostPort, ingressAddresses, labelsText, none, orNone, selectorText, unset, withMore, type Cells } from './format.ts'

export function serviceRow(service: Service, nowMs: number): Cells {
  const { metadata, spec } = service
  const ports = (spec.ports ?? []).map(({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`)
  return [
    metadata.name, spec.type ?? '', orNone(spec.clusterIPs?.[0]), externalAddress(service), orNone(ports.join()), age(metadata.creationTimestamp, nowMs),
    labelsText(spec.selector),
  ]
}

function externalAddress({ spec, status }: Service): string {
  const external = (spec.externalIPs ?? []).join()
  switch (spec.type) {
    case 'ClusterIP': case 'NodePort': return orNone(external)
    case 'LoadBalancer': return [ingressAddresses(status.loadBalancer?.ingress), external].filter(text => text !== '').join() || '<pending>'
    case 'ExternalName': return spec.externalName ?? ''
    default: return '<unknown>'
  }
}

export function endpointsRow({ metadata, subsets }: Endpoints, nowMs: number): Cells {
  const addresses = (subsets ?? []).flatMap(({ addresses = [], ports = [] }) => ports.length === 0
    ? addresses.map(({ ip }) => ip)
    : ports.flatMap(({ port }) => addresses.map(({ ip }) => hostPort(ip, port))))
  return [metadata.name, subsets?.length ? withMore(addresses, 3) : none, age(metadata.creationTimestamp, nowMs)]
}

export function endpointSliceRow({ metadata, addressType, ports, endpoints }: EndpointSlice, nowMs: number): Cells {
  const portTexts = (ports ?? []).map(({ port, name }) => String(port ?? name ?? '*'))
  const addresses = (endpoints ?? []).flatMap(endpoint => endpoint.addresses)
  return [metadata.name, addressType, withMore(portTexts, 3) || unset, withMore(addresses, 3) || unset, age(metadata.creationTimestamp, nowMs)]
}

export function ingressRow({ metadata, spec, status }: Ingress, nowMs: number): Cells {
  return [
    metadata.name, spec.ingressClassName ?? none, hostsText(spec.rules ?? []), ingressAddresses(status.loadBalancer?.ingress),
    spec.tls?.length ? '80, 443' : '80', age(metadata.creationTimestamp, nowMs),
  ]
}

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

export function ingressClassRow({ metadata, spec }: IngressClass, nowMs: number): Cells {
  const parameters = spec.parameters
  const text = parameters ? `${parameters.kind}${parameters.apiGroup === undefined ? '' : `.${parameters.apiGroup}`}/${parameters.name}` : none
  return [metadata.name, spec.controller ?? '', text, age(metadata.creationTimestamp, nowMs)]
}

export function networkPolicyRow({ metadata, spec }: NetworkPolicy, nowMs: number): Cells {
  return [metadata.name, selectorText(spec.podSelector), age(metadata.creationTimestamp, nowMs)]
}

export function ipAddressRow({ metadata, spec }: IPAddress): Cells {
  const parent = spec.parentRef
  return [metadata.name, parent ? [qualified(parent.resource, parent.group ?? '').toLowerCase(), parent.namespace, parent.name].filter(Boolean).join('/') : none]
}

export function serviceCidrRow({ metadata, spec }: ServiceCIDR, nowMs: number): Cells {
  return [metadata.name, (spec.cidrs ?? []).join(), age(metadata.creationTimestamp, nowMs)]
}
