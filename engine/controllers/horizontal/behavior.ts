// How fast the number of replicas may follow what the metrics ask for: stabilisation, policies, limits.
import type { HorizontalPodAutoscalerSpec, HPAScalingRules } from '../../apiserver/types.gen.ts'

export interface Recommendation { readonly replicas: number, readonly atMs: number }
/** So many pods more (or, negative, fewer) at a time. */
export interface ScaleEvent { readonly change: number, readonly atMs: number }

export interface History {
  readonly recommendations: readonly Recommendation[]
  readonly events: readonly ScaleEvent[]
}

export interface Reason { readonly reason: string, readonly message: string }
export interface Decision {
  readonly replicas: number
  readonly able: Reason
  readonly limited: Reason & { readonly isLimited: boolean }
}

const usualStabilizationSeconds = 300
const defaultUp: HPAScalingRules = { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }] }
const defaultDown: HPAScalingRules = { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] }

const ready: Reason = { reason: 'ReadyForNewScale', message: 'recommended size matches current size' }
const stabilizedUp: Reason = { reason: 'ScaleUpStabilized', message: 'recent recommendations were lower than current one, applying the lowest recent recommendation' }
const stabilizedDown: Reason = { reason: 'ScaleDownStabilized', message: 'recent recommendations were higher than current one, applying the highest recent recommendation' }
const inRange = { isLimited: false, reason: 'DesiredWithinRange', message: 'the desired count is within the acceptable range' }
const tooMany: Reason = { reason: 'TooManyReplicas', message: 'the desired replica count is more than the maximum replica count' }
const tooFew: Reason = { reason: 'TooFewReplicas', message: 'the desired replica count is less than the minimum replica count' }
const tooFast: Reason = { reason: 'ScaleUpLimit', message: 'the desired replica count is increasing faster than the maximum scale rate' }
const tooFastDown: Reason = { reason: 'ScaleDownLimit', message: 'the desired replica count is decreasing faster than the maximum scale rate' }

/** From what the metrics ask for to what is done now. */
export function decide(spec: HorizontalPodAutoscalerSpec, current: number, wanted: number, history: History, nowMs: number): Decision {
  const { behavior, minReplicas = 1, maxReplicas } = spec
  const up = { ...defaultUp, ...behavior?.scaleUp }
  const down = { ...defaultDown, ...behavior?.scaleDown }
  const stabilized = stabilize(current, wanted, history.recommendations, up, down, nowMs)
  const able = stabilized === wanted ? ready : behavior && stabilized < wanted ? stabilizedUp : stabilizedDown
  const highest = behavior ? highestBy(up, current, history.events, nowMs) : Math.max(2 * current, 4)
  const lowest = behavior ? lowestBy(down, current, history.events, nowMs) : minReplicas
  return { able, ...bounded(stabilized, current, { minReplicas, maxReplicas, highest, lowest }) }
}

/** A change is only made as far as all recent recommendations agree with it. */
function stabilize(current: number, wanted: number, recent: readonly Recommendation[], up: HPAScalingRules, down: HPAScalingRules, nowMs: number): number {
  const within = (seconds: number): readonly number[] => recent.filter(({ atMs }) => atMs > nowMs - seconds * 1000).map(({ replicas }) => replicas)
  const atLeast = Math.min(wanted, ...within(up.stabilizationWindowSeconds ?? 0))
  const atMost = Math.max(wanted, ...within(down.stabilizationWindowSeconds ?? usualStabilizationSeconds))
  return Math.min(Math.max(current, atLeast), atMost)
}

interface Limits { readonly minReplicas: number, readonly maxReplicas: number, readonly highest: number, readonly lowest: number }

function bounded(wanted: number, current: number, { minReplicas, maxReplicas, highest, lowest }: Limits): Pick<Decision, 'replicas' | 'limited'> {
  const limited = (replicas: number, reason: Reason): Pick<Decision, 'replicas' | 'limited'> => ({ replicas, limited: { ...reason, isLimited: true } })
  const most = Math.min(maxReplicas, Math.max(highest, current))
  const least = wanted < current ? Math.max(minReplicas, Math.min(lowest, current)) : minReplicas
  if (wanted < least) return limited(least, least > minReplicas ? tooFastDown : tooFew)
  if (wanted > most) return limited(most, maxReplicas > most ? tooFast : tooMany)
  return { replicas: wanted, limited: inRange }
}

const changedWithin = (events: readonly ScaleEvent[], seconds: number, nowMs: number): number =>
  events.filter(({ atMs }) => atMs > nowMs - seconds * 1000).reduce((sum, { change }) => sum + change, 0)

/** Policies count from how many there were when their period began. */
function highestBy({ policies = [], selectPolicy }: HPAScalingRules, current: number, events: readonly ScaleEvent[], nowMs: number): number {
  if (selectPolicy === 'Disabled') return current
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const atStart = current - changedWithin(events, periodSeconds, nowMs)
    return type === 'Pods' ? atStart + value : Math.ceil(atStart * (100 + value) / 100)
  })
  return selectPolicy === 'Min' ? Math.min(...proposals) : Math.max(...proposals)
}

function lowestBy({ policies = [], selectPolicy }: HPAScalingRules, current: number, events: readonly ScaleEvent[], nowMs: number): number {
  if (selectPolicy === 'Disabled') return current
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const atStart = current - changedWithin(events, periodSeconds, nowMs)
    return type === 'Pods' ? atStart - value : Math.trunc(atStart * (100 - value) / 100)
  })
  return selectPolicy === 'Min' ? Math.max(...proposals) : Math.min(...proposals)
}
