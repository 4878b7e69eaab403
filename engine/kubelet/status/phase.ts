// The phase of a pod, from what its containers do.
import type { ContainerStatus, Pod, PodPhase } from '../../apiserver/types.gen.ts'
import { isSidecar } from '../records.ts'

interface Count { pending: number, failed: number }

/** `hasEnded`: nothing of it runs any more, nor will. */
export function phaseOf(pod: Pod, init: readonly ContainerStatus[], statuses: readonly ContainerStatus[], hasEnded: boolean): PodPhase {
  const { pending, failed } = countInit(pod, init)
  if (failed > 0 && pod.spec.restartPolicy === 'Never') return 'Failed'
  const stopped = statuses.map(({ state, lastState }) => state.terminated ?? (state.waiting ? lastState.terminated : undefined)).filter(end => end !== undefined)
  const waiting = statuses.filter(({ state, lastState }) => state.waiting && !lastState.terminated).length
  const running = statuses.filter(({ state }) => state.running).length
  const succeeded = statuses.filter(({ state }) => state.terminated?.exitCode === 0).length
  if (hasEnded && stopped.length > 0 && running === 0) return succeeded === statuses.length ? 'Succeeded' : 'Failed'
  if (pending + failed > 0 || waiting > 0) return 'Pending'
  if (running > 0) return 'Running'
  const endsForGood = statuses.every(({ name }) => isEndFinal(pod, name))
  if (pod.spec.restartPolicy !== 'Never' && pod.spec.restartPolicy !== 'OnFailure' && !endsForGood) return 'Running'
  if (succeeded === stopped.length && succeeded === statuses.length) return 'Succeeded'
  return pod.spec.restartPolicy === 'Never' || endsForGood ? 'Failed' : 'Running'
}

const isEndFinal = (pod: Pod, name: string): boolean => pod.spec.containers.find(container => container.name === name)?.restartPolicy === 'Never'

function countInit(pod: Pod, init: readonly ContainerStatus[]): Count {
  const count: Count = { pending: 0, failed: 0 }
  for (const [i, { state, lastState, started }] of init.entries()) {
    const container = pod.spec.initContainers?.[i]
    if (container && isSidecar(container)) {
      if (!state.terminated && !lastState.terminated && !(state.running && started)) count.pending++
      continue
    }
    const end = state.terminated ?? (state.waiting ? lastState.terminated : undefined)
    if (!end) count.pending++
    else if (end.exitCode !== 0) count.failed++
  }
  return count
}
