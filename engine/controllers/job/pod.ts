// The pods of a Job: how they are made, and how it knows which of them it still has to count.
import { parseTimestamp } from '../../clock/time.ts'
import type { Container, Job, Pod, PodTemplateSpec } from '../../apiserver/types.gen.ts'
import type { Draft } from '../../client/resources.ts'
import { podFrom } from '../pod-control.ts'

/** A pod that has it was not counted yet, and so does not go before. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking'
const indexKey = 'batch.kubernetes.io/job-completion-index'
const failuresKey = 'batch.kubernetes.io/job-index-failure-count'
const ignoredFailuresKey = 'batch.kubernetes.io/job-index-ignored-failure-count'
const indexVariable = 'JOB_COMPLETION_INDEX'

export const isIndexed = ({ spec }: Job): boolean => spec.completionMode === 'Indexed'
export const isTracked = ({ metadata }: Pod): boolean => metadata.finalizers?.includes(trackingFinalizer) ?? false

export function indexOf({ metadata }: Pod): number | undefined {
  const text = metadata.annotations?.[indexKey]
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

export const replacesOnlyFailed = ({ spec }: Job): boolean => spec.podReplacementPolicy === 'Failed'

/** A pod on its way out counts as failed at once, unless the job waits until it has. */
export const hasFailed = (job: Job, { metadata, status }: Pod): boolean =>
  status.phase === 'Failed' || !replacesOnlyFailed(job) && metadata.deletionTimestamp !== undefined && status.phase !== 'Succeeded'

export const hasSucceeded = ({ status }: Pod): boolean => status.phase === 'Succeeded'

/** When a pod ended, as far as anything tells. */
export function endedAtMs({ metadata, status }: Pod): number {
  const ends = (status.containerStatuses ?? []).map(({ state }) => parseTimestamp(state?.terminated?.finishedAt ?? ''))
  const times = ends.filter(time => time !== undefined)
  if (times.length > 0 && times.length === ends.length) return Math.max(...times)
  const ready = status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime
  return parseTimestamp(metadata.deletionTimestamp ?? '') ?? parseTimestamp(ready ?? '') ?? parseTimestamp(metadata.creationTimestamp) ?? 0
}

export interface IndexFailures { readonly counted: number, readonly ignored: number }

export const indexFailuresOf = ({ metadata }: Pod): IndexFailures =>
  ({ counted: Number(metadata.annotations?.[failuresKey] ?? 0), ignored: Number(metadata.annotations?.[ignoredFailuresKey] ?? 0) })

/** The pod of a job; with an index it knows it by its name, its host name, a label and a variable. */
export function jobPod(job: Job, index: number | undefined, failures: IndexFailures | undefined): Draft<Pod> {
  const { template } = job.spec
  const pod = podFrom(job, index === undefined ? template : indexedTemplate(job, template, index, failures))
  const finalizers = [...template.metadata.finalizers ?? [], trackingFinalizer]
  return { ...pod, metadata: { ...pod.metadata, ...index !== undefined && { generateName: `${job.metadata.name}-${index}-` }, finalizers } }
}

function indexedTemplate({ metadata: { name } }: Job, { metadata, spec }: PodTemplateSpec, index: number, failures: IndexFailures | undefined): PodTemplateSpec {
  return {
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, [indexKey]: String(index) },
      annotations: {
        ...metadata.annotations,
        [indexKey]: String(index),
        ...failures && { [failuresKey]: String(failures.counted) },
        ...failures && failures.ignored > 0 && { [ignoredFailuresKey]: String(failures.ignored) },
      },
    },
    spec: {
      ...spec,
      hostname: `${name}-${index}`,
      containers: spec.containers.map(withIndexVariable),
      ...spec.initContainers && { initContainers: spec.initContainers.map(withIndexVariable) },
    },
  }
}

function withIndexVariable(container: Container): Container {
  const { env = [] } = container
  if (env.some(({ name }) => name === indexVariable)) return container
  return { ...container, env: [...env, { name: indexVariable, valueFrom: { fieldRef: { fieldPath: `metadata.labels['${indexKey}']` } } }] }
}
