// A pod over time, as the API server was told: the states of its containers, its conditions, its end.
import type { ContainerState, ContainerStatus, Pod, PodStatus } from '../../apiserver/types.gen.ts'
import { parseTimestamp } from '../../clock/time.ts'
import type { Attempt } from '../../kubelet/probes/attempts.ts'
import type { Cluster } from '../cluster.ts'
import { lifeOf, spansOf, type Life, type Moment, type Span } from './life.ts'
import { probingOf } from './probing.ts'

export interface ContainerSpell {
  readonly state: 'waiting' | 'running' | 'terminated'
  readonly reason: string
  readonly message: string
  /** For what has ended. */
  readonly exitCode: number | undefined
  readonly restarts: number
  readonly isReady: boolean
}

export interface ContainerTrack {
  readonly name: string
  readonly role: 'init' | 'sidecar' | 'app'
  readonly spells: readonly Span<ContainerSpell>[]
  readonly attempts: readonly Attempt[]
}

export interface ConditionTrack { readonly type: string, readonly spans: readonly Span<string>[] }

export interface Lifecycle {
  readonly name: string
  readonly fromMs: number
  /** Until now, or until it was gone. */
  readonly toMs: number
  readonly phases: readonly Span<string>[]
  readonly containers: readonly ContainerTrack[]
  readonly conditions: readonly ConditionTrack[]
  /** It has been told to end: when, and until when it is given time. */
  readonly ending: { readonly fromMs: number, readonly untilMs: number } | undefined
  readonly goneMs: number | undefined
}

const conditionTypes = ['PodScheduled', 'PodReadyToStartContainers', 'Initialized', 'ContainersReady', 'Ready']

export function lifecycleOf(cluster: Cluster, reference: string, namespace: string): Lifecycle | undefined {
  const life = lifeOf<Pod>(cluster, reference, namespace)
  const [born] = life?.moments ?? []
  if (!life || !born) return undefined
  const { last, goneMs } = life
  const { attempts } = probingOf(cluster, last)
  return {
    name: life.name,
    fromMs: born.atMs,
    toMs: goneMs ?? cluster.clock.nowMs,
    phases: spansOf(life, ({ status }) => status.phase ?? 'Pending'),
    containers: containersOf(last).map(({ name, role }) => ({ name, role, spells: spellsOf(life, name, cluster.epochMs), attempts: attempts.filter(({ container }) => container === name) })),
    conditions: conditionTypes
      .map(type => ({ type, spans: spansOf(life, ({ status }) => status.conditions?.find(condition => condition.type === type)?.status) }))
      .filter(({ spans }) => spans.length > 0),
    ending: endingOf(life),
    goneMs,
  }
}

function containersOf({ spec }: Pod): readonly Pick<ContainerTrack, 'name' | 'role'>[] {
  const first = (spec.initContainers ?? []).map(({ name, restartPolicy }) => ({ name, role: restartPolicy === 'Always' ? 'sidecar' : 'init' } as const))
  return [...first, ...spec.containers.map(({ name }) => ({ name, role: 'app' } as const))]
}

/** The stretches of a container. An end that the API server only heard of together with the next start is told of in `lastState`;
    of the ends in a pod that goes it hears when the last has come, and is told when each was. */
export function spellsOf(life: Life<Pod>, container: string, epochMs: number): readonly Span<ContainerSpell>[] {
  const told = spansOf(life, ({ status }) => {
    const found = statusOf(status, container)
    return found && { ...spellOf(found), ended: endOf(found), finishedAt: found.state.terminated?.finishedAt }
  }, (a, b) => a.state === b.state && a.reason === b.reason && a.restarts === b.restarts && a.isReady === b.isReady)
  const lateEndOf = (i: number): number | undefined => {
    const before = told[i - 1]
    const finishedMs = (parseTimestamp(told[i]?.state.finishedAt ?? '') ?? Infinity) - epochMs
    return before?.state.state === 'running' && finishedMs + leastLateMs < (told[i]?.fromMs ?? 0) ? Math.max(before.fromMs, finishedMs) : undefined
  }
  return told.flatMap(({ state: { ended, finishedAt: _, ...state }, ...span }, i) => {
    const before = told[i - 1]
    const isUntold = before?.state.state === 'running' && ended !== undefined && state.state !== 'terminated' && ended.restarts === before.state.restarts
    const endedMs = isUntold ? Math.min(span.fromMs, Math.max(before.fromMs, ended.atMs - epochMs)) : span.fromMs
    const next = told[i + 1]?.state
    const nextEnd = next && next.ended && next.state !== 'terminated' && state.state === 'running' && next.ended.restarts === state.restarts ? next.ended : undefined
    const toMs = nextEnd && span.toMs !== undefined ? Math.min(span.toMs, Math.max(span.fromMs, nextEnd.atMs - epochMs)) : lateEndOf(i + 1) ?? span.toMs
    const own = { fromMs: lateEndOf(i) ?? span.fromMs, toMs, state }
    if (!isUntold || ended === undefined) return [own]
    const { exitCode, reason, message, restarts } = ended
    return [{ fromMs: endedMs, toMs: span.fromMs, state: { state: 'terminated', reason, message, exitCode, restarts, isReady: false } } as const, own]
  })
}
/** Ends are told in whole seconds: what was told of sooner than this may have just happened. */
const leastLateMs = 2000

/** How the run before ended, and which it was. */
function endOf({ lastState, restartCount }: ContainerStatus): { readonly atMs: number, readonly exitCode: number, readonly reason: string, readonly message: string, readonly restarts: number } | undefined {
  const ended = lastState?.terminated
  const atMs = parseTimestamp(ended?.finishedAt ?? '')
  return ended && atMs !== undefined ? { atMs, exitCode: ended.exitCode, reason: ended.reason ?? '', message: ended.message ?? '', restarts: Math.max(0, restartCount - 1) } : undefined
}

const statusOf = ({ containerStatuses = [], initContainerStatuses = [] }: PodStatus, name: string): ContainerStatus | undefined =>
  [...initContainerStatuses, ...containerStatuses].find(status => status.name === name)

function spellOf({ state, restartCount, ready }: ContainerStatus): ContainerSpell {
  const common = { restarts: restartCount, isReady: ready, exitCode: undefined, reason: '', message: '' }
  const { running, terminated, waiting }: ContainerState = state
  if (running) return { ...common, state: 'running' }
  if (terminated) return { ...common, state: 'terminated', exitCode: terminated.exitCode, reason: terminated.reason ?? '', message: terminated.message ?? '' }
  return { ...common, state: 'waiting', reason: waiting?.reason ?? '', message: waiting?.message ?? '' }
}

/** The time that it was given, as was said last; a shorter one counts from when it was said. */
function endingOf({ moments }: Life<Pod>): Lifecycle['ending'] {
  const toldAt = ({ object: { metadata } }: Moment<Pod>): string | undefined => metadata.deletionTimestamp
  const secondsOf = ({ object: { metadata } }: Moment<Pod>): number => metadata.deletionGracePeriodSeconds ?? 0
  const told = moments.find(moment => toldAt(moment) !== undefined)
  if (!told) return undefined
  const last = moments.findLast(moment => toldAt(moment) !== undefined && secondsOf(moment) > 0) ?? told // in the end its kubelet takes it away at once
  const asked = moments.find(moment => toldAt(moment) === toldAt(last)) ?? last
  return { fromMs: told.atMs, untilMs: asked.atMs + secondsOf(asked) * 1000 }
}
