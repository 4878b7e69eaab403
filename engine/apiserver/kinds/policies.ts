// Which pods matter more, and how many of them may be missing.
import { fill } from '../defaults/fill.ts'
import type { PodDisruptionBudget, PriorityClass } from '../types.gen.ts'
import { atMostAll, countOrPercent, immutable, noneNegative, oneOfIfSet } from '../validation/check.ts'
import { compactJson, internalStruct } from '../validation/internal.ts'
import { labelSelector } from '../validation/labels.ts'
import { conditions } from '../validation/status.ts'
import type { Kind } from './kind.ts'

const highestUserPriority = 1_000_000_000
export const systemPriorities: ReadonlyMap<string, number> = new Map([['system-node-critical', 2_000_001_000], ['system-cluster-critical', 2_000_000_000]])

export const priorityclasses: Kind<PriorityClass> = {
  defaults: pc => fill(pc, { preemptionPolicy: 'PreemptLowerPriority' }),
  check(root, { metadata: { name }, value, preemptionPolicy }) {
    if (name.startsWith('system-')) {
      const known = systemPriorities.get(name)
      const why = known === undefined ? `${name} is not a known system priority class` : known === value ? undefined : `value of ${name} PriorityClass must be ${known}`
      if (why !== undefined) root.to('metadata.name').forbidden(`priority class names with 'system-' prefix are reserved for system use only. error: ${why}`)
    }
    else if (value > highestUserPriority) root.to('value').forbidden(`maximum allowed value of a user defined priority is ${highestUserPriority}`)
    oneOfIfSet(root.to('preemptionPolicy'), preemptionPolicy, ['PreemptLowerPriority', 'Never'])
  },
  checkUpdate(root, next, current) {
    if (next.value !== current.value) root.to('value').forbidden('may not be changed in an update.')
    immutable(root.to('preemptionPolicy'), next.preemptionPolicy === current.preemptionPolicy, next.preemptionPolicy)
  },
}

export const poddisruptionbudgets: Kind<PodDisruptionBudget> = {
  check(root, { spec = {} }) {
    const { minAvailable, maxUnavailable } = spec
    if (minAvailable !== undefined && maxUnavailable !== undefined)
      root.to('spec').invalidText(compactJson(internalStruct('PodDisruptionBudgetSpec', spec)), 'minAvailable and maxUnavailable cannot be both set')
    for (const field of ['minAvailable', 'maxUnavailable'] as const) {
      const value = spec[field]
      if (value === undefined) continue
      countOrPercent(root.to(`spec.${field}`), value)
      atMostAll(root.to(`spec.${field}`), value)
    }
    labelSelector(root.to('spec.selector'), spec.selector)
    oneOfIfSet(root.to('spec.unhealthyPodEvictionPolicy'), spec.unhealthyPodEvictionPolicy, ['AlwaysAllow', 'IfHealthyBudget'])
  },
  checkStatus(root, { status }) {
    const path = root.to('status')
    conditions(path.to('conditions'), status.conditions)
    noneNegative(path, status, ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'])
  },
}
