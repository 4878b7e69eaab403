// How many replicas there are to be. What is stored is the second version; the first one says less, and is made of it.
import { fill, within } from '../defaults/fill.ts'
import { compareQuantities, noQuantity, parseQuantity } from '../schema/quantity.ts'
import type {
  AutoscalingV1HorizontalPodAutoscaler as FirstVersion, HorizontalPodAutoscaler as SecondVersion, HorizontalPodAutoscalerSpec, HPAScalingPolicy, HPAScalingRules, MetricIdentifier, MetricSpec, MetricTarget,
} from '../types.gen.ts'
import { fails, noneNegative } from '../validation/check.ts'
import type { Path } from '../validation/path.ts'
import { dnsLabel, pathSegment } from '../validation/names.ts'
import { containerResourceName } from '../validation/resources.ts'
import { amongIfGiven, atMost, each, given, holdFieldTo, holdTo, name, positive, type Rules } from '../validation/rules.ts'
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
const named: Rules<HorizontalPodAutoscalerSpec['scaleTargetRef']> = { kind: pathName, name: pathName }
const reference: Rules<HorizontalPodAutoscalerSpec['scaleTargetRef']> = {
  ...named,
  apiVersion: (path, version = '') => { if (!version.includes('/') && version !== 'v1') path.invalid(version, 'apiVersion must specify API group') },
}

const sources = { Object: 'object', External: 'external', Pods: 'pods', Resource: 'resource', ContainerResource: 'containerResource' } as const
const sourceTypes = Object.keys(sources).sort()

function metricSpec(path: Path, metric: MetricSpec): void {
  if (!metric.type) path.to('type').required('must specify a metric source type')
  if (!sourceTypes.includes(metric.type)) path.to('type').notSupported(metric.type, sourceTypes)
  const given = Object.values(sources).filter(source => metric[source])
  const [first] = given
  if (first) holdFieldTo(path, metric, first, metricSources)
  const expected = Object.entries(sources).find(([type]) => type === metric.type)?.[1]
  if (expected && !metric[expected]) path.to(expected).required('must populate information for the given metric source')
  if (given.length > 1) for (const source of given) if (source !== expected) path.to(source).forbidden('must populate the given metric source only')
}

const atTarget = (path: Path, field: keyof MetricTarget): Path => path.to('target').to(field)
const identified = (path: Path, { name: text }: MetricIdentifier = { name: '' }): void => {
  if (text) fails(path.to('name'), text, pathSegment(text))
  else path.to('name').required('must specify a metric name')
}

function target(path: Path, { type, value, averageValue, averageUtilization }: MetricTarget): void {
  if (!type) path.to('type').required('must specify a metric target type')
  if (!targetTypes.includes(type)) path.to('type').invalid(type, 'must be either Utilization, Value, or AverageValue')
  for (const [field, amount] of [['value', value], ['averageValue', averageValue]] as const)
    if (amount !== undefined && compareQuantities(parseQuantity(amount), noQuantity) <= 0) path.to(field).invalid(amount, 'must be positive')
  if (averageUtilization !== undefined && averageUtilization < 1) path.to('averageUtilization').invalid(averageUtilization, 'must be greater than 0')
}
const targetTypes = ['Utilization', 'Value', 'AverageValue']

/** A share of what was asked for, or an amount: one of the two. */
function shareOrAmount(path: Path, { averageUtilization, averageValue }: MetricTarget): void {
  if (averageUtilization === undefined && averageValue === undefined) atTarget(path, 'averageUtilization').required('must set either a target raw value or a target utilization')
  if (averageUtilization !== undefined && averageValue !== undefined) atTarget(path, 'averageValue').forbidden('may not set both a target raw value and a target utilization')
}

// What comes in may lack even what must be there.
const noTarget: MetricTarget = { type: '' }
const noObject: HorizontalPodAutoscalerSpec['scaleTargetRef'] = { kind: '', name: '' }

const metricSources: Rules<MetricSpec> = {
  object: given((path, { describedObject = noObject, metric, target: wanted = noTarget }) => {
    holdTo(path.to('describedObject'), describedObject, named)
    identified(path.to('metric'), metric)
    target(path.to('target'), wanted)
    if (wanted.value === undefined && wanted.averageValue === undefined) atTarget(path, 'averageValue').required('must set either a target value or averageValue')
  }),
  external: given((path, { metric, target: wanted = noTarget }) => {
    identified(path.to('metric'), metric)
    target(path.to('target'), wanted)
    if (wanted.value === undefined && wanted.averageValue === undefined) atTarget(path, 'averageValue').required('must set either a target value for metric or a per-pod target')
    if (wanted.value !== undefined && wanted.averageValue !== undefined) atTarget(path, 'value').forbidden('may not set both a target value for metric and a per-pod target')
  }),
  pods: given((path, { metric, target: wanted = noTarget }) => {
    identified(path.to('metric'), metric)
    target(path.to('target'), wanted)
    if (wanted.averageValue === undefined) atTarget(path, 'averageValue').required('must specify a positive target averageValue')
  }),
  resource: given((path, { name: resource, target: wanted = noTarget }) => {
    if (!resource) path.to('name').required('must specify a resource name')
    target(path.to('target'), wanted)
    shareOrAmount(path, wanted)
  }),
  containerResource: given((path, { name: resource, container, target: wanted = noTarget }) => {
    if (resource) containerResourceName(path.to('name'), resource)
    else path.to('name').required('must specify a resource name')
    if (container) fails(path.to('container'), container, dnsLabel(container))
    else path.to('container').required('must specify a container')
    target(path.to('target'), wanted)
    shareOrAmount(path, wanted)
  }),
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
