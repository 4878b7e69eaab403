// Pod garbage collector: pods whose node is gone for good or out of service, and pods on their way out that never had one.
import type { Part } from '../clock/part.ts'
import type { Timer } from '../clock/clock.ts'
import type { Node, Pod } from '../apiserver/types.gen.ts'
import { isRefusal, type Client } from '../client/client.ts'
import { keyOf, type InformerFactory } from '../client/informer.ts'
import { setPodCondition } from '../client/pod-conditions.ts'
import { WorkQueue } from '../client/workqueue.ts'
import { readyCondition } from './node-lifecycle/taints.ts'
import { byNode } from './pod-control.ts'

const name = 'pod-garbage-collector'
const reactionMs = 4
const roundMs = 20_000
/** A node that vanishes may come back: so long its pods are left alone. */
const quarantineMs = 40_000
/** How many ended pods the cluster keeps. */
const endedAtMost = 12_500

export function podGarbageCollector(client: Client, informers: InformerFactory): Part {
  const { clock } = client
  const nodes = informers.of('nodes')
  const pods = informers.of('pods')
  const podsOn = pods.indexBy(byNode)
  const endedPods = pods.indexBy(ended)
  const missingSince = new Map<string, number>()
  const nodesWithPods = new Map<string, number>()
  let round: Timer | undefined
  const queue = new WorkQueue({ clock, name, reactionMs, sync: collectUnscheduled })

  function goRound(): void {
    for (const node of nodesWithPods.keys()) {
      const known = nodes.get(node)
      if (known) {
        missingSince.delete(node)
        if (isOutOfService(known)) collectLeaving(node)
      }
      else if (!missingSince.has(node)) missingSince.set(node, clock.nowMs)
      else if (clock.nowMs - (missingSince.get(node) ?? 0) >= quarantineMs) collectOrphans(node)
    }
    for (const node of missingSince.keys()) if (!nodesWithPods.has(node)) missingSince.delete(node)
    collectEnded()
    round = clock.after(roundMs, `${name}: round`, goRound)
  }

  function collectOrphans(node: string): void {
    if (mayBeThere(node)) return
    for (const pod of podsOn(node)) {
      const change = { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' } as const
      const over = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed'
      if (!over) setPodCondition(client, pod, change, { phase: 'Failed' })
      forceDelete(pod)
    }
  }

  /** It may be back, and the news on its way; when the server says nothing, the next round asks again. */
  function mayBeThere(node: string): boolean {
    try { return client.find('nodes', undefined, node) !== undefined }
    catch (error) {
      if (!isRefusal(error)) throw error
      return true
    }
  }

  /** Nobody is left who could end them. */
  function collectLeaving(node: string): void {
    for (const pod of podsOn(node)) if (pod.metadata.deletionTimestamp !== undefined) forceDelete(pod)
  }

  /** The oldest of too many ended pods. */
  function collectEnded(): void {
    const all = endedPods('')
    const tooMany = all.length - endedAtMost
    if (tooMany > 0) for (const pod of all.toSorted(oldestFirst).slice(0, tooMany)) forceDelete(pod)
  }

  function collectUnscheduled(key: string): void {
    const pod = pods.get(key)
    if (pod && isUnscheduledTerminating(pod)) forceDelete(pod)
  }

  function forceDelete({ metadata: { namespace, name: podName, uid } }: Pod): void {
    try { client.delete('pods', namespace, podName, { gracePeriodSeconds: 0, preconditions: { uid } }) }
    catch (error) { if (!isRefusal(error)) throw error } // the next round tries again
  }

  function count(pod: Pod, by: 1 | -1): void {
    const node = byNode(pod)
    if (node === undefined) return
    const left = (nodesWithPods.get(node) ?? 0) + by
    if (left === 0) nodesWithPods.delete(node)
    else nodesWithPods.set(node, left)
  }

  const look = (pod: Pod): void => { if (isUnscheduledTerminating(pod)) queue.add(keyOf(pod)) }

  return {
    name,
    start: () => {
      pods.handle({
        added: pod => {
          count(pod, 1)
          look(pod)
        },
        updated: (pod, before) => {
          if (byNode(pod) !== byNode(before)) {
            count(before, -1)
            count(pod, 1)
          }
          look(pod)
        },
        deleted: pod => count(pod, -1),
      })
      round = clock.after(roundMs, `${name}: round`, goRound)
    },
    stop: () => {
      queue.stop()
      round?.cancel()
    },
  }
}

/** It is not ready, and somebody said by a taint that it will not come back as it was. */
const isOutOfService = (node: Node): boolean =>
  readyCondition(node)?.status !== 'True' && (node.spec.taints?.some(({ key }) => key === 'node.kubernetes.io/out-of-service') ?? false)

const isUnscheduledTerminating = ({ metadata, spec }: Pod): boolean => metadata.deletionTimestamp !== undefined && !spec.nodeName

const ended = ({ status }: Pod): string | undefined => status.phase === 'Succeeded' || status.phase === 'Failed' ? '' : undefined

const oldestFirst = ({ metadata: a }: Pod, { metadata: b }: Pod): number =>
  a.creationTimestamp !== b.creationTimestamp ? (a.creationTimestamp < b.creationTimestamp ? -1 : 1) : a.name < b.name ? -1 : 1
