// Priorities, disruption budgets, and how many replicas there are to be.
import { fill, within } from '../defaults/fill.ts'
import type { KubeObject } from '../object.ts'
import { forbidden, invalidText, invalidValue, notSupported, required, shownValue } from '../resource.ts'
import type {
  AutoscalingV1HorizontalPodAutoscaler, HPAScalingPolicy, HPAScalingRules, HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec, MetricSpec, PodDisruptionBudget, PriorityClass,
} from '../types.gen.ts'
import { atMostAll, countOrPercent, fails, immutable, oneOfIfSet, type Errors } from '../validation/check.ts'
import { labelSelector } from '../validation/labels.ts'
import { pathSegment } from '../validation/names.ts'
import type { Kind } from './kind.ts'

const highestUserPriority = 1_000_000_000
export const systemPriorities: ReadonlyMap<string, number> = new Map([['system-node-critical', 2_000_001_000], ['system-cluster-critical', 2_000_000_000]])

export const priorityclasses: Kind<PriorityClass> = {
  defaults: pc => fill(pc, { preemptionPolicy: 'PreemptLowerPriority' }),
  check(errors, { metadata: { name }, value, preemptionPolicy }) {
    if (name.startsWith('system-')) {
      const known = systemPriorities.get(name)
      const why = known === undefined ? `${name} is not a known system priority class` : known === value ? undefined : `value of ${name} PriorityClass must be ${known}`
      if (why !== undefined) errors.push(forbidden('metadata.name', `priority class names with 'system-' prefix are reserved for system use only. error: ${why}`))
    }
    else if (value > highestUserPriority) errors.push(forbidden('value', `maximum allowed value of a user defined priority is ${highestUserPriority}`))
    oneOfIfSet(errors, 'preemptionPolicy', preemptionPolicy, ['PreemptLowerPriority', 'Never'])
  },
  checkUpdate(errors, next, current) {
    if (next.value !== current.value) errors.push(forbidden('value', 'may not be changed in an update.'))
    immutable(errors, 'preemptionPolicy', next.preemptionPolicy === current.preemptionPolicy, next.preemptionPolicy)
  },
}

export const poddisruptionbudgets: Kind<PodDisruptionBudget> = {
  check(errors, { spec = {} }) {
    const { minAvailable, maxUnavailable } = spec
    if (minAvailable !== undefined && maxUnavailable !== undefined) {
      const shown = `{"MinAvailable":${shownValue(minAvailable)},"Selector":${shownValue(spec.selector ?? null)},"MaxUnavailable":${shownValue(maxUnavailable)},"UnhealthyPodEvictionPolicy":${shownValue(spec.unhealthyPodEvictionPolicy ?? null)}}`
      errors.push(invalidText('spec', shown, 'minAvailable and maxUnavailable cannot be both set'))
    }
    for (const field of ['minAvailable', 'maxUnavailable'] as const) {
      const value = spec[field]
      if (value === undefined) continue
      countOrPercent(errors, `spec.${field}`, value)
      atMostAll(errors, `spec.${field}`, value)
    }
    labelSelector(errors, 'spec.selector', spec.selector)
    oneOfIfSet(errors, 'spec.unhealthyPodEvictionPolicy', spec.unhealthyPodEvictionPolicy, ['AlwaysAllow', 'IfHealthyBudget'])
  },
}

type Autoscaler = HorizontalPodAutoscaler | AutoscalingV1HorizontalPodAutoscaler
const isFirstVersion = (hpa: KubeObject): hpa is AutoscalingV1HorizontalPodAutoscaler => hpa.apiVersion === 'autoscaling/v1'

const usualMetrics: readonly MetricSpec[] = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }]
const byPercent: HPAScalingPolicy = { type: 'Percent', value: 100, periodSeconds: 15 }
const usualUp: HPAScalingRules = { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, byPercent] }
const usualDown: HPAScalingRules = { selectPolicy: 'Max', policies: [byPercent] }

export const horizontalpodautoscalers: Kind<Autoscaler> = {
  defaults: hpa => isFirstVersion(hpa)
    ? within(hpa, 'spec', spec => fill(spec, { minReplicas: 1, targetCPUUtilizationPercentage: 80 }))
    : within(hpa, 'spec', spec => within(fill(spec.metrics?.length === 0 ? { ...spec, metrics: usualMetrics } : spec, { minReplicas: 1, metrics: usualMetrics }), 'behavior', behavior =>
      within(within(fill(behavior, { scaleUp: usualUp, scaleDown: usualDown }), 'scaleUp', up => fill(up, usualUp)), 'scaleDown', down => fill(down, usualDown)))),
  check(errors, hpa) {
    const { minReplicas = 1, maxReplicas = 0, scaleTargetRef: target } = hpa.spec
    if (minReplicas < 1) errors.push(invalidValue('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'))
    if (maxReplicas === 0) errors.push(required('spec.maxReplicas', 'must be set and greater than 0'))
    else if (maxReplicas < 0) errors.push(invalidValue('spec.maxReplicas', maxReplicas, 'must be greater than 0'))
    if (maxReplicas < minReplicas) errors.push(invalidValue('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'))
    reference(errors, 'spec.scaleTargetRef', target ?? { kind: '', name: '' })
    if (!isFirstVersion(hpa)) metricsAndBehavior(errors, hpa.spec)
  },
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
