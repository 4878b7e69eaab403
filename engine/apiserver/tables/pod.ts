// The row of a pod: what its containers are doing, in one word.
import type { ContainerState, ContainerStatus, Pod } from '../types.gen.ts'
import { parseTimestamp } from '../../clock/time.ts'
import { humanDuration } from './duration.ts'
import { itsAge, none, orNone, row } from './format.ts'

export const podRow = row((pod: Pod, nowMs) => {
  const { spec, status } = pod
  const { word, ready, total, restarts, lastRestartMs } = summaryOf(pod)
  const restartsText = restarts > 0 && lastRestartMs !== undefined ? `${restarts} (${humanDuration(nowMs - lastRestartMs)} ago)` : String(restarts)
  return [
    `${ready}/${total}`, word, restartsText, itsAge,
    orNone(status.podIPs?.[0]?.ip), orNone(spec.nodeName), orNone(status.nominatedNodeName), readinessGates(pod),
  ]
})

/** STATUS, as `kubectl get pods` shows it. */
export const podStatus = (pod: Pod): string => summaryOf(pod).word

interface Summary { readonly word: string, readonly ready: number, readonly total: number, readonly restarts: number, readonly lastRestartMs: number | undefined }

function summaryOf(pod: Pod): Summary {
  const init = initSummary(pod)
  const initialized = init.word === undefined || conditionStatus(pod, 'Initialized') === 'True'
  const main = mainSummary(pod)
  const counted = initialized ? [...init.sidecars, ...pod.status.containerStatuses ?? []] : pod.status.initContainerStatuses ?? []
  return {
    word: terminatingWord(pod) ?? (initialized ? main.word : undefined) ?? init.word ?? ownWord(pod),
    ready: init.readySidecars + (initialized ? main.ready : 0),
    total: (pod.spec.containers.length ?? 0) + sidecarsOf(pod).size,
    restarts: counted.reduce((sum, { restartCount }) => sum + restartCount, 0),
    lastRestartMs: lastRestartOf(counted),
  }
}

const conditionStatus = (pod: Pod, type: string): string | undefined =>
  pod.status.conditions?.find(condition => condition.type === type)?.status

const sidecarsOf = ({ spec }: Pod): ReadonlySet<string> =>
  new Set((spec.initContainers ?? []).flatMap(({ name, restartPolicy }) => restartPolicy === 'Always' ? [name] : []))

/** What the pod says of itself, before a look at its containers. */
function ownWord({ status }: Pod): string {
  const gated = status.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated')
  return gated ? 'SchedulingGated' : status.reason || status.phase || ''
}

function terminatingWord({ metadata, status }: Pod): string | undefined {
  if (metadata.deletionTimestamp === undefined) return undefined
  if (status.reason === 'NodeLost') return 'Unknown'
  return status.phase === 'Succeeded' || status.phase === 'Failed' ? undefined : 'Terminating'
}

/** The first init container that is not done yet holds up the rest. */
function initSummary(pod: Pod): { word: string | undefined, readySidecars: number, sidecars: readonly ContainerStatus[] } {
  const names = sidecarsOf(pod)
  const statuses = pod.status.initContainerStatuses ?? []
  const sidecars = statuses.filter(({ name }) => names.has(name))
  let readySidecars = 0
  for (const [i, { name, state, started, ready }] of statuses.entries()) {
    if (state?.terminated?.exitCode === 0) continue
    if (names.has(name) && started) {
      if (ready) readySidecars++
      continue
    }
    const waiting = state?.waiting?.reason
    const word = state?.terminated ? endWord(state.terminated)
      : waiting && waiting !== 'PodInitializing' ? waiting
        : `${i}/${pod.spec.initContainers?.length ?? 0}`
    return { word: `Init:${word}`, readySidecars, sidecars }
  }
  return { word: undefined, readySidecars, sidecars }
}

/** The word of the first container that has one. That it completed says little when others run or ended badly. */
function mainSummary(pod: Pod): { word: string | undefined, ready: number } {
  const statuses = pod.status.containerStatuses ?? []
  const words = statuses.flatMap(({ state }) => state?.waiting?.reason || (state?.terminated ? endWord(state.terminated) : []))
  const ready = statuses.filter(status => status.ready && status.state?.running).length
  if (words[0] !== 'Completed') return { word: words[0], ready }
  if (ready === 0) return { word: words.find(word => word !== 'Completed') ?? 'Completed', ready }
  return { word: conditionStatus(pod, 'Ready') === 'True' ? 'Running' : 'NotReady', ready }
}

function endWord({ reason, signal, exitCode }: NonNullable<ContainerState['terminated']>): string {
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`)
}

function lastRestartOf(statuses: readonly ContainerStatus[]): number | undefined {
  const times = statuses.flatMap(({ lastState }) => parseTimestamp(lastState?.terminated?.finishedAt ?? '') ?? [])
  return times.length === 0 ? undefined : Math.max(...times)
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? []
  if (gates.length === 0) return none
  return `${gates.filter(({ conditionType }) => conditionStatus(pod, conditionType) === 'True').length}/${gates.length}`
}
