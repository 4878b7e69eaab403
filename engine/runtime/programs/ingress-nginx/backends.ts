// Behind a rule: a Service and the addresses that are ready to take its requests.
import type { EndpointSlice, IngressBackend, Service } from '../../../apiserver/types.gen.ts'

export interface Endpoint { readonly address: string, readonly port: number, /** `default/web-1` */ readonly pod?: string }

export interface Backend {
  /** `default-web-80` */
  readonly name: string
  /** `default/web`; nothing for the controller's own answer. */
  readonly service: string
  readonly port: string
  readonly endpoints: readonly Endpoint[]
}

export interface Services {
  readonly service: (namespace: string, name: string) => Service | undefined
  readonly slicesOf: (namespace: string, name: string) => readonly EndpointSlice[]
}

/** What answers where no rule does: a page of the controller's own. */
export const nobody: Backend = { name: 'upstream-default-backend', service: '', port: '', endpoints: [] }

export type Complain = (level: 'W' | 'E', place: string, text: string) => void

export function backendOf({ service, slicesOf }: Services, namespace: string, { service: wanted }: IngressBackend, complain: Complain): Backend | undefined {
  if (!wanted) return undefined
  const port = String(wanted.port?.name || wanted.port?.number || '')
  const key = `${namespace}/${wanted.name}`
  const about = { name: `${namespace}-${wanted.name}-${port}`, service: key, port }
  const found = service(namespace, wanted.name)
  if (!found) {
    complain('W', 'controller.go:1232', `Error obtaining Endpoints for Service "${key}": no object matching key "${key}" in local store`)
    return { ...about, endpoints: [] }
  }
  const endpoints = endpointsOf(found, port, slicesOf(namespace, wanted.name))
  if (endpoints.length === 0) complain('W', 'controller.go:1243', `Service "${key}" does not have any active Endpoint.`)
  return { ...about, endpoints }
}

function endpointsOf({ spec }: Service, port: string, slices: readonly EndpointSlice[]): readonly Endpoint[] {
  const meant = spec.ports?.find(({ name, port: number, targetPort }) => name === port || String(number) === port || String(targetPort) === port)
  if (!meant) return []
  if (spec.type === 'ExternalName') return spec.externalName === undefined ? [] : [{ address: spec.externalName, port: meant.port }]
  const found = new Map<string, Endpoint>()
  for (const { endpoints, ports = [] } of slices) {
    const number = ports?.find(({ name = '', protocol = 'TCP' }) => name === (meant.name ?? '') && protocol === (meant.protocol ?? 'TCP'))?.port
    if (number === undefined) continue
    for (const { addresses, conditions, targetRef } of endpoints ?? []) {
      if (conditions?.ready === false) continue
      for (const address of addresses) found.set(`${address}:${number}`, { address, port: number, ...targetRef?.kind === 'Pod' && { pod: `${targetRef.namespace}/${targetRef.name}` } })
    }
  }
  return [...found.values()]
}
