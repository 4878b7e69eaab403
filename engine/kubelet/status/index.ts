// The status that the kubelet reports for a pod.
import { timestamp } from '../../clock/time.ts'
import type { PodCondition, PodStatus, ResourceRequirements } from '../../apiserver/types.gen.ts'
import { qosClassOf } from '../qos.ts'
import type { Resizing } from '../resize.ts'
import { conditionsOf, kubeletConditions } from './conditions.ts'
import { containerStatuses, ephemeralContainerStatuses, initContainerStatuses, type Known } from './containers.ts'
import { phaseOf } from './phase.ts'

export interface Circumstances extends Known {
  readonly nowMs: number
  readonly hostIP: string
  readonly hostIPs: NonNullable<PodStatus['hostIPs']>
  /** undefined: it has no sandbox. */
  readonly podIP: string | undefined
  readonly hasSandbox: boolean
  readonly startTime: string
  readonly resizing: Resizing
  /** Nothing of it runs any more, nor will. */
  readonly hasEnded: boolean
  readonly ended: Ended | undefined
}

/** Why a pod was ended from outside, and failed by it. */
export interface Ended {
  readonly reason: string
  readonly message: string
  /** It had to give way: said in a condition too. */
  readonly isDisruption?: boolean
}

const disruption = 'DisruptionTarget'
const nothingSaid: ResourceRequirements = {}

export function podStatusOf(facts: Circumstances): PodStatus {
  const { pod, epochMs, nowMs, podIP, ended, hasEnded } = facts
  const init = initContainerStatuses(facts)
  const statuses = containerStatuses(facts)
  const phase = ended ? 'Failed' : phaseOf(pod, init, statuses, hasEnded)
  const now = timestamp(epochMs + nowMs)
  return {
    conditions: (pod.status.conditions ?? []).filter(({ type }) => !kubeletConditions.has(type) && !(ended?.isDisruption && type === disruption)).concat(
      ended?.isDisruption ? [disruptionOf(facts, ended, now)] : [],
      conditionsOf({ pod, phase, init, statuses, hasSandbox: facts.hasSandbox, resizing: facts.resizing, now }),
    ),
    containerStatuses: statuses,
    ...pod.spec.ephemeralContainers?.length && { ephemeralContainerStatuses: ephemeralContainerStatuses(facts) },
    hostIP: facts.hostIP,
    hostIPs: facts.hostIPs,
    ...init.length > 0 && { initContainerStatuses: init },
    ...ended && { message: ended.message, reason: ended.reason },
    ...pod.status.nominatedNodeName !== undefined && { nominatedNodeName: pod.status.nominatedNodeName },
    ...pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation },
    phase,
    ...podIP !== undefined && { podIP, podIPs: listOf(podIP, pod.status.podIPs) },
    qosClass: pod.status.qosClass ?? qosClassOf(pod),
    resources: pod.spec.resources ?? nothingSaid,
    startTime: facts.startTime,
  }
}

/** The one address as a list; the list of before, where that says it already. */
const listOf = (ip: string, before: PodStatus['podIPs']): NonNullable<PodStatus['podIPs']> => before?.length === 1 && before[0]?.ip === ip ? before : [{ ip }]

function disruptionOf({ pod }: Circumstances, { message }: Ended, now: string): PodCondition {
  const known = pod.status.conditions?.find(({ type, reason }) => type === disruption && reason === 'TerminationByKubelet')
  return known ?? {
    lastProbeTime: null, lastTransitionTime: now, message,
    ...pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation },
    reason: 'TerminationByKubelet', status: 'True', type: disruption,
  }
}

/** Succeeded or Failed, and why: said only when all has stopped; until then the pod keeps the phase that it had. */
export function withheld({ reason: _reason, message: _message, ...status }: PodStatus, before: PodStatus): PodStatus {
  return { ...status, phase: before.phase ?? 'Pending' }
}

export const isOver = ({ phase }: PodStatus): boolean => phase === 'Succeeded' || phase === 'Failed'
