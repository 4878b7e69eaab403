// Conditions of autoscalers: each type is there once, in the order in which they came, with the time its status last changed.
import { timestamp } from '../../clock/time.ts'
import type { HorizontalPodAutoscalerCondition } from '../../apiserver/types.gen.ts'

export type Conditions = readonly HorizontalPodAutoscalerCondition[]

export function withCondition(conditions: Conditions, [type, is, reason, message]: readonly [type: string, is: boolean, reason: string, message: string], unixMs: number): Conditions {
  const known = conditions.find(condition => condition.type === type)
  const status = is ? 'True' : 'False'
  const condition = { type, status, reason, message, lastTransitionTime: known?.status === status ? known.lastTransitionTime : timestamp(unixMs) }
  return known ? conditions.map(other => other === known ? condition : other) : [...conditions, condition]
}
