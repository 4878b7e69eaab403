import { fill, within } from '../defaults/fill.ts'
import { templateDefaults } from '../defaults/pod.ts'
import type { Deployment, DeploymentSpec, DeploymentStrategy } from '../types.gen.ts'
import { amount, atMostAll, countOrPercent, noneNegative, notNegative } from '../validation/check.ts'
import { compactJson, internalStruct } from '../validation/internal.ts'
import type { Path } from '../validation/path.ts'
import { notFewerCollisions, replicaCounts } from '../validation/status.ts'
import { sameSelector, selectorAndTemplate } from '../validation/workload.ts'
import type { Kind } from './kind.ts'
import { podWarnings } from './pods/warnings.ts'

const unsaid: Partial<DeploymentSpec> = { replicas: 1, strategy: {}, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }
const unsaidOfRolling = { maxUnavailable: '25%', maxSurge: '25%' }

export const deployments: Kind<Deployment> = {
  defaults: deployment => within(deployment, 'spec', spec => {
    const full = within(fill(spec, unsaid), 'strategy', strategyDefaults)
    const template = templateDefaults(full.template)
    return template === full.template ? full : { ...full, template }
  }),

  check(root, { spec }) {
    notNegative(root.to('spec.replicas'), spec.replicas)
    selectorAndTemplate(root, spec, 'deployment', 'ReplicaSet')
    strategy(root.to('spec.strategy'), spec.strategy)
    noneNegative(root.to('spec'), spec, ['minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'])
    const { minReadySeconds = 0, progressDeadlineSeconds } = spec
    if (progressDeadlineSeconds !== undefined && progressDeadlineSeconds <= minReadySeconds)
      root.to('spec.progressDeadlineSeconds').invalid(progressDeadlineSeconds, 'must be greater than minReadySeconds')
  },
  checkUpdate: (root, next, current) => sameSelector(root, next.spec.selector, current.spec.selector),
  checkStatus(root, { status: next }, { status: current }) {
    const path = root.to('status')
    replicaCounts(path, next, ['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas', 'terminatingReplicas', 'collisionCount'],
      ['updatedReplicas', 'readyReplicas', 'availableReplicas'])
    notFewerCollisions(path, next, current)
  },
  warnings: ({ spec }) => podWarnings(spec.template.spec, 'spec.template.spec'),
}

function strategyDefaults(given: DeploymentStrategy): DeploymentStrategy {
  const typed = fill(given, { type: 'RollingUpdate' })
  return typed.type === 'RollingUpdate' ? within(fill(typed, { rollingUpdate: unsaidOfRolling }), 'rollingUpdate', rolling => fill(rolling, unsaidOfRolling)) : typed
}

function strategy(path: Path, { type, rollingUpdate }: DeploymentStrategy): void {
  const at = path.to('rollingUpdate')
  if (type === 'Recreate') {
    if (rollingUpdate) at.forbidden('may not be specified when strategy `type` is \'Recreate\'')
  }
  else if (type !== 'RollingUpdate') path.notSupportedText(compactJson(internalStruct('DeploymentStrategy', { type, rollingUpdate })), ['Recreate', 'RollingUpdate'])
  else if (!rollingUpdate) at.required('this should be defaulted and never be nil')
  else {
    const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate
    countOrPercent(at.to('maxUnavailable'), maxUnavailable)
    countOrPercent(at.to('maxSurge'), maxSurge)
    if (amount(maxUnavailable) === 0 && amount(maxSurge) === 0) at.to('maxUnavailable').invalid(maxUnavailable, 'may not be 0 when `maxSurge` is 0')
    atMostAll(at.to('maxUnavailable'), maxUnavailable)
  }
}
