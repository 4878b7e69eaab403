// Taint eviction: a NoExecute taint drives away the pods that do not tolerate it, each in its own time.
import type { Part } from '../clock/part.ts'
import type { Timer } from '../clock/clock.ts'
import { equal } from '../apiserver/equal.ts'
import type { Node, Pod, Taint, Toleration } from '../apiserver/types.gen.ts'
import { isRefusal, isStatus, type Client } from '../client/client.ts'
import { keyOf, type InformerFactory } from '../client/informer.ts'
import { tolerates } from '../client/placement/tolerations.ts'
import { setPodCondition } from '../client/pod-conditions.ts'
import { EventRecorder } from '../client/recorder.ts'
import { WorkQueue } from '../client/workqueue.ts'
import { byNode } from './pod-control.ts'

const name = 'taint-eviction-controller'
const reactionMs = 4
/** When a deletion that was refused is tried again. */
const retryMs = 1_000

interface Planned { readonly sinceMs: number, readonly atMs: number, readonly timer: Timer }

export function taintEvictionController(client: Client, informers: InformerFactory): Part {
  const { clock } = client
  const recorder = new EventRecorder(client, name)
  const nodes = informers.of('nodes')
  const pods = informers.of('pods')
  const podsOn = pods.indexBy(byNode)
  const planned = new Map<string, Planned>()
  const queue = new WorkQueue({ clock, name, reactionMs, sync })
  let stopped = false

  function sync(nodeName: string): void {
    const taints = drivingAway(nodes.get(nodeName))
    for (const pod of podsOn(nodeName)) if (pod.metadata.deletionTimestamp === undefined) plan(pod, taints)
  }

  function plan(pod: Pod, taints: readonly Taint[]): void {
    const key = keyOf(pod)
    const known = planned.get(key)
    const patienceMs = patienceOf(taints, pod.spec.tolerations ?? []) * 1000
    if (patienceMs === Infinity) return cancel(pod)
    const sinceMs = patienceMs > 0 && known ? known.sinceMs : clock.nowMs
    const atMs = sinceMs + patienceMs
    if (known && known.atMs <= atMs) return
    known?.timer.cancel()
    planned.set(key, { sinceMs, atMs, timer: clock.after(atMs - clock.nowMs, `${name}: ${key}`, () => evict(pod)) })
  }

  function cancel(pod: Pod): void {
    const known = forget(keyOf(pod))
    if (known) recorder.event(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${keyOf(pod)}`)
  }

  function evict(pod: Pod): void {
    const { namespace, name: podName, uid } = pod.metadata
    planned.delete(keyOf(pod))
    if (stopped || pods.get(keyOf(pod))?.metadata.uid !== uid) return
    recorder.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${keyOf(pod)}`)
    setPodCondition(client, pod, { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint' })
    try { client.delete('pods', namespace, podName, { preconditions: { uid } }) }
    catch (error) {
      if (!isRefusal(error)) throw error
      if (isStatus(error, 'NotFound')) return
      planned.set(keyOf(pod), { sinceMs: clock.nowMs, atMs: clock.nowMs + retryMs, timer: clock.after(retryMs, `${name}: ${keyOf(pod)} again`, () => evict(pod)) })
    }
  }

  function forget(key: string): Planned | undefined {
    const known = planned.get(key)
    known?.timer.cancel()
    planned.delete(key)
    return known
  }

  function look(pod: Pod): void {
    const node = pod.spec.nodeName ? nodes.get(pod.spec.nodeName) : undefined
    const taints = drivingAway(node)
    if ((taints.length > 0 || planned.has(keyOf(pod))) && pod.metadata.deletionTimestamp === undefined) plan(pod, taints)
  }

  return {
    name,
    start: () => {
      nodes.handle({
        added: node => queue.add(node.metadata.name),
        updated: (node, before) => { if (!equal(drivingAway(node), drivingAway(before))) queue.add(node.metadata.name) },
      })
      pods.handle({
        added: look,
        updated: (pod, before) => { if (pod.spec !== before.spec) look(pod) },
        deleted: pod => void forget(keyOf(pod)),
      })
    },
    stop: () => {
      stopped = true
      queue.stop()
    },
  }
}

const drivingAway = (node: Node | undefined): readonly Taint[] => (node?.spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute')

/** How many seconds a pod stands these taints; Infinity: for ever. */
export function patienceOf(taints: readonly Taint[], tolerations: readonly Toleration[]): number {
  const used = taints.map(taint => tolerations.find(toleration => tolerates(toleration, taint)))
  return used.reduce((least, toleration) => Math.min(least, toleration ? Math.max(0, toleration.tolerationSeconds ?? Infinity) : 0), Infinity)
}
