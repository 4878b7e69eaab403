// What a stage shows of a cluster: nodes as racks, pods in slots that they keep for life, workloads, the last writes.
import type { DaemonSet, Pod, Node, ReplicaSet, StatefulSet } from '../apiserver/types.gen.ts'
import { milliValue, parseQuantity } from '../apiserver/schema/quantity.ts'
import { podRow } from '../apiserver/tables/pod.ts'
import type { Cluster } from './cluster.ts'

export type PodState = 'ready' | 'unready' | 'pending' | 'failing' | 'terminating' | 'succeeded'

export interface PodView {
  readonly uid: string
  readonly name: string
  /** The part of the name that differs from its siblings'; the whole where an ordinal is part of who it is. */
  readonly short: string
  readonly state: PodState
  /** STATUS, as `kubectl get pods` shows it. */
  readonly status: string
  readonly restarts: number
  /** Of each of its containers, whether it is ready. */
  readonly containers: readonly boolean[]
}

export interface NodeView {
  readonly name: string
  readonly zone: string
  readonly ready: boolean
  /** Closed to new pods (`kubectl cordon`). */
  readonly cordoned: boolean
  readonly slots: readonly (PodView | undefined)[]
  /** Parts of what the node has that its pods have requested, 0 to 1. */
  readonly requested: { readonly cpu: number, readonly memory: number }
}

export interface WorkloadView {
  readonly name: string
  readonly desired: number
  readonly ready: number
  readonly present: number
}

export interface WriteView {
  readonly revision: number
  readonly atMs: number
  readonly who: string
  readonly verb: 'create' | 'update' | 'delete'
  readonly what: string
}

export interface Scene {
  readonly nowMs: number
  readonly nodes: readonly NodeView[]
  readonly unscheduled: readonly PodView[]
  /** Who counts pods: ReplicaSets that have or want any, StatefulSets and DaemonSets. */
  readonly workloads: readonly WorkloadView[]
  readonly writes: readonly WriteView[]
}

interface Slot { uid: string | undefined, freedAtMs: number }

/** A slot stays empty for a moment after its pod is gone, so that a replacement is seen to be another. */
const restMs = 4_000
const writesShown = 6
const told = ['deployments.apps', 'replicasets.apps', 'pods'] as const

export class Stage {
  private readonly cluster: Cluster
  private readonly slots = new Map<string, Slot[]>()
  /** Nodes as they were last drawn: where nothing changed there is nothing to draw. */
  private readonly nodes = new Map<string, { readonly node: Node, readonly pods: readonly (Pod | undefined)[], readonly view: NodeView }>()
  private readonly namespace: string
  private seenRevision = 0

  constructor(cluster: Cluster, namespace = 'default') {
    this.cluster = cluster
    this.namespace = namespace
  }

  scene(): Scene {
    this.catchUp()
    const client = this.cluster.admin
    const pods = client.list('pods', this.namespace)
    const byUid = new Map(pods.map(pod => [pod.metadata.uid, pod]))
    return {
      nowMs: this.cluster.clock.nowMs,
      nodes: client.list('nodes').map(node => this.nodeView(node, byUid)),
      unscheduled: pods.filter(pod => !pod.spec?.nodeName).map(podViewOf),
      workloads: [
        ...client.list('replicasets.apps', this.namespace).filter(rs => (rs.spec?.replicas ?? 0) > 0 || (rs.status?.replicas ?? 0) > 0).map(workloadView),
        ...client.list('statefulsets.apps', this.namespace).map(workloadView),
        ...client.list('daemonsets.apps', this.namespace).map(daemonView),
      ],
      writes: this.writes(),
    }
  }

  /** Gives every pod that came to a node since the last look a slot there. */
  private catchUp(): void {
    for (const { value, previous, revision, atMs } of this.cluster.store.since('pods', this.seenRevision)) {
      this.seenRevision = revision
      const pod = (value ?? previous?.value) as Pod | undefined // the bucket holds pods only
      const node = pod?.spec?.nodeName
      if (!pod || !node || pod.metadata.namespace !== this.namespace) continue
      const slots = this.slotsOf(node)
      const mine = slots.find(slot => slot.uid === pod.metadata.uid)
      if (value === undefined) {
        if (mine) Object.assign(mine, { uid: undefined, freedAtMs: atMs })
      }
      else if (!mine) {
        const free = slots.find(slot => slot.uid === undefined && slot.freedAtMs + restMs <= atMs)
        if (free) free.uid = pod.metadata.uid
        else slots.push({ uid: pod.metadata.uid, freedAtMs: 0 })
      }
    }
  }

