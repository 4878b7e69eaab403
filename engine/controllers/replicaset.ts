// ReplicaSet: as many pods as wanted, no more, no fewer. A ReplicationController, its elder, wants the same.
import type { Pod, ReplicaSet, ReplicaSetCondition, ReplicaSetStatus } from '../apiserver/types.gen.ts'
import { equal } from '../apiserver/equal.ts'
import { keyOf as keyIn } from '../apiserver/key.ts'
import type { KubeObject } from '../apiserver/object.ts'
import { labelSelectorMatches } from '../apiserver/selectors/index.ts'
import { StatusError } from '../apiserver/status.ts'
import type { Part } from '../clock/part.ts'
import { timestamp } from '../clock/time.ts'
import { isStatus, type Client } from '../client/client.ts'
import { byNamespace, keyOf, type InformerFactory } from '../client/informer.ts'
import { EventRecorder } from '../client/recorder.ts'
import { WorkQueue } from '../client/workqueue.ts'
import { Expectations } from './expectations.ts'
import { OwnedPods, type Flock } from './owned-pods.ts'
import { adopt, byController, controllerOf, orphansByNamespace, release } from './owners.ts'
import { availableAtMs, inDeletionOrder, isActive, isAvailable, podFrom } from './pod-control.ts'

const reactionMs = 4
/** At most this many pods are made or removed in one go. */
const burst = 500

/** What both are to this controller. */
export type Replicas = Omit<ReplicaSet, 'apiVersion' | 'kind'> & KubeObject

/** Which of the two it works for, and how it comes to know them. */
export interface Source {
  readonly name: string
  readonly kind: string
  get(key: string): Replicas | undefined
  readonly inNamespace: (namespace: string) => readonly Replicas[]
  /** Those that one Deployment has made. */
  readonly ofOwner: (uid: string) => readonly Replicas[]
  handle(changed: (object: KubeObject) => void): void
  writeStatus(replicas: Replicas, status: ReplicaSetStatus): void
}

export function replicaSetController(client: Client, informers: InformerFactory): Part {
  const replicaSets = informers.of('replicasets.apps')
  return replicasController(client, informers, {
    name: 'replicaset-controller',
    kind: 'ReplicaSet',
    get: key => replicaSets.get(key),
    inNamespace: replicaSets.indexBy(byNamespace),
    ofOwner: replicaSets.indexBy(byController),
    handle: changed => replicaSets.handle({ added: changed, updated: changed, deleted: changed }),
    writeStatus: (rs, status) => client.updateStatus('replicasets.apps', { ...rs, apiVersion: 'apps/v1', kind: 'ReplicaSet', status }),
  })
}

