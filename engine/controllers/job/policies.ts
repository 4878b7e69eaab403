// What a Job is told to make of failures (podFailurePolicy), and when enough has succeeded (successPolicy).
import type { ContainerStatus, Job, Pod, PodFailurePolicyRule } from '../../apiserver/types.gen.ts'
import { parseIndexes } from './indexes.ts'

export interface Verdict {
  /** Whether the failure counts against the limits. */
  readonly counts: boolean
  readonly failsIndex: boolean
  /** Why the whole job fails, if it does. */
  readonly failsJob?: string
}

const usual: Verdict = { counts: true, failsIndex: false }

/** The first rule that matches decides. */
export function judge({ spec }: Job, pod: Pod): Verdict {
  if (pod.status.phase !== 'Failed') return usual
  for (const [i, rule] of (spec.podFailurePolicy?.rules ?? []).entries()) {
    const match = matches(rule, pod)
    if (match === undefined) continue
    switch (rule.action) {
      case 'Ignore': return { counts: false, failsIndex: false }
      case 'FailIndex': return { counts: true, failsIndex: true }
      case 'FailJob': return { ...usual, failsJob: `${match} matching FailJob rule at index ${i}` }
      default: return usual
    }
  }
  return usual
}

/** What of the pod matches a rule. */
function matches({ onExitCodes, onPodConditions = [] }: PodFailurePolicyRule, { metadata, status }: Pod): string | undefined {
  const pod = `${metadata.namespace}/${metadata.name}`
  if (onExitCodes) {
    const { containerName, operator, values } = onExitCodes
    const exitCode = ({ state }: ContainerStatus): number => state?.terminated?.exitCode ?? 0
    const container = [...status.containerStatuses ?? [], ...status.initContainerStatuses ?? []].find(each =>
      (containerName === undefined || each.name === containerName) && exitCode(each) !== 0 && values.includes(exitCode(each)) === (operator === 'In'))
    return container && `Container ${container.name} for pod ${pod} failed with exit code ${exitCode(container)}`
  }
  const condition = status.conditions?.find(({ type, status: now }) => onPodConditions.some(pattern => pattern.type === type && (pattern.status ?? 'True') === now))
  return condition && `Pod ${pod} has condition ${condition.type}`
}

/** The message of the first rule that is met by what has succeeded. */
export function metSuccessRule({ spec: { successPolicy, completions = 0 } }: Job, succeeded: ReadonlySet<number>): string | undefined {
  const met = (successPolicy?.rules ?? []).findIndex(({ succeededCount, succeededIndexes }) => {
    if (succeededIndexes === undefined) return succeededCount !== undefined && succeeded.size >= succeededCount
    const wanted = [...parseIndexes(succeededIndexes, completions)]
    return wanted.filter(index => succeeded.has(index)).length >= (succeededCount ?? wanted.length)
  })
  return met < 0 ? undefined : `Matched rules at index ${met}`
}
