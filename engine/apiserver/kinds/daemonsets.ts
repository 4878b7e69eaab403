import { fill, put, within } from '../defaults/fill.ts'
import { templateDefaults } from '../defaults/pod.ts'
import { equal } from '../equal.ts'
import type { DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy } from '../types.gen.ts'
import { amount, atMostAll, countOrPercent, noneNegative } from '../validation/check.ts'
import { compactJson, internalStruct } from '../validation/internal.ts'
import type { Path } from '../validation/path.ts'
import { isEmptySelector, labelSelector } from '../validation/labels.ts'
import { notFewerCollisions } from '../validation/status.ts'
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

  check(root, { spec }) {
    labelSelector(root.to('spec.selector'), spec.selector)
    matchingLabels(root, spec.selector, spec.template)
    if (spec.selector && isEmptySelector(spec.selector)) root.to('spec.selector').invalidText('{}', 'empty selector is invalid for daemonset')
    alwaysRunning(root, spec.template, 'DaemonSet')
    noneNegative(root.to('spec'), spec, ['minReadySeconds'])
    strategy(root.to('spec.updateStrategy'), spec.updateStrategy)
    noneNegative(root.to('spec'), spec, ['revisionHistoryLimit'])
  },
  checkUpdate: (root, next, current) => sameSelector(root, next.spec.selector, current.spec.selector),
  checkStatus(root, { status: next }, { status: current }) {
    const path = root.to('status')
    noneNegative(path, next, [
      'currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady', 'observedGeneration', 'updatedNumberScheduled', 'numberAvailable', 'numberUnavailable',
      'collisionCount',
    ])
    notFewerCollisions(path, next, current)
  },
  warnings: ({ spec }) => podWarnings(spec.template.spec, 'spec.template.spec'),
}

const generationOf = ({ metadata: { annotations = {} } }: DaemonSet): number => Number(annotations[templateGeneration]) || 1
const counted = (set: DaemonSet, generation: number): DaemonSet =>
  withMeta(set, { annotations: { ...set.metadata.annotations, [templateGeneration]: `${generation}` } })

function strategyDefaults(given: DaemonSetUpdateStrategy): DaemonSetUpdateStrategy {
  const typed = fill(given, { type: 'RollingUpdate' })
  return typed.type === 'RollingUpdate' ? within(fill(typed, { rollingUpdate: unsaidOfRolling }), 'rollingUpdate', rolling => fill(rolling, unsaidOfRolling)) : typed
}

function strategy(path: Path, { type, rollingUpdate }: DaemonSetUpdateStrategy): void {
  const at = path.to('rollingUpdate')
  if (type === 'OnDelete') return
  if (type !== 'RollingUpdate') return void path.notSupportedText(compactJson(internalStruct('DaemonSetUpdateStrategy', { type, rollingUpdate })), ['RollingUpdate', 'OnDelete'])
  if (!rollingUpdate) return void at.required()
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate
  for (const [field, value] of [['maxUnavailable', maxUnavailable], ['maxSurge', maxSurge]] as const) countOrPercent(at.to(field), value)
  for (const [field, value] of [['maxUnavailable', maxUnavailable], ['maxSurge', maxSurge]] as const) atMostAll(at.to(field), value)
  const [down, up] = [amount(maxUnavailable) !== 0, amount(maxSurge) !== 0]
  if (down && up) at.to('maxSurge').invalid(maxSurge, 'may not be set when maxUnavailable is non-zero')
  else if (!down && !up) at.to('maxUnavailable').required('cannot be 0 when maxSurge is 0')
}
