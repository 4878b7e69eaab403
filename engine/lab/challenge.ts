// A challenge: a cluster in which something is wrong, and what must hold for it to be whole again. Written as YAML beside
// its chapter; how it came to be broken is a lab that has run before anybody looks.
import { fieldsOf, LabError, textOf } from './fields.ts'
import { labOf, type Lab } from './lab.ts'
import { holds, parsePredicate, PredicateError, type Predicate } from './predicate.ts'
import { Session } from './session.ts'
import type { Client } from '../client/client.ts'

export interface Goal { readonly say: string, readonly when: Predicate }

/** Something that one may try: command lines, run one after the other. */
export interface Attempt { readonly say: string, readonly run: string }

export interface Challenge {
  readonly name: string
  readonly title: string
  /** What whoever comes to repair is told, in Korean. */
  readonly story: string
  /** How the cluster came to be as it is: its steps are over when the challenge begins. */
  readonly lab: Lab
  readonly goals: readonly Goal[]
  readonly hints: readonly string[]
  /** Ways that lead to the goals; at least two. */
  readonly solutions: readonly Attempt[]
  /** Ways that look good and do not. */
  readonly traps: readonly Attempt[]
}

const known = {
  challenge: ['title', 'story', 'seed', 'cluster', 'files', 'broken', 'goals', 'hints', 'solutions', 'traps'],
  goal: ['say', 'when'],
  attempt: ['say', 'run'],
} as const

export function challengeOf(name: string, document: unknown): Challenge {
  const where = `challenge ${name}`
  const { story, broken, goals, hints, solutions, traps, ...scene } = fieldsOf(document, where, known.challenge)
  const title = textOf(scene['title'], `${where}: title`)
  const said = textOf(story, `${where}: story`)
  const challenge = {
    name, title, story: said,
    lab: labOf(name, { ...scene, say: said, steps: listOf(broken, `${where}: broken`, 1).map(step => saying(title, step)) }),
    goals: listOf(goals, `${where}: goals`, 1).map((goal, i) => goalOf(goal, `${where}: goals[${i}]`)),
    hints: listOf(hints, `${where}: hints`, 1).map((hint, i) => textOf(hint, `${where}: hints[${i}]`)),
    solutions: listOf(solutions, `${where}: solutions`, 2).map((attempt, i) => attemptOf(attempt, `${where}: solutions[${i}]`)),
    traps: listOf(traps, `${where}: traps`, 1).map((attempt, i) => attemptOf(attempt, `${where}: traps[${i}]`)),
  }
  return challenge
}

/** Nobody watches what broke the cluster, so its steps need no captions. */
const saying = (say: string, step: unknown): unknown => typeof step === 'object' && step !== null ? { say, ...step } : step

function listOf(value: unknown, where: string, atLeast: number): readonly unknown[] {
  if (Array.isArray(value) && value.length >= atLeast) return value
  throw new LabError(`${where} must be a list with at least ${atLeast}`)
}

function goalOf(value: unknown, where: string): Goal {
  const goal = fieldsOf(value, where, known.goal)
  try { return { say: textOf(goal['say'], `${where}.say`), when: parsePredicate(textOf(goal['when'], `${where}.when`)) } }
  catch (error) {
    if (!(error instanceof PredicateError)) throw error
    throw new LabError(`${where}.when: ${error.message}`)
  }
}

function attemptOf(value: unknown, where: string): Attempt {
  const attempt = fieldsOf(value, where, known.attempt)
  return { say: textOf(attempt['say'], `${where}.say`), run: textOf(attempt['run'], `${where}.run`) }
}

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
