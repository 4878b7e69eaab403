// What a look at a pod finds to do: which containers to stop and which to start.
import type { Container, Pod } from '../apiserver/types.gen.ts'
import { ephemeralContainers, isSidecar, isToBeStarted, restartPolicyOf, seen, type ContainerRecord, type Records } from './records.ts'
import type { ProbeType, Verdict } from './probes/worker.ts'
import type { Allocated } from './allocation.ts'
import { isResizable, needsRestart } from './resize.ts'

export interface Stop { readonly record: ContainerRecord, readonly message: string, readonly graceMs: number }

export interface Start {
  readonly container: Container
  readonly isInit: boolean
  /** The run that ended, as far as it is known: how long it is ago decides when the next may begin. */
  readonly ended: ContainerRecord | undefined
}

export interface Plan { readonly stop: readonly Stop[], readonly start: readonly Start[] }

export type Judge = (container: string, type: ProbeType, containerId: string) => Verdict | undefined

export const graceMsOf = ({ metadata, spec }: Pod): number =>
  (metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30) * 1000

export function planOf(pod: Pod, records: Records, judge: Judge, allocated: Allocated): Plan {
  const stop: Stop[] = []
  const start: Start[] = []
  const consider = (container: Container, isInit: boolean): void => {
    const record = records.latest(container.name)
    const condemned = record && seen(record) === 'running' ? condemnation(pod, container, record, judge) ?? unfit(pod, container, isInit, record, allocated) : undefined
    if (condemned) stop.push(condemned)
    if (condemned ? restartPolicyOf(pod, container) !== 'Never' : isToBeStarted(pod, container, isInit, record))
      start.push({ container, isInit, ended: lastEnded(records, container.name) })
  }
  const isInitialized = initialize(pod, records, judge, consider)
  if (isInitialized) for (const container of pod.spec.containers) consider(container, false)
  for (const container of ephemeralContainers(pod)) if (!records.latest(container.name)) start.push({ container, isInit: false, ended: undefined }) // once, and never again
  return { stop, start }
}

/** The last run whose end is known: for a container that is being stopped, the one before. */
const lastEnded = (records: Records, name: string): ContainerRecord | undefined => records.of(name).find(record => record && seen(record) === 'exited')

/** Init containers one by one; sidecars are kept running all along. True when the others may run. */
function initialize({ spec }: Pod, records: Records, judge: Judge, consider: (container: Container, isInit: boolean) => void): boolean {
  const hasBegun = spec.containers.some(({ name }) => isCurrent(records.latest(name)))
  for (const container of spec.initContainers ?? []) {
    const record = records.latest(container.name)
    if (isSidecar(container)) {
      consider(container, true)
      const isUp = record !== undefined && seen(record) === 'running' && (!container.startupProbe || judge(container.name, 'startup', record.container.id) === 'success')
      if (!isUp && !hasBegun) return false
    }
    else if (!hasBegun && !(record && isCurrent(record) && seen(record) === 'exited' && record.container.exit?.code === 0)) {
      consider(container, true)
      return false
    }
  }
  return true
}

const isCurrent = (record: ContainerRecord | undefined): boolean => record !== undefined && !record.isOutdated

/** Why a running container has to go, if it has to. */
function condemnation(pod: Pod, container: Container, record: ContainerRecord, judge: Judge): Stop | undefined {
  const willRestart = restartPolicyOf(pod, container) === 'Never' ? '' : ', will be restarted'
  const usualMs = graceMsOf(pod)
  if (container.image !== record.spec.image) return { record, message: `Container ${container.name} definition changed${willRestart}`, graceMs: usualMs }
  for (const type of ['liveness', 'startup'] as const) {
    if (judge(container.name, type, record.container.id) !== 'failure') continue
    const ownSeconds = (type === 'liveness' ? container.livenessProbe : container.startupProbe)?.terminationGracePeriodSeconds
    return { record, message: `Container ${container.name} failed ${type} probe${willRestart}`, graceMs: ownSeconds === undefined ? usualMs : ownSeconds * 1000 }
  }
  return undefined
}

/** It has been given other resources, and wants to be started anew for them. */
function unfit(pod: Pod, container: Container, isInit: boolean, record: ContainerRecord, allocated: Allocated): Stop | undefined {
  if (!isResizable(container, isInit) || !needsRestart(container, record, allocated)) return undefined
  return { record, message: `Container ${container.name} resize requires restart`, graceMs: graceMsOf(pod) }
}
