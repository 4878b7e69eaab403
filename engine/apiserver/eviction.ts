// Eviction: a pod is deleted if no disruption budget needs it (`kubectl drain`).
import { timestamp } from '../clock/time.ts'
import type { Action, ActionContext } from './actions.ts'
import type { DeleteOptions } from './request.ts'
import { labelSelectorMatches } from './selectors/index.ts'
import { failure, notFound, StatusError, type Status } from './status.ts'
import type { Eviction, Pod, PodCondition, PodDisruptionBudget } from './types.gen.ts'

const budgetsKey = 'poddisruptionbudgets.policy'
const mostDisrupted = 2000
const stillProcessedSeconds = 10
const violation = 'Cannot evict pod as it would violate the pod\'s disruption budget.'

export const evict: Action = ({ caller, request, object }, context) => {
  const { namespace, name = '' } = request
  const pod = context.lookup('pods', namespace, name) as Pod | undefined // that is what the key names
  if (!pod) throw notFound('pods', '', name)
  const options = deleteOptions((object as Eviction).deleteOptions, request.dryRun) // an action meets only objects of its own kind
  const budget = needsNoBudget(pod) ? undefined : budgetOf(pod, context)
  if (budget && !isUnhealthyAndFree(pod, budget)) spend(budget, pod, options, context)
  if (!options.dryRun && pod.metadata.deletionTimestamp === undefined) context.put('pods', markDisrupted(pod, context.unixMs))
  context.remove(caller, 'pods', namespace, name, options)
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } satisfies Status
}

function deleteOptions(given: Eviction['deleteOptions'], dryRun = false): DeleteOptions {
  const { gracePeriodSeconds, propagationPolicy, preconditions } = given ?? {}
  const policies = ['Foreground', 'Background', 'Orphan'] as const
  const policy = policies.find(known => known === propagationPolicy)
  return {
    dryRun: dryRun || (given?.dryRun ?? []).includes('All'),
    ...gracePeriodSeconds !== undefined && { gracePeriodSeconds },
    ...policy && { propagationPolicy: policy },
    ...preconditions && { preconditions },
  }
}

/** A pod that has ended, has not begun or is going anyway disrupts nobody. */
const needsNoBudget = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp !== undefined || status.phase === 'Succeeded' || status.phase === 'Failed' || status.phase === 'Pending'

function budgetOf(pod: Pod, { all }: ActionContext): PodDisruptionBudget | undefined {
  const budgets = (all(budgetsKey, pod.metadata.namespace) as readonly PodDisruptionBudget[]) // that is what the key names
    .filter(({ spec }) => spec.selector !== undefined && labelSelectorMatches(spec.selector, pod.metadata.labels ?? {}))
  if (budgets.length > 1) throw failure(500, 'InternalError', 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.')
  return budgets[0]
}

/** A pod that is not ready may go without counting: always, or while enough others are healthy, as the budget says. */
function isUnhealthyAndFree({ status }: Pod, { spec, status: counts }: PodDisruptionBudget): boolean {
  if (status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')) return false
  return spec.unhealthyPodEvictionPolicy === 'AlwaysAllow' || (counts.currentHealthy >= counts.desiredHealthy && counts.desiredHealthy > 0)
}

/** Takes one of the disruptions that the budget allows, or refuses. */
function spend(budget: PodDisruptionBudget, pod: Pod, { dryRun }: DeleteOptions, context: ActionContext): void {
  const { metadata: { name, generation = 0 }, status } = budget
  const { observedGeneration = 0, disruptionsAllowed, disruptedPods = {}, desiredHealthy, currentHealthy } = status
  const forbidden = (why: string): StatusError => failure(403, 'Forbidden', `${budgetsKey} ${JSON.stringify(name)} is forbidden: ${why}`, { name, group: 'policy', kind: 'poddisruptionbudgets' })
  if (observedGeneration < generation) throw tooMany(`The disruption budget ${name} is still being processed by the server.`, stillProcessedSeconds)
  if (disruptionsAllowed < 0) throw forbidden('pdb disruptions allowed is negative')
  if (Object.keys(disruptedPods).length > mostDisrupted) throw forbidden('DisruptedPods map too big - too many evictions not confirmed by PDB controller')
  if (disruptionsAllowed === 0) throw tooMany(`The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`)
  if (dryRun) return
  const disrupted = Object.fromEntries([...Object.entries(disruptedPods), [pod.metadata.name, timestamp(context.unixMs)]])
  context.put(budgetsKey, { ...budget, status: { ...status, disruptionsAllowed: disruptionsAllowed - 1, disruptedPods: disrupted } })
}

const tooMany = (why: string, retryAfterSeconds?: number): StatusError =>
  failure(429, 'TooManyRequests', violation, { causes: [{ reason: 'DisruptionBudget', message: why }], ...retryAfterSeconds !== undefined && { retryAfterSeconds } })

function markDisrupted(pod: Pod, unixMs: number): Pod {
  const condition: PodCondition = {
    lastProbeTime: null,
    lastTransitionTime: timestamp(unixMs),
    message: 'Eviction API: evicting',
    reason: 'EvictionByEvictionAPI',
    status: 'True',
    type: 'DisruptionTarget',
  }
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget')
  return { ...pod, status: { ...pod.status, conditions: [...others, condition] } }
}
