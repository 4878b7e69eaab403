// A control loop as it turns: what is wanted, what is there, the difference, and what was done about it.
import type { Deployment, Pod, ReplicaSet } from '../../apiserver/types.gen.ts'
import type { KubeObject } from '../../apiserver/object.ts'
import type { Cluster } from '../cluster.ts'
import { lifeOf, livesIn, spansOf, type Life, type Span } from './life.ts'

export interface LoopAction {
  readonly atMs: number
  readonly revision: number
  readonly verb: 'create' | 'delete' | 'scale'
  /** What it was done to: `web-5d4b-x2k9q`. */
  readonly object: string
  /** For scaling: from how many to how many. */
  readonly from: number
  readonly to: number
}

export interface Counts { readonly desired: number, readonly observed: number, readonly ready: number }

export interface Loop extends Counts {
  readonly name: string
  readonly kind: string
  readonly controller: string
  readonly isRunning: boolean
  readonly generation: number
  readonly observedGeneration: number
  /** Desired minus what is there: what is left to do. */
  readonly difference: number
  /** The counts over time. */
  readonly history: readonly Span<Counts>[]
  readonly actions: readonly LoopAction[]
  readonly nowMs: number
}

const controllers: Readonly<Record<string, string>> = {
  Deployment: 'deployment-controller', ReplicaSet: 'replicaset-controller', StatefulSet: 'statefulset-controller',
  ReplicationController: 'replication-controller',
}

type Workload = Deployment | ReplicaSet

/** Of what keeps a number of replicas: `replicaset/web-*`. */
export function loopOf(cluster: Cluster, reference: string, namespace: string): Loop | undefined {
  const life = lifeOf<Workload>(cluster, reference, namespace)
  if (!life) return undefined
  const { kind = '', metadata, spec, status } = life.last
  const owned = ownedBy<Pod>(cluster, kind === 'Deployment' ? 'replicasets.apps' : 'pods', metadata.namespace ?? namespace, metadata.uid)
  const controller = controllers[kind] ?? ''
  const isScaler = kind === 'Deployment'
  const desired = spec?.replicas ?? 1
  const present = isScaler ? status?.replicas ?? 0 : owned.filter(isPresent).length
  return {
    name: metadata.name,
    kind, controller, desired,
    isRunning: isRunning(cluster, controller),
    generation: metadata.generation ?? 0,
    observedGeneration: status?.observedGeneration ?? 0,
    observed: present,
    ready: isScaler ? status?.readyReplicas ?? 0 : owned.filter(pod => isPresent(pod) && isReady(pod.last)).length,
    difference: desired - present,
    history: isScaler ? spansOf(life, countsOf, isSame) : counted(life, owned, cluster.clock.nowMs),
    actions: owned.flatMap(isScaler ? scalings : comings(controller, cluster)).sort((a, b) => a.revision - b.revision),
    nowMs: cluster.clock.nowMs,
  }
}

const isRunning = ({ components }: Cluster, controller: string): boolean =>
  [controller, 'kube-controller-manager'].every(name => components.get(name)?.isRunning !== false)

const countsOf = ({ spec, status }: Workload): Counts => ({ desired: spec?.replicas ?? 1, observed: status?.replicas ?? 0, ready: status?.readyReplicas ?? 0 })
const isSame = (a: Counts, b: Counts): boolean => a.desired === b.desired && a.observed === b.observed && a.ready === b.ready

const isReady = ({ status }: Pod): boolean => status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false

/** Counted from the pods themselves: a controller that is stopped counts nothing. */
function counted(life: Life<Workload>, pods: readonly Life<Pod>[], nowMs: number): readonly Span<Counts>[] {
  const changes = new Map<number, Counts>() // what changes at an instant, by how much
  const change = (atMs: number, by: Partial<Counts>): void => {
    const { desired, observed, ready } = changes.get(atMs) ?? { desired: 0, observed: 0, ready: 0 }
    changes.set(atMs, { desired: desired + (by.desired ?? 0), observed: observed + (by.observed ?? 0), ready: ready + (by.ready ?? 0) })
  }
  const add = (spans: readonly Span<number>[], what: keyof Counts): void => {
    for (const { fromMs, toMs, state } of spans) {
      change(fromMs, { [what]: state })
      if (toMs !== undefined) change(toMs, { [what]: -state })
    }
  }
  add(spansOf(life, ({ spec }) => spec?.replicas ?? 1), 'desired')
  for (const pod of pods) {
    const isThere = ({ metadata, status }: Pod): boolean => metadata.deletionTimestamp === undefined && status.phase !== 'Failed' && status.phase !== 'Succeeded'
    add(spansOf(pod, object => isThere(object) ? 1 : undefined), 'observed')
    add(spansOf(pod, object => isThere(object) && isReady(object) ? 1 : undefined), 'ready')
  }
  let sum: Counts = { desired: 0, observed: 0, ready: 0 }
  const inOrder = [...changes].sort(([a], [b]) => a - b).filter(([atMs]) => atMs <= nowMs)
  return inOrder.map(([fromMs, by], i) => {
    sum = { desired: sum.desired + by.desired, observed: sum.observed + by.observed, ready: sum.ready + by.ready }
    return { fromMs, toMs: inOrder[i + 1]?.[0], state: sum }
  })
}

/** Also those that are gone by now. */
const ownedBy = <T extends KubeObject>(cluster: Cluster, bucket: string, namespace: string, uid: string): readonly Life<T>[] =>
  livesIn<T>(cluster, bucket, `${namespace}/`).filter(({ last: { metadata } }) => metadata.ownerReferences?.some(owner => owner.controller && owner.uid === uid))

/** As a controller counts: neither on the way out nor over. */
const isPresent = ({ last: { metadata, status }, goneMs }: Life<Pod>): boolean =>
  goneMs === undefined && metadata.deletionTimestamp === undefined && status.phase !== 'Failed' && status.phase !== 'Succeeded'

/** That the controller made or ended a pod; what others did is not its action. */
const comings = (controller: string, { clock }: Cluster) => ({ name, moments }: Life<Pod>): readonly LoopAction[] => {
  const isIts = (cause: number): boolean => clock.chain(cause)[0]?.what.startsWith(`${controller}: `) ?? false
  const [born] = moments
  const ended = moments.find(({ object }) => object.metadata.deletionTimestamp !== undefined)
  const action = (verb: LoopAction['verb'], moment: typeof born): readonly LoopAction[] =>
    moment && isIts(moment.cause) ? [{ verb, object: name, atMs: moment.atMs, revision: moment.revision, from: 0, to: 0 }] : []
  return [...action('create', born), ...action('delete', ended)]
}

/** What a Deployment does: it makes ReplicaSets, and sets how many pods they want. */
const scalings = ({ name, moments }: Life): readonly LoopAction[] => {
  const wants = moments.map(({ object }) => (object as ReplicaSet).spec?.replicas ?? 0) // a Deployment owns nothing else
  return moments.flatMap(({ atMs, revision }, i): readonly LoopAction[] => {
    const [from = 0, to = 0] = [wants[i - 1], wants[i]]
    return i > 0 && from === to ? [] : [{ verb: i === 0 ? 'create' : 'scale', object: name, atMs, revision, from, to }]
  })
}
