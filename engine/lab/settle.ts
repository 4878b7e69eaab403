// A cluster as one is handed it: up, and known by all its parts to be.
import { holds, parsePredicate } from './predicate.ts'
import type { World } from './world.ts'

/** Nodes that are not Ready by then never will be: what was stopped on purpose is handed over as it is. */
const longestWaitMs = 3_600_000

/** By then all who watch nodes have heard: the scheduler would else tell of the first pod that there are none. */
const newsTravelsMs = 100

/** Lets time run until all nodes are Ready, and all know. */
export function settle({ cluster }: World): void {
  const ready = parsePredicate('nodes condition=Ready')
  const isSettled = (): boolean => cluster.admin.list('nodes').length === cluster.nodes.length && holds(ready, cluster.admin)
  const { clock, store } = cluster
  for (let seenRevision = -1; clock.nowMs <= longestWaitMs && (store.revision === seenRevision || !isSettled());) {
    seenRevision = store.revision
    if (!clock.step()) return
  }
  clock.advanceTo(clock.nowMs + newsTravelsMs)
}
