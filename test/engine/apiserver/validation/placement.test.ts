// What is wrong with wishes for a place.
import { describe } from 'vitest'
import { type Case, pod, texts, told } from './cases.ts'

const cases: readonly Case[] = [
  ['tolerations', pod({ tolerations: [{ key: 'a b', operator: 'Exists' }, { operator: 'Equal', value: 'x' }, { key: 'a', operator: 'Exists', value: 'b' }, { key: 'a', operator: 'Is' }, { key: 'a', effect: 'Never' }, { key: 'a', effect: 'NoSchedule', tolerationSeconds: 1 }, { key: 'k', value: 'a b' }] }), [
    `spec.tolerations[0].key: Invalid value: "a b": ${texts.notNamePart}`,
    'spec.tolerations[1].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    'spec.tolerations[2].operator: Invalid value: "b": value must be empty when `operator` is \'Exists\'',
    'spec.tolerations[3].operator: Unsupported value: "Is": supported values: "Equal", "Exists"',
    'spec.tolerations[4].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    'spec.tolerations[5].effect: Invalid value: "NoSchedule": effect must be \'NoExecute\' when `tolerationSeconds` is set',
    `spec.tolerations[6].operator: Invalid value: "a b": ${texts.notValue}`,
  ]],
  ['node selector', pod({ nodeSelector: { 'a b': 'c d' } }), [
    `spec.nodeSelector: Invalid value: "a b": ${texts.notNamePart}`,
    `spec.nodeSelector: Invalid value: "c d": ${texts.notValue}`,
  ]],
  ['node affinity', pod({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In' }, { key: 'b', operator: 'Exists', values: ['x'] }, { key: 'c', operator: 'Gt', values: ['a', 'b'] }, { key: 'd', operator: 'Like' }, { operator: 'Exists' }], matchFields: [{ key: 'metadata.uid', operator: 'In', values: ['x'] }] }] }, preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 0, preference: {} }, { weight: 101, preference: { matchExpressions: [] } }] } } }), [
    'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when `operator` is \'In\' or \'NotIn\'',
    'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[1].values: Forbidden: may not be specified when `operator` is \'Exists\' or \'DoesNotExist\'',
    'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[2].values: Required value: must be specified single value when `operator` is \'Lt\' or \'Gt\'',
    'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[3].operator: Invalid value: "Like": not a valid selector operator',
    'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[4].key: Invalid value: "": name part must be non-empty',
    `spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[4].key: Invalid value: "": ${texts.notNamePart}`,
    'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].key: Invalid value: "metadata.uid": not a valid field selector key',
    'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100',
    'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[1].weight: Invalid value: 101: must be in the range 1-100',
  ]],
  ['node affinity none', pod({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } } }), ['spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term']],
  ['pod affinity', pod({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{}, { topologyKey: 'a b', labelSelector: { matchExpressions: [{ key: 'x', operator: 'Foo' }] }, namespaces: ['A'] }], preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 200, podAffinityTerm: { topologyKey: 'x' } }] } } }), [
    'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Required value: can not be empty',
    'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Invalid value: "": name part must be non-empty',
    `spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Invalid value: "": ${texts.notNamePart}`,
    'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[1].labelSelector.matchExpressions[0].operator: Invalid value: "Foo": not a valid selector operator',
    `spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[1].namespace: Invalid value: "A": ${texts.notLabel}`,
    `spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[1].topologyKey: Invalid value: "a b": ${texts.notNamePart}`,
    'spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 200: must be in the range 1-100',
  ]],
  ['spread', pod({ topologySpreadConstraints: [{ maxSkew: 0, whenUnsatisfiable: 'Maybe' }, { maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'ScheduleAnyway', minDomains: 2 }, { maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'ScheduleAnyway' }] }), [
    'spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
    'spec.topologySpreadConstraints[0].topologyKey: Required value: can not be empty',
    'spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Maybe": supported values: "DoNotSchedule", "ScheduleAnyway"',
    'spec.topologySpreadConstraints[1].{topologyKey, whenUnsatisfiable}: Duplicate value: "{a, ScheduleAnyway}"',
    'spec.topologySpreadConstraints[1].minDomains: Invalid value: 2: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
  ]],
]

describe('placement', () => told(cases))
