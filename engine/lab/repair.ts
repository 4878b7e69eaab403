// Repairing what a challenge has broken: how its goals stand, and what an attempt comes to.
import type { Client } from '../client/client.ts'
import type { Attempt, Challenge, Goal } from './challenge.ts'
import { holds } from './predicate.ts'
import { Session } from './session.ts'

export interface Verdict {
  readonly atMs: number
  /** For each goal, whether it holds. */
  readonly met: readonly boolean[]
  /** Since when all hold. */
  readonly sinceMs: number | undefined
  readonly isSolved: boolean
}

/** What holds for a moment only is not repaired: all goals must hold together for so long. */
export const steadyMs = 10_000

/** How the goals stand now; `before` is how they stood when one looked last. */
export function judge(goals: readonly Goal[], client: Client, atMs: number, before?: Verdict): Verdict {
  const met = goals.map(({ when }) => holds(when, client))
  const known = before !== undefined && before.atMs <= atMs ? before.sinceMs : undefined // time may have gone back
  const sinceMs = met.every(Boolean) ? known ?? atMs : undefined
  return { atMs, met, sinceMs, isSolved: sinceMs !== undefined && atMs - sinceMs >= steadyMs }
}

/** The session of a challenge, at the moment when somebody comes to repair. */
export function brokenSession({ lab }: Challenge): Session {
  const session = new Session(lab)
  session.goToStep(lab.steps.length)
  return session
}

/** Who has tried waits so long before giving up. */
const patienceMs = 900_000

export interface Outcome {
  readonly exitCode: number
  readonly output: string
  readonly verdict: Verdict
}

/** Runs an attempt and waits; for the tests of challenges. */
export function attempt({ goals }: Challenge, session: Session, { run }: Attempt): Outcome {
  const { cluster } = session.now
  const { clock, store, admin } = cluster
  const ran = session.now.apply({ atMs: clock.nowMs, kind: 'run', payload: { line: run } })
  const untilMs = clock.nowMs + patienceMs
  let verdict = judge(goals, admin, clock.nowMs)
  for (let seenRevision = store.revision; !verdict.isSolved && (clock.nextAtMs ?? Infinity) <= untilMs;) {
    clock.step()
    if (store.revision === seenRevision && verdict.sinceMs === undefined) continue
    seenRevision = store.revision
    verdict = judge(goals, admin, clock.nowMs, verdict)
  }
  return { exitCode: ran?.exitCode ?? 0, output: `${ran?.stdout ?? ''}${ran?.stderr ?? ''}`, verdict }
}
