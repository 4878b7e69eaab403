// Which pods matter more, and how many of them may be missing.
import { fill } from '../defaults/fill.ts'
import { forbidden, invalidText, shownValue } from '../resource.ts'
import type { PodDisruptionBudget, PriorityClass } from '../types.gen.ts'
import { atMostAll, countOrPercent, immutable, oneOfIfSet } from '../validation/check.ts'
import { labelSelector } from '../validation/labels.ts'
import type { Kind } from './kind.ts'

const highestUserPriority = 1_000_000_000
export const systemPriorities: ReadonlyMap<string, number> = new Map([['system-node-critical', 2_000_001_000], ['system-cluster-critical', 2_000_000_000]])

export const priorityclasses: Kind<PriorityClass> = {
  defaults: pc => fill(pc, { preemptionPolicy: 'PreemptLowerPriority' }),
  check(errors, { metadata: { name }, value, preemptionPolicy }) {
    if (name.startsWith('system-')) {
      const known = systemPriorities.get(name)
      const why = known === undefined ? `${name} is not a known system priority class` : known === value ? undefined : `value of ${name} PriorityClass must be ${known}`
      if (why !== undefined) errors.push(forbidden('metadata.name', `priority class names with 'system-' prefix are reserved for system use only. error: ${why}`))
    }
    else if (value > highestUserPriority) errors.push(forbidden('value', `maximum allowed value of a user defined priority is ${highestUserPriority}`))
    oneOfIfSet(errors, 'preemptionPolicy', preemptionPolicy, ['PreemptLowerPriority', 'Never'])
  },
  checkUpdate(errors, next, current) {
    if (next.value !== current.value) errors.push(forbidden('value', 'may not be changed in an update.'))
    immutable(errors, 'preemptionPolicy', next.preemptionPolicy === current.preemptionPolicy, next.preemptionPolicy)
  },
}

export const poddisruptionbudgets: Kind<PodDisruptionBudget> = {
  check(errors, { spec = {} }) {
    const { minAvailable, maxUnavailable } = spec
    if (minAvailable !== undefined && maxUnavailable !== undefined) {
      const shown = `{"MinAvailable":${shownValue(minAvailable)},"Selector":${shownValue(spec.selector ?? null)},"MaxUnavailable":${shownValue(maxUnavailable)},"UnhealthyPodEvictionPolicy":${shownValue(spec.unhealthyPodEvictionPolicy ?? null)}}`
      errors.push(invalidText('spec', shown, 'minAvailable and maxUnavailable cannot be both set'))
    }
    for (const field of ['minAvailable', 'maxUnavailable'] as const) {
      const value = spec[field]
      if (value === undefined) continue
      countOrPercent(errors, `spec.${field}`, value)
      atMostAll(errors, `spec.${field}`, value)
    }
    labelSelector(errors, 'spec.selector', spec.selector)
    oneOfIfSet(errors, 'spec.unhealthyPodEvictionPolicy', spec.unhealthyPodEvictionPolicy, ['AlwaysAllow', 'IfHealthyBudget'])
  },
}
