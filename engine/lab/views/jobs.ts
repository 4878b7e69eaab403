// A Job: its pods over time, a row for each that may run at once or for each index. A CronJob: its schedule and its jobs.
import type { CronJob, Event, Job, Pod } from '../../apiserver/types.gen.ts'
import { parseTimestamp } from '../../clock/time.ts'
import { utc, zoneNamed } from '../../clock/zones.ts'
import { parseSchedule } from '../../controllers/cronjob/schedule.ts'
import type { Cluster } from '../cluster.ts'
import { lifeOf, livesIn, type Life } from './life.ts'

export type RunState = 'pending' | 'running' | 'succeeded' | 'failed' | 'terminating'

export interface JobRun {
  readonly pod: string
  readonly row: number
  /** The how-manieth in its row, from 1. */
  readonly attempt: number
  readonly fromMs: number
  /** When its container ran. */
  readonly ranMs: number | undefined
  /** undefined: it is not over. */
  readonly toMs: number | undefined
  readonly state: RunState
  readonly exitCode: number | undefined
}

export interface JobView {
  readonly name: string
  readonly isIndexed: boolean
  readonly isSuspended: boolean
  /** undefined: as many as it takes until one says that the work is done. */
  readonly completions: number | undefined
  readonly parallelism: number
  readonly backoffLimit: number
  readonly active: number
  readonly succeeded: number
  readonly failed: number
  readonly end: { readonly type: 'Complete' | 'Failed', readonly reason: string, readonly atMs: number } | undefined
  readonly rows: number
  readonly runs: readonly JobRun[]
  readonly fromMs: number
  readonly nowMs: number
}

export function jobOf(cluster: Cluster, reference: string, namespace: string): JobView | undefined {
  const life = lifeOf<Job>(cluster, reference, namespace)
  const [born] = life?.moments ?? []
  if (!life || !born) return undefined
  const { metadata, spec, status } = life.last
  const isIndexed = spec?.completionMode === 'Indexed'
  const pods = livesIn<Pod>(cluster, 'pods', `${metadata.namespace}/`).filter(({ last }) => last.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid))
  const runs = inRows(pods.map(pod => runOf(pod, cluster.epochMs)), pods.map(({ last }) => isIndexed ? Number(last.metadata.annotations?.['batch.kubernetes.io/job-completion-index'] ?? 0) : undefined))
  return {
    name: life.name,
    isIndexed, runs,
    isSuspended: spec?.suspend ?? false,
    completions: spec?.completions,
    parallelism: spec?.parallelism ?? 1,
    backoffLimit: spec?.backoffLimit ?? 6,
    active: status?.active ?? 0,
    succeeded: status?.succeeded ?? 0,
    failed: status?.failed ?? 0,
    end: endOf(life),
    rows: isIndexed ? spec?.completions ?? 1 : Math.max(spec?.parallelism ?? 1, ...runs.map(({ row }) => row + 1)),
    fromMs: born.atMs,
    nowMs: cluster.clock.nowMs,
  }
}

type Unplaced = Omit<JobRun, 'row' | 'attempt'>

function runOf({ name, moments, last, goneMs }: Life<Pod>, epochMs: number): Unplaced {
  const over = moments.find(({ object: { status } }) => status.phase === 'Succeeded' || status.phase === 'Failed')
  const ended = last.status.containerStatuses?.[0]?.state.terminated
  const isLeaving = last.metadata.deletionTimestamp !== undefined
  const phase = last.status.phase
  const started = ended?.startedAt ?? last.status.containerStatuses?.[0]?.state.running?.startedAt
  const ranMs = moments.find(({ object: { status } }) => status.containerStatuses?.some(({ state }) => state.running))?.atMs
  return {
    pod: name,
    fromMs: moments[0]?.atMs ?? 0,
    ranMs: ranMs ?? (typeof started !== 'string' ? undefined : (parseTimestamp(started) ?? epochMs) - epochMs),
    toMs: over?.atMs ?? goneMs,
    state: phase === 'Succeeded' ? 'succeeded' : phase === 'Failed' || over !== undefined ? 'failed' : goneMs !== undefined || isLeaving ? 'terminating' : phase === 'Running' ? 'running' : 'pending',
    exitCode: ended?.exitCode,
  }
}

/** Each goes to the row of its index, or to the first row that is free. */
function inRows(runs: readonly Unplaced[], indexes: readonly (number | undefined)[]): readonly JobRun[] {
  const placed: JobRun[] = []
  runs.forEach((run, i) => {
    const isFree = (row: number): boolean => placed.every(other => other.row !== row || other.toMs !== undefined && other.toMs <= run.fromMs)
    const row = indexes[i] ?? Array.from({ length: placed.length + 1 }, (_, row) => row).find(isFree) ?? 0
    placed.push({ ...run, row, attempt: placed.filter(other => other.row === row).length + 1 })
  })
  return placed
}

