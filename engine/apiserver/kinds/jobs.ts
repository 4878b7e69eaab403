import { fill, put, within } from '../defaults/fill.ts'
import { templateDefaults } from '../defaults/pod.ts'
import { equal } from '../equal.ts'
import { shownValue } from '../resource.ts'
import { labelSelectorMatches } from '../selectors/index.ts'
import type { Job, JobSpec, PodTemplateSpec } from '../types.gen.ts'
import { noneNegative, oneOfIfSet } from '../validation/check.ts'
import type { Path } from '../validation/path.ts'
import { compactJson, internalTemplate } from '../validation/internal.ts'
import { labelSelector, shownSelector } from '../validation/labels.ts'
import { dnsLabel } from '../validation/names.ts'
import { podTemplate } from '../validation/pod.ts'
import { withMeta, type Kind } from './kind.ts'
import { failurePolicyDefaults, podFailurePolicy, successPolicy } from './job-policies.ts'
import { jobStatus } from './job-status.ts'
import { podWarnings } from './pods/warnings.ts'

const nameLabels = ['batch.kubernetes.io/job-name', 'job-name']
const uidLabels = ['batch.kubernetes.io/controller-uid', 'controller-uid']
const [selectedLabel = ''] = uidLabels
const largestInt32 = 2 ** 31 - 1

