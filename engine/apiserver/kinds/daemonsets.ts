import { fill, put, within } from '../defaults/fill.ts'
import { templateDefaults } from '../defaults/pod.ts'
import { equal } from '../equal.ts'
import { invalidText, invalidValue, notSupported, required } from '../resource.ts'
import type { DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy } from '../types.gen.ts'
import { amount, atMostAll, countOrPercent, noneNegative, type Errors } from '../validation/check.ts'
import { isEmptySelector, labelSelector } from '../validation/labels.ts'
import { alwaysRunning, matchingLabels, sameSelector } from '../validation/workload.ts'
import { withMeta, type Kind } from './kind.ts'
import { podWarnings } from './pods/warnings.ts'

const unsaidOfRolling = { maxUnavailable: 1, maxSurge: 0 }
const unsaid: Partial<DaemonSetSpec> = { updateStrategy: {}, revisionHistoryLimit: 10 }
const templateGeneration = 'deprecated.daemonset.template.generation'

export const daemonsets: Kind<DaemonSet> = {
  defaults: set => within(set, 'spec', spec => within(put(fill(spec, unsaid), 'template', templateDefaults(spec.template)), 'updateStrategy', strategyDefaults)),

  prepareForCreate: set => counted(set, 1),
  prepareForUpdate: (next, current) => counted(next, generationOf(current) + Number(!equal(next.spec.template, current.spec.template))),

  check(errors, { spec }) {
    labelSelector(errors, 'spec.selector', spec.selector)
    matchingLabels(errors, spec.selector, spec.template)
    if (spec.selector && isEmptySelector(spec.selector)) errors.push(invalidText('spec.selector', '{}', 'empty selector is invalid for daemonset'))
    alwaysRunning(errors, spec.template, 'DaemonSet')
    noneNegative(errors, 'spec', spec, ['minReadySeconds'])
    strategy(errors, 'spec.updateStrategy', spec.updateStrategy)
    noneNegative(errors, 'spec', spec, ['revisionHistoryLimit'])
  },
  checkUpdate: (errors, next, current) => sameSelector(errors, next.spec.selector, current.spec.selector),
  warnings: ({ spec }) => podWarnings(spec.template.spec, 'spec.template.spec'),
}

const generationOf = ({ metadata: { annotations = {} } }: DaemonSet): number => Number(annotations[templateGeneration]) || 1
const counted = (set: DaemonSet, generation: number): DaemonSet =>
  withMeta(set, { annotations: { ...set.metadata.annotations, [templateGeneration]: `${generation}` } })

function strategyDefaults(given: DaemonSetUpdateStrategy): DaemonSetUpdateStrategy {
  const typed = fill(given, { type: 'RollingUpdate' })
  return typed.type === 'RollingUpdate' ? within(fill(typed, { rollingUpdate: unsaidOfRolling }), 'rollingUpdate', rolling => fill(rolling, unsaidOfRolling)) : typed
}

function strategy(errors: Errors, path: string, { type, rollingUpdate }: DaemonSetUpdateStrategy): void {
  const at = `${path}.rollingUpdate`
  if (type === 'OnDelete') return
  if (type !== 'RollingUpdate') return void errors.push(notSupported(`${path}.type`, type ?? '', ['RollingUpdate', 'OnDelete']))
  if (!rollingUpdate) return void errors.push(required(at))
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate
  for (const [field, value] of [['maxUnavailable', maxUnavailable], ['maxSurge', maxSurge]] as const) countOrPercent(errors, `${at}.${field}`, value)
  for (const [field, value] of [['maxUnavailable', maxUnavailable], ['maxSurge', maxSurge]] as const) atMostAll(errors, `${at}.${field}`, value)
  const [down, up] = [amount(maxUnavailable) !== 0, amount(maxSurge) !== 0]
  if (down && up) errors.push(invalidValue(`${at}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'))
  else if (!down && !up) errors.push(required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'))
}
