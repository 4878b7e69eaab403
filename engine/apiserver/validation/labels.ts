import type { Labels } from '../selectors/requirement.ts'
import { labelKeyFaults, labelValueFaults } from '../selectors/names.ts'
import { forbidden, invalidValue, required, shownValue, tooLong } from '../resource.ts'
import type { LabelSelector, LabelSelectorRequirement } from '../types.gen.ts'
import { fails, type Errors } from './check.ts'

export function labels(errors: Errors, path: string, given: Labels | undefined): void {
  if (!given) return
  for (const key of Object.keys(given)) {
    fails(errors, path, key, labelKeyFaults(key))
    fails(errors, path, given[key], labelValueFaults(given[key] ?? ''))
  }
}

const mostAnnotationBytes = 256 * 1024

export function annotations(errors: Errors, path: string, given: Labels | undefined): void {
  if (!given) return
  let size = 0
  for (const key of Object.keys(given)) {
    fails(errors, path, key, labelKeyFaults(key.toLowerCase()))
    size += key.length + (given[key] ?? '').length
  }
  if (size > mostAnnotationBytes) errors.push(tooLong(path, mostAnnotationBytes))
}

export function labelSelector(errors: Errors, path: string, selector: LabelSelector | undefined): void {
  if (!selector) return
  labels(errors, `${path}.matchLabels`, selector.matchLabels)
  selector.matchExpressions?.forEach((expression, i) => requirement(errors, `${path}.matchExpressions[${i}]`, expression))
}

export function requirement(errors: Errors, path: string, { key, operator, values = [] }: LabelSelectorRequirement): void {
  setOperator(errors, path, operator, values)
  fails(errors, `${path}.key`, key, labelKeyFaults(key))
  values.forEach((value, i) => fails(errors, `${path}.values[${i}]`, value, labelValueFaults(value)))
}

/** Whether an operator is one of sets, and has the values that it needs. */
export function setOperator(errors: Errors, path: string, operator: string, values: readonly string[]): void {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) errors.push(required(`${path}.values`, 'must be specified when `operator` is \'In\' or \'NotIn\''))
      break
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) errors.push(forbidden(`${path}.values`, 'may not be specified when `operator` is \'Exists\' or \'DoesNotExist\''))
      break
    default:
      errors.push(invalidValue(`${path}.operator`, operator, 'not a valid selector operator'))
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