export const jobs: Kind<Job> = {
  defaults(job) {
    const full = within(job, 'spec', jobDefaults)
    const { labels } = full.spec?.template?.metadata ?? {}
    return labels && Object.keys(job.metadata.labels ?? {}).length === 0 ? withMeta(full, { labels }) : full
  },

  /** A job knows its pods by labels that no other has, unless it is told to select by itself. */
  prepareForCreate(job) {
    const { metadata, spec } = job
    if (spec.manualSelector) return job
    const old = spec.template.metadata.labels
    const labels = {
      ...Object.fromEntries([...nameLabels.map(label => [label, metadata.name] as const), ...uidLabels.map(label => [label, metadata.uid] as const)]),
      ...old,
    }
    const selector = spec.selector ?? { matchLabels: { [selectedLabel]: metadata.uid } }
    const template = put(spec.template, 'metadata', { ...spec.template.metadata, labels })
    const selecting: Job = { ...job, spec: { ...spec, selector, template } }
    return metadata.labels === old ? withMeta(selecting, { labels }) : selecting // its own labels were those of the template
  },

  check(root, { metadata, spec }) {
    if (!spec.manualSelector && spec.selector) generatedSelector(root, metadata.uid, metadata.name, spec)
    jobSpec(root.to('spec'), spec)
    if (spec.selector) labelSelector(root.to('spec.selector'), spec.selector)
    else root.to('spec.selector').required()
    const { labels = {} } = spec.template.metadata
    if (spec.selector && !labelSelectorMatches(spec.selector, labels)) root.to('spec.template.metadata.labels').invalid(labels, '`selector` does not match template `labels`')
    if (spec.completionMode === 'Indexed' && spec.completions) {
      const longest = `${metadata.name}-${spec.completions - 1}`
      if (dnsLabel(longest).length > 0) root.to('metadata.name').invalid(metadata.name, `will not able to create pod with invalid DNS label: ${longest}`)
    }
  },

  checkUpdate(root, { spec: next }, { spec: current }) {
    if (next.completionMode !== 'Indexed') fixed(root, next, current, 'completions')
    else if (next.completions !== current.completions && next.completions !== next.parallelism)
      root.to('spec.completions').invalid(next.completions ?? null, 'can only be modified in tandem with spec.parallelism')
    if (!equal(next.selector, current.selector)) root.to('spec.selector').invalidText(next.selector ? shownSelector(next.selector) : 'null', 'field is immutable')
    if (!equal(schedulable(next, current), current.template)) root.to('spec.template').invalidText(compactJson(internalTemplate(next.template)), 'field is immutable')
    for (const field of ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'] as const) fixed(root, next, current, field)
  },
  checkStatus: jobStatus,
  warnings: ({ spec }) => podWarnings(spec.template.spec, 'spec.template.spec'),
}

function jobDefaults(spec: JobSpec): JobSpec {
  const single = spec.completions === undefined && spec.parallelism === undefined
  return put(fill(within(spec, 'podFailurePolicy', failurePolicyDefaults), {
    ...single && { completions: 1 },
    parallelism: 1,
    backoffLimit: spec.backoffLimitPerIndex === undefined ? 6 : largestInt32,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed',
  }), 'template', templateDefaults(spec.template))
}

function generatedSelector(root: Path, uid: string, name: string, { template }: JobSpec): void {
  const { labels = {} } = template.metadata
  const path = root.to('spec.template.metadata.labels')
  for (const [label, expected] of [...uidLabels.map(l => [l, uid] as const), ...nameLabels.map(l => [l, name] as const)]) {
    if (!Object.hasOwn(labels, label)) path.to(`[${label}]`).required(`must be '${expected}'`)
    else if (labels[label] !== expected) path.to(`[${label}]`).invalid(labels, `must be '${expected}'`)
  }
}

/** What jobs have in common with the jobs of a cron job. */
export function jobSpec(path: Path, spec: JobSpec): void {
  noneNegative(path, spec, ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished', 'backoffLimitPerIndex', 'maxFailedIndexes'])
  const { completionMode, backoffLimitPerIndex, maxFailedIndexes, podFailurePolicy: failures, successPolicy: success } = spec
  if (maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined) path.to('backoffLimitPerIndex').required('when maxFailedIndexes is specified')
  oneOfIfSet(path.to('completionMode'), completionMode, ['NonIndexed', 'Indexed'])
  if (completionMode === 'Indexed') {
    if (spec.completions === undefined) path.to('completions').required('when completion mode is Indexed')
    if ((spec.parallelism ?? 0) > 100_000) path.to('parallelism').invalid(spec.parallelism, 'must be less than or equal to 100000 when completion mode is Indexed')
    if (maxFailedIndexes !== undefined && maxFailedIndexes > (spec.completions ?? Infinity)) path.to('maxFailedIndexes').invalid(maxFailedIndexes, 'must be less than or equal to completions')
  }
  else {
    for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const)
      if (spec[field] !== undefined) path.to(field).invalid(spec[field], 'requires indexed completion mode')
  }
  if (failures) podFailurePolicy(path.to('podFailurePolicy'), failures, spec)
  if (success) successPolicy(path.to('successPolicy'), success, spec)
  if (spec.podReplacementPolicy !== undefined)
    oneOfIfSet(path.to('podReplacementPolicy'), spec.podReplacementPolicy, failures ? ['Failed'] : ['Failed', 'TerminatingOrFailed'])
  podTemplate(path.to('template'), spec.template)
  const { restartPolicy = '' } = spec.template.spec
  const at = path.to('template.spec.restartPolicy')
  if (restartPolicy === '' || restartPolicy === 'Always') at.required('valid values: "OnFailure", "Never"')
  else if (restartPolicy !== 'OnFailure' && restartPolicy !== 'Never') at.notSupported(restartPolicy, ['OnFailure', 'Never'])
  else if (failures && restartPolicy !== 'Never') at.invalid(restartPolicy, 'only "Never" is supported when podFailurePolicy is specified')
}

function fixed(root: Path, next: JobSpec, current: JobSpec, field: keyof JobSpec): void {
  if (!equal(next[field], current[field])) root.to(`spec.${field}`).invalidText(shownValue(next[field] ?? null), 'field is immutable')
}

/** The template with what may change while a job is suspended and has not begun put back. */
function schedulable(next: JobSpec, current: JobSpec): PodTemplateSpec {
  if (!current.suspend) return next.template
  const { nodeSelector, tolerations, affinity, schedulingGates } = current.template.spec
  const { nodeSelector: _selector, tolerations: _tolerations, affinity: _affinity, schedulingGates: _gates, ...rest } = next.template.spec
  return {
    metadata: { ...next.template.metadata, ...pick(current.template.metadata) },
    spec: { ...rest, ...nodeSelector && { nodeSelector }, ...tolerations && { tolerations }, ...affinity && { affinity }, ...schedulingGates && { schedulingGates } },
  }
}

const pick = ({ labels, annotations }: PodTemplateSpec['metadata']): PodTemplateSpec['metadata'] => ({ ...labels && { labels }, ...annotations && { annotations } })
