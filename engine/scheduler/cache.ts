// What the scheduler knows of the cluster: its nodes, and the pods on them or about to be.
// A pod that was just given a node counts at once, before the news of it comes back through the watch.
import type { Node } from '../apiserver/types.gen.ts'
import { Census } from './census.ts'
import { NodeInfo, tally } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'

const zoneLabel = 'topology.kubernetes.io/zone'
const regionLabel = 'topology.kubernetes.io/region'

export class ClusterCache {
  readonly nodes = new Map<string, NodeInfo>()
  readonly census = new Census(() => this.nodes.values())
  private readonly homes = new Map<string, string>()
  /** Pods whose node is not known (yet, or any more). */
  private readonly homeless = new Map<string, Map<string, PodInfo>>()
  /** Pods that wait for others to make room on a node, by that node. */
  private readonly nominations = new Map<string, { readonly pod: PodInfo, readonly node: string }>()
  private places = 0
  private order: readonly NodeInfo[] | undefined
  private readonly values = new Map<string, ReadonlyMap<string, number>>()
  private readonly labelled = new Map<string, number>()
  private readonly imageSpread = new Map<string, number>()

  addPod(pod: PodInfo, nodeName: string): void {
    const known = this.pod(pod.key)
    if (known && this.homes.get(pod.key) === nodeName && countsTheSame(known, pod)) return void this.nodes.get(nodeName)?.pods.set(pod.key, pod)
    this.removePod(pod.key)
    this.homes.set(pod.key, nodeName)
    const node = this.nodes.get(nodeName)
    if (!node) return void this.homelessOn(nodeName).set(pod.key, pod)
    node.take(pod)
    this.census.count(pod, node, 1)
  }

  removePod(key: string): PodInfo | undefined {
    const home = this.homes.get(key)
    if (home === undefined) return undefined
    this.homes.delete(key)
    const node = this.nodes.get(home)
    const pod = node?.pods.get(key)
    if (!node || !pod) {
      const lost = this.homeless.get(home)?.get(key)
      this.homeless.get(home)?.delete(key)
      return lost
    }
    node.release(pod)
    this.census.count(pod, node, -1)
    return pod
  }

  pod(key: string): PodInfo | undefined {
    const home = this.homes.get(key)
    return home === undefined ? undefined : this.nodes.get(home)?.pods.get(key) ?? this.homeless.get(home)?.get(key)
  }

  nodeOf(podKey: string): string | undefined { return this.homes.get(podKey) }

  get hasNominations(): boolean { return this.nominations.size > 0 }

  nominate(pod: PodInfo, node: string): void { this.nominations.set(pod.key, { pod, node }) }

  withdraw(podKey: string): void { this.nominations.delete(podKey) }

  /** Looks at a node as if those no less important than a pod had come already for whom room is made there. */
  withNominated<T>(pod: PodInfo, node: NodeInfo, look: () => T): T | undefined {
    const coming = [...this.nominations.values()].filter(other => other.node === node.name && other.pod.key !== pod.key
      && other.pod.priority >= pod.priority && !this.homes.has(other.pod.key)).map(other => other.pod)
    if (coming.length === 0) return undefined
    for (const other of coming) this.addPod(other, node.name)
    try { return look() }
    finally { for (const other of coming) this.removePod(other.key) }
  }

  putNode(node: Node): void {
    const { name } = node.metadata
    const known = this.nodes.get(name)
    if (!known) return this.addNode(new NodeInfo(node, this.places++))
    const { labels, images } = known
    known.offer(node)
    if (known.images !== images) {
      this.countImages(images, -1)
      this.countImages(known.images, 1)
    }
    if (known.labels !== labels) this.relabelled()
  }

  removeNode(name: string): void {
    const node = this.nodes.get(name)
    if (!node) return
    for (const pod of [...node.pods.values()]) {
      node.release(pod)
      this.census.count(pod, node, -1)
      this.homelessOn(name).set(pod.key, pod)
    }
    this.nodes.delete(name)
    this.countImages(node.images, -1)
    this.relabelled()
  }

  /** All nodes, one of each zone in turn, so that a search that stops early does not favour a zone. */
  get inOrder(): readonly NodeInfo[] { return this.order ??= interleaved([...this.nodes.values()]) }

  /** The values that nodes have of a label, with how many have each. */
  nodesBy(label: string): ReadonlyMap<string, number> {
    let counts = this.values.get(label)
    if (!counts) {
      const counting = new Map<string, number>()
      for (const { labels } of this.nodes.values()) {
        const value = labels[label]
        if (value !== undefined) tally(counting, value, 1)
      }
      this.values.set(label, counts = counting)
    }
    return counts
  }

  /** On how many nodes a label is. */
  nodesWith(label: string): number {
    let count = this.labelled.get(label)
    if (count === undefined) {
      count = 0
      for (const ofValue of this.nodesBy(label).values()) count += ofValue
      this.labelled.set(label, count)
    }
    return count
  }

  /** On how many nodes an image is. */
  nodesWithImage(name: string): number { return this.imageSpread.get(name) ?? 0 }

  private addNode(info: NodeInfo): void {
    this.nodes.set(info.name, info)
    this.countImages(info.images, 1)
    this.relabelled()
    for (const pod of this.homeless.get(info.name)?.values() ?? []) {
      info.take(pod)
      this.census.count(pod, info, 1)
    }
    this.homeless.delete(info.name)
  }

  private relabelled(): void {
    this.order = undefined
    this.values.clear()
    this.labelled.clear()
    this.census.nodesRelabelled()
  }

  private countImages(images: ReadonlyMap<string, number>, by: 1 | -1): void {
    for (const name of images.keys()) tally(this.imageSpread, name, by)
  }

  private homelessOn(nodeName: string): Map<string, PodInfo> {
    let pods = this.homeless.get(nodeName)
    if (!pods) this.homeless.set(nodeName, pods = new Map())
    return pods
  }
}

const countsTheSame = (a: PodInfo, b: PodInfo): boolean => a.need === b.need
  && a.pod.metadata.labels === b.pod.metadata.labels && a.pod.metadata.deletionTimestamp === b.pod.metadata.deletionTimestamp

function interleaved(nodes: readonly NodeInfo[]): readonly NodeInfo[] {
  const zones = new Map<string, NodeInfo[]>()
  for (const node of nodes) {
    const zone = `${node.labels[regionLabel] ?? ''} ${node.labels[zoneLabel] ?? ''}`
    const inZone = zones.get(zone)
    if (inZone) inZone.push(node)
    else zones.set(zone, [node])
  }
  const lists = [...zones.values()]
  const longest = lists.reduce((length, list) => Math.max(length, list.length), 0)
  const ordered: NodeInfo[] = []
  for (let i = 0; i < longest; i++) {
    for (const list of lists) {
      const node = list[i]
      if (node) ordered.push(node)
    }
  }
  return ordered
}