export function replicasController(client: Client, informers: InformerFactory, source: Source): Part {
  const { name } = source
  const recorder = new EventRecorder(client, name)
  const expectations = new Expectations()
  const pods = informers.of('pods')
  const owned = new OwnedPods()
  const orphansIn = pods.indexBy(orphansByNamespace)
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  function sync(key: string): void {
    const rs = source.get(key)
    if (!rs) return expectations.forget(key)
    if (rs.metadata.deletionTimestamp === undefined) claimPods(rs)
    const mine = owned.of(rs.metadata.uid)
    const failure = expectations.areMet(key) && rs.metadata.deletionTimestamp === undefined ? manage(key, rs, mine) : undefined
    updateStatus(rs, mine, failure)
    if (failure) throw failure
    wakeWhenAvailable(key, rs, mine)
  }

  /** Releases those of its pods that no longer match, and adopts the orphans that do. */
  function claimPods(rs: Replicas): void {
    const flock = owned.of(rs.metadata.uid)
    for (const key of [...flock.unchecked]) {
      const pod = flock.pods.get(key)
      if (pod && !selects(rs, pod)) {
        release(client, 'pods', pod, rs)
        owned.remove(key)
      }
      flock.unchecked.delete(key)
    }
    for (const orphan of orphansIn(rs.metadata.namespace ?? ''))
      if (isActive(orphan) && selects(rs, orphan)) adopt(client, 'pods', orphan, rs).forEach(pod => owned.put(pod))
  }

  /** Answers what went wrong, if something did. */
  function manage(key: string, rs: Replicas, mine: Flock): StatusError | undefined {
    const missing = (rs.spec.replicas ?? 1) - mine.active
    if (missing > 0) return createPods(key, rs, Math.min(missing, burst))
    return missing < 0 ? deletePods(key, rs, mine.activePods, Math.min(-missing, burst)) : undefined
  }

  /** In batches of 1, 2, 4…: when one batch is refused, the rest is not even tried. */
  function createPods(key: string, rs: Replicas, count: number): StatusError | undefined {
    let refused: StatusError | undefined
    for (let made = 0, batch = 1; made < count && !refused; batch *= 2)
      for (const goal = Math.min(count, made + batch); made < goal; made++) refused = createPod(key, rs) ?? refused
    return refused
  }

  function createPod(key: string, rs: Replicas): StatusError | undefined {
    try {
      const pod = client.create('pods', podFrom(rs, rs.spec.template))
      expectations.willSee(key, keyOf(pod))
      recorder.event(rs, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
      return undefined
    }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      if (error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating')) return undefined
      recorder.event(rs, 'Warning', 'FailedCreate', `Error creating: ${error.message}`)
      return error
    }
  }

  function deletePods(key: string, rs: Replicas, mine: readonly Pod[], count: number): StatusError | undefined {
    const doomed = count < mine.length ? inDeletionOrder(mine, client.unixMs, crowdOf(rs)).slice(0, count) : mine
    let refused: StatusError | undefined
    for (const pod of doomed) {
      try {
        client.delete('pods', pod.metadata.namespace, pod.metadata.name, { preconditions: { uid: pod.metadata.uid } })
        expectations.willSee(key, keyOf(pod))
        recorder.event(rs, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`)
      }
      catch (error) {
        if (!(error instanceof StatusError)) throw error
        if (isStatus(error, 'NotFound')) continue // gone by itself
        recorder.event(rs, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`)
        refused = error
      }
    }
    return refused
  }

  /** How many pods of the same Deployment share a pod's node. */
  function crowdOf(rs: Replicas): (pod: Pod) => number {
    const owner = controllerOf(rs)
    const perNode = new Map<string, number>()
    for (const related of owner ? source.ofOwner(owner.uid) : [rs])
      for (const { spec } of owned.of(related.metadata.uid).activePods) perNode.set(spec.nodeName ?? '', (perNode.get(spec.nodeName ?? '') ?? 0) + 1)
    return pod => perNode.get(pod.spec.nodeName ?? '') ?? 0
  }

  function updateStatus(rs: Replicas, mine: Flock, failure: StatusError | undefined): void {
    const { minReadySeconds = 0, template } = rs.spec
    const counts = {
      fullyLabeledReplicas: mine.fullyLabelled(template.metadata?.labels),
      readyReplicas: mine.ready,
      availableReplicas: minReadySeconds === 0 ? mine.ready : mine.activePods.filter(pod => isAvailable(pod, minReadySeconds, client.unixMs)).length,
    }
    const conditions = conditionsOf(rs, mine, failure, client.unixMs)
    const status: ReplicaSetStatus = {
      ...conditions.length > 0 && { conditions },
      replicas: mine.active,
      ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
      terminatingReplicas: mine.terminating,
      ...rs.metadata.generation !== undefined && { observedGeneration: rs.metadata.generation },
    }
    if (!equal(status, rs.status)) source.writeStatus(rs, status)
  }

  function wakeWhenAvailable(key: string, rs: Replicas, mine: Flock): void {
    const { minReadySeconds = 0 } = rs.spec
    if (minReadySeconds === 0) return
    let next = Infinity
    for (const pod of mine.activePods) {
      const atMs = availableAtMs(pod, minReadySeconds) ?? 0
      if (atMs > client.unixMs && atMs < next) next = atMs
    }
    if (next < Infinity) queue.addAfter(key, next - client.unixMs)
  }

  const ownerKey = (pod: Pod): string | undefined => {
    const owner = controllerOf(pod)
    return owner?.kind === source.kind ? keyIn(pod.metadata.namespace, owner.name) : undefined
  }

  /** Pods of others are not counted. */
  function note(pod: Pod): void {
    if (ownerKey(pod) === undefined) owned.remove(keyOf(pod))
    else owned.put(pod)
  }

  /** The ReplicaSet of a pod or, for an orphan, all that would have it. */
  function enqueueFor(pod: Pod): void {
    const key = ownerKey(pod)
    if (key !== undefined) queue.add(key)
    else if (!controllerOf(pod)) for (const rs of source.inNamespace(pod.metadata.namespace ?? '')) if (selects(rs, pod)) queue.add(keyOf(rs))
  }

  return {
    name,
    start: () => {
      source.handle(object => queue.add(keyOf(object)))
      pods.handle({
        added: pod => {
          note(pod)
          expectations.seen(ownerKey(pod), keyOf(pod))
          enqueueFor(pod)
        },
        updated: (pod, before) => {
          note(pod)
          if (pod.metadata.deletionTimestamp !== undefined) expectations.seen(ownerKey(pod), keyOf(pod))
          if (ownerKey(before) !== ownerKey(pod)) enqueueFor(before)
          enqueueFor(pod)
        },
        deleted: pod => {
          owned.remove(keyOf(pod))
          expectations.seen(ownerKey(pod), keyOf(pod))
          enqueueFor(pod)
        },
      })
    },
    stop: () => queue.stop(),
  }
}

const selects = (rs: Replicas, pod: Pod): boolean => labelSelectorMatches(rs.spec.selector, pod.metadata.labels ?? {})

/** While pods cannot be made or removed, the first reason for it stands. */
function conditionsOf({ spec, status }: Replicas, mine: Flock, failure: StatusError | undefined, unixMs: number): readonly ReplicaSetCondition[] {
  const others = (status?.conditions ?? []).filter(({ type }) => type !== 'ReplicaFailure')
  if (!failure) return others
  const known = status?.conditions?.find(({ type }) => type === 'ReplicaFailure')
  const reason = mine.active < (spec.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete'
  return [...others, known ?? { type: 'ReplicaFailure', status: 'True', reason, message: failure.message, lastTransitionTime: timestamp(unixMs) }]
}
