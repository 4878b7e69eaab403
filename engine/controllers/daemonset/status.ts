// What a DaemonSet tells of the nodes.
import type { DaemonSet, DaemonSetStatus, Node, Pod } from '../../apiserver/types.gen.ts'
import { isAvailable, isReady } from '../pod-control.ts'
import { oldestFirst } from './manage.ts'
import type { Eligibility } from './pod.ts'
import { isCurrent } from './update.ts'

export function statusOf(set: DaemonSet, nodes: readonly Node[], judge: (node: Node) => Eligibility, podsByNode: ReadonlyMap<string, readonly Pod[]>, hash: string, collisionCount: number, unixMs: number): DaemonSetStatus {
  let [desired, misscheduled] = [0, 0]
  const oldest: Pod[] = []
  for (const node of nodes) {
    const [first] = (podsByNode.get(node.metadata.name) ?? []).toSorted(oldestFirst)
    const { shouldRun } = judge(node)
    if (shouldRun) desired++
    if (!first) continue
    if (shouldRun) oldest.push(first)
    else misscheduled++
  }
  const available = oldest.filter(pod => isAvailable(pod, set.spec.minReadySeconds ?? 0, unixMs)).length
  const counted = {
    observedGeneration: set.metadata.generation ?? 0,
    updatedNumberScheduled: oldest.filter(pod => isCurrent(pod, hash)).length,
    numberAvailable: available,
    numberUnavailable: desired - available,
    collisionCount,
  }
  return {
    currentNumberScheduled: oldest.length,
    numberMisscheduled: misscheduled,
    desiredNumberScheduled: desired,
    numberReady: oldest.filter(isReady).length,
    ...Object.fromEntries(Object.entries(counted).filter(([, count]) => count > 0)),
    ...set.status.conditions && { conditions: set.status.conditions },
  }
}
