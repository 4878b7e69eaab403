// The descriptions of what scales workloads, and of what must stay while they change.
import type { HorizontalPodAutoscaler, HPAScalingRules, MetricSpec, MetricStatus, MetricTarget, MetricValueStatus, PodDisruptionBudget } from '../../apiserver/types.gen.ts'
import { quantity, selectorText, unset } from '../../apiserver/tables/format.ts'
import type { Describer } from './describer.ts'
import { dateText, type Description } from './description.ts'
import { eventLines } from './events.ts'
import { heading } from './metadata.ts'

export const autoscaler: Describer<HorizontalPodAutoscaler> = {
  describe({ metadata, spec, status }, out, { nowMs, events }) {
    const { scaleTargetRef: target, metrics, minReplicas, maxReplicas, behavior } = spec
    heading(out, metadata)
    out.line(0, `CreationTimestamp:\t${dateText(metadata.creationTimestamp)}`)
    out.line(0, `Reference:\t${target.kind}/${target.name}`)
    out.line(0, 'Metrics:\t( current / target )')
    ;(metrics ?? []).forEach((metric, i) => out.line(1, metricText(metric, status.currentMetrics?.[i])))
    out.line(0, `Min replicas:\t${minReplicas ?? unset}`)
    out.line(0, `Max replicas:\t${maxReplicas}`)
    if (behavior) {
      out.line(0, 'Behavior:')
      ruleLines(out, 'Scale Up', behavior.scaleUp)
      ruleLines(out, 'Scale Down', behavior.scaleDown)
    }
    out.line(0, `${target.kind} pods:\t${status.currentReplicas ?? 0} current / ${status.desiredReplicas} desired`)
    if (status.conditions?.length) {
      out.line(0, 'Conditions:')
      out.line(1, 'Type\tStatus\tReason\tMessage')
      out.line(1, '----\t------\t------\t-------')
    }
    for (const { type, status: word, reason = '', message = '' } of status.conditions ?? []) out.line(1, `${type}\t${word}\t${reason}\t${message}`)
    eventLines(out, events, nowMs)
  },
}

function metricText({ type, resource, containerResource, pods, object, external }: MetricSpec, current: MetricStatus | undefined): string {
  if (type === 'Resource' && resource) return `resource ${resource.name} on pods${resourceText(resource.target, current?.resource?.current)}`
  if (type === 'ContainerResource' && containerResource)
    return `resource ${containerResource.name} of container "${containerResource.container}" on pods${resourceText(containerResource.target, current?.containerResource?.current)}`
  if (type === 'Pods' && pods) return `"${pods.metric.name}" on pods:\t${ofTarget(current?.pods?.current.averageValue, pods.target.averageValue)}`
  if (type === 'External' && external) return `"${external.metric.name}" ${valueText(external.target, current?.external?.current, external.target.averageValue !== undefined)}`
  if (type === 'Object' && object) {
    const { metric, describedObject, target } = object
    return `"${metric.name}" on ${describedObject.kind}/${describedObject.name} ${valueText(target, current?.object?.current, target.type === 'AverageValue')}`
  }
  return `<unknown metric type "${type}">`
}

const ofTarget = (current: MetricValueStatus['value'], target: MetricTarget['value']): string =>
  `${current === undefined ? '<unknown>' : quantity(current)} / ${quantity(target)}`

function valueText(target: MetricTarget, current: MetricValueStatus | undefined, average: boolean): string {
  return average
    ? `(target average value):\t${ofTarget(current?.averageValue, target.averageValue)}`
    : `(target value):\t${ofTarget(current?.value, target.value)}`
}

function resourceText({ averageValue, averageUtilization }: MetricTarget, current: MetricValueStatus | undefined): string {
  if (averageValue !== undefined) return `:\t${ofTarget(current?.averageValue, averageValue)}`
  const now = current?.averageUtilization === undefined ? '<unknown>' : `${current.averageUtilization}% (${quantity(current.averageValue)})`
  return `  (as a percentage of request):\t${now} / ${averageUtilization === undefined ? '<auto>' : `${averageUtilization}%`}`
}

function ruleLines(out: Description, title: string, rules: HPAScalingRules | undefined): void {
  if (!rules) return
  const { stabilizationWindowSeconds, policies, selectPolicy = 'Max' } = rules
  out.line(1, `${title}:`)
  if (stabilizationWindowSeconds !== undefined) out.line(2, `Stabilization Window: ${stabilizationWindowSeconds} seconds`)
  if (!policies?.length) return
  out.line(2, `Select Policy: ${selectPolicy}`)
  out.line(2, 'Policies:')
  for (const { type, value, periodSeconds } of policies) out.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`)
}

export const disruptionBudget: Describer<PodDisruptionBudget> = {
  describe({ metadata, spec, status }, out, { nowMs, events }) {
    out.line(0, `Name:\t${metadata.name}`)
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
    if (spec.minAvailable !== undefined) out.line(0, `Min available:\t${spec.minAvailable}`)
    else if (spec.maxUnavailable !== undefined) out.line(0, `Max unavailable:\t${spec.maxUnavailable}`)
    out.line(0, `Selector:\t${spec.selector ? selectorText(spec.selector) : unset}`)
    out.line(0, 'Status:')
    out.line(2, `Allowed disruptions:\t${status.disruptionsAllowed}`)
    out.line(2, `Current:\t${status.currentHealthy}`)
    out.line(2, `Desired:\t${status.desiredHealthy}`)
    out.line(2, `Total:\t${status.expectedPods}`)
    eventLines(out, events, nowMs)
  },
}
