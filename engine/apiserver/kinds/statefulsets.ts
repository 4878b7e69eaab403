import { each, fill, put, within } from '../defaults/fill.ts'
import { templateDefaults } from '../defaults/pod.ts'
import { claimDefaults } from '../defaults/volume.ts'
import { equal } from '../equal.ts'
import type { StatefulSet, StatefulSetSpec, StatefulSetUpdateStrategy } from '../types.gen.ts'
import { amount, atMostAll, countOrPercent, noneNegative, notNegative, oneOf } from '../validation/check.ts'
import type { Path } from '../validation/path.ts'
import { annotations, isEmptySelector, labels, labelSelector, shownSelector } from '../validation/labels.ts'
import { compactJson, internalStruct } from '../validation/internal.ts'
import { dnsLabel } from '../validation/names.ts'
import { notFewerCollisions, replicaCounts } from '../validation/status.ts'
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

  check(root, { spec }) {
    const { selector, template } = spec
    const { podManagementPolicy: management = '' } = spec
    if (management !== 'OrderedReady' && management !== 'Parallel') root.to('spec.podManagementPolicy').invalid(management, 'must be \'OrderedReady\' or \'Parallel\'')
    strategy(root.to('spec.updateStrategy'), spec.updateStrategy)
    for (const when of ['whenDeleted', 'whenScaled'] as const)
      oneOf(root.to(`spec.persistentVolumeClaimRetentionPolicy.${when}`), spec.persistentVolumeClaimRetentionPolicy?.[when], ['Retain', 'Delete'])
    noneNegative(root.to('spec'), spec, ['replicas', 'minReadySeconds', 'revisionHistoryLimit'])
    notNegative(root.to('spec.ordinals.start'), spec.ordinals?.start)
    const before = root.faults
    if (!selector) root.to('spec.selector').required()
    else {
      labelSelector(root.to('spec.selector'), selector)
      if (isEmptySelector(selector)) root.to('spec.selector').invalidText('{}', 'empty selector is invalid for statefulset')
    }
    if (root.faults === before || !selector) matchingLabels(root, selector, template)
    else if (!isEmptySelector(selector)) root.to('spec.selector').invalidText(shownSelector(selector), '')
    labels(root.to('spec.template.labels'), template.metadata.labels)
    annotations(root.to('spec.template.annotations'), template.metadata.annotations)
    const { restartPolicy, activeDeadlineSeconds } = template.spec
    if (restartPolicy !== 'Always') root.to('spec.template.spec.restartPolicy').notSupported(restartPolicy ?? '', ['Always'])
    if (activeDeadlineSeconds !== undefined) root.to('spec.template.spec.activeDeadlineSeconds').forbidden('activeDeadlineSeconds in StatefulSet is not Supported')
  },

  checkUpdate(root, { spec: next }, { spec: current }) {
    const fixed = (spec: StatefulSetSpec): object => Object.fromEntries(Object.entries(spec).filter(([field]) => !mayChange.includes(field)))
    if (equal(fixed(next), fixed(current))) return
    const listed = `${mayChange.slice(0, -1).map(field => `'${field}'`).join(', ')} and '${mayChange.at(-1)}'`
    root.to('spec').forbidden(`updates to statefulset spec for fields other than ${listed} are forbidden`)
  },
  checkStatus(root, { status: next }, { status: current }) {
    const path = root.to('status')
    replicaCounts(path, next, ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas', 'observedGeneration', 'collisionCount'],
      ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'], 'status.readyReplicas')
    notFewerCollisions(path, next, current)
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

function strategy(path: Path, { type, rollingUpdate }: StatefulSetUpdateStrategy): void {
  const at = path.to('rollingUpdate')
  if (type === 'OnDelete') {
    if (rollingUpdate) at.invalid(rollingUpdate, 'only allowed for updateStrategy \'RollingUpdate\'')
  }
  else if (type !== 'RollingUpdate') path.invalidText(compactJson(internalStruct('StatefulSetUpdateStrategy', { type, rollingUpdate })), 'must be \'RollingUpdate\' or \'OnDelete\'')
  else if (rollingUpdate) {
    const { partition, maxUnavailable } = rollingUpdate
    notNegative(at.to('partition'), partition)
    if (maxUnavailable === undefined) return
    countOrPercent(at.to('maxUnavailable'), maxUnavailable)
    if (amount(maxUnavailable) === 0) at.to('maxUnavailable').invalid(maxUnavailable, 'cannot be 0')
    atMostAll(at.to('maxUnavailable'), maxUnavailable)
  }
}
