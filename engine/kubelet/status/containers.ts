// The status of each container, as the pod reports it.
import { equal } from '../../apiserver/equal.ts'
import { flat, shared } from '../../clock/flat.ts'
import { timestamp } from '../../clock/time.ts'
import type { Container, ContainerState, ContainerStatus, ContainerUser, Pod, ResourceRequirements } from '../../apiserver/types.gen.ts'
import type { Allocated } from '../allocation.ts'
import type { Image } from '../../runtime/images.ts'
import type { Failure } from '../images.ts'
import { ephemeralContainers, isSidecar, isToBeStarted, seen, type ContainerRecord, type Records } from '../records.ts'

export interface Readiness {
  /** Its startup probe, if it has one, has succeeded. */
  isStarted(container: string): boolean
  isReady(container: string): boolean
}

export interface Known {
  readonly pod: Pod
  readonly records: Records
  /** Why a container could not be started the last time. */
  readonly failures: ReadonlyMap<string, Failure>
  readonly readiness: Readiness
  readonly allocated: Allocated
  readonly epochMs: number
  readonly lost: Lost | undefined
}

/** The runtime has cleared away what was left of containers before anyone looked: nobody knows how they ended. */
export interface Lost { readonly containers: ReadonlySet<string>, readonly isGivenUp: boolean }

const creating: ContainerState = { waiting: { reason: 'ContainerCreating' } }
const none: readonly never[] = []
const initializing: ContainerState = { waiting: { reason: 'PodInitializing' } }

export const containerStatuses = (known: Known): readonly ContainerStatus[] =>
  known.pod.spec.containers.map(container => statusOf(known, container, false))

export const initContainerStatuses = (known: Known): readonly ContainerStatus[] =>
  !known.pod.spec.initContainers ? none : known.pod.spec.initContainers.map(container => statusOf(known, container, true))

/** Of those that came later: nobody asks whether they are ready. */
export const ephemeralContainerStatuses = (known: Known): readonly ContainerStatus[] => ephemeralContainers(known.pod).map(container => {
  const { started: _started, ...status } = statusOf(known, container, false)
  return { ...status, ready: false }
})

function statusOf(known: Known, spec: Container, isInit: boolean): ContainerStatus {
  const [latest, before] = known.records.of(spec.name)
  if (latest && known.lost?.containers.has(spec.name)) return lostStatus(known, spec, isInit, latest.restartCount)
  const { state, lastState } = statesOf(known, spec, isInit, latest, before)
  const started = state.running !== undefined && ((isInit && !isSidecar(spec)) || known.readiness.isStarted(spec.name))
  const { requests } = known.allocated(spec) ?? noResources
  const told = toldBefore(known.pod, spec.name, latest)
  return {
    ...requests && { allocatedResources: requests },
    ...latest && { containerID: told?.containerID ?? containerId(latest) },
    image: latest?.container.image.name ?? spec.image ?? '',
    imageID: latest ? told?.imageID ?? imageId(latest.container.image) : '',
    lastState,
    name: spec.name,
    ready: isInit && !isSidecar(spec) ? state.terminated?.exitCode === 0 : started && known.readiness.isReady(spec.name),
    resources: latest?.resources ?? noResources,
    restartCount: latest?.restartCount ?? 0,
    started,
    state: told && equal(told.state, state) ? told.state : state,
    ...latest && { user: userOf(known.pod, spec) },
    ...latest && spec.volumeMounts && { volumeMounts: told?.volumeMounts ?? spec.volumeMounts.map(({ mountPath, name, readOnly }) => ({ mountPath, name, ...readOnly && { readOnly, recursiveReadOnly: 'Disabled' } })) },
  }
}

/** What was said of the same container before: most of it is said again. */
function toldBefore({ status }: Pod, name: string, latest: ContainerRecord | undefined): ContainerStatus | undefined {
  const told = status.containerStatuses?.find(each => each.name === name) ?? status.initContainerStatuses?.find(each => each.name === name)
  return latest && told?.containerID?.endsWith(latest.container.id) ? told : undefined
}

