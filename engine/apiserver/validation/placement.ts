// Where pods may go: node selectors, affinities, tolerations, spreading.
import { labelKeyFaults, labelValueFaults } from '../selectors/names.ts'
import { duplicate, forbidden, invalidValue, notSupported, required } from '../resource.ts'
import type {
  Affinity, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, PodAffinity, PodAffinityTerm, Taint, Toleration, TopologySpreadConstraint,
} from '../types.gen.ts'
import { fails, oneOfIfSet, type Errors } from './check.ts'
import { compactJson, internalStruct } from './internal.ts'
import { labelSelector, setOperator } from './labels.ts'
import { dnsLabel, subdomain } from './names.ts'

export function affinity(errors: Errors, path: string, { nodeAffinity, podAffinity, podAntiAffinity }: Affinity): void {
  if (nodeAffinity) {
    const { requiredDuringSchedulingIgnoredDuringExecution: must, preferredDuringSchedulingIgnoredDuringExecution: likes = [] } = nodeAffinity
    if (must) nodeSelector(errors, `${path}.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution`, must)
    likes.forEach(({ weight, preference }, i) => {
      const at = `${path}.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[${i}]`
      weighs(errors, `${at}.weight`, weight)
      nodeTerm(errors, `${at}.preference`, preference ?? {}, false)
    })
  }
  if (podAffinity) podTerms(errors, `${path}.podAffinity`, podAffinity)
  if (podAntiAffinity) podTerms(errors, `${path}.podAntiAffinity`, podAntiAffinity)
}

export function nodeSelector(errors: Errors, path: string, { nodeSelectorTerms = [] }: NodeSelector): void {
  if (nodeSelectorTerms.length === 0) errors.push(required(`${path}.nodeSelectorTerms`, 'must have at least one node selector term'))
  nodeSelectorTerms.forEach((term, i) => nodeTerm(errors, `${path}.nodeSelectorTerms[${i}]`, term, true))
}

function nodeTerm(errors: Errors, path: string, { matchExpressions = [], matchFields = [] }: NodeSelectorTerm, checkValues: boolean): void {
  matchExpressions.forEach((expression, i) => nodeExpression(errors, `${path}.matchExpressions[${i}]`, expression, checkValues))
  matchFields.forEach(({ key, operator, values = [] }, i) => {
    const at = `${path}.matchFields[${i}]`
    if (operator !== 'In' && operator !== 'NotIn') errors.push(invalidValue(`${at}.operator`, operator, 'not a valid selector operator'))
    else if (values.length !== 1) errors.push(required(`${at}.values`, 'must be only one value when `operator` is \'In\' or \'NotIn\' for node field selector'))
    if (key !== 'metadata.name') errors.push(invalidValue(`${at}.key`, key, 'not a valid field selector key'))
    else values.forEach((value, j) => fails(errors, `${at}.values[${j}]`, value, subdomain(value)))
  })
}

function nodeExpression(errors: Errors, path: string, { key, operator, values = [] }: NodeSelectorRequirement, checkValues: boolean): void {
  if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) errors.push(required(`${path}.values`, 'must be specified single value when `operator` is \'Lt\' or \'Gt\''))
  }
  else setOperator(errors, path, operator, values)
  fails(errors, `${path}.key`, key, labelKeyFaults(key))
  if (checkValues) values.forEach((value, i) => fails(errors, `${path}.values[${i}]`, value, labelValueFaults(value)))
}

function podTerms(errors: Errors, path: string, given: PodAffinity): void {
  const { requiredDuringSchedulingIgnoredDuringExecution: must = [], preferredDuringSchedulingIgnoredDuringExecution: likes = [] } = given
  must.forEach((term, i) => podTerm(errors, `${path}.requiredDuringSchedulingIgnoredDuringExecution[${i}]`, term))
  likes.forEach(({ weight, podAffinityTerm }, i) => {
    const at = `${path}.preferredDuringSchedulingIgnoredDuringExecution[${i}]`
    weighs(errors, `${at}.weight`, weight)
    podTerm(errors, `${at}.podAffinityTerm`, podAffinityTerm)
  })
}

