// The phase of a pod, from what its containers do.
import type { ContainerStatus, Pod, PodPhase } from '../../apiserver/types.gen.ts'
import { isSidecar, restartsAfter } from '../records.ts'

interface Count { pending: number, failed: number }

/** `hasEnded`: nothing of it runs any more, nor will. */
export function phaseOf(pod: Pod, init: readonly ContainerStatus[], statuses: readonly ContainerStatus[], hasEnded: boolean): PodPhase {
  const { pending, failed } = countInit(pod, init)
  if (failed > 0) return 'Failed'
  const ends = statuses.map(({ state, lastState }) => state.terminated ?? (state.waiting ? lastState.terminated : undefined))
  const waiting = statuses.filter(({ state, lastState }) => state.waiting && !lastState.terminated).length
  const running = statuses.filter(({ state }) => state.running).length
  const succeeded = statuses.filter(({ state }) => state.terminated?.exitCode === 0).length
  if (hasEnded && running === 0 && ends.some(end => end)) return succeeded === statuses.length ? 'Succeeded' : 'Failed'
  if (pending > 0 || waiting > 0) return 'Pending'
  if (running > 0) return 'Running'
  const willRun = statuses.some(({ name }, i) => {
    const container = pod.spec.containers.find(each => each.name === name)
    return container !== undefined && restartsAfter(pod, container, false, ends[i]?.exitCode ?? 0)
  })
  if (willRun) return 'Running'
  return succeeded === statuses.length ? 'Succeeded' : 'Failed'
}

/** Init containers that are not through yet, and those that never will be. */
function countInit(pod: Pod, init: readonly ContainerStatus[]): Count {
  const count: Count = { pending: 0, failed: 0 }
  for (const [i, { state, lastState, started }] of init.entries()) {
    const container = pod.spec.initContainers?.[i]
    if (!container) continue
    if (isSidecar(container)) {
      if (!state.terminated && !lastState.terminated && !(state.running && started)) count.pending++
      continue
    }
    const end = state.terminated ?? (state.waiting ? lastState.terminated : undefined)
    if (!end) count.pending++
    else if (end.exitCode !== 0) count[restartsAfter(pod, container, true, end.exitCode) ? 'pending' : 'failed']++
  }
  return count
}
