import { each, fill, put, within } from '../defaults/fill.ts'
import { templateDefaults } from '../defaults/pod.ts'
import { claimDefaults } from '../defaults/volume.ts'
import { equal } from '../equal.ts'
import { forbidden, invalidText, invalidValue, notSupported, required } from '../resource.ts'
import type { StatefulSet, StatefulSetSpec, StatefulSetUpdateStrategy } from '../types.gen.ts'
import { amount, atMostAll, countOrPercent, noneNegative, notNegative, oneOf, type Errors } from '../validation/check.ts'
import { annotations, isEmptySelector, labels, labelSelector, shownSelector } from '../validation/labels.ts'
import { compactJson, internalStruct } from '../validation/internal.ts'
import { dnsLabel } from '../validation/names.ts'
import { matchingLabels } from '../validation/workload.ts'
import type { Kind } from './kind.ts'
import { podWarnings } from './pods/warnings.ts'

const retention = { whenDeleted: 'Retain', whenScaled: 'Retain' }
const unsaid: Partial<StatefulSetSpec> = {
  replicas: 1, podManagementPolicy: 'OrderedReady', updateStrategy: {}, revisionHistoryLimit: 10, serviceName: '', persistentVolumeClaimRetentionPolicy: retention,
}
const mayChange = ['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds']

export const statefulsets: Kind<StatefulSet> = {
  nameRule: dnsLabel,
  defaults: set => within(set, 'spec', spec => {
    let full = put(fill(spec, unsaid), 'template', templateDefaults(spec.template))
    full = within(full, 'updateStrategy', strategyDefaults)
    full = within(full, 'persistentVolumeClaimRetentionPolicy', policy => fill(policy, retention))
    return within(full, 'volumeClaimTemplates', templates => each(templates, claimTemplateDefaults))
  }),

  check(errors, { spec }) {
    const { selector, template } = spec
    oneOf(errors, 'spec.podManagementPolicy', spec.podManagementPolicy, ['OrderedReady', 'Parallel'])
    strategy(errors, 'spec.updateStrategy', spec.updateStrategy)
    for (const when of ['whenDeleted', 'whenScaled'] as const)
      oneOf(errors, `spec.persistentVolumeClaimRetentionPolicy.${when}`, spec.persistentVolumeClaimRetentionPolicy?.[when], ['Retain', 'Delete'])
    noneNegative(errors, 'spec', spec, ['replicas', 'minReadySeconds', 'revisionHistoryLimit'])
    notNegative(errors, 'spec.ordinals.start', spec.ordinals?.start)
    const before = errors.length
    if (!selector) errors.push(required('spec.selector'))
    else {
      labelSelector(errors, 'spec.selector', selector)
      if (isEmptySelector(selector)) errors.push(invalidText('spec.selector', '{}', 'empty selector is invalid for statefulset'))
    }
    if (errors.length === before || !selector) matchingLabels(errors, selector, template)
    else if (!isEmptySelector(selector)) errors.push(invalidText('spec.selector', shownSelector(selector), ''))
    labels(errors, 'spec.template.labels', template.metadata.labels)
    annotations(errors, 'spec.template.annotations', template.metadata.annotations)
    const { restartPolicy, activeDeadlineSeconds } = template.spec
    if (restartPolicy !== 'Always') errors.push(notSupported('spec.template.spec.restartPolicy', restartPolicy ?? '', ['Always']))
    if (activeDeadlineSeconds !== undefined) errors.push(forbidden('spec.template.spec.activeDeadlineSeconds', 'activeDeadlineSeconds in StatefulSet is not Supported'))
  },

  checkUpdate(errors, { spec: next }, { spec: current }) {
    const fixed = (spec: StatefulSetSpec): object => Object.fromEntries(Object.entries(spec).filter(([field]) => !mayChange.includes(field)))
    if (equal(fixed(next), fixed(current))) return
    const listed = `${mayChange.slice(0, -1).map(field => `'${field}'`).join(', ')} and '${mayChange.at(-1)}'`
    errors.push(forbidden('spec', `updates to statefulset spec for fields other than ${listed} are forbidden`))
  },
  warnings: ({ spec }) => podWarnings(spec.template.spec, 'spec.template.spec'),
}

function strategyDefaults(given: StatefulSetUpdateStrategy): StatefulSetUpdateStrategy {
  const typed = fill(given, { type: 'RollingUpdate' })
  return typed.type === 'RollingUpdate' ? within(fill(typed, { rollingUpdate: { partition: 0 } }), 'rollingUpdate', rolling => fill(rolling, { partition: 0 })) : typed
}

type ClaimTemplate = NonNullable<StatefulSetSpec['volumeClaimTemplates']>[number]

function claimTemplateDefaults(claim: ClaimTemplate): ClaimTemplate {
  const full = within(claim, 'spec', claimDefaults)
  return full.kind === 'PersistentVolumeClaim' && full.status?.phase !== undefined
    ? full
    : { ...full, apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending', ...full.status } }
}

function strategy(errors: Errors, path: string, { type, rollingUpdate }: StatefulSetUpdateStrategy): void {
  const at = `${path}.rollingUpdate`
  if (type === 'OnDelete') {
    if (rollingUpdate) errors.push(invalidValue(at, rollingUpdate, 'only allowed for updateStrategy \'RollingUpdate\''))
  }
  else if (type !== 'RollingUpdate') errors.push(invalidText(path, compactJson(internalStruct('StatefulSetUpdateStrategy', { type, rollingUpdate })), 'must be \'RollingUpdate\' or \'OnDelete\''))
  else if (rollingUpdate) {
    const { partition, maxUnavailable } = rollingUpdate
    notNegative(errors, `${at}.partition`, partition)
    if (maxUnavailable === undefined) return
    countOrPercent(errors, `${at}.maxUnavailable`, maxUnavailable)
    if (amount(maxUnavailable) === 0) errors.push(invalidValue(`${at}.maxUnavailable`, maxUnavailable, 'cannot be 0'))
    atMostAll(errors, `${at}.maxUnavailable`, maxUnavailable)
  }
}