function podTerm(errors: Errors, path: string, term: PodAffinityTerm): void {
  const { topologyKey = '' } = term
  labelSelector(errors, `${path}.labelSelector`, term.labelSelector)
  labelSelector(errors, `${path}.namespaceSelector`, term.namespaceSelector)
  for (const name of term.namespaces ?? []) fails(errors, `${path}.namespace`, name, dnsLabel(name))
  if (topologyKey === '') errors.push(required(`${path}.topologyKey`, 'can not be empty'))
  fails(errors, `${path}.topologyKey`, topologyKey, labelKeyFaults(topologyKey))
}

function weighs(errors: Errors, path: string, weight: number): void {
  if (weight < 1 || weight > 100) errors.push(invalidValue(path, weight, 'must be in the range 1-100'))
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

export function tolerations(errors: Errors, path: string, list: readonly Toleration[]): void {
  list.forEach(({ key = '', operator = '', value = '', effect = '', tolerationSeconds }, i) => {
    const at = `${path}[${i}]`
    if (key !== '') fails(errors, `${at}.key`, key, labelKeyFaults(key))
    else if (operator !== 'Exists') errors.push(invalidValue(`${at}.operator`, operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"'))
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') errors.push(invalidValue(`${at}.effect`, effect, 'effect must be \'NoExecute\' when `tolerationSeconds` is set'))
    if (operator === '' || operator === 'Equal') {
      const faults = labelValueFaults(value)
      if (faults.length > 0) errors.push(invalidValue(`${at}.operator`, value, faults.join(';')))
    }
    else if (operator !== 'Exists') errors.push(notSupported(`${at}.operator`, operator, ['Equal', 'Exists']))
    else if (value !== '') errors.push(invalidValue(`${at}.operator`, value, 'value must be empty when `operator` is \'Exists\''))
    if (effect !== '' && !effects.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, effects))
  })
}

export function taints(errors: Errors, path: string, list: readonly Taint[]): void {
  const seen = new Set<string>()
  list.forEach((taint, i) => {
    const { key, value = '', effect } = taint
    const at = `${path}[${i}]`
    fails(errors, `${at}.key`, key, labelKeyFaults(key))
    const faults = labelValueFaults(value)
    if (faults.length > 0) errors.push(invalidValue(`${at}.value`, value, faults.join(';')))
    if (!effect) errors.push(required(`${at}.effect`))
    else if (!effects.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, effects))
    const pair = `${key} ${effect}`
    if (seen.has(pair)) errors.push({ ...duplicate(at, ''), message: `Duplicate value: ${compactJson(internalStruct('Taint', taint))}: taints must be unique by key and effect pair` })
    seen.add(pair)
  })
}

export function spreading(errors: Errors, path: string, constraints: readonly TopologySpreadConstraint[]): void {
  constraints.forEach((constraint, i) => {
    const at = `${path}[${i}]`
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '', minDomains, matchLabelKeys = [], labelSelector: selector } = constraint
    if (maxSkew <= 0) errors.push(invalidValue(`${at}.maxSkew`, maxSkew, 'must be greater than zero'))
    if (topologyKey === '') errors.push(required(`${at}.topologyKey`, 'can not be empty'))
    if (whenUnsatisfiable !== 'DoNotSchedule' && whenUnsatisfiable !== 'ScheduleAnyway')
      errors.push(notSupported(`${at}.whenUnsatisfiable`, whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']))
    if (constraints.slice(i + 1).some(other => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable))
      errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`))
    if (minDomains !== undefined) {
      if (minDomains <= 0) errors.push(invalidValue(`${at}.minDomains`, minDomains, 'must be greater than zero'))
      if (whenUnsatisfiable !== 'DoNotSchedule')
        errors.push(invalidValue(`${at}.minDomains`, minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`))
    }
    oneOfIfSet(errors, `${at}.nodeAffinityPolicy`, constraint.nodeAffinityPolicy, ['Honor', 'Ignore'])
    oneOfIfSet(errors, `${at}.nodeTaintsPolicy`, constraint.nodeTaintsPolicy, ['Honor', 'Ignore'])
    if (matchLabelKeys.length > 0 && !selector) errors.push(forbidden(`${at}.matchLabelKeys`, 'must not be specified when labelSelector is not set'))
    labelSelector(errors, `${at}.labelSelector`, selector)
  })
}
