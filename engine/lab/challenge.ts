// A challenge: a cluster in which something is wrong, and what must hold for it to be whole again. Written as YAML beside
// its chapter; how it came to be broken is a lab that has run before anybody looks.
import { fieldsOf, LabError, textOf } from './fields.ts'
import { labOf, type Lab } from './lab.ts'
import { parsePredicate, PredicateError, type Predicate } from './predicate.ts'

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
  challenge: ['title', 'story', 'seed', 'cluster', 'files', 'broken', 'look', 'goals', 'hints', 'solutions', 'traps'],
  goal: ['say', 'when'],
  attempt: ['say', 'run'],
} as const

export function challengeOf(name: string, document: unknown): Challenge {
  const where = `challenge ${name}`
  const { story, broken, look, goals, hints, solutions, traps, ...scene } = fieldsOf(document, where, known.challenge)
  const title = textOf(scene['title'], `${where}: title`)
  const said = textOf(story, `${where}: story`)
  const first = textOf(look ?? usualLook, `${where}: look`)
  return {
    name, title, story: said,
    lab: labOf(name, { ...scene, say: said, steps: [...listOf(broken, `${where}: broken`, 1), { run: 'clear' }, { run: first }].map(step => saying(title, step)) }),
    goals: listOf(goals, `${where}: goals`, 1).map((goal, i) => goalOf(goal, `${where}: goals[${i}]`)),
    hints: listOf(hints, `${where}: hints`, 1).map((hint, i) => textOf(hint, `${where}: hints[${i}]`)),
    solutions: listOf(solutions, `${where}: solutions`, 2).map((attempt, i) => attemptOf(attempt, `${where}: solutions[${i}]`)),
    traps: listOf(traps, `${where}: traps`, 1).map((attempt, i) => attemptOf(attempt, `${where}: traps[${i}]`)),
  }
}

/** What stands in the terminal when one comes. */
const usualLook = 'kubectl get pods'

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
