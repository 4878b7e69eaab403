import type { Labels } from '../selectors/requirement.ts'
import { labelKeyFaults, labelValueFaults } from '../selectors/names.ts'
import { shownValue } from '../resource.ts'
import type { LabelSelector, LabelSelectorRequirement } from '../types.gen.ts'
import { fails } from './check.ts'
import type { Path } from './path.ts'

export function labels(path: Path, given: Labels | undefined): void {
  if (!given) return
  for (const key of Object.keys(given)) {
    fails(path, key, labelKeyFaults(key))
    fails(path, given[key], labelValueFaults(given[key] ?? ''))
  }
}

const mostAnnotationBytes = 256 * 1024

export function annotations(path: Path, given: Labels | undefined): void {
  if (!given) return
  let size = 0
  for (const key of Object.keys(given)) {
    fails(path, key, labelKeyFaults(key.toLowerCase()))
    size += key.length + (given[key] ?? '').length
  }
  if (size > mostAnnotationBytes) path.tooLong(mostAnnotationBytes)
}

export function labelSelector(path: Path, selector: LabelSelector | undefined): void {
  if (!selector) return
  labels(path.to('matchLabels'), selector.matchLabels)
  selector.matchExpressions?.forEach((expression, i) => requirement(path.to(`matchExpressions[${i}]`), expression))
}

export function requirement(path: Path, { key, operator, values = [] }: LabelSelectorRequirement): void {
  setOperator(path, operator, values)
  fails(path.to('key'), key, labelKeyFaults(key))
  values.forEach((value, i) => fails(path.to(`values[${i}]`), value, labelValueFaults(value)))
}

/** Whether an operator is one of sets, and has the values that it needs. */
export function setOperator(path: Path, operator: string, values: readonly string[]): void {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) path.to('values').required('must be specified when `operator` is \'In\' or \'NotIn\'')
      break
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) path.to('values').forbidden('may not be specified when `operator` is \'Exists\' or \'DoesNotExist\'')
      break
    default:
      path.to('operator').invalid(operator, 'not a valid selector operator')
  }
}

export const isEmptySelector = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean =>
  Object.keys(matchLabels).length + matchExpressions.length === 0

/** A selector with its parts in the order of the Go struct. */
export function shownSelector({ matchLabels, matchExpressions }: LabelSelector): string {
  const parts = [
    ...matchLabels && Object.keys(matchLabels).length > 0 ? [`"matchLabels":${shownValue(matchLabels)}`] : [],
    ...matchExpressions && matchExpressions.length > 0 ? [`"matchExpressions":${shownValue(matchExpressions)}`] : [],
  ]
  return `{${parts.join()}}`
}
