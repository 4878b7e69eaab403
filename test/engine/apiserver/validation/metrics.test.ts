// What an autoscaler may measure, and what it may want of that.
import { describe } from 'vitest'
import { type Case, object, texts, told } from './cases.ts'

const measuring = (...metrics: readonly object[]): Case[1] =>
  object('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }, maxReplicas: 2, metrics: metrics.map(metric => ({ ...metric })) } })
const at = 'spec.metrics[0]'

const cases: readonly Case[] = [
  ['a metric of no type', measuring({}), [
    `${at}.type: Required value: must specify a metric source type`,
    `${at}.type: Unsupported value: "": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"`,
  ]],
  ['a metric without what its type asks for', measuring({ type: 'Pods' }), [`${at}.pods: Required value: must populate information for the given metric source`]],
  ['a metric of two types', measuring({ type: 'Resource', pods: { metric: { name: 'a' }, target: { type: 'AverageValue', averageValue: '1' } }, resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 1 } } }), [
    `${at}.pods: Forbidden: must populate the given metric source only`,
  ]],
  ['an object', measuring({ type: 'Object', object: { describedObject: { kind: 'a/b', name: '' }, metric: { name: '' }, target: { type: 'Value' } } }), [
    `${at}.object.describedObject.kind: Invalid value: "a/b": may not contain '/'`,
    `${at}.object.describedObject.name: Required value`,
    `${at}.object.metric.name: Required value: must specify a metric name`,
    `${at}.object.target.averageValue: Required value: must set either a target value or averageValue`,
  ]],
  ['something outside', measuring({ type: 'External', external: { metric: { name: 'a%' }, target: { type: 'Value', value: '0', averageValue: '-1' } } }), [
    `${at}.external.metric.name: Invalid value: "a%": may not contain '%'`,
    `${at}.external.target.value: Invalid value: "0": must be positive`,
    `${at}.external.target.averageValue: Invalid value: "-1": must be positive`,
    `${at}.external.target.value: Forbidden: may not set both a target value for metric and a per-pod target`,
  ]],
  ['something outside, for which nothing is wanted', measuring({ type: 'External', external: { metric: { name: 'a' }, target: { type: 'Value' } } }), [
    `${at}.external.target.averageValue: Required value: must set either a target value for metric or a per-pod target`,
  ]],
  ['pods', measuring({ type: 'Pods', pods: { metric: { name: 'a' }, target: { type: 'Much' } } }), [
    `${at}.pods.target.type: Invalid value: "Much": must be either Utilization, Value, or AverageValue`,
    `${at}.pods.target.averageValue: Required value: must specify a positive target averageValue`,
  ]],
  ['what pods take', measuring({ type: 'Resource', resource: { name: '', target: { type: '', averageUtilization: 0, averageValue: '1' } } }), [
    `${at}.resource.name: Required value: must specify a resource name`,
    `${at}.resource.target.type: Required value: must specify a metric target type`,
    `${at}.resource.target.type: Invalid value: "": must be either Utilization, Value, or AverageValue`,
    `${at}.resource.target.averageUtilization: Invalid value: 0: must be greater than 0`,
    `${at}.resource.target.averageValue: Forbidden: may not set both a target raw value and a target utilization`,
  ]],
  ['what a container takes', measuring({ type: 'ContainerResource', containerResource: { name: 'disk', container: 'C', target: { type: 'Utilization' } } }), [
    `${at}.containerResource.name: Invalid value: "disk": must be a standard resource type or fully qualified`,
    `${at}.containerResource.name: Invalid value: "disk": must be a standard resource for containers`,
    `${at}.containerResource.container: Invalid value: "C": ${texts.notLabel}`,
    `${at}.containerResource.target.averageUtilization: Required value: must set either a target raw value or a target utilization`,
  ]],
  ['what no container takes', measuring({ type: 'ContainerResource', containerResource: { name: '', container: '', target: { type: 'Utilization', averageUtilization: 1 } } }), [
    `${at}.containerResource.name: Required value: must specify a resource name`,
    `${at}.containerResource.container: Required value: must specify a container`,
  ]],
  ['sources of which nothing is said', measuring({ type: 'Object', object: {} }, { type: 'External', external: {} }, { type: 'Pods', pods: {} }, { type: 'Resource', resource: {} }), [
    ...['kind', 'name'].map(field => `${at}.object.describedObject.${field}: Required value`),
    ...['Object', 'External', 'Pods', 'Resource'].flatMap((type, i) => {
      const source = `spec.metrics[${i}].${type.toLowerCase()}`
      return [
        type === 'Resource' ? `${source}.name: Required value: must specify a resource name` : `${source}.metric.name: Required value: must specify a metric name`,
        `${source}.target.type: Required value: must specify a metric target type`,
        `${source}.target.type: Invalid value: "": must be either Utilization, Value, or AverageValue`,
        ...{
          Object: [`${source}.target.averageValue: Required value: must set either a target value or averageValue`],
          External: [`${source}.target.averageValue: Required value: must set either a target value for metric or a per-pod target`],
          Pods: [`${source}.target.averageValue: Required value: must specify a positive target averageValue`],
          Resource: [`${source}.target.averageUtilization: Required value: must set either a target raw value or a target utilization`],
        }[type] ?? [],
      ]
    }),
  ]],
  ['all that can be measured', measuring(
    { type: 'Object', object: { describedObject: { kind: 'Ingress', name: 'i' }, metric: { name: 'a' }, target: { type: 'Value', value: '1' } } },
    { type: 'External', external: { metric: { name: 'a' }, target: { type: 'AverageValue', averageValue: '1' } } },
    { type: 'Pods', pods: { metric: { name: 'a' }, target: { type: 'AverageValue', averageValue: '1' } } },
    { type: 'ContainerResource', containerResource: { name: 'memory', container: 'c', target: { type: 'AverageValue', averageValue: '1Gi' } } },
  ), []],
]

describe('what an autoscaler measures', () => told(cases))
