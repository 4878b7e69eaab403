// The conditions of a pod.
import { shared } from '../../clock/flat.ts'
import type { Container, ContainerStatus, Pod, PodCondition, PodPhase } from '../../apiserver/types.gen.ts'
import { isSidecar } from '../records.ts'
import type { Resizing } from '../resize.ts'

type Verdict = Pick<PodCondition, 'status' | 'reason' | 'message'>

const holds: Verdict = { status: 'True' }
const notYet: Verdict = { status: 'False' }
const fails = (reason: string, message?: string): Verdict => ({ status: 'False', reason, ...message !== undefined && message !== '' && { message } })

export interface Facts {
  readonly pod: Pod
  readonly phase: PodPhase
  readonly init: readonly ContainerStatus[]
  readonly statuses: readonly ContainerStatus[]
  readonly hasSandbox: boolean
  readonly resizing: Resizing
  readonly now: string
}

/** In the order in which the kubelet writes them; the time of a condition changes only with its status. */
export function conditionsOf(facts: Facts): readonly PodCondition[] {
  const { pod, now, resizing } = facts
  const containersReady = containersReadiness(facts)
  const condition = (type: string, verdict: Verdict, generation = pod.metadata.generation): PodCondition => {
    const before = pod.status.conditions?.find(each => each.type === type)
    if (before && saysTheSame(before, verdict, generation)) return before // thousands of pods, a few conditions each
    return {
      lastProbeTime: null,
      lastTransitionTime: before?.status === verdict.status ? before.lastTransitionTime : now,
      ...generation !== undefined && { observedGeneration: generation },
      ...verdict,
      type,
    }
  }
  const usual = [
    condition('PodReadyToStartContainers', facts.hasSandbox ? holds : notYet),
    condition('Initialized', initialization(facts)),
    condition('Ready', readiness(pod, containersReady)),
    condition('ContainersReady', containersReady),
    condition('PodScheduled', holds),
  ]
  if (!resizing.pending && resizing.inProgress === undefined) return usual
  return [
    ...resizing.pending ? [condition('PodResizePending', { status: 'True', ...resizing.pending })] : [],
    ...resizing.inProgress === undefined ? [] : [condition('PodResizeInProgress', holds, resizing.inProgress)],
    ...usual,
  ]
}

const saysTheSame = (condition: PodCondition, { status, reason, message }: Verdict, generation: number | undefined): boolean =>
  condition.status === status && condition.reason === reason && condition.message === message && condition.observedGeneration === generation

export const kubeletConditions: ReadonlySet<string> = new Set([
  'PodResizePending', 'PodResizeInProgress', 'PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled',
])

function containersReadiness({ pod, phase, init, statuses }: Facts): Verdict {
  if (phase === 'Succeeded') return fails('PodCompleted')
  if (phase === 'Failed') return fails('PodFailed')
  if (!pod.spec.initContainers && statuses.every(({ ready }) => ready)) return holds
  const [only] = statuses
  if (!pod.spec.initContainers && statuses.length === 1 && only) return notReady(only.name)
  const unready = [...unreadySidecars(pod.spec.initContainers ?? [], init), ...statuses.filter(({ ready }) => !ready).map(({ name }) => name)]
  return unready.length === 0 ? holds : notReady(unready.join(' '))
}

/** The last that was told: the pods of a template say the same, one after the other. */
let lastUnready: { readonly names: string, readonly verdict: Verdict } | undefined

function notReady(names: string): Verdict {
  if (lastUnready?.names === names) return lastUnready.verdict
  const verdict = fails('ContainersNotReady', shared(`containers with unready status: [${names}]`))
  lastUnready = { names, verdict }
  return verdict
}

const unreadySidecars = (containers: readonly Container[], init: readonly ContainerStatus[]): readonly string[] =>
  containers.filter((container, i) => isSidecar(container) && !init[i]?.ready).map(({ name }) => name)

function readiness(pod: Pod, containersReady: Verdict): Verdict {
  if (containersReady.status !== 'True') return containersReady
  if (!pod.spec.readinessGates) return holds
  const missing = pod.spec.readinessGates.flatMap(({ conditionType }) => {
    const condition = pod.status.conditions?.find(({ type }) => type === conditionType)
    if (!condition) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`]
    return condition.status === 'True' ? [] : [`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`]
  })
  return missing.length === 0 ? holds : fails('ReadinessGatesNotReady', missing.length === 1 ? missing[0] : `[${missing.join(', ')}]`)
}

function initialization({ pod, phase, init, statuses }: Facts): Verdict {
  if (phase === 'Succeeded') return { status: 'True', reason: 'PodCompleted' }
  const hasBegun = statuses.some(({ state, lastState }) => state.running ?? state.terminated ?? lastState.terminated)
  if (hasBegun) return holds
  const incomplete = init.filter((status, i) => {
    const container = pod.spec.initContainers?.[i]
    return container && isSidecar(container) ? !status.started : status.state.terminated?.exitCode !== 0
  })
  return incomplete.length === 0 ? holds : fails('ContainersNotInitialized', `containers with incomplete status: [${incomplete.map(({ name }) => name).join(' ')}]`)
}
