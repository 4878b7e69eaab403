// The phase of a pod, from what its containers do.
import type { ContainerState, ContainerStatus, Pod, PodPhase } from '../../apiserver/types.gen.ts'
import { isSidecar, restartsAfter } from '../records.ts'

interface Count { pending: number, failed: number }
const through: Readonly<Count> = { pending: 0, failed: 0 }

/** `hasEnded`: nothing of it runs any more, nor will. */
export function phaseOf(pod: Pod, init: readonly ContainerStatus[], statuses: readonly ContainerStatus[], hasEnded: boolean): PodPhase {
  const { pending, failed } = countInit(pod, init)
  if (failed > 0) return 'Failed'
  let [waiting, running, succeeded, ended] = [0, 0, 0, 0]
  for (const status of statuses) {
    const { state, lastState } = status
    if (state.waiting && !lastState.terminated) waiting++
    if (state.running) running++
    if (state.terminated?.exitCode === 0) succeeded++
    if (endOf(status)) ended++
  }
  if (hasEnded && running === 0 && ended > 0) return succeeded === statuses.length ? 'Succeeded' : 'Failed'
  if (pending > 0 || waiting > 0) return 'Pending'
  if (running > 0) return 'Running'
  const willRun = statuses.some(status => {
    const container = pod.spec.containers.find(({ name }) => name === status.name)
    return container !== undefined && restartsAfter(pod, container, false, endOf(status)?.exitCode ?? 0)
  })
  if (willRun) return 'Running'
  return succeeded === statuses.length ? 'Succeeded' : 'Failed'
}

/** How a container has ended that does not run now. */
const endOf = ({ state, lastState }: ContainerStatus): ContainerState['terminated'] => state.terminated ?? (state.waiting ? lastState.terminated : undefined)

/** Init containers that are not through yet, and those that never will be. */
function countInit(pod: Pod, init: readonly ContainerStatus[]): Readonly<Count> {
  if (init.length === 0) return through // as mostly
  const count: Count = { pending: 0, failed: 0 }
  for (const [i, status] of init.entries()) {
    const { state, lastState, started } = status
    const container = pod.spec.initContainers?.[i]
    if (!container) continue
    if (isSidecar(container)) {
      if (!state.terminated && !lastState.terminated && !(state.running && started)) count.pending++
      continue
    }
    const end = endOf(status)
    if (!end) count.pending++
    else if (end.exitCode !== 0) count[restartsAfter(pod, container, true, end.exitCode) ? 'pending' : 'failed']++
  }
  return count
}
