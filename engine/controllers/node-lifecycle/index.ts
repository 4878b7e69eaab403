// Node lifecycle: notices nodes that fall silent, tells so in their conditions, and taints them.
import type { Part } from '../../clock/part.ts'
import type { Timer } from '../../clock/clock.ts'
import { timestamp } from '../../clock/time.ts'
import { equal } from '../../apiserver/equal.ts'
import { StatusError } from '../../apiserver/status.ts'
import type { Node } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import type { InformerFactory } from '../../client/informer.ts'
import { conditionOf, setPodCondition } from '../../client/pod-conditions.ts'
import { EventRecorder } from '../../client/recorder.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import { byNode } from '../pod-control.ts'
import { Pulses, unknownStatus } from './health.ts'
import { hasTaint, notReady, readyCondition, schedulingTaints, unreachable, withOurTaints } from './taints.ts'
import { Zones } from './zones.ts'

const name = 'node-controller'
const reactionMs = 4
const monitorMs = 5000
const leaseNamespace = 'kube-node-lease'

/** Labels that were renamed, kept for those who still ask for the old ones. */
const oldLabels = [['kubernetes.io/os', 'beta.kubernetes.io/os'], ['kubernetes.io/arch', 'beta.kubernetes.io/arch']] as const

export function nodeLifecycleController(client: Client, informers: InformerFactory): Part {
  const { clock } = client
  const recorder = new EventRecorder(client, name)
  const nodes = informers.of('nodes')
  const leases = informers.of('leases.coordination.k8s.io')
  const podsOn = informers.of('pods').indexBy(byNode)
  const pulses = new Pulses()
  const zones = new Zones(clock, name, giveUp)
  const registered = new Set<string>()
  const departed = new Map<string, Node>()
  const queue = new WorkQueue({ clock, name, reactionMs, sync: markScheduling })
  let round: Timer | undefined

  /** The taints against new pods follow the conditions at once. */
  function markScheduling(key: string): void {
    if (nodes.get(key)) client.amend('nodes', undefined, key, node => withOurTaints(withOldLabels(node), schedulingTaints(node), 'NoSchedule', timestamp(client.unixMs)))
  }

  function goRound(): void {
    const seen = nodes.list().map(monitor)
    for (const known of registered) if (!nodes.get(known)) depart(known)
    const wereAllLost = zones.allLost
    const areAllLost = zones.survey(seen)
    if (areAllLost && !wereAllLost) seen.forEach(spare)
    if (wereAllLost && !areAllLost) pulses.reset(clock.nowMs)
    round = clock.after(monitorMs, `${name}: round`, goRound)
  }

  /** Looks after a node; answers it as it is then. */
  function monitor(node: Node): Node {
    if (!registered.has(node.metadata.name)) arrive(node)
    pulses.feel(node, leases.get(`${leaseNamespace}/${node.metadata.name}`), clock.nowMs)
    const before = readyCondition(node)?.status
    const now = pulses.isLost(node, clock.nowMs) ? lose(node) : node
    driveAway(now)
    const status = readyCondition(now)?.status
    if (status !== 'True' && status !== undefined) {
      if (before === 'True') recorder.event(now, 'Normal', 'NodeNotReady', `Node ${now.metadata.name} status is now: NodeNotReady`)
      markPodsNotReady(now)
    }
    return now
  }

  function lose(node: Node): Node {
    const status = unknownStatus(node, client.unixMs)
    if (equal(status, node.status)) return node
    const lost = { ...node, status }
    return attempt(() => client.updateStatus('nodes', lost)) ?? lost
  }

  /** The taints that drive pods away come more slowly: one node of a zone after another. */
  function driveAway(node: Node): void {
    const status = readyCondition(node)?.status
    if (status === 'True') spare(node)
    else if (status !== undefined && !hasTaint(node, status === 'False' ? notReady : unreachable, 'NoExecute')) {
      if (isGivenUp(node)) giveUp(node.metadata.name) // only the reason changed
      else zones.add(node)
    }
  }

  function spare(node: Node): void {
    zones.remove(node)
    if (isGivenUp(node)) mark(node, [])
  }

  function giveUp(key: string): void {
    const node = attempt(() => client.find('nodes', undefined, key))
    const status = node && readyCondition(node)?.status
    if (node && status !== 'True') mark(node, [status === 'False' ? notReady : unreachable])
  }

  function mark(node: Node, wanted: readonly string[]): void {
    attempt(() => {
      const fresh = client.find('nodes', undefined, node.metadata.name) ?? node
      const marked = withOurTaints(fresh, wanted, 'NoExecute', timestamp(client.unixMs))
      if (marked !== fresh) client.update('nodes', marked)
    })
  }

  function markPodsNotReady(node: Node): void {
    for (const pod of podsOn(node.metadata.name)) {
      if (conditionOf(pod, 'Ready')?.status !== 'True') continue
      setPodCondition(client, pod, { type: 'Ready', status: 'False' })
      recorder.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready')
    }
  }

  function arrive(node: Node): void {
    registered.add(node.metadata.name)
    recorder.event(node, 'Normal', 'RegisteredNode', `Node ${node.metadata.name} event: Registered Node ${node.metadata.name} in Controller`)
  }

  function depart(key: string): void {
    registered.delete(key)
    pulses.forget(key)
    const node = departed.get(key)
    departed.delete(key)
    if (node) recorder.event(node, 'Normal', 'RemovingNode', `Node ${key} event: Removing Node ${key} from Controller`)
  }

  /** What is refused now, for a node that has just changed, succeeds in the next round. */
  function attempt<T>(act: () => T): T | undefined {
    try { return act() }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      return undefined
    }
  }

  return {
    name: 'node-lifecycle-controller',
    start: () => {
      nodes.handle({
        added: node => queue.add(node.metadata.name),
        updated: (node, before) => {
          if (node.spec !== before.spec || node.metadata.labels !== before.metadata.labels || conditionsChanged(node, before)) queue.add(node.metadata.name)
        },
        deleted: node => departed.set(node.metadata.name, node),
      })
      round = clock.after(monitorMs, `${name}: round`, goRound)
    },
    stop: () => {
      queue.stop()
      zones.stop()
      round?.cancel()
    },
  }
}

const isGivenUp = (node: Node): boolean => hasTaint(node, notReady, 'NoExecute') || hasTaint(node, unreachable, 'NoExecute')

function withOldLabels(node: Node): Node {
  const { labels = {} } = node.metadata
  const missing = oldLabels.filter(([now, old]) => labels[now] !== undefined && labels[old] !== labels[now])
  if (missing.length === 0) return node
  return { ...node, metadata: { ...node.metadata, labels: { ...labels, ...Object.fromEntries(missing.map(([now, old]) => [old, labels[now] ?? ''])) } } }
}

/** A heartbeat changes the times only. */
const conditionsChanged = (node: Node, before: Node): boolean => {
  const was = before.status.conditions ?? []
  const is = node.status.conditions ?? []
  return is.length !== was.length || is.some(({ type, status }, i) => was[i]?.type !== type || was[i]?.status !== status)
}
