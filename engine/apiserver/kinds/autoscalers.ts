// How many replicas there are to be. What is stored is the second version; the first one says less, and is made of it.
import { fill, within } from '../defaults/fill.ts'
import { forbidden, invalidValue, notSupported, required } from '../resource.ts'
import type {
  AutoscalingV1HorizontalPodAutoscaler as FirstVersion, HorizontalPodAutoscaler as SecondVersion, HorizontalPodAutoscalerSpec, HPAScalingPolicy, HPAScalingRules, MetricSpec,
} from '../types.gen.ts'
import { fails, oneOfIfSet, type Errors } from '../validation/check.ts'
import { pathSegment } from '../validation/names.ts'
import type { Kind } from './kind.ts'

const cpu = (averageUtilization: number): readonly MetricSpec[] => [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }]
const usualMetrics = cpu(80)
const byPercent: HPAScalingPolicy = { type: 'Percent', value: 100, periodSeconds: 15 }
const usualUp: HPAScalingRules = { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, byPercent] }
const usualDown: HPAScalingRules = { selectPolicy: 'Max', policies: [byPercent] }

export const horizontalpodautoscalers: Kind<SecondVersion> = {
  defaults: hpa => within(hpa, 'spec', spec => within(fill(spec.metrics?.length === 0 ? { ...spec, metrics: usualMetrics } : spec, { minReplicas: 1, metrics: usualMetrics }), 'behavior', behavior =>
    within(within(fill(behavior, { scaleUp: usualUp, scaleDown: usualDown }), 'scaleUp', up => fill(up, usualUp)), 'scaleDown', down => fill(down, usualDown)))),
  check(errors, hpa) {
    const { minReplicas = 1, maxReplicas = 0, scaleTargetRef: target } = hpa.spec
    if (minReplicas < 1) errors.push(invalidValue('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'))
    if (maxReplicas === 0) errors.push(required('spec.maxReplicas', 'must be set and greater than 0'))
    else if (maxReplicas < 0) errors.push(invalidValue('spec.maxReplicas', maxReplicas, 'must be greater than 0'))
    if (maxReplicas < minReplicas) errors.push(invalidValue('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'))
    reference(errors, 'spec.scaleTargetRef', target ?? { kind: '', name: '' })
    metricsAndBehavior(errors, hpa.spec)
  },
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

type Reference = HorizontalPodAutoscalerSpec['scaleTargetRef']

function reference(errors: Errors, path: string, { kind, name, apiVersion = '' }: Reference): void {
  for (const [field, value] of [['kind', kind], ['name', name]] as const) {
    if (!value) errors.push(required(`${path}.${field}`))
    else fails(errors, `${path}.${field}`, value, pathSegment(value))
  }
  if (!apiVersion.includes('/') && apiVersion !== 'v1') errors.push(invalidValue(`${path}.apiVersion`, apiVersion, 'apiVersion must specify API group'))
}

const sources = { ContainerResource: 'containerResource', External: 'external', Object: 'object', Pods: 'pods', Resource: 'resource' } as const
const sourceTypes = Object.keys(sources)

function metricsAndBehavior(errors: Errors, { metrics = [], behavior = {} }: HorizontalPodAutoscalerSpec): void {
  metrics.forEach((metric, i) => metricSpec(errors, `spec.metrics[${i}]`, metric))
  for (const direction of ['scaleUp', 'scaleDown'] as const) if (behavior[direction]) scalingRules(errors, `spec.behavior.${direction}`, behavior[direction])
}

function metricSpec(errors: Errors, path: string, metric: MetricSpec): void {
  if (!metric.type) errors.push(required(`${path}.type`, 'must specify a metric source type'))
  const expected = Object.entries(sources).find(([type]) => type === metric.type)?.[1]
  if (expected === undefined) return void errors.push(notSupported(`${path}.type`, metric.type, sourceTypes))
  if (!metric[expected]) errors.push(required(`${path}.${expected}`, 'must populate information for the given metric source'))
  for (const source of Object.values(sources)) if (source !== expected && metric[source]) errors.push(forbidden(`${path}.${source}`, 'must populate the given metric source only'))
  const { resource } = metric
  if (!resource) return
  const { averageUtilization, averageValue, type } = resource.target ?? {}
  if (!resource.name) errors.push(required(`${path}.resource.name`, 'must specify a resource name'))
  if (!type) errors.push(required(`${path}.resource.target.type`, 'must specify a metric target type'))
  else oneOfIfSet(errors, `${path}.resource.target.type`, type, ['Utilization', 'Value', 'AverageValue'])
  if (averageUtilization !== undefined && averageUtilization < 1) errors.push(invalidValue(`${path}.resource.target.averageUtilization`, averageUtilization, 'must be greater than 0'))
  if (averageUtilization === undefined && averageValue === undefined) errors.push(required(`${path}.resource.target.averageUtilization`, 'must set either a target raw value or a target utilization'))
  if (averageUtilization !== undefined && averageValue !== undefined) errors.push(forbidden(`${path}.resource.target.averageValue`, 'may not set both a target raw value and a target utilization'))
}

function scalingRules(errors: Errors, path: string, { stabilizationWindowSeconds: window, selectPolicy, policies = [] }: HPAScalingRules): void {
  if (window !== undefined && window < 0) errors.push(invalidValue(`${path}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero'))
  if (window !== undefined && window > 3600) errors.push(invalidValue(`${path}.stabilizationWindowSeconds`, window, 'must be less than or equal to 3600'))
  oneOfIfSet(errors, `${path}.selectPolicy`, selectPolicy, ['Disabled', 'Max', 'Min'])
  if (policies.length === 0) errors.push(required(`${path}.policies`, 'must specify at least one Policy'))
  policies.forEach(({ type, value, periodSeconds }, i) => {
    const at = `${path}.policies[${i}]`
    oneOfIfSet(errors, `${at}.type`, type, ['Percent', 'Pods'])
    if (value <= 0) errors.push(invalidValue(`${at}.value`, value, 'must be greater than zero'))
    if (periodSeconds <= 0) errors.push(invalidValue(`${at}.periodSeconds`, periodSeconds, 'must be greater than zero'))
    if (periodSeconds > 1800) errors.push(invalidValue(`${at}.periodSeconds`, periodSeconds, 'must be less than or equal to 1800'))
  })
}
