// Which ports a pod offers for a Service, and the order that the API shows them in.
import type { DiscoveryV1EndpointPort, Pod, Service, ServicePort } from '../../apiserver/types.gen.ts'
import { md5 } from './md5.ts'

export interface TargetPort {
  readonly name: string
  readonly protocol: NonNullable<ServicePort['protocol']>
  readonly port: number
  readonly appProtocol?: string
}

export const isHeadless = ({ spec }: Service): boolean => spec.clusterIP === 'None'

/** A port whose name no container knows is left out. */
export function targetPorts({ spec: { ports = [] } }: Service, pod: Pod): readonly TargetPort[] {
  return ports.flatMap(({ name = '', protocol = 'TCP', appProtocol, port, targetPort = port }) => {
    const number = typeof targetPort === 'number' ? targetPort : containerPort(pod, targetPort, protocol)
    return number === undefined ? [] : [{ name, protocol, port: number, ...appProtocol !== undefined && { appProtocol } }]
  })
}

function containerPort({ spec }: Pod, name: string, protocol: string): number | undefined {
  const serving = [...spec.containers, ...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')]
  return serving.flatMap(({ ports = [] }) => ports).find(port => port.name === name && (port.protocol ?? 'TCP') === protocol)?.containerPort
}

/** By the digest of how Go prints them: an order without meaning, but always the same. */
export const inSliceOrder = (ports: readonly TargetPort[]): readonly DiscoveryV1EndpointPort[] => byDigest(ports,
  ({ name, protocol, port, appProtocol = '<nil>' }) => `(v1.EndpointPort){Name:(*string)${name} Protocol:(*v1.Protocol)${protocol} Port:(*int32)${port} AppProtocol:(*string)${appProtocol}}`)

function byDigest<T>(items: readonly T[], textOf: (item: T) => string): readonly T[] {
  if (items.length < 2) return items
  return items.map(item => ({ item, digest: md5(textOf(item)) })).sort((a, b) => a.digest < b.digest ? -1 : 1).map(({ item }) => item)
}
