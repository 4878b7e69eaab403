// Where pods may go: node selectors, affinities, tolerations, spreading.
import { labelKeyFaults, labelValueFaults } from '../selectors/names.ts'
import type {
  Affinity, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, PodAffinity, PodAffinityTerm, Taint, Toleration, TopologySpreadConstraint,
} from '../types.gen.ts'
import { fails, oneOfIfSet } from './check.ts'
import type { Path } from './path.ts'
import { compactJson, internalStruct } from './internal.ts'
import { labelSelector, setOperator } from './labels.ts'
import { dnsLabel, subdomain } from './names.ts'
import { each, given, holdTo, positive, type Rule, type Rules } from './rules.ts'

export function affinity(path: Path, given: Affinity): void { holdTo(path, given, affinities) }

export const nodeSelector: Rule<NodeSelector> = (path, { nodeSelectorTerms = [] }) => {
  const at = path.to('nodeSelectorTerms')
  if (nodeSelectorTerms.length === 0) at.required('must have at least one node selector term')
  each<NodeSelectorTerm>((term, wanted) => nodeTerm(term, wanted, true))(at, nodeSelectorTerms)
}

function nodeTerm(path: Path, { matchExpressions = [], matchFields = [] }: NodeSelectorTerm, checkValues: boolean): void {
  matchExpressions.forEach((expression, i) => nodeExpression(path.to(`matchExpressions[${i}]`), expression, checkValues))
  matchFields.forEach(({ key, operator, values = [] }, i) => {
    const at = path.to(`matchFields[${i}]`)
    if (operator !== 'In' && operator !== 'NotIn') at.to('operator').invalid(operator, 'not a valid selector operator')
    else if (values.length !== 1) at.to('values').required('must be only one value when `operator` is \'In\' or \'NotIn\' for node field selector')
    if (key !== 'metadata.name') at.to('key').invalid(key, 'not a valid field selector key')
    else values.forEach((value, j) => fails(at.to(`values[${j}]`), value, subdomain(value)))
  })
}

function nodeExpression(path: Path, { key, operator, values = [] }: NodeSelectorRequirement, checkValues: boolean): void {
  if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) path.to('values').required('must be specified single value when `operator` is \'Lt\' or \'Gt\'')
  }
  else setOperator(path, operator, values)
  fails(path.to('key'), key, labelKeyFaults(key))
  if (checkValues) values.forEach((value, i) => fails(path.to(`values[${i}]`), value, labelValueFaults(value)))
}

/** Labels by which the pods that are meant share something with the one that asks. */
function labelKeys(path: Path, keys: readonly string[], isSelecting: boolean): void {
  if (keys.length > 0 && !isSelecting) path.forbidden('must not be specified when labelSelector is not set')
  else keys.forEach((key, i) => fails(path.to(i), key, labelKeyFaults(key)))
}

const podTerm: Rule<PodAffinityTerm> = (path, term) => holdTo(path, term, {
  labelSelector,
  namespaceSelector: labelSelector,
  namespaces: (_path, names = []) => { for (const name of names) fails(path.to('namespace'), name, dnsLabel(name)) },
  matchLabelKeys: (at, keys = []) => labelKeys(at, keys, term.labelSelector !== undefined),
  mismatchLabelKeys: (at, keys = []) => labelKeys(at, keys, term.labelSelector !== undefined),
  topologyKey: (at, key = '') => {
    term.matchLabelKeys?.forEach((both, i) => {
      if (term.mismatchLabelKeys?.includes(both)) path.to('matchLabelKeys').to(i).invalid(both, 'exists in both matchLabelKeys and mismatchLabelKeys')
    })
    if (key === '') at.required('can not be empty')
    fails(at, key, labelKeyFaults(key))
  },
})

const weight: Rule<number> = (path, value) => {
  if (value < 1 || value > 100) path.invalid(value, 'must be in the range 1-100')
}

const podAffinity = given((path: Path, terms: PodAffinity) => holdTo(path, terms, {
  requiredDuringSchedulingIgnoredDuringExecution: each(podTerm),
  preferredDuringSchedulingIgnoredDuringExecution: each((at, term) => holdTo(at, term, { weight, podAffinityTerm: podTerm })),
}))