const nothing: ContainerState = {}
const noResources: ResourceRequirements = {}
const root: ContainerUser = { linux: { gid: 0, supplementalGroups: [0], uid: 0 } }

function userOf({ spec }: Pod, { securityContext }: Container): ContainerUser {
  const { runAsUser: uid, runAsGroup: gid = 0, fsGroup, supplementalGroups = [] } = { ...spec.securityContext, ...securityContext }
  if (uid === undefined && gid === 0 && fsGroup === undefined && supplementalGroups.length === 0) return root
  return { linux: { gid, supplementalGroups: [...new Set([gid, ...fsGroup === undefined ? [] : [fsGroup], ...supplementalGroups])], uid: uid ?? 0 } }
}

const unknownEnd = (when: string): ContainerState =>
  ({ terminated: { exitCode: 137, finishedAt: null, message: `The container could not be located when the pod was ${when}`, reason: 'ContainerStatusUnknown', startedAt: null } })

function lostStatus({ pod, lost }: Known, { name, image = '' }: Container, isInit: boolean, restartCount: number): ContainerStatus {
  const waiting = pod.spec.initContainers?.length && !isInit ? initializing : creating
  return {
    image, imageID: '', lastState: unknownEnd('deleted.  The container used to be Running'), name, ready: false, resources: noResources, restartCount: restartCount + 1, started: false,
    state: lost?.isGivenUp ? unknownEnd('terminated') : waiting,
  }
}

function statesOf(known: Known, spec: Container, isInit: boolean, latest: ContainerRecord | undefined, before: ContainerRecord | undefined): Pick<ContainerStatus, 'state' | 'lastState'> {
  const lastState = before ? terminated(before, known.epochMs) : nothing
  const state = latest ? stateOf(latest, known.epochMs) : undefined
  const failure = known.failures.get(spec.name)
  if (failure && isToBeStarted(known.pod, spec, isInit, latest))
    return { state: { waiting: { message: failure.message, reason: failure.reason } }, lastState: state?.terminated ? state : lastState }
  return { state: state ?? (known.pod.spec.initContainers?.length ? initializing : creating), lastState }
}

function stateOf(record: ContainerRecord, epochMs: number): ContainerState | undefined {
  switch (seen(record)) {
    case 'created': return undefined
    case 'running': return { running: { startedAt: timestamp(epochMs + (record.container.startedAtMs ?? 0)) } }
    case 'exited': return terminated(record, epochMs)
  }
}

function terminated(record: ContainerRecord, epochMs: number): ContainerState {
  const { exit, startedAtMs = 0, finishedAtMs = 0 } = record.container
  if (!exit) return {}
  const message = exit.message ?? terminationMessage(record, exit.code)
  return {
    terminated: {
      containerID: containerId(record),
      exitCode: exit.code,
      finishedAt: timestamp(epochMs + finishedAtMs),
      ...message !== '' && { message },
      reason: exit.reason,
      startedAt: timestamp(epochMs + startedAtMs),
    },
  }
}

const tailLines = 80
const fileBytes = 4096
const tailBytes = 2048

/** What the container left in its termination file, or said last. */
function terminationMessage({ spec, container }: ContainerRecord, exitCode: number): string {
  const text = container.files.read(spec.terminationMessagePath ?? '/dev/termination-log') ?? ''
  if (text !== '' || spec.terminationMessagePolicy !== 'FallbackToLogsOnError' || exitCode === 0) return text.slice(-fileBytes)
  return container.logs.slice(-tailLines).map(entry => entry.text).join('').slice(-tailBytes)
}

const imageId = ({ name, digest }: Image): string => shared(`${name.replace(/:[^:/]+$/, '')}@${digest}`)
const containerId = ({ container }: ContainerRecord): string => flat`containerd://${container.id}`
