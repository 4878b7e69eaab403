// PodDisruptionBudget: how many of the pods that a budget is about may be disrupted now. Eviction asks the answer.
import type { Part } from '../clock/part.ts'
import { parseTimestamp, timestamp } from '../clock/time.ts'
import { equal } from '../apiserver/equal.ts'
import { labelSelectorMatches } from '../apiserver/selectors/index.ts'
import type { Condition, IntOrString, Pod, PodDisruptionBudget, PodDisruptionBudgetStatus } from '../apiserver/types.gen.ts'
import type { Client } from '../client/client.ts'
import { byNamespace, keyOf, type InformerFactory } from '../client/informer.ts'
import { EventRecorder } from '../client/recorder.ts'
import { WorkQueue } from '../client/workqueue.ts'
import { controllerOf } from './owners.ts'
import { isReady } from './pod-control.ts'

const name = 'disruption-controller'
const source = 'controllermanager'
const reactionMs = 5
/** An eviction that was granted counts so long, even if nobody sees the pod go. */
const grantedMs = 120_000

export function disruptionController(client: Client, informers: InformerFactory): Part {
  const recorder = new EventRecorder(client, source)
  const budgets = informers.of('poddisruptionbudgets.policy')
  const pods = informers.of('pods')
  const deployments = informers.of('deployments.apps')
  const replicaSets = informers.of('replicasets.apps')
  const statefulSets = informers.of('statefulsets.apps')
  const budgetsIn = budgets.indexBy(byNamespace)
  const podsIn = pods.indexBy(byNamespace)
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  function sync(key: string): void {
    const budget = budgets.get(key)
    if (!budget) return
    const mine = podsIn(budget.metadata.namespace ?? '').filter(pod => isAbout(budget, pod))
    if (mine.length === 0) recorder.event(budget, 'Normal', 'NoPods', 'No matching pods found')
    const expected = expect(budget, mine)
    if (typeof expected === 'string') {
      recorder.event(budget, 'Warning', 'CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${expected}`)
      return write(budget, failedStatus(budget, expected, client.unixMs))
    }
    const granted = stillGranted(budget, mine, client.unixMs)
    write(budget, countedStatus(budget, expected, healthy(mine, granted), granted, client.unixMs))
    for (const since of Object.values(granted)) queue.addAfter(key, (parseTimestamp(since) ?? 0) + grantedMs - client.unixMs)
  }

  const write = (budget: PodDisruptionBudget, status: PodDisruptionBudgetStatus): void => {
    if (!equal(status, budget.status)) client.updateStatus('poddisruptionbudgets.policy', { ...budget, status })
  }

  /** How many pods there should be, and of these how many healthy; or why that cannot be said. */
  function expect({ spec }: PodDisruptionBudget, mine: readonly Pod[]): Expected | string {
    const { minAvailable = 1, maxUnavailable } = spec
    if (maxUnavailable === undefined && typeof minAvailable === 'number') return { pods: mine.length, healthy: minAvailable }
    const scale = scaleOf(mine)
    return typeof scale === 'string' ? scale : expectedOf(scale, minAvailable, maxUnavailable)
  }

  /** The sum of what the controllers of the pods want. Pods that nobody manages don't count. */
  function scaleOf(mine: readonly Pod[]): number | string {
    const scales = new Map<string, number>()
    for (const pod of mine) {
      const owner = controllerOf(pod)
      if (!owner) continue
      const path = `${pod.metadata.namespace}/${owner.name}`
      if (owner.kind === 'ReplicaSet') {
        const rs = replicaSets.get(path)
        const above = rs && controllerOf(rs)
        const deployment = above?.kind === 'Deployment' ? deployments.get(`${pod.metadata.namespace}/${above.name}`) : undefined
        if (deployment) scales.set(deployment.metadata.uid, deployment.spec.replicas ?? 1)
        else if (rs) scales.set(rs.metadata.uid, rs.spec.replicas ?? 1)
      }
      else if (owner.kind === 'StatefulSet') scales.set(owner.uid, statefulSets.get(path)?.spec.replicas ?? 1)
      else return `${pluralOf(owner.kind)}${groupOf(owner.apiVersion)} does not implement the scale subresource`
    }
    return [...scales.values()].reduce((sum, replicas) => sum + replicas, 0)
  }

  const pluralOf = (kind: string): string => client.definitions().find(definition => definition.kind === kind)?.plural ?? kind

  return {
    name,
    start: () => {
      const enqueue = (pod: Pod, before = pod): void => {
        for (const budget of budgetsIn(byNamespace(pod))) if (isAbout(budget, pod) || isAbout(budget, before)) queue.add(keyOf(budget))
      }
      budgets.handle({ added: budget => queue.add(keyOf(budget)), updated: budget => queue.add(keyOf(budget)) })
      pods.handle({ added: pod => enqueue(pod), updated: enqueue, deleted: pod => enqueue(pod) })
    },
    stop: () => queue.stop(),
  }
}

interface Expected { readonly pods: number, readonly healthy: number }

const groupOf = (apiVersion: string): string => apiVersion.includes('/') ? `.${apiVersion.split('/')[0] ?? ''}` : ''

const isAbout = ({ spec: { selector } }: PodDisruptionBudget, { metadata }: Pod): boolean =>
  selector !== undefined && labelSelectorMatches(selector, metadata.labels ?? {})

/** Of a percentage, what is over counts as one more. */
const scaled = (value: IntOrString, of: number): number =>
  typeof value === 'number' ? value : Math.ceil(Number.parseInt(value, 10) * of / 100)

export function expectedOf(pods: number, minAvailable: IntOrString, maxUnavailable: IntOrString | undefined): Expected {
  return { pods, healthy: maxUnavailable === undefined ? scaled(minAvailable, pods) : Math.max(0, pods - scaled(maxUnavailable, pods)) }
}

const healthy = (mine: readonly Pod[], granted: Readonly<Record<string, string>>): number =>
  mine.filter(pod => pod.metadata.deletionTimestamp === undefined && !Object.hasOwn(granted, pod.metadata.name) && isReady(pod)).length

/** The evictions that were granted to pods of which nobody has seen yet that they go. */
function stillGranted({ status }: PodDisruptionBudget, mine: readonly Pod[], unixMs: number): Readonly<Record<string, string>> {
  const staying = new Set(mine.filter(({ metadata }) => metadata.deletionTimestamp === undefined).map(({ metadata }) => metadata.name))
  return Object.fromEntries(Object.entries(status.disruptedPods ?? {}).filter(([pod, since]) => staying.has(pod) && (parseTimestamp(since) ?? 0) + grantedMs > unixMs))
}

export function countedStatus(budget: PodDisruptionBudget, expected: Expected, currentHealthy: number, granted: Readonly<Record<string, string>>, unixMs: number): PodDisruptionBudgetStatus {
  const disruptionsAllowed = expected.pods <= 0 ? 0 : Math.max(0, currentHealthy - expected.healthy)
  return {
    ...budget.metadata.generation !== undefined && { observedGeneration: budget.metadata.generation },
    ...Object.keys(granted).length > 0 && { disruptedPods: granted },
    disruptionsAllowed,
    currentHealthy,
    desiredHealthy: expected.healthy,
    expectedPods: expected.pods,
    conditions: conditions(budget, disruptionsAllowed > 0 ? 'True' : 'False', disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods', '', unixMs),
  }
}

/** When nobody can count, nobody may be disrupted. */
const failedStatus = (budget: PodDisruptionBudget, message: string, unixMs: number): PodDisruptionBudgetStatus =>
  ({ ...budget.status, disruptionsAllowed: 0, conditions: conditions(budget, 'False', 'SyncFailed', message, unixMs) })

function conditions({ metadata, status }: PodDisruptionBudget, is: 'True' | 'False', reason: string, message: string, unixMs: number): readonly Condition[] {
  const known = status.conditions?.find(({ type }) => type === 'DisruptionAllowed')
  const lastTransitionTime = known?.status === is ? known.lastTransitionTime : timestamp(unixMs)
  const others = status.conditions?.filter(other => other !== known) ?? []
  return [...others, { type: 'DisruptionAllowed', status: is, ...metadata.generation !== undefined && { observedGeneration: metadata.generation }, lastTransitionTime, reason, message }]
}
