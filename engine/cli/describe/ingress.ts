// The descriptions of ways in: ingresses, their classes, service networks.
import type { EndpointSlice, Ingress, IngressBackend, IngressClass, IPAddress, Service, ServiceCIDR } from '../../apiserver/types.gen.ts'
import { ingressAddresses } from '../../apiserver/tables/format.ts'
import { objectsOf, type Answer, type Describer, type Need } from './describer.ts'
import { dateText, type Description } from './description.ts'
import { eventLines } from './events.ts'
import { annotationLines, labelLines } from './metadata.ts'
import { readyEndpoints, slicesNeed } from './services.ts'

const backendsOf = ({ spec }: Ingress): readonly IngressBackend[] =>
  [...spec.defaultBackend ? [spec.defaultBackend] : [], ...(spec.rules ?? []).flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend))]

const serviceNames = (ingress: Ingress): readonly string[] => [...new Set(backendsOf(ingress).flatMap(({ service }) => service?.name ?? []))]

/** For each service its slices, then the service itself. */
const needs = (ingress: Ingress): readonly Need[] => serviceNames(ingress).flatMap(name => [
  slicesNeed(ingress.metadata.namespace, name), { resource: 'services', namespace: ingress.metadata.namespace, name },
])

export const ingress: Describer<Ingress> = {
  needs,
  describe(ingress, out, { nowMs, answers, events }) {
    const { metadata, spec, status } = ingress
    const names = serviceNames(ingress)
    const backendText = (backend: IngressBackend): string => {
      const at = names.indexOf(backend.service?.name ?? '') * 2
      return textOfBackend(backend, answers[at], answers[at + 1])
    }
    const fallback = spec.defaultBackend ? backendText(spec.defaultBackend) : '<default>'
    out.line(0, `Name:\t${metadata.name}`)
    labelLines(out, 'Labels', metadata.labels)
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
    out.line(0, `Address:\t${ingressAddresses(status.loadBalancer?.ingress)}`)
    out.line(0, `Ingress Class:\t${spec.ingressClassName ?? '<none>'}`)
    out.line(0, `Default backend:\t${fallback}`)
    tlsLines(out, spec.tls ?? [])
    out.line(0, 'Rules:\n  Host\tPath\tBackends')
    out.line(1, '----\t----\t--------')
    const rules = (spec.rules ?? []).filter(({ http }) => http)
    for (const { host, http } of rules) {
      out.line(1, `${host || '*'}\t`)
      for (const { path = '', backend } of http?.paths ?? []) out.line(2, `\t${path} \t${backendText(backend)}`)
    }
    if (rules.length === 0) out.line(1, `*\t*\t${fallback}`)
    annotationLines(out, 'Annotations', metadata.annotations)
    eventLines(out, events, nowMs)
  },
}

/** `web:80 (10.244.0.5:80)`, or why its endpoints are not known. */
function textOfBackend({ service, resource }: IngressBackend, slices: Answer | undefined, found: Answer | undefined): string {
  if (resource) return `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}`
  if (!service) return ''
  const { number, name = '' } = service.port ?? {}
  const text = `${service.name}:${number || name}`
  const error = slices?.error ?? found?.error
  if (error !== undefined) return `${text} (<error: ${error}>)`
  const [known] = objectsOf<Service>(found)
  const port = known?.spec.ports?.findLast(candidate => number ? candidate.port === number : name !== '' && candidate.name === name)
  return `${text} (${readyEndpoints(objectsOf<EndpointSlice>(slices), port?.name ?? '')})`
}

function tlsLines(out: Description, tls: NonNullable<Ingress['spec']['tls']>): void {
  if (tls.length > 0) out.line(0, 'TLS:')
  for (const { secretName, hosts = [] } of tls) out.line(1, `${secretName ? `${secretName} terminates` : 'SNI routes'} ${hosts.join()}`)
}

export const ingressClass: Describer<IngressClass> = {
  describe({ metadata, spec }, out, { nowMs, events }) {
    out.line(0, `Name:\t${metadata.name}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    out.line(0, `Controller:\t${spec.controller ?? ''}`)
    if (spec.parameters) {
      out.line(0, 'Parameters:')
      if (spec.parameters.apiGroup !== undefined) out.line(1, `APIGroup:\t${spec.parameters.apiGroup}`)
      out.line(1, `Kind:\t${spec.parameters.kind}`)
      out.line(1, `Name:\t${spec.parameters.name}`)
    }
    eventLines(out, events, nowMs)
  },
}

export const serviceCidr: Describer<ServiceCIDR> = {
  describe({ metadata, spec, status }, out, { nowMs, events }) {
    out.line(0, `Name:\t${metadata.name}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    out.line(0, `CIDRs:\t${(spec.cidrs ?? []).join(', ')}`)
    if (status.conditions?.length) {
      out.line(0, 'Status:')
      out.line(0, 'Conditions:')
      out.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage')
      out.line(1, '----\t------\t------------------\t------\t-------')
    }
    for (const { type, status: word, lastTransitionTime, reason, message } of status.conditions ?? [])
      out.line(1, `${type}\t${word}\t${dateText(lastTransitionTime)}\t${reason}\t${message}`)
    eventLines(out, events, nowMs)
  },
}

export const ipAddress: Describer<IPAddress> = {
  describe({ metadata, spec }, out, { nowMs, events }) {
    out.line(0, `Name:\t${metadata.name}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    const { group = '', resource, namespace = '', name } = spec.parentRef
    out.line(0, 'Parent Reference:')
    out.line(1, `Group:\t${group}`)
    out.line(1, `Resource:\t${resource}`)
    out.line(1, `Namespace:\t${namespace}`)
    out.line(1, `Name:\t${name}`)
    eventLines(out, events, nowMs)
  },
}
