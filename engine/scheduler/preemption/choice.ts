// Of several nodes on which pods could make room, the one where that does the least harm.
import type { PodInfo } from '../pod-info.ts'
import { startOf, type Candidate } from './victims.ts'

const lowestPriority = -(2 ** 31)

const highest = (victims: readonly PodInfo[]): number => Math.max(lowestPriority, ...victims.map(({ priority }) => priority))

/** Priorities count from the lowest there is, so that many unimportant pods weigh more than few. */
const weight = (victims: readonly PodInfo[]): number => victims.reduce((sum, { priority }) => sum + priority - lowestPriority + 1, 0)

/** When the first of the most important victims started. */
function earliestStart(victims: readonly PodInfo[]): string {
  const top = highest(victims)
  return victims.filter(({ priority }) => priority === top).map(({ pod }) => startOf(pod)).sort()[0] ?? ''
}

/** Each criterion decides only among those that the ones before leave. */
const criteria: readonly ((candidate: Candidate) => number)[] = [
  ({ violations }) => violations,
  ({ victims }) => highest(victims),
  ({ victims }) => weight(victims),
  ({ victims }) => victims.length,
]

export function leastHarm(candidates: readonly Candidate[]): Candidate | undefined {
  const left = criteria.reduce((best, criterion) => {
    const least = Math.min(...best.map(criterion))
    return best.filter(candidate => criterion(candidate) === least)
  }, candidates)
  return left.toSorted((a, b) => earliestStart(a.victims) > earliestStart(b.victims) ? -1 : earliestStart(a.victims) < earliestStart(b.victims) ? 1 : 0)[0]
}
