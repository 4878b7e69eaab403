// metrics-server: asks every kubelet again and again how much was used, and serves the differences as an API of its own.
import type { Part } from '../../clock/part.ts'
import type { Timer } from '../../clock/clock.ts'
import { timestamp } from '../../clock/time.ts'
import type { NodeDoors } from '../../apiserver/node-doors.ts'
import type { ObjectMeta } from '../../apiserver/object.ts'
import type { Registry } from '../../apiserver/registry.ts'
import { failure } from '../../apiserver/status.ts'
import type { Node, Pod } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import { InformerFactory, keyOf, type Informer } from '../../client/informer.ts'
import { apiVersion, nodeMetrics, podMetrics, usageOf, type NodeMetrics, type PodMetrics, type Usage } from './resources.ts'
import { scraped, type Sample } from './scrape.ts'

const name = 'metrics-server'
const resolutionMs = 15_000
/** A container that is new has been idle until it started; but what it uses in its first seconds tells little. */
const freshForMs = 10_000

/** What an aggregated API needs of the server in front of it, and of the nodes. */
export interface Surroundings { readonly registry: Registry, readonly nodeDoors: NodeDoors }

interface Series { readonly last: Sample, readonly before: Sample | undefined }

interface Rate { readonly usage: Usage, readonly window: string, readonly timestamp: string }

export function metricsServer(client: Client, { registry, nodeDoors }: Surroundings): Part {
  const { clock } = client
  let series = new Map<string, Series>()
  let known: { readonly pods: Informer<Pod>, readonly nodes: Informer<Node>, readonly informers: InformerFactory } | undefined
  let round: Timer | undefined

  function scrape(): void {
    const next = new Map<string, Series>()
    const add = (key: string, sample: Sample): void => {
      const before = series.get(key)
      next.set(key, { last: sample, before: before && before.last.startedMs === sample.startedMs && before.last.atMs < sample.atMs ? before.last : undefined })
    }
    for (const node of known?.nodes.list() ?? []) {
      const text = textOf(node)
      if (text === undefined) continue
      const { node: whole, containers } = scraped(text)
      if (whole) add(node.metadata.name, whole)
      for (const [key, sample] of containers) add(key, sample)
    }
    series = next
    round = clock.after(resolutionMs, `${name}: asks the kubelets`, scrape)
  }

  function textOf({ status }: Node): string | undefined {
    const address = status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? ''
    const door = nodeDoors.dial(address, status.daemonEndpoints?.kubeletEndpoint?.Port ?? 0)
    return 'document' in door ? door.document('/metrics/resource') : undefined
  }

  function rateOf(key: string): Rate | undefined {
    const found = series.get(key)
    if (!found) return undefined
    const { last } = found
    const before = found.before ?? bornOf(last)
    if (!before || Number.isNaN(last.memoryBytes)) return undefined
    const seconds = (last.atMs - before.atMs) / 1000
    return { usage: usageOf(Math.max(0, last.cpuSeconds - before.cpuSeconds) / seconds, last.memoryBytes), window: `${seconds}s`, timestamp: timestamp(last.atMs) }
  }

  /** Whoever came between two rounds began with nothing. */
  function bornOf({ startedMs, atMs }: Sample): Sample | undefined {
    const isFresh = startedMs !== undefined && atMs - startedMs >= freshForMs && atMs - startedMs < resolutionMs
    return isFresh ? { atMs: startedMs, cpuSeconds: 0, memoryBytes: 0, startedMs } : undefined
  }

  const metadataOf = ({ metadata }: Pod | Node): ObjectMeta => ({
    name: metadata.name, ...metadata.namespace !== undefined && { namespace: metadata.namespace }, ...metadata.labels && { labels: metadata.labels },
    creationTimestamp: timestamp(client.unixMs), uid: '', resourceVersion: '',
  })

  function ofPod(pod: Pod): readonly PodMetrics[] {
    const rates = pod.spec.containers.map(container => ({ name: container.name, rate: rateOf(`${keyOf(pod)} ${container.name}`) }))
    const [first] = rates
    if (pod.status.phase !== 'Running' || !first?.rate) return []
    const { window, timestamp: at } = first.rate
    const containers = rates.flatMap(({ name: container, rate }) => rate ? [{ name: container, usage: rate.usage }] : [])
    return containers.length < rates.length ? [] : [{ kind: 'PodMetrics', apiVersion, metadata: metadataOf(pod), timestamp: at, window, containers }]
  }

  function ofNode(node: Node): readonly NodeMetrics[] {
    const rate = rateOf(node.metadata.name)
    return rate ? [{ kind: 'NodeMetrics', apiVersion, metadata: metadataOf(node), ...rate }] : []
  }

  /** As long as it does not run, the server in front of it says so. */
  function running(resource: string): NonNullable<typeof known> {
    if (!known) throw failure(503, 'ServiceUnavailable', `the server is currently unable to handle the request (get ${resource}.metrics.k8s.io)`)
    return known
  }

  return {
    name,
    start: () => {
      const informers = new InformerFactory(client)
      known = { informers, pods: informers.of('pods'), nodes: informers.of('nodes') }
      registry.add(nodeMetrics({ list: () => running('nodes').nodes.list().flatMap(ofNode) }))
      registry.add(podMetrics({ list: namespace => running('pods').pods.list().filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace).flatMap(ofPod) }))
      scrape()
    },
    stop: () => {
      round?.cancel()
      known?.informers.stop()
      known = undefined
      series = new Map()
    },
  }
}
