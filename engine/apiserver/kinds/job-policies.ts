// When a job has failed or succeeded before all its pods are through.
import { each, fill, within } from '../defaults/fill.ts'
import { labelKeyFaults } from '../selectors/names.ts'
import type { JobSpec, PodFailurePolicy, PodFailurePolicyRule, SuccessPolicy } from '../types.gen.ts'
import { fails, notNegative, oneOfIfSet, seenBefore } from '../validation/check.ts'
import { countOf, readIndexes } from '../validation/indexes.ts'
import type { Path } from '../validation/path.ts'

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore']
const quoted = (values: readonly string[]): string => `[${values.map(value => JSON.stringify(value)).join(' ')}]`

function chosen(path: Path, value: string | undefined, allowed: readonly string[]): void {
  if (!value) path.required(`valid values: ${quoted(allowed)}`)
  else oneOfIfSet(path, value, allowed)
}

/** A condition of a pod is meant to hold, unless said. */
export const failurePolicyDefaults = (policy: PodFailurePolicy): PodFailurePolicy => within(policy, 'rules', rules =>
  each(rules, rule => within(rule, 'onPodConditions', patterns => each(patterns, pattern => fill(pattern, { status: 'True' })))))

export function podFailurePolicy(path: Path, { rules = [] }: PodFailurePolicy, spec: JobSpec): void {
  if (rules.length > 20) path.to('rules').tooMany(rules.length, 20)
  rules.forEach((rule, i) => failureRule(path.to(`rules[${i}]`), rule, spec))
}

function failureRule(path: Path, { action, onExitCodes, onPodConditions = [] }: PodFailurePolicyRule, spec: JobSpec): void {
  chosen(path.to('action'), action, actions)
  if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined) path.to('action').invalid(action, 'requires the backoffLimitPerIndex to be set')
  if (onExitCodes) {
    const at = path.to('onExitCodes')
    const { operator, containerName, values = [] } = onExitCodes
    const names = [...spec.template.spec.containers ?? [], ...spec.template.spec.initContainers ?? []].map(({ name }) => name)
    chosen(at.to('operator'), operator, ['In', 'NotIn'])
    if (containerName !== undefined && !names.includes(containerName))
      at.to('containerName').invalid(containerName, 'must be one of the container or initContainer names in the pod template')
    if (values.length === 0) at.to('values').invalid(values, 'at least one value is required')
    else if (values.length > 255) at.to('values').tooMany(values.length, 255)
    const seen = seenBefore()
    values.forEach((value, i) => {
      if (operator === 'In' && value === 0) at.to(`values[${i}]`).invalid(value, 'must not be 0 for the In operator')
      if (seen(`${value}`)) at.to(`values[${i}]`).duplicate(value)
    })
    if (values.some((value, i) => i > 0 && (values[i - 1] ?? value) > value)) at.to('values').invalid(values, 'must be ordered')
  }
  onPodConditions.forEach(({ type, status }, i) => {
    fails(path.to(`onPodConditions[${i}].type`), type, labelKeyFaults(type))
    chosen(path.to(`onPodConditions[${i}].status`), status, ['False', 'True', 'Unknown'])
  })
  if (onExitCodes && onPodConditions.length > 0) path.error('Invalid', 'Invalid value: specifying both OnExitCodes and OnPodConditions is not supported')
  if (!onExitCodes && onPodConditions.length === 0) path.error('Invalid', 'Invalid value: specifying one of OnExitCodes and OnPodConditions is required')
}

export function successPolicy(path: Path, { rules = [] }: SuccessPolicy, { completionMode, completions = 0 }: JobSpec): void {
  if (completionMode !== 'Indexed') return void path.invalid({ Rules: rules }, 'requires indexed completion mode')
  if (rules.length === 0) path.to('rules').required('at least one rules must be specified when the successPolicy is specified')
  if (rules.length > 20) path.to('rules').tooMany(rules.length, 20)
  rules.forEach(({ succeededCount, succeededIndexes }, i) => {
    const at = path.to(`rules[${i}]`)
    if (succeededCount === undefined && succeededIndexes === undefined) at.required('at least one of succeededCount or succeededIndexes must be specified')
    const intervals = succeededIndexes === undefined ? [] : readIndexes(succeededIndexes, completions)
    if (typeof intervals === 'string') at.to('succeededIndexes').invalid(succeededIndexes, `error parsing succeededIndexes: ${intervals}`)
    if (succeededCount === undefined) return
    notNegative(at.to('succeededCount'), succeededCount)
    const total = typeof intervals === 'string' ? 0 : countOf(intervals)
    if (succeededCount > completions) at.to('succeededCount').invalid(succeededCount, `must be less than or equal to ${completions} (the number of specified completions)`)
    if (succeededIndexes !== undefined && succeededCount > total)
      at.to('succeededCount').invalid(succeededCount, `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`)
  })
}
