// What becomes of a pod on a node agent: the status for each fate of the recordings.
import { timestamp } from '../../engine/clock/time.ts'
import { withCondition } from '../../engine/client/pod-conditions.ts'
import type { Container, ContainerState, ContainerStatus, Pod, PodCondition, PodPhase, PodStatus } from '../../engine/apiserver/types.gen.ts'

const fates = ['running', 'unready', 'succeeded', 'failed', 'pending', 'crash', 'imagepull', 'oom', 'init'] as const
export type Fate = typeof fates[number]

export function fateOf({ metadata }: Pod): Fate {
  const asked = metadata.annotations?.['oracle/fate']
  return fates.find(fate => fate === asked) ?? 'running'
}

interface Outcome {
  readonly phase: PodPhase
  readonly state: (since: string) => ContainerState
  readonly lastState?: (since: string) => ContainerState
  readonly restarts?: number
  readonly pulled?: boolean
}

const ended = (exitCode: number, reason: string) => (since: string): ContainerState =>
  ({ terminated: { exitCode, reason, startedAt: since, finishedAt: since } })
const waiting = (reason: string) => (): ContainerState => ({ waiting: { reason } })
const runs = (since: string): ContainerState => ({ running: { startedAt: since } })

const outcomes: Readonly<Record<Exclude<Fate, 'pending'>, Outcome>> = {
  running: { phase: 'Running', state: runs },
  unready: { phase: 'Running', state: runs },
  succeeded: { phase: 'Succeeded', state: ended(0, 'Completed') },
  failed: { phase: 'Failed', state: ended(1, 'Error') },
  oom: { phase: 'Failed', state: ended(137, 'OOMKilled') },
  crash: { phase: 'Running', state: waiting('CrashLoopBackOff'), lastState: ended(1, 'Error'), restarts: 3 },
  imagepull: { phase: 'Pending', state: waiting('ImagePullBackOff'), pulled: false },
  init: { phase: 'Pending', state: waiting('PodInitializing') },
}

export interface Place { readonly hostIP: string, readonly podIP: string }

/** The status of a pod whose fate is decided; undefined for one that is never started. */
export function statusFor(pod: Pod, fate: Fate, { hostIP, podIP }: Place, unixMs: number): PodStatus | undefined {
  if (fate === 'pending') return undefined
  const outcome = outcomes[fate]
  const since = pod.status.startTime ?? timestamp(unixMs)
  const ready = fate === 'running'
  const inits = (pod.spec.initContainers ?? []).map(container => fate === 'init'
    ? statusOf(container, waiting('PodInitializing')(), {}, false, outcome)
    : statusOf(container, ended(0, 'Completed')(since), {}, true, {}))
  const { initContainerStatuses: _before, ...status } = pod.status
  return {
    ...status,
    conditions: conditionsFor(pod, outcome.phase, ready, fate !== 'init', unixMs),
    containerStatuses: pod.spec.containers.map(container => statusOf(container, outcome.state(since), outcome.lastState?.(since) ?? {}, ready, outcome)),
    ...inits.length > 0 && { initContainerStatuses: inits },
    hostIP,
    hostIPs: [{ ip: hostIP }],
    phase: outcome.phase,
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: since,
  }
}

/** The agent's own conditions come first, and then those that others set. */
function conditionsFor(pod: Pod, phase: PodPhase, ready: boolean, initialized: boolean, unixMs: number): readonly PodCondition[] {
  const over = phase === 'Succeeded' || phase === 'Failed'
  const own = Object.entries({ PodReadyToStartContainers: !over, Initialized: initialized, Ready: ready, ContainersReady: ready })
  const all = own.reduce((conditions, [type, holds]) => withCondition(conditions, { type, status: holds ? 'True' : 'False' }, unixMs), pod.status.conditions ?? [])
  const isOwn = ({ type }: PodCondition): boolean => own.some(([name]) => name === type)
  return [...all.filter(isOwn), ...all.filter(condition => !isOwn(condition))]
}

function statusOf({ name, image = '' }: Container, state: ContainerState, lastState: ContainerState, ready: boolean, { restarts = 0, pulled = true }: Partial<Outcome>): ContainerStatus {
  return {
    containerID: `containerd://${name}`,
    image,
    imageID: pulled ? 'sha256:0' : '',
    lastState,
    name,
    ready,
    restartCount: restarts,
    started: ready || state.running !== undefined,
    state,
  }
}
