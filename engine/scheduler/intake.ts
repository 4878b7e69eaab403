// The news that reaches the scheduler: pods and nodes that come, change and go. It feeds the cache and the queue,
// and tells waiting pods of what may help them.
import type { Clock } from '../clock/clock.ts'
import type { CSINode, CSIStorageCapacity, Namespace, Node, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass, VolumeAttachment } from '../apiserver/types.gen.ts'
import { keyOf, type Informer } from '../client/informer.ts'
import type { ClusterCache } from './cache.ts'
import { placementChanged, type ClusterEvent } from './cluster-event.ts'
import type { DecisionLog } from './decision.ts'
import type { Storage } from './plugins/volume-binding.ts'
import { podInfoOf, renewed } from './pod-info.ts'
import type { Profile } from './profile.ts'
import type { QueuedPod, SchedulingQueue } from './queue.ts'

export const schedulerName = 'default-scheduler'

export interface Intake {
  readonly pods: Informer<Pod>
  readonly nodes: Informer<Node>
  readonly namespaces: Informer<Namespace>
  readonly storage: Storage
  readonly cache: ClusterCache
  readonly queue: SchedulingQueue
  readonly profile: Profile
  readonly decisions: DecisionLog
  readonly clock: Clock
  readonly wake: (pod: QueuedPod) => void
}

type Standing = 'assigned' | 'waiting' | 'out'

/** Pods that have ended take no room; those of other schedulers, or on their way out without a node, are not ours to place. */
function standingOf({ spec, status, metadata }: Pod): Standing {
  if (status.phase === 'Succeeded' || status.phase === 'Failed') return 'out'
  if (spec.nodeName) return 'assigned'
  return metadata.deletionTimestamp === undefined && (spec.schedulerName ?? schedulerName) === schedulerName ? 'waiting' : 'out'
}

export function intake({ pods, nodes, namespaces, storage, cache, queue, profile, decisions, clock, wake }: Intake): void {
  const helpers = profile.plugins.filter(plugin => plugin.mayHelp)

  function announce(event: ClusterEvent): void {
    if (!queue.hasRejected) return
    for (const plugin of helpers)
      for (const pod of queue.rejectedBy(plugin.name)) if (plugin.mayHelp?.(event, pod.info)) revive(pod)
  }

  function revive(pod: QueuedPod): void {
    queue.requeue(pod, clock.nowMs)
    wake(pod)
  }

  function enqueue(pod: Pod): void {
    const info = podInfoOf(pod)
    const gated = profile.preEnqueue(info) !== undefined
    const queued = queue.add(info, clock.nowMs, gated)
    if (!gated) wake(queued)
  }

  function assign(pod: Pod): void {
    const known = cache.pod(keyOf(pod))
    cache.addPod(known ? renewed(known, pod) : podInfoOf(pod), pod.spec.nodeName ?? '')
  }

  function changedInQueue(pod: Pod, before: Pod): void {
    const key = keyOf(pod)
    const queued = queue.get(key)
    if (!queued) return cache.nodeOf(key) === undefined ? enqueue(pod) : undefined // already placed; the news of it is still on its way
    queued.info = renewed(queued.info, pod)
    if (pod.spec === before.spec && pod.metadata.labels === before.metadata.labels) return
    if (queued.place === 'gated') {
      queue.remove(queued.info.key)
      enqueue(pod)
    }
    else if (queued.place === 'unschedulable') revive(queued)
  }

  function leave(pod: Pod): void {
    const key = keyOf(pod)
    queue.remove(key)
    cache.withdraw(key)
    if (cache.removePod(key)) announce({ kind: 'assigned pod gone', pod })
  }

  pods.handle({
    added: pod => {
      const standing = standingOf(pod)
      if (standing === 'waiting') enqueue(pod)
      if (standing !== 'assigned') return
      assign(pod)
      announce({ kind: 'pod assigned', pod })
    },
    updated: (pod, before) => {
      switch (standingOf(pod)) {
        case 'waiting': return changedInQueue(pod, before)
        case 'out': return leave(pod)
        case 'assigned': {
          queue.remove(keyOf(pod))
          assign(pod)
          announce(standingOf(before) === 'assigned' ? { kind: 'assigned pod changed', pod, before } : { kind: 'pod assigned', pod })
        }
      }
    },
    deleted: pod => {
      leave(pod)
      decisions.forget(pod.metadata.uid)
    },
  })
  nodes.handle({
    added: node => {
      cache.putNode(node)
      announce({ kind: 'node added', node })
    },
    updated: (node, before) => {
      cache.putNode(node)
      if (placementChanged(before, node)) announce({ kind: 'node changed', node, before })
    },
    deleted: node => {
      cache.removeNode(node.metadata.name)
      announce({ kind: 'node gone', node })
    },
  })
  const storageChanged = (object: PersistentVolumeClaim | PersistentVolume | StorageClass | CSINode | CSIStorageCapacity | VolumeAttachment): void => announce({ kind: 'storage changed', object })
  storage.claims.handle({ added: storageChanged, updated: storageChanged })
  storage.volumes.handle({ added: storageChanged, updated: storageChanged })
  storage.classes.handle({ added: storageChanged, updated: storageChanged })
  storage.csiNodes.handle({ added: storageChanged, updated: storageChanged })
  storage.capacities.handle({ added: storageChanged, updated: storageChanged })
  storage.attachments.handle({ deleted: storageChanged })
  namespaces.handle({
    updated: (namespace, before) => {
      if (namespace.metadata.labels !== before.metadata.labels) cache.census.namespacesRelabelled()
    },
  })
}
