// What a recording of connections tells of its scene: where pods and clients are, what was done before the first
// connection and between them. Objects say it, and where they do not, the words of `about` and `step`.
import type { EndpointSlice, Service } from '../../engine/apiserver/types.gen.ts'
import type { RecordedNode } from './network-tables.ts'
import type { RecordedObject, TrafficCase } from './network-traffic.ts'

export interface Place { readonly name: string, readonly node: string, readonly address: string }

export interface ScenePod extends Place {
  readonly labels: Readonly<Record<string, string>>
  readonly listens: readonly number[]
  /** Ports that Services ask for by name. */
  readonly named: Readonly<Record<string, number>>
}

export interface Scene {
  readonly nodes: readonly RecordedNode[]
  readonly pods: readonly ScenePod[]
  readonly clients: readonly Place[]
  readonly outside: string | undefined
  /** The addresses that the machine outside sends to the first node. */
  readonly routed: readonly string[]
  readonly services: readonly RecordedObject[]
  /** Made when kube-proxy is stopped. */
  readonly late: ReadonlySet<string>
  /** The node whose kube-proxy is stopped before anything else is changed, and whether it was started again. */
  readonly stopped: { readonly node: string, readonly runsAgain: boolean } | undefined
  /** Pods that are gone before the first connection. */
  readonly gone: readonly string[]
  readonly limitsRefusals: boolean
  /** So many of the last connections come after a pause. */
  readonly pause: { readonly last: number, readonly ms: number } | undefined
  /** When, in a loop of connections, the only endpoint is deleted and when it is gone. */
  readonly deletion: { readonly pod: string, readonly askedMs: number, readonly goneMs: number } | undefined
  /** A connection that outlives its Service. */
  readonly kept: Kept | undefined
}

export interface Kept { readonly address: string, readonly port: number, readonly service: string, readonly from: string }

const serviceRange = '10.96.0.0/16'
const usualPort = 8080
const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

export function sceneOf({ node, objects = [], about = '', expect: { connections } }: TrafficCase): Scene {
  const nodes = node.nodes ?? [node]
  const recordedServices = objects.filter(isService).filter(({ metadata }) => metadata.name !== 'kubernetes')
  const kept = keptOf(connections[0]?.command ?? '', connections[0]?.from ?? '')
  const places = Object.entries(node.podLocation ?? {}).map(([name, { node, ip }]): Place => ({ name, node, address: ip }))
  const services = kept ? [...recordedServices, serviceOf(kept, places)] : recordedServices
  const slices = objects.filter(isSlice)
  const refuses = about.includes('does not listen')
  const pods = places.map((place): ScenePod => {
    const mine = services.filter(service => selects(service, place.name, slices))
    const asked = mine.flatMap(({ metadata, spec }) => (spec.ports ?? []).map(port => ({ target: port.targetPort, number: numberOf(port, slicesOf(metadata.name, slices)) })))
    return {
      ...place,
      labels: Object.fromEntries(mine.flatMap(({ spec }) => Object.entries(spec.selector ?? {}))),
      listens: refuses ? [] : [...new Set([usualPort, ...asked.map(({ number }) => number)])],
      named: Object.fromEntries(asked.flatMap(({ target, number }) => typeof target === 'string' ? [[target, number] as const] : [])),
    }
  })
  const isLoop = connections.some(({ firstAt }) => firstAt !== undefined)
  const missing = pods.filter(({ name }) => services.some(service => selects(service, name, slices) && slicesOf(service.metadata.name, slices).length > 0 && !isIn(service.metadata.name, name, slices))).map(({ name }) => name)
  return {
    nodes, pods, services,
    clients: [...new Map(connections.flatMap(({ from }) => clientOf(from)).filter(({ name }) => !places.some(place => place.name === name)).map(client => [client.name, client])).values()],
    outside: connections.map(({ from }) => /^outside (\S+)/.exec(from)?.[1]).find(address => address !== undefined),
    routed: [serviceRange, ...services.flatMap(({ spec, status }) => [...spec.externalIPs ?? [], ...(status.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? [])]).map(address => `${address}/32`)],
    late: new Set([...about.matchAll(/then Service (\S+) .*?is created/g)].map(([, name = '']) => name)),
    stopped: stoppedOf(about),
    gone: isLoop ? [] : missing,
    limitsRefusals: about.includes('icmp_ratelimit'),
    pause: pauseOf(about),
    deletion: isLoop ? deletionOf(about, missing[0] ?? pods[0]?.name ?? '') : undefined,
    kept,
  }
}

