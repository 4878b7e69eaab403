// How many replicas there are to be. What is stored is the second version; the first one says less, and is made of it.
import { fill, within } from '../defaults/fill.ts'
import type {
  AutoscalingV1HorizontalPodAutoscaler as FirstVersion, HorizontalPodAutoscaler as SecondVersion, HorizontalPodAutoscalerSpec, HPAScalingPolicy, HPAScalingRules, MetricSpec,
} from '../types.gen.ts'
import { noneNegative, oneOfIfSet } from '../validation/check.ts'
import type { Path } from '../validation/path.ts'
import { pathSegment } from '../validation/names.ts'
import { amongIfGiven, atMost, each, given, holdTo, name, positive, type Rules } from '../validation/rules.ts'
import type { Kind } from './kind.ts'

const cpu = (averageUtilization: number): readonly MetricSpec[] => [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }]
const usualMetrics = cpu(80)
const byPercent: HPAScalingPolicy = { type: 'Percent', value: 100, periodSeconds: 15 }
const usualUp: HPAScalingRules = { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, byPercent] }
const usualDown: HPAScalingRules = { selectPolicy: 'Max', policies: [byPercent] }

export const horizontalpodautoscalers: Kind<SecondVersion> = {
  defaults: hpa => within(hpa, 'spec', spec => within(fill(spec.metrics?.length === 0 ? { ...spec, metrics: usualMetrics } : spec, { minReplicas: 1, metrics: usualMetrics }), 'behavior', behavior =>
    within(within(fill(behavior, { scaleUp: usualUp, scaleDown: usualDown }), 'scaleUp', up => fill(up, usualUp)), 'scaleDown', down => fill(down, usualDown)))),
  check(root, hpa) {
    const { minReplicas = 1, maxReplicas = 0, scaleTargetRef: target } = hpa.spec
    if (minReplicas < 1) root.to('spec.minReplicas').invalid(minReplicas, 'must be greater than or equal to 1')
    if (maxReplicas === 0) root.to('spec.maxReplicas').required('must be set and greater than 0')
    else if (maxReplicas < 0) root.to('spec.maxReplicas').invalid(maxReplicas, 'must be greater than 0')
    if (maxReplicas < minReplicas) root.to('spec.maxReplicas').invalid(maxReplicas, 'must be greater than or equal to `minReplicas`')
    holdTo(root.to('spec.scaleTargetRef'), target ?? { kind: '', name: '' }, reference)
    holdTo(root.to('spec'), hpa.spec, metricsAndBehavior)
  },
  checkStatus: (root, { status }) => noneNegative(root.to('status'), status, ['currentReplicas', 'desiredReplicas']),
}

/** The same through its first version: only its defaults see what was sent, and only `present` what is seen. */
export const firstAutoscalers: Kind<SecondVersion> = {
  ...horizontalpodautoscalers,
  takesStatus: true,
  defaults: hpa => horizontalpodautoscalers.defaults?.(toSecond(hpa)) ?? hpa,
  prepareForCreate: hpa => ({ ...hpa, status: { currentMetrics: null, desiredReplicas: 0 } }),
  present: toFirst,
}

function toSecond(given: SecondVersion | FirstVersion): SecondVersion {
  if (given.apiVersion === 'autoscaling/v2') return given
  const { targetCPUUtilizationPercentage: percentage, ...spec } = given.spec
  return { ...given, apiVersion: 'autoscaling/v2', spec: { ...spec, ...percentage !== undefined && { metrics: cpu(percentage) } }, status: { currentMetrics: null, ...given.status } }
}

/** What the first version has no field for, it does not show. */
function toFirst<T extends SecondVersion | FirstVersion>(hpa: T): T
function toFirst(hpa: SecondVersion | FirstVersion): SecondVersion | FirstVersion {
  if (hpa.apiVersion === 'autoscaling/v1') return hpa
  const { metrics = [], behavior: _behavior, ...spec } = hpa.spec
  const { currentMetrics, currentReplicas = 0, conditions: _conditions, ...status } = hpa.status
  const wanted = metrics.find(({ resource }) => resource?.name === 'cpu')?.resource?.target.averageUtilization
  const current = currentMetrics?.find(({ resource }) => resource?.name === 'cpu')?.resource?.current.averageUtilization
  return {
    ...hpa,
    apiVersion: 'autoscaling/v1',
    spec: { ...spec, ...wanted !== undefined && { targetCPUUtilizationPercentage: wanted } },
    status: { ...status, currentReplicas, ...current !== undefined && { currentCPUUtilizationPercentage: current } },
  }
}

const pathName = name(pathSegment)
const reference: Rules<HorizontalPodAutoscalerSpec['scaleTargetRef']> = {
  kind: pathName,
  name: pathName,
  apiVersion: (path, version = '') => { if (!version.includes('/') && version !== 'v1') path.invalid(version, 'apiVersion must specify API group') },
}

const sources = { ContainerResource: 'containerResource', External: 'external', Object: 'object', Pods: 'pods', Resource: 'resource' } as const
const sourceTypes = Object.keys(sources)

function metricSpec(path: Path, metric: MetricSpec): void {
  if (!metric.type) path.to('type').required('must specify a metric source type')
  const expected = Object.entries(sources).find(([type]) => type === metric.type)?.[1]
  if (expected === undefined) return void path.to('type').notSupported(metric.type, sourceTypes)
  if (!metric[expected]) path.to(expected).required('must populate information for the given metric source')
  for (const source of Object.values(sources)) if (source !== expected && metric[source]) path.to(source).forbidden('must populate the given metric source only')
  const { resource } = metric
  if (!resource) return
  const target = path.to('resource.target')
  const { averageUtilization, averageValue, type } = resource.target ?? {}
  if (!resource.name) path.to('resource.name').required('must specify a resource name')
  if (!type) target.to('type').required('must specify a metric target type')
  else oneOfIfSet(target.to('type'), type, ['Utilization', 'Value', 'AverageValue'])
  if (averageUtilization !== undefined && averageUtilization < 1) target.to('averageUtilization').invalid(averageUtilization, 'must be greater than 0')
  if (averageUtilization === undefined && averageValue === undefined) target.to('averageUtilization').required('must set either a target raw value or a target utilization')
  if (averageUtilization !== undefined && averageValue !== undefined) target.to('averageValue').forbidden('may not set both a target raw value and a target utilization')
}

const policy: Rules<HPAScalingPolicy> = {
  type: amongIfGiven('Percent', 'Pods'),
  value: positive,
  periodSeconds: (path, seconds) => {
    positive(path, seconds)
    atMost(1800)(path, seconds)
  },
}

const scalingRules = given((path: Path, rules: HPAScalingRules) => holdTo(path, rules, {
  stabilizationWindowSeconds: (at, seconds = 0) => {
    if (seconds < 0) at.invalid(seconds, 'must be greater than or equal to zero')
    atMost(3600)(at, seconds)
  },
  selectPolicy: amongIfGiven('Disabled', 'Max', 'Min'),
  policies: (at, policies = []) => {
    if (policies.length === 0) at.required('must specify at least one Policy')
    each<HPAScalingPolicy>((one, given) => holdTo(one, given, policy))(at, policies)
  },
}))

const metricsAndBehavior: Rules<HorizontalPodAutoscalerSpec> = {
  metrics: each(metricSpec),
  behavior: given((path, behavior) => holdTo(path, behavior, { scaleUp: scalingRules, scaleDown: scalingRules })),
}
