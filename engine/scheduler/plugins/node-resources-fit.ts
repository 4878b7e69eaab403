// NodeResourcesFit: what a pod requests must be free on the node; the more stays free, the better (LeastAllocated).
import { amountsOf } from '../../client/placement/requests.ts'
import { maxScore, scoresOfAll, type Plugin, type Status } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import type { Need } from '../pod-info.ts'

export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  filter: (_cycle, { need }, node) => {
    if (node.podCount + 1 > node.podLimit) return shortageOf(need, node)
    if (need.isNone) return undefined
    const roomFor = need.milliCpu <= node.milliCpu - node.usedMilliCpu
      && need.memory <= node.memory - node.usedMemory
      && need.ephemeralStorage <= node.ephemeralStorage - node.usedEphemeralStorage
    return roomFor && need.others.length === 0 ? undefined : shortageOf(need, node)
  },
  score: (_cycle, { need }, nodes) => scoresOfAll(nodes, node => {
    const cpu = freeShare(node.scoredMilliCpu + need.scoredMilliCpu, node.milliCpu)
    const memory = freeShare(node.scoredMemory + need.scoredMemory, node.memory)
    if (node.milliCpu === 0) return node.memory === 0 ? 0 : memory
    return node.memory === 0 ? cpu : Math.floor((cpu + memory) / 2)
  }),
  mayHelp: (event, { need }) => {
    switch (event.kind) {
      case 'assigned pod gone': return true
      case 'assigned pod changed': return event.before.spec !== event.pod.spec // resized
      case 'node added': return fits(need, event.node.status.allocatable)
      case 'node changed': return event.before.status.allocatable !== event.node.status.allocatable && fits(need, event.node.status.allocatable)
      default: return false
    }
  },
}

const freeShare = (used: number, capacity: number): number =>
  capacity === 0 || used > capacity ? 0 : Math.floor((capacity - used) * maxScore / capacity)

/** Every shortage is named; one that the empty node would have too cannot be helped. */
function shortageOf(need: Need, node: NodeInfo): Status | undefined {
  const reasons: string[] = []
  let hopeless = false
  const check = (resource: string, wanted: number, capacity: number, used: number): void => {
    if (wanted === 0 || wanted <= capacity - used) return
    reasons.push(`Insufficient ${resource}`)
    hopeless ||= wanted > capacity
  }
  if (node.podCount + 1 > node.podLimit) reasons.push('Too many pods')
  check('cpu', need.milliCpu, node.milliCpu, node.usedMilliCpu)
  check('memory', need.memory, node.memory, node.usedMemory)
  check('ephemeral-storage', need.ephemeralStorage, node.ephemeralStorage, node.usedEphemeralStorage)
  for (const [resource, amount] of need.others) check(resource, amount, node.allocatable.get(resource) ?? 0, node.usedOthers.get(resource) ?? 0)
  return reasons.length === 0 ? undefined : { code: hopeless ? 'UnschedulableAndUnresolvable' : 'Unschedulable', reasons }
}

function fits(need: Need, allocatable: Parameters<typeof amountsOf>[0]): boolean {
  const offer = amountsOf(allocatable)
  const has = (resource: string, amount: number) => amount <= (offer.get(resource) ?? 0)
  return has('cpu', need.milliCpu) && has('memory', need.memory) && has('ephemeral-storage', need.ephemeralStorage)
    && need.others.every(([resource, amount]) => has(resource, amount))
}
