// When a job has failed or succeeded before all its pods are through.
import { each, fill, within } from '../defaults/fill.ts'
import { duplicate, fieldError, invalidValue, required, tooMany } from '../resource.ts'
import { labelKeyFaults } from '../selectors/names.ts'
import type { JobSpec, PodFailurePolicy, PodFailurePolicyRule, SuccessPolicy } from '../types.gen.ts'
import { fails, notNegative, oneOfIfSet, seenBefore, type Errors } from '../validation/check.ts'

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore']
const quoted = (values: readonly string[]): string => `[${values.map(value => JSON.stringify(value)).join(' ')}]`

function chosen(errors: Errors, path: string, value: string | undefined, allowed: readonly string[]): void {
  if (!value) errors.push(required(path, `valid values: ${quoted(allowed)}`))
  else oneOfIfSet(errors, path, value, allowed)
}

/** A condition of a pod is meant to hold, unless said. */
export const failurePolicyDefaults = (policy: PodFailurePolicy): PodFailurePolicy => within(policy, 'rules', rules =>
  each(rules, rule => within(rule, 'onPodConditions', patterns => each(patterns, pattern => fill(pattern, { status: 'True' })))))

export function podFailurePolicy(errors: Errors, path: string, { rules = [] }: PodFailurePolicy, spec: JobSpec): void {
  if (rules.length > 20) errors.push(tooMany(`${path}.rules`, rules.length, 20))
  rules.forEach((rule, i) => failureRule(errors, `${path}.rules[${i}]`, rule, spec))
}

function failureRule(errors: Errors, path: string, { action, onExitCodes, onPodConditions = [] }: PodFailurePolicyRule, spec: JobSpec): void {
  chosen(errors, `${path}.action`, action, actions)
  if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined) errors.push(invalidValue(`${path}.action`, action, 'requires the backoffLimitPerIndex to be set'))
  if (onExitCodes) {
    const at = `${path}.onExitCodes`
    const { operator, containerName, values = [] } = onExitCodes
    const names = [...spec.template.spec.containers ?? [], ...spec.template.spec.initContainers ?? []].map(({ name }) => name)
    chosen(errors, `${at}.operator`, operator, ['In', 'NotIn'])
    if (containerName !== undefined && !names.includes(containerName))
      errors.push(invalidValue(`${at}.containerName`, containerName, 'must be one of the container or initContainer names in the pod template'))
    if (values.length === 0) errors.push(invalidValue(`${at}.values`, values, 'at least one value is required'))
    else if (values.length > 255) errors.push(tooMany(`${at}.values`, values.length, 255))
    const seen = seenBefore()
    values.forEach((value, i) => {
      if (operator === 'In' && value === 0) errors.push(invalidValue(`${at}.values[${i}]`, value, 'must not be 0 for the In operator'))
      if (seen(`${value}`)) errors.push(duplicate(`${at}.values[${i}]`, value))
    })
    if (values.some((value, i) => i > 0 && (values[i - 1] ?? value) > value)) errors.push(invalidValue(`${at}.values`, values, 'must be ordered'))
  }
  onPodConditions.forEach(({ type, status }, i) => {
    fails(errors, `${path}.onPodConditions[${i}].type`, type, labelKeyFaults(type))
    chosen(errors, `${path}.onPodConditions[${i}].status`, status, ['False', 'True', 'Unknown'])
  })
  if (onExitCodes && onPodConditions.length > 0) errors.push(fieldError('FieldValueInvalid', path, 'Invalid value: specifying both OnExitCodes and OnPodConditions is not supported'))
  if (!onExitCodes && onPodConditions.length === 0) errors.push(fieldError('FieldValueInvalid', path, 'Invalid value: specifying one of OnExitCodes and OnPodConditions is required'))
}

export function successPolicy(errors: Errors, path: string, { rules = [] }: SuccessPolicy, { completionMode, completions = 0 }: JobSpec): void {
  if (completionMode !== 'Indexed') return void errors.push(invalidValue(path, { Rules: rules }, 'requires indexed completion mode'))
  if (rules.length === 0) errors.push(required(`${path}.rules`, 'at least one rules must be specified when the successPolicy is specified'))
  if (rules.length > 20) errors.push(tooMany(`${path}.rules`, rules.length, 20))
  rules.forEach(({ succeededCount, succeededIndexes }, i) => {
    const at = `${path}.rules[${i}]`
    if (succeededCount === undefined && succeededIndexes === undefined) errors.push(required(at, 'at least one of succeededCount or succeededIndexes must be specified'))
    notNegative(errors, `${at}.succeededCount`, succeededCount)
    if (succeededCount !== undefined && succeededCount > completions)
      errors.push(invalidValue(`${at}.succeededCount`, succeededCount, `must be less than or equal to ${completions} (the number of specified completions)`))
  })
}
