// ReplicaSet: as many pods as wanted, no more, no fewer.
import type { Pod, PodTemplateSpec, ReplicaSet, ReplicaSetStatus } from '../apiserver/types.gen.ts'
import { equal } from '../apiserver/equal.ts'
import { StatusError } from '../apiserver/status.ts'
import type { Part } from '../clock/part.ts'
import type { Client } from '../client/client.ts'
import { isStatus } from '../client/client.ts'
import { Expectations } from './expectations.ts'
import { keyOf, type InformerFactory } from '../client/informer.ts'
import type { Draft } from '../client/resources.ts'
import { EventRecorder } from '../client/recorder.ts'
import { WorkQueue } from '../client/workqueue.ts'
import { labelSelectorMatches } from '../apiserver/selectors/index.ts'
import { byController, controllerOf, controllerRef, isControlledBy } from './owners.ts'
import { availableAtMs, deletionOrder, isActive, isAvailable, isReady } from './pod-control.ts'

const reactionMs = 4
/** At most this many pods are made or removed in one go. */
const burst = 500

export function replicaSetController(client: Client, informers: InformerFactory): Part {
  const name = 'replicaset-controller'
  const recorder = new EventRecorder(client, name)
  const expectations = new Expectations()
  const replicaSets = informers.of('replicasets.apps')
  const pods = informers.of('pods')
  const podsOf = pods.indexBy(byController)
  const orphansIn = pods.indexBy(orphanIn)
  const replicaSetsIn = replicaSets.indexBy(rs => [rs.metadata.namespace ?? ''])
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  const ownerKey = (pod: Pod): string | undefined => {
    const owner = controllerOf(pod)
    return owner?.kind === 'ReplicaSet' ? `${pod.metadata.namespace}/${owner.name}` : undefined
  }
  const enqueueFor = (pod: Pod): void => {
    const key = ownerKey(pod)
    if (key !== undefined) queue.add(key)
    else for (const rs of replicaSetsIn(pod.metadata.namespace ?? '')) if (selects(rs, pod)) queue.add(keyOf(rs)) // an orphan to adopt
  }

  function sync(key: string): void {
    const rs = replicaSets.get(key)
    if (!rs) return expectations.forget(key)
    const mine = claim(rs).filter(isActive)
    if (expectations.areMet(key) && rs.metadata.deletionTimestamp === undefined) manage(key, rs, mine)
    updateStatus(rs, mine)
    wakeWhenAvailable(key, rs, mine)
  }

  /** Its own pods that still match, and the orphans that it adopts; those that no longer match are released. */
  function claim(rs: ReplicaSet): readonly Pod[] {
    const owned = podsOf(rs.metadata.uid)
    for (const pod of owned) {
      if (selects(rs, pod) || rs.metadata.deletionTimestamp !== undefined) continue
      client.update('pods', { ...pod, metadata: { ...pod.metadata, ownerReferences: (pod.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== rs.metadata.uid) } })
    }
    const orphans = rs.metadata.deletionTimestamp !== undefined
      ? []
      : orphansIn(rs.metadata.namespace ?? '').filter(pod => isActive(pod) && selects(rs, pod))
    for (const pod of orphans)
      client.update('pods', { ...pod, metadata: { ...pod.metadata, ownerReferences: [...pod.metadata.ownerReferences ?? [], controllerRef(rs)] } })
    return [...owned.filter(pod => selects(rs, pod)), ...orphans]
  }

  function manage(key: string, rs: ReplicaSet, mine: readonly Pod[]): void {
    const missing = (rs.spec?.replicas ?? 1) - mine.length
    if (missing > 0) createPods(key, rs, Math.min(missing, burst))
    else if (missing < 0) deletePods(key, rs, mine, Math.min(-missing, burst))
  }

  /** In batches of 1, 2, 4…: when the first is refused, the rest is not even tried. */
  function createPods(key: string, rs: ReplicaSet, count: number): void {
    for (let made = 0, batch = 1; made < count; batch *= 2) {
      const goal = Math.min(count, made + batch)
      for (; made < goal; made++) {
        try {
          const pod = client.create('pods', podFor(rs))
          expectations.willSee(key, keyOf(pod))
          recorder.event(rs, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
        }
        catch (error) {
          if (!(error instanceof StatusError) || isStatus(error, 'Terminating')) throw error
          recorder.event(rs, 'Warning', 'FailedCreate', `Error creating: ${error.message}`)
          throw error
        }
      }
    }
  }

  function deletePods(key: string, rs: ReplicaSet, mine: readonly Pod[], count: number): void {
    const perNode = new Map<string, number>()
    for (const pod of mine) perNode.set(pod.spec?.nodeName ?? '', (perNode.get(pod.spec?.nodeName ?? '') ?? 0) + 1)
    const order = deletionOrder(client.unixMs, pod => perNode.get(pod.spec?.nodeName ?? '') ?? 0)
    for (const pod of mine.toSorted(order).slice(0, count)) {
      expectations.willSee(key, keyOf(pod))
      client.delete('pods', pod.metadata.namespace, pod.metadata.name, { preconditions: { uid: pod.metadata.uid } })
      recorder.event(rs, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`)
    }
  }

  function updateStatus(rs: ReplicaSet, mine: readonly Pod[]): void {
    const minReadySeconds = rs.spec?.minReadySeconds ?? 0
    const labels = Object.entries(rs.spec?.template?.metadata?.labels ?? {})
    const count = (holds: (pod: Pod) => boolean): number => mine.reduce((sum, pod) => holds(pod) ? sum + 1 : sum, 0)
    const counts = {
      fullyLabeledReplicas: count(pod => labels.every(([name, value]) => pod.metadata.labels?.[name] === value)),
      readyReplicas: count(isReady),
      availableReplicas: count(pod => isAvailable(pod, minReadySeconds, client.unixMs)),
    }
    const status: ReplicaSetStatus = {
      ...rs.status?.conditions && { conditions: rs.status.conditions },
      replicas: mine.length,
      ...Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0)),
      ...rs.metadata.generation !== undefined && { observedGeneration: rs.metadata.generation },
    }
    if (!equal(status, rs.status)) client.updateStatus('replicasets.apps', { ...rs, status })
  }

  function wakeWhenAvailable(key: string, rs: ReplicaSet, mine: readonly Pod[]): void {
    const minReadySeconds = rs.spec?.minReadySeconds ?? 0
    if (minReadySeconds === 0) return
    const coming = mine.map(pod => availableAtMs(pod, minReadySeconds) ?? Infinity).filter(atMs => atMs > client.unixMs)
    const next = Math.min(...coming)
    if (Number.isFinite(next)) queue.addAfter(key, next - client.unixMs)
  }

  return {
    name,
    start: () => {
      replicaSets.handle({ added: rs => queue.add(keyOf(rs)), updated: rs => queue.add(keyOf(rs)), deleted: rs => queue.add(keyOf(rs)) })
      pods.handle({
        added: pod => {
          expectations.seen(ownerKey(pod), keyOf(pod))
          enqueueFor(pod)
        },
        updated: (pod, before) => {
          if (pod.metadata.deletionTimestamp !== undefined) expectations.seen(ownerKey(pod), keyOf(pod))
          enqueueFor(pod)
          if (ownerKey(before) !== ownerKey(pod)) enqueueFor(before)
        },
        deleted: pod => {
          expectations.seen(ownerKey(pod), keyOf(pod))
          enqueueFor(pod)
        },
      })
    },
    stop: () => queue.stop(),
  }
}

const orphanIn = (pod: Pod): readonly string[] => controllerOf(pod) ? [] : [pod.metadata.namespace ?? '']

const selects = (rs: ReplicaSet, pod: Pod): boolean =>
  labelSelectorMatches(rs.spec?.selector ?? {}, pod.metadata.labels ?? {}) && (isControlledBy(pod, rs) || !controllerOf(pod))

export function podFor(owner: ReplicaSet): Draft<Pod> {
  const template: PodTemplateSpec = owner.spec?.template ?? {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${owner.metadata.name}-`,
      ...owner.metadata.namespace !== undefined && { namespace: owner.metadata.namespace },
      ...template.metadata?.labels && { labels: template.metadata.labels },
      ...template.metadata?.annotations && { annotations: template.metadata.annotations },
      ...template.metadata?.finalizers && { finalizers: template.metadata.finalizers },
      ownerReferences: [controllerRef(owner)],
    },
    ...template.spec && { spec: template.spec },
  }
}
