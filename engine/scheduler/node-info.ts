// A node as the scheduler sees it: what it offers, and what the pods on it have already taken.
// Kept up to date in place, since a cluster may have thousands of them and each pod asks about hundreds.
import type { ContainerImage, Node, ResourceList, Taint } from '../apiserver/types.gen.ts'
import { amountsOf, type Amounts } from '../client/placement/requests.ts'
import { anyAddress, type HostPort, type PodInfo } from './pod-info.ts'

type Labels = Readonly<Record<string, string>>
// What nodes have none of is the same nothing for all of them: one place in memory for those that ask a thousand nodes.
const noLabels: Labels = {}
const noTaints: readonly Taint[] = []
const noImages: ReadonlyMap<string, number> = new Map()

export class NodeInfo {
  readonly name: string
  /** Its number among the nodes of the cluster: what is counted node by node is kept in lists. */
  readonly place: number
  node: Node
  labels: Labels = noLabels
  unschedulable = false
  /** Taints that keep pods away, and those that only make them hesitate. */
  hardTaints: readonly Taint[] = noTaints
  softTaints: readonly Taint[] = noTaints
  allocatable: Amounts = new Map()
  milliCpu = 0
  memory = 0
  ephemeralStorage = 0
  podLimit = 0
  /** Bytes of each image that is on the node, by every name it goes by. */
  images: ReadonlyMap<string, number> = noImages

  readonly pods = new Map<string, PodInfo>()
  podCount = 0
  usedMilliCpu = 0
  usedMemory = 0
  usedEphemeralStorage = 0
  readonly usedOthers = new Map<string, number>()
  scoredMilliCpu = 0
  scoredMemory = 0
  private readonly ports = new Map<string, number>()
  private allocatableList: ResourceList | undefined
  private imageList: readonly ContainerImage[] | undefined

  constructor(node: Node, place: number) {
    this.place = place
    this.node = node
    this.name = node.metadata.name
    this.offer(node)
  }

  /** Takes up what the node says of itself now. Heartbeats change nothing here, and cost nothing. */
  offer(node: Node): void {
    this.node = node
    this.labels = node.metadata.labels ?? noLabels
    this.unschedulable = node.spec.unschedulable ?? false
    this.offerTaints(node.spec.taints)
    this.offerAllocatable(node.status.allocatable)
    this.offerImages(node.status.images)
  }

  take(pod: PodInfo): void {
    this.pods.set(pod.key, pod)
    this.podCount = this.pods.size
    this.count(pod, 1)
  }

  release(pod: PodInfo): void {
    this.pods.delete(pod.key)
    this.podCount = this.pods.size
    this.count(pod, -1)
  }

  /** Whether a port is taken: on the same address, or by or for a pod that listens on all of them. */
  portTaken({ ip, protocol, port }: HostPort): boolean {
    if (this.ports.size === 0) return false
    const end = `/${protocol}/${port}`
    if (ip === anyAddress) return [...this.ports.keys()].some(taken => taken.endsWith(end))
    return this.ports.has(anyAddress + end) || this.ports.has(ip + end)
  }

  private offerTaints(taints: readonly Taint[] = []): void {
    if (taints.length === 0 && this.hardTaints.length + this.softTaints.length === 0) return
    this.hardTaints = someOf(taints, taint => taint.effect !== 'PreferNoSchedule')
    this.softTaints = someOf(taints, taint => taint.effect === 'PreferNoSchedule')
  }

  private offerAllocatable(list: ResourceList | undefined): void {
    if (list === this.allocatableList) return
    this.allocatableList = list
    this.allocatable = amountsOf(list)
    this.milliCpu = this.allocatable.get('cpu') ?? 0
    this.memory = this.allocatable.get('memory') ?? 0
    this.ephemeralStorage = this.allocatable.get('ephemeral-storage') ?? 0
    this.podLimit = this.allocatable.get('pods') ?? 0
  }

  private offerImages(list: readonly ContainerImage[] | undefined): void {
    if (list === this.imageList) return
    this.imageList = list
    this.images = new Map((list ?? []).flatMap(({ names = [], sizeBytes = 0 }) => names.map((name): [string, number] => [name, sizeBytes])))
  }

  private count({ need, hostPorts }: PodInfo, sign: 1 | -1): void {
    this.usedMilliCpu += sign * need.milliCpu
    this.usedMemory += sign * need.memory
    this.usedEphemeralStorage += sign * need.ephemeralStorage
    this.scoredMilliCpu += sign * need.scoredMilliCpu
    this.scoredMemory += sign * need.scoredMemory
    for (const [resource, amount] of need.others) this.usedOthers.set(resource, (this.usedOthers.get(resource) ?? 0) + sign * amount)
    for (const { ip, protocol, port } of hostPorts) tally(this.ports, `${ip}/${protocol}/${port}`, sign)
  }
}

function someOf(taints: readonly Taint[], isMeant: (taint: Taint) => boolean): readonly Taint[] {
  const some = taints.filter(isMeant)
  return some.length === 0 ? noTaints : some
}

/** Counts by key, and forgets what has come down to nothing. */
export function tally<K>(counts: Map<K, number>, key: K, by: number): void {
  const count = (counts.get(key) ?? 0) + by
  if (count === 0) counts.delete(key)
  else counts.set(key, count)
}