function endOf({ moments }: Life<Job>): JobView['end'] {
  for (const { atMs, object: { status } } of moments) {
    const end = status?.conditions?.find(({ type, status }) => status === 'True' && (type === 'Complete' || type === 'Failed'))
    if (end) return { type: end.type === 'Complete' ? 'Complete' : 'Failed', reason: end.reason ?? '', atMs }
  }
  return undefined
}

export interface Tick {
  readonly atMs: number
  /** `skipped`: one was still running and must not be joined; `none`: nothing came of it; `due`: it is still to come. */
  readonly outcome: 'started' | 'skipped' | 'none' | 'due'
}

export interface CronRun {
  readonly name: string
  readonly fromMs: number
  readonly toMs: number | undefined
  /** `replaced`: it was taken away before its end. */
  readonly state: 'running' | 'complete' | 'failed' | 'replaced'
  /** It has been tidied away. */
  readonly isGone: boolean
  readonly row: number
}

export interface CronView {
  readonly name: string
  readonly schedule: string
  readonly policy: string
  readonly isSuspended: boolean
  readonly active: number
  readonly ticks: readonly Tick[]
  readonly runs: readonly CronRun[]
  readonly rows: number
  readonly fromMs: number
  readonly nowMs: number
}

/** More than a slide can show. */
const mostTicks = 200

export function cronJobOf(cluster: Cluster, reference: string, namespace: string): CronView | undefined {
  const life = lifeOf<CronJob>(cluster, reference, namespace)
  const [born] = life?.moments ?? []
  if (!life || !born) return undefined
  const { metadata, spec, status } = life.last
  const jobs = livesIn<Job>(cluster, 'jobs.batch', `${metadata.namespace}/`).filter(({ last }) => last.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid))
  const runs = stacked(jobs.map(job => cronRunOf(job)))
  const starts = new Set(jobs.map(({ last }) => dueOf(last, cluster.epochMs)))
  const skips = livesIn<Event>(cluster, 'events', `${metadata.namespace}/`)
    .filter(({ last }) => last.reason === 'JobAlreadyActive' && last.involvedObject.uid === metadata.uid)
    .flatMap(({ moments }) => moments.map(({ atMs }) => atMs))
  return {
    name: life.name,
    schedule: spec?.schedule ?? '',
    policy: spec?.concurrencyPolicy ?? 'Allow',
    isSuspended: spec?.suspend ?? false,
    active: status?.active?.length ?? 0,
    ticks: ticksOf(life.last, born.atMs, cluster, starts, skips),
    runs,
    rows: Math.max(1, ...runs.map(({ row }) => row + 1)),
    fromMs: born.atMs,
    nowMs: cluster.clock.nowMs,
  }
}

/** The controller looks a moment after the minute. */
const lookMs = 1_000

function ticksOf({ spec }: CronJob, fromMs: number, { epochMs, clock: { nowMs } }: Cluster, starts: ReadonlySet<number>, skips: readonly number[]): readonly Tick[] {
  const schedule = parseSchedule(spec?.schedule ?? '', zoneNamed(spec?.timeZone ?? 'UTC') ?? utc)
  const ticks: Tick[] = []
  for (let at = schedule.next(epochMs + fromMs); at !== undefined && ticks.length < mostTicks; at = schedule.next(at)) {
    const atMs = at - epochMs
    const outcome = starts.has(atMs) ? 'started' : skips.some(skip => skip >= atMs && skip <= atMs + lookMs) ? 'skipped' : atMs + lookMs > nowMs ? 'due' : 'none'
    if (outcome !== 'due' || !spec?.suspend) ticks.push({ atMs, outcome })
    if (outcome === 'due') break
  }
  return ticks
}

const dueOf = ({ metadata: { annotations, creationTimestamp } }: Job, epochMs: number): number =>
  (parseTimestamp(annotations?.['batch.kubernetes.io/cronjob-scheduled-timestamp'] ?? creationTimestamp ?? '') ?? 0) - epochMs

function cronRunOf(life: Life<Job>): Omit<CronRun, 'row'> {
  const end = endOf(life)
  const told = life.moments.find(({ object }) => object.metadata.deletionTimestamp !== undefined)?.atMs ?? life.goneMs
  return {
    name: life.name,
    fromMs: life.moments[0]?.atMs ?? 0,
    toMs: end?.atMs ?? told,
    state: end ? end.type === 'Complete' ? 'complete' : 'failed' : told === undefined ? 'running' : 'replaced',
    isGone: life.goneMs !== undefined,
  }
}

/** What overlaps lies in different rows. */
function stacked(runs: readonly Omit<CronRun, 'row'>[]): readonly CronRun[] {
  const placed: CronRun[] = []
  for (const run of runs) {
    const isFree = (row: number): boolean => placed.every(other => other.row !== row || other.toMs !== undefined && other.toMs <= run.fromMs)
    placed.push({ ...run, row: Array.from({ length: placed.length + 1 }, (_, row) => row).find(isFree) ?? 0 })
  }
  return placed
}