const affinities: Rules<Affinity> = {
  nodeAffinity: given((path, terms) => holdTo(path, terms, {
    requiredDuringSchedulingIgnoredDuringExecution: given(nodeSelector),
    preferredDuringSchedulingIgnoredDuringExecution: each((at, term) => holdTo(at, term, { weight, preference: (of, preference) => nodeTerm(of, preference ?? {}, false) })),
  })),
  podAffinity,
  podAntiAffinity: podAffinity,
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

export function tolerations(path: Path, list: readonly Toleration[]): void {
  list.forEach(({ key = '', operator = '', value = '', effect = '', tolerationSeconds }, i) => {
    const at = path.to(i)
    if (key !== '') fails(at.to('key'), key, labelKeyFaults(key))
    else if (operator !== 'Exists') at.to('operator').invalid(operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"')
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') at.to('effect').invalid(effect, 'effect must be \'NoExecute\' when `tolerationSeconds` is set')
    if (operator === '' || operator === 'Equal') {
      const faults = labelValueFaults(value)
      if (faults.length > 0) at.to('operator').invalid(value, faults.join(';'))
    }
    else if (operator !== 'Exists') at.to('operator').notSupported(operator, ['Equal', 'Exists'])
    else if (value !== '') at.to('operator').invalid(value, 'value must be empty when `operator` is \'Exists\'')
    if (effect !== '' && !effects.includes(effect)) at.to('effect').notSupported(effect, effects)
  })
}

export function taints(path: Path, list: readonly Taint[]): void {
  const seen = new Set<string>()
  list.forEach((taint, i) => {
    const { key, value = '', effect } = taint
    const at = path.to(i)
    fails(at.to('key'), key, labelKeyFaults(key))
    const faults = labelValueFaults(value)
    if (faults.length > 0) at.to('value').invalid(value, faults.join(';'))
    if (!effect) at.to('effect').required()
    else if (!effects.includes(effect)) at.to('effect').notSupported(effect, effects)
    const pair = `${key} ${effect}`
    if (seen.has(pair)) at.error('Duplicate', `Duplicate value: ${compactJson(internalStruct('Taint', taint))}: taints must be unique by key and effect pair`)
    seen.add(pair)
  })
}

export function spreading(path: Path, constraints: readonly TopologySpreadConstraint[]): void {
  constraints.forEach((constraint, i) => {
    const at = path.to(i)
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '', minDomains, matchLabelKeys = [], labelSelector: selector } = constraint
    positive(at.to('maxSkew'), maxSkew)
    if (topologyKey === '') at.to('topologyKey').required('can not be empty')
    if (whenUnsatisfiable !== 'DoNotSchedule' && whenUnsatisfiable !== 'ScheduleAnyway')
      at.to('whenUnsatisfiable').notSupported(whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway'])
    if (constraints.slice(i + 1).some(other => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable))
      at.to('{topologyKey, whenUnsatisfiable}').duplicate(`{${topologyKey}, ${whenUnsatisfiable}}`)
    if (minDomains !== undefined) {
      positive(at.to('minDomains'), minDomains)
      if (whenUnsatisfiable !== 'DoNotSchedule')
        at.to('minDomains').invalid(minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`)
    }
    oneOfIfSet(at.to('nodeAffinityPolicy'), constraint.nodeAffinityPolicy, ['Honor', 'Ignore'])
    oneOfIfSet(at.to('nodeTaintsPolicy'), constraint.nodeTaintsPolicy, ['Honor', 'Ignore'])
    const selected = [...Object.keys(selector?.matchLabels ?? {}), ...(selector?.matchExpressions ?? []).map(({ key }) => key)]
    labelKeys(at.to('matchLabelKeys'), matchLabelKeys, selector !== undefined)
    matchLabelKeys.forEach((key, j) => { if (selected.includes(key)) at.to('matchLabelKeys').to(j).invalid(key, 'exists in both matchLabelKeys and labelSelector') })
    labelSelector(at.to('labelSelector'), selector)
  })
}