  private slotsOf(node: string): Slot[] {
    let slots = this.slots.get(node)
    if (!slots) this.slots.set(node, slots = [])
    return slots
  }

  private nodeView(node: Node, pods: ReadonlyMap<string, Pod>): NodeView {
    const slots = (this.slots.get(node.metadata.name) ?? []).map(({ uid }) => uid === undefined ? undefined : pods.get(uid))
    const known = this.nodes.get(node.metadata.name)
    if (known?.node === node && known.pods.length === slots.length && slots.every((pod, i) => pod === known.pods[i])) return known.view
    const view: NodeView = {
      name: node.metadata.name,
      zone: node.metadata.labels?.['topology.kubernetes.io/zone'] ?? '',
      ready: node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false,
      cordoned: node.spec?.unschedulable === true,
      slots: slots.map(pod => pod && podViewOf(pod)),
      requested: { cpu: share(node, slots, 'cpu'), memory: share(node, slots, 'memory') },
    }
    this.nodes.set(node.metadata.name, { node, pods: slots, view })
    return view
  }

  private writes(): readonly WriteView[] {
    const { store, clock } = this.cluster
    const from = Math.max(0, store.revision - 200)
    return told
      .flatMap(bucket => store.since(bucket, Math.max(from, store.compactedRevision)).filter(({ key }) => key.startsWith(`${this.namespace}/`)).map(version => ({ bucket, version })))
      .sort((a, b) => b.version.revision - a.version.revision)
      .slice(0, writesShown)
      .map(({ bucket, version: { key, value, previous, revision, atMs, cause } }) => ({
        revision,
        atMs,
        who: clock.chain(cause)[0]?.what.split(':')[0] ?? '',
        verb: value === undefined ? 'delete' : previous?.value === undefined ? 'create' : 'update',
        what: `${singular[bucket]}/${key.slice(this.namespace.length + 1)}`,
      }))
  }
}

const singular = { 'deployments.apps': 'deployment', 'replicasets.apps': 'replicaset', 'pods': 'pod' } as const

/** Pods never change in place, so one that is still the same looks the same: a frame draws only what is new. */
const drawn = new WeakMap<Pod, PodView>()

export function podViewOf(pod: Pod): PodView {
  const known = drawn.get(pod)
  if (known) return known
  const view = lookAt(pod)
  drawn.set(pod, view)
  return view
}

function lookAt(pod: Pod): PodView {
  const { name, uid, ownerReferences } = pod.metadata
  const owner = ownerReferences?.find(({ controller, kind }) => controller && kind !== 'StatefulSet')?.name
  const status = String(podRow(pod, 0)[statusColumn])
  return {
    uid,
    name,
    short: owner !== undefined && name.startsWith(`${owner}-`) ? name.slice(owner.length + 1) : name,
    state: stateOf(pod, status),
    status,
    restarts: (pod.status?.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0),
    containers: (pod.spec?.containers ?? []).map(({ name }) => pod.status?.containerStatuses?.some(status => status.name === name && status.ready) ?? false),
  }
}

const statusColumn = 2
const onTheWay = /^(Pending|ContainerCreating|PodInitializing|Init:\d+\/\d+|SchedulingGated)$/

function stateOf(pod: Pod, status: string): PodState {
  if (pod.metadata.deletionTimestamp !== undefined) return 'terminating'
  if (status === 'Running') return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ? 'ready' : 'unready'
  if (status === 'Completed') return 'succeeded'
  return onTheWay.test(status) ? 'pending' : 'failing'
}

const workloadView = ({ metadata, spec, status }: ReplicaSet | StatefulSet): WorkloadView => ({
  name: metadata.name,
  desired: spec?.replicas ?? 0,
  present: status?.replicas ?? 0,
  ready: status?.readyReplicas ?? 0,
})

const daemonView = ({ metadata, status }: DaemonSet): WorkloadView => ({
  name: metadata.name,
  desired: status?.desiredNumberScheduled ?? 0,
  present: status?.currentNumberScheduled ?? 0,
  ready: status?.numberReady ?? 0,
})

function share(node: Node, pods: readonly (Pod | undefined)[], resource: string): number {
  const has = numberOf(node.status?.allocatable?.[resource])
  const asked = pods.flatMap(pod => pod?.spec?.containers ?? []).reduce((sum, container) => sum + numberOf(container.resources?.requests?.[resource]), 0)
  return has === 0 ? 0 : Math.min(1, asked / has)
}

const numberOf = (quantity: string | number | undefined): number => milliValue(parseQuantity(String(quantity ?? 0)))
