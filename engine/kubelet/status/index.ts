// The status that the kubelet reports for a pod.
import { timestamp } from '../../clock/time.ts'
import type { PodStatus } from '../../apiserver/types.gen.ts'
import { qosClassOf } from '../qos.ts'
import { conditionsOf, kubeletConditions } from './conditions.ts'
import { containerStatuses, initContainerStatuses, type Known } from './containers.ts'
import { phaseOf } from './phase.ts'

export interface Circumstances extends Known {
  readonly nowMs: number
  readonly hostIP: string
  /** undefined: it has no sandbox. */
  readonly podIP: string | undefined
  readonly hasSandbox: boolean
  readonly startTime: string
  /** Nothing of it runs any more, nor will. */
  readonly hasEnded: boolean
  /** It was ended from outside, and failed by it. */
  readonly ended: { readonly reason: string, readonly message: string } | undefined
}

export function podStatusOf(facts: Circumstances): PodStatus {
  const { pod, epochMs, nowMs, podIP, ended, hasEnded } = facts
  const init = initContainerStatuses(facts)
  const statuses = containerStatuses(facts)
  const phase = ended ? 'Failed' : phaseOf(pod, init, statuses, hasEnded)
  const now = timestamp(epochMs + nowMs)
  return {
    conditions: (pod.status.conditions ?? []).filter(({ type }) => !kubeletConditions.has(type))
      .concat(conditionsOf({ pod, phase, init, statuses, hasSandbox: facts.hasSandbox, now })),
    containerStatuses: statuses,
    hostIP: facts.hostIP,
    hostIPs: [{ ip: facts.hostIP }],
    ...init.length > 0 && { initContainerStatuses: init },
    ...ended && { message: ended.message, reason: ended.reason },
    ...pod.status.nominatedNodeName !== undefined && { nominatedNodeName: pod.status.nominatedNodeName },
    phase,
    ...podIP !== undefined && { podIP, podIPs: [{ ip: podIP }] },
    qosClass: pod.status.qosClass ?? qosClassOf(pod),
    startTime: facts.startTime,
  }
}

/** Succeeded or Failed, and why: said only when all has stopped; until then the pod keeps the phase that it had. */
export function withheld({ reason: _reason, message: _message, ...status }: PodStatus, before: PodStatus): PodStatus {
  return { ...status, phase: before.phase ?? 'Pending' }
}

export const isOver = ({ phase }: PodStatus): boolean => phase === 'Succeeded' || phase === 'Failed'