/** The name of who connects: `pod client-1 10.244.0.9 on node-1`, `node-1 192.168.56.11`, `outside 192.168.56.100`. */
export const whoOf = (from: string): string => from.replace(/^pod /, '').split(' ')[0] ?? ''

type Change = { readonly who: string, readonly what: 'not ready' | 'ready again' | 'terminating, still ready' | 'terminating and not ready' | 'kube-proxy started' }

/** What is done before the connections of a step; some steps only say what they look at. */
export function changeOf(step: string): Change | undefined {
  const [, node] = /^kube-proxy of (\S+) started$/.exec(step) ?? []
  if (node !== undefined) return { who: node, what: 'kube-proxy started' }
  const [, who, what] = /^(\S+) (not ready|ready again|terminating, still ready|terminating and not ready)$/.exec(step) ?? []
  return who !== undefined && isWhat(what) ? { who, what } : undefined
}

const isWhat = (what: string | undefined): what is Change['what'] => what !== undefined

/** A selector fits a pod that is in the slice of its Service, or that is named by it or after it. */
function selects({ metadata, spec: { selector = {} } }: RecordedObject, pod: string, slices: readonly EndpointSlice[]): boolean {
  const values = Object.values(selector)
  return values.length > 0 && (isIn(metadata.name, pod, slices) || values.every(value => pod === value || pod.startsWith(`${value}-`)))
}

const slicesOf = (service: string, slices: readonly EndpointSlice[]): readonly EndpointSlice[] => slices.filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service)
const isIn = (service: string, pod: string, slices: readonly EndpointSlice[]): boolean =>
  slicesOf(service, slices).some(({ endpoints }) => (endpoints ?? []).some(({ targetRef }) => targetRef?.name === pod))

function numberOf({ name = '', port, targetPort }: NonNullable<Service['spec']['ports']>[number], slices: readonly EndpointSlice[]): number {
  const told = slices.flatMap(({ ports }) => ports ?? []).find(each => (each.name ?? '') === name)?.port
  return told ?? (typeof targetPort === 'number' ? targetPort : port)
}

const clientOf = (from: string): readonly Place[] => {
  const [, name, address, node] = /^pod (\S+) (\S+) (?:\(.*\) )?on (\S+)$/.exec(from) ?? []
  return name !== undefined && address !== undefined && node !== undefined ? [{ name, node, address }] : []
}

function stoppedOf(about: string): Scene['stopped'] {
  const [, node, how] = /kube-proxy of (\S+) (is stopped|runs again)/.exec(about) ?? []
  return node === undefined ? undefined : { node, runsAgain: how === 'runs again' }
}

function pauseOf(about: string): Scene['pause'] {
  const [, count = '', seconds] = /the last (\w+) (?:is|are) after a pause of (\d+) s/.exec(about) ?? []
  return seconds === undefined ? undefined : { last: Number(count) || words.indexOf(count) + 1, ms: Number(seconds) * 1000 }
}

function deletionOf(about: string, pod: string): Scene['deletion'] {
  const [asked, gone] = [/deletionTimestamp .*? at ([\d.]+) s/, /removed at ([\d.]+) s/].map(words => Number(words.exec(about)?.[1]) * 1000)
  return asked !== undefined && gone !== undefined ? { pod, askedMs: asked, goneMs: gone } : undefined
}

function keptOf(command: string, from: string): Kept | undefined {
  const [, address, port, service] = /^one kept HTTP connection to ([\d.]+):(\d+); kubectl delete svc (\S+);/.exec(command) ?? []
  return address !== undefined && service !== undefined ? { address, port: Number(port), service, from: whoOf(from) } : undefined
}

/** Its objects show what is left of a deletion: here is what was deleted. */
const serviceOf = ({ service, address, port }: Kept, [first]: readonly Place[]): RecordedObject =>
  ({ kind: 'Service', metadata: { name: service }, spec: { selector: { pod: first?.name ?? '' }, clusterIP: address, ports: [{ port, targetPort: usualPort }] }, status: { loadBalancer: {} } })

type Any = NonNullable<TrafficCase['objects']>[number]
const isService = (object: Any): object is RecordedObject => object.kind === 'Service'
const isSlice = (object: Any): object is EndpointSlice => object.kind === 'EndpointSlice'
