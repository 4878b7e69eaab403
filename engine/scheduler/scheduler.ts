// kube-scheduler: finds a node for every pod that has none, one pod at a time.
// A scheduling cycle is one event of the clock, so the cluster cannot change under it and no snapshot is needed.
import { flat } from '../clock/flat.ts'
import type { Part } from '../clock/part.ts'
import type { Random } from '../clock/random.ts'
import type { Client } from '../client/client.ts'
import { InformerFactory } from '../client/informer.ts'
import { setPodCondition } from '../client/pod-conditions.ts'
import { Algorithm, type Found, type NotFound } from './algorithm.ts'
import { ClusterCache } from './cache.ts'
import { DecisionLog, KeptDecision } from './decision.ts'
import { defaultProfile } from './default-profile.ts'
import { SchedulerEvents } from './events.ts'
import { Cycle, isRejection, type Verdict } from './framework.ts'
import { intake, schedulerName } from './intake.ts'
import type { NodeInfo } from './node-info.ts'
import { ownSelectors } from './own-selector.ts'
import { SchedulingQueue, unschedulableAtMostMs, type QueuedPod } from './queue.ts'

/** How long one pod takes: a busy scheduler places a thousand pods a second. */
const cycleMs = 1

export interface Scheduler extends Part {
  readonly decisions: DecisionLog
  readonly queue: SchedulingQueue
}

export function kubeScheduler(client: Client, random: Random): Scheduler {
  const { clock } = client
  const name = 'kube-scheduler'
  const informers = new InformerFactory(client)
  const namespaces = informers.of('namespaces')
  const pods = informers.of('pods')
  const nodes = informers.of('nodes')
  const budgets = informers.of('poddisruptionbudgets.policy')
  const storage = {
    claims: informers.of('persistentvolumeclaims'),
    volumes: informers.of('persistentvolumes'),
    classes: informers.of('storageclasses.storage.k8s.io'),
    drivers: informers.of('csidrivers.storage.k8s.io'),
    capacities: informers.of('csistoragecapacities.storage.k8s.io'),
    csiNodes: informers.of('csinodes.storage.k8s.io'),
    attachments: informers.of('volumeattachments.storage.k8s.io'),
  }
  const cache = new ClusterCache()
  const queue = new SchedulingQueue()
  const decisions = new DecisionLog()
  const events = new SchedulerEvents(client, schedulerName)
  const profile = defaultProfile({
    cache, client, events,
    scheduler: schedulerName,
    storage,
    budgets: () => budgets.list(),
    namespaceLabels: namespace => namespaces.get(namespace)?.metadata.labels ?? {},
    ownSelector: ownSelectors(informers),
  })
  const algorithm = new Algorithm(cache, profile, random)
  const does = `${name}: `
  let busyUntilMs = 0
  let watchingOverdue = false
  let stopped = false

  /** Comes back to the queue when the scheduler has time; then it is the turn of whoever is first. */
  function wake(pod: QueuedPod, notBeforeMs = clock.nowMs): void {
    busyUntilMs = Math.max(busyUntilMs, clock.nowMs) + cycleMs
    clock.after(Math.max(busyUntilMs, notBeforeMs) - clock.nowMs, does, () => {
      const next = stopped ? undefined : queue.pop(clock.nowMs)
      if (next) tryToPlace(next)
    }, pod.info.key)
  }

  function tryToPlace(pod: QueuedPod): void {
    const kept = cache.nodeOf(pod.info.key) // one that waited for its volumes had a place meanwhile
    cache.removePod(pod.info.key)
    const cycle = new Cycle()
    const result = algorithm.schedule(cycle, pod.info, kept)
    if (kept === undefined || result.node?.name !== kept) remember(pod, result) // why it was chosen was told when it was
    if (result.node) bind(cycle, pod, result.node)
    else reject(pod, result)
  }

  function bind(cycle: Cycle, pod: QueuedPod, node: NodeInfo): void {
    const { info } = pod
    cache.addPod(info, node.name)
    const refusal = profile.commit(cycle, info, node)
    if (!refusal) {
      queue.remove(info.key)
      cache.withdraw(info.key)
      events.event(info.pod, 'Normal', 'Scheduled', 'Binding', flat`Successfully assigned ${info.key} to ${node.name}`)
      return
    }
    if (refusal.status.code !== 'Wait') cache.removePod(info.key)
    profile.unreserve(cycle, info, node)
    putBack(pod, refusal)
  }

  function reject(pod: QueuedPod, { message, rejectedBy, nominatedNode }: NotFound): void {
    if (rejectedBy.size === 0) retryLater(pod)
    else queue.putUnschedulable(pod, rejectedBy, clock.nowMs)
    watchOverdue()
    if (nominatedNode !== undefined) cache.nominate(pod.info, nominatedNode)
    events.event(pod.info.pod, 'Warning', 'FailedScheduling', 'Scheduling', message)
    setPodCondition(client, pod.info.pod, { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }, { ...nominatedNode !== undefined && { nominatedNodeName: nominatedNode } })
  }

  /** It had a node, but a plugin or the API server said no to it. */
  function putBack(pod: QueuedPod, { plugin, status, point }: Verdict): void {
    const { info } = pod
    const reasons = status.reasons.join(', ')
    const message = isRejection(status) ? reasons : `${point === 'Bind' ? 'binding rejected: ' : ''}running ${point} plugin "${plugin}": ${reasons}`
    if (!pods.get(info.key)) return queue.remove(info.key)
    if (isRejection(status) || status.code === 'Wait') queue.putUnschedulable(pod, new Set([plugin]), clock.nowMs)
    else retryLater(pod)
    watchOverdue()
    if (status.code === 'Wait') return // what it waits for comes by itself, and there is nothing to tell
    events.event(info.pod, 'Warning', 'FailedScheduling', 'Scheduling', message)
    setPodCondition(client, info.pod, { type: 'PodScheduled', status: 'False', reason: isRejection(status) ? 'Unschedulable' : 'SchedulerError', message })
  }

  function retryLater(pod: QueuedPod): void {
    const untilMs = queue.putBack(pod, clock.nowMs)
    clock.after(untilMs - clock.nowMs, `${name}: back-off of ${pod.info.key} is over`, () => {
      if (stopped || queue.get(pod.info.key) !== pod || pod.place !== 'unschedulable') return
      queue.requeue(pod, clock.nowMs)
      wake(pod)
    })
  }

  /** As long as pods wait for something to happen, looks now and then for those that have waited too long. */
  function watchOverdue(): void {
    if (watchingOverdue) return
    watchingOverdue = true
    clock.after(unschedulableAtMostMs, `${name}: pods that wait`, () => {
      watchingOverdue = false
      if (stopped) return
      for (const pod of queue.overdue(clock.nowMs)) {
        queue.requeue(pod, clock.nowMs)
        wake(pod)
      }
      if (queue.counts.unschedulable > 0) watchOverdue()
    })
  }

  function remember({ info, attempts }: QueuedPod, result: Found | NotFound): void {
    const { feasible, rejected, scores, nodes: total } = result
    decisions.keep(new KeptDecision({
      pod: info.key,
      uid: info.pod.metadata.uid,
      atMs: clock.nowMs,
      attempt: attempts,
      nodes: total,
      node: result.node?.name,
      message: result.node ? undefined : result.message,
      rejected,
      nodesThatWouldDo: feasible,
      scores,
    }))
  }

  return {
    name, decisions, queue,
    start: () => intake({ pods, nodes, namespaces, storage, cache, queue, profile, decisions, clock, wake }),
    stop: () => {
      stopped = true
      informers.stop()
    },
  }
}
