// The taints by which the control plane marks nodes that are not well.
import { equal } from '../../apiserver/equal.ts'
import type { Node, NodeCondition, Taint, TaintEffect } from '../../apiserver/types.gen.ts'
import { sameTaint } from '../../client/placement/tolerations.ts'

export const notReady = 'node.kubernetes.io/not-ready'
export const unreachable = 'node.kubernetes.io/unreachable'
const unschedulable = 'node.kubernetes.io/unschedulable'

/** Which status of which condition calls for which taint. */
const byCondition: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: notReady, Unknown: unreachable },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
}

const ours = new Set([unschedulable, ...Object.values(byCondition).flatMap(Object.values<string>)])

export const readyCondition = ({ status }: Node): NodeCondition | undefined => status.conditions?.find(({ type }) => type === 'Ready')

export const hasTaint = ({ spec }: Node, key: string, effect: TaintEffect): boolean =>
  spec.taints?.some(taint => taint.key === key && taint.effect === effect) ?? false

/** The NoSchedule taints that a node should have now, by its conditions and by being cordoned or not. */
export function schedulingTaints({ spec, status }: Node): readonly string[] {
  const wanted = (status.conditions ?? []).flatMap(condition => byCondition[condition.type]?.[condition.status] ?? [])
  return spec.unschedulable ? [...wanted, unschedulable] : wanted
}

/** A node with those of our taints that have one effect as they should be; other taints are left alone. */
export function withOurTaints(node: Node, wanted: readonly string[], effect: TaintEffect, now: string): Node {
  const { taints: before = [], ...spec } = node.spec
  const kept = before.filter(taint => taint.effect !== effect || !ours.has(taint.key) || wanted.includes(taint.key))
  const added = wanted.filter(key => !kept.some(taint => sameTaint(taint, { key, effect }))).map((key): Taint => ({ key, effect, timeAdded: now }))
  const taints = [...kept, ...added]
  return equal(taints, before) ? node : { ...node, spec: { ...spec, ...taints.length > 0 && { taints } } }
}
