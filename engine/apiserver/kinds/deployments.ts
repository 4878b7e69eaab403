import { fill, within } from '../defaults/fill.ts'
import { templateDefaults } from '../defaults/pod.ts'
import { forbidden, invalidValue, notSupported, required } from '../resource.ts'
import type { Deployment, DeploymentSpec, DeploymentStrategy } from '../types.gen.ts'
import { amount, atMostAll, countOrPercent, noneNegative, notNegative, type Errors } from '../validation/check.ts'
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

  check(errors, { spec }) {
    notNegative(errors, 'spec.replicas', spec.replicas)
    selectorAndTemplate(errors, spec, 'deployment', 'ReplicaSet')
    strategy(errors, 'spec.strategy', spec.strategy)
    noneNegative(errors, 'spec', spec, ['minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'])
    const { minReadySeconds = 0, progressDeadlineSeconds } = spec
    if (progressDeadlineSeconds !== undefined && progressDeadlineSeconds <= minReadySeconds)
      errors.push(invalidValue('spec.progressDeadlineSeconds', progressDeadlineSeconds, 'must be greater than minReadySeconds'))
  },
  checkUpdate: (errors, next, current) => sameSelector(errors, next.spec.selector, current.spec.selector),
  warnings: ({ spec }) => podWarnings(spec.template.spec, 'spec.template.spec'),
}

function strategyDefaults(given: DeploymentStrategy): DeploymentStrategy {
  const typed = fill(given, { type: 'RollingUpdate' })
  return typed.type === 'RollingUpdate' ? within(fill(typed, { rollingUpdate: unsaidOfRolling }), 'rollingUpdate', rolling => fill(rolling, unsaidOfRolling)) : typed
}

function strategy(errors: Errors, path: string, { type, rollingUpdate }: DeploymentStrategy): void {
  const at = `${path}.rollingUpdate`
  if (type === 'Recreate') {
    if (rollingUpdate) errors.push(forbidden(at, 'may not be specified when strategy `type` is \'Recreate\''))
  }
  else if (type !== 'RollingUpdate') errors.push(notSupported(`${path}.type`, type ?? '', ['Recreate', 'RollingUpdate']))
  else if (!rollingUpdate) errors.push(required(at, 'this should be defaulted and never be nil'))
  else {
    const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate
    countOrPercent(errors, `${at}.maxUnavailable`, maxUnavailable)
    countOrPercent(errors, `${at}.maxSurge`, maxSurge)
    if (amount(maxUnavailable) === 0 && amount(maxSurge) === 0) errors.push(invalidValue(`${at}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'))
    atMostAll(errors, `${at}.maxUnavailable`, maxUnavailable)
  }
}
