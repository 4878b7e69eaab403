// The rows of what runs pods, and of its revisions.
import type { ControllerRevision, CronJob, DaemonSet, Deployment, HorizontalPodAutoscaler, Job, MetricSpec, MetricStatus, MetricTarget, MetricValueStatus, PodDisruptionBudget, PodTemplate, ReplicaSet, ReplicationController, StatefulSet } from '../types.gen.ts'
import { parseTimestamp } from '../../clock/time.ts'
import { groupVersionOf } from '../resource.ts'
import { age, humanDuration } from './duration.ts'
import { containerCells, itsAge, labelsText, none, quantity, row, selectorOf, selectorText, trueFalse, unset, withMore } from './format.ts'

export const deploymentRow = row(({ spec, status }: Deployment) => [
  `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`, status.updatedReplicas ?? 0, status.availableReplicas ?? 0, itsAge,
  ...containerCells(spec.template.spec.containers), selectorOf(spec.selector),
])

export const replicaSetRow = row(({ spec, status }: ReplicaSet) => [
  spec.replicas ?? 0, status.replicas ?? 0, status.readyReplicas ?? 0, itsAge,
  ...containerCells(spec.template?.spec.containers), selectorText(spec.selector),
])

export const replicationControllerRow = row(({ spec, status }: ReplicationController) => [
  spec.replicas ?? 0, status.replicas ?? 0, status.readyReplicas ?? 0, itsAge,
  ...containerCells(spec.template?.spec.containers), labelsText(spec.selector),
])

export const statefulSetRow = row(({ spec, status }: StatefulSet) => [
  `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`, itsAge,
  ...containerCells(spec.template.spec.containers),
])

export const daemonSetRow = row(({ spec, status }: DaemonSet) => [
  status.desiredNumberScheduled ?? 0, status.currentNumberScheduled ?? 0, status.numberReady ?? 0,
  status.updatedNumberScheduled ?? 0, status.numberAvailable ?? 0, labelsText(spec.template.spec.nodeSelector), itsAge,
  ...containerCells(spec.template.spec.containers), selectorText(spec.selector),
])

export const controllerRevisionRow = row(({ metadata, revision }: ControllerRevision) => {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller)
  const group = owner ? groupVersionOf(owner.apiVersion).group : ''
  const controller = owner ? `${owner.kind}${group === '' ? '' : `.${group}`}`.toLowerCase() + `/${owner.name}` : none
  return [controller, revision, itsAge]
})

export const podTemplateRow = row(({ template }: PodTemplate) => [...containerCells(template?.spec.containers), labelsText(template?.metadata?.labels)])

export const jobRow = row((job: Job, nowMs) => {
  const { spec, status } = job
  const wanted = spec.completions ?? ((spec.parallelism ?? 0) > 1 ? `1 of ${spec.parallelism}` : 1)
  const start = parseTimestamp(status.startTime ?? '')
  const end = parseTimestamp(status.completionTime ?? '') ?? nowMs
  return [
    jobStatus(job), `${status.succeeded ?? 0}/${wanted}`, start === undefined ? '' : humanDuration(end - start), itsAge,
    ...containerCells(spec.template.spec.containers), selectorText(spec.selector),
  ]
})

function jobStatus({ metadata, status }: Job): string {
  const holds = (type: string): boolean => status.conditions?.find(condition => condition.type === type)?.status === 'True'
  if (holds('Complete')) return 'Complete'
  if (holds('Failed')) return 'Failed'
  if (metadata.deletionTimestamp !== undefined) return 'Terminating'
  return holds('Suspended') ? 'Suspended' : holds('FailureTarget') ? 'FailureTarget' : 'Running'
}

export const cronJobRow = row(({ spec, status }: CronJob, nowMs) => {
  const lastSchedule = status.lastScheduleTime ? age(status.lastScheduleTime, nowMs) : none
  return [
    spec.schedule ?? '', spec.timeZone ?? none, spec.suspend === undefined ? unset : trueFalse(spec.suspend),
    status.active?.length ?? 0, lastSchedule, itsAge,
    ...containerCells(spec.jobTemplate.spec.template.spec.containers), selectorText(spec.jobTemplate.spec.selector),
  ]
})

export const disruptionBudgetRow = row(({ spec, status }: PodDisruptionBudget) => [
  String(spec.minAvailable ?? 'N/A'), String(spec.maxUnavailable ?? 'N/A'),
  status.disruptionsAllowed ?? 0, itsAge,
])

export const autoscalerRow = row(({ spec, status }: HorizontalPodAutoscaler) => [
  `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`, metricsText(spec.metrics ?? [], status.currentMetrics ?? []),
  String(spec.minReplicas ?? unset), spec.maxReplicas ?? 0, status.currentReplicas ?? 0, itsAge,
])

function metricsText(metrics: readonly MetricSpec[], current: readonly MetricStatus[]): string {
  return metrics.length === 0 ? none : withMore(metrics.map((metric, i) => metricText(metric, current[i])), 2, ', ')
}

/** `cpu: 12%/80%`, `50/1k (avg)`: the current value and its target. */
function metricText({ type, resource, containerResource, pods, object, external }: MetricSpec, current: MetricStatus | undefined): string {
  const named = type === 'Resource' ? resource : type === 'ContainerResource' ? containerResource : undefined
  if (named) return `${named.name}: ${resourceValue(named.target, (type === 'Resource' ? current?.resource : current?.containerResource)?.current)}`
  if (type === 'Pods' && pods) return ofTarget(current?.pods?.current.averageValue, pods.target.averageValue)
  const value = type === 'Object' ? object : type === 'External' ? external : undefined
  const now = (type === 'Object' ? current?.object : current?.external)?.current
  if (!value) return '<unknown type>'
  return value.target.averageValue === undefined ? ofTarget(now?.value, value.target.value) : `${ofTarget(now?.averageValue, value.target.averageValue)} (avg)`
}

function resourceValue(target: MetricTarget, current: MetricValueStatus | undefined): string {
  if (target.averageValue !== undefined) return ofTarget(current?.averageValue, target.averageValue)
  const percent = (value: number | undefined, otherwise: string): string => value === undefined ? otherwise : `${value}%`
  return `${percent(current?.averageUtilization, '<unknown>')}/${percent(target.averageUtilization, '<auto>')}`
}

const ofTarget = (current: MetricValueStatus['value'], target: MetricTarget['value']): string =>
  `${current === undefined ? '<unknown>' : quantity(current)}/${quantity(target)}`
