// The scheduling framework: the points at which plugins take part in finding a node for a pod.
import type { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'
import type { ClusterEvent } from './cluster-event.ts'

export type Code =
  | 'Skip' // nothing to do for this pod: the plugin's later points are passed over
  | 'Unschedulable' // not here; removing other pods might help
  | 'UnschedulableAndUnresolvable' // not here, and removing pods would not help
  | 'Wait' // not yet: what it takes is under way, and its coming is an event
  | 'Error'

/** Why a point did not simply pass. What passes answers undefined. */
export interface Status { readonly code: Code, readonly reasons: readonly string[] }

export const skip: Status = { code: 'Skip', reasons: [] }
export const unschedulable = (...reasons: string[]): Status => ({ code: 'Unschedulable', reasons })
export const unresolvable = (...reasons: string[]): Status => ({ code: 'UnschedulableAndUnresolvable', reasons })
export const failed = (reason: string): Status => ({ code: 'Error', reasons: [reason] })

/** One attempt to schedule one pod; plugins keep in slots of it what they worked out. */
export class Cycle {
  /** The filters that have something to say about the pod, once all have prepared themselves. */
  filters: readonly Plugin[] = []
  readonly kept = new Map<unknown, unknown>()
}

/** A place in a cycle for what one plugin works out at one point and needs at a later one. */
export class Slot<T> {
  write(cycle: Cycle, value: T): void { cycle.kept.set(this, value) }
  find(cycle: Cycle): T | undefined { return cycle.kept.get(this) as T | undefined } // what only `write` puts there
  read(cycle: Cycle): T {
    const value = this.find(cycle)
    if (value === undefined) throw new Error('a plugin was asked before its preparation ran')
    return value
  }
}

/** The only nodes worth looking at, when a plugin knows them beforehand. */
export interface NodeShortlist { readonly nodes: ReadonlySet<string> }

export interface Verdict {
  readonly plugin: string
  readonly status: Status
  /** Where on its way to a node the pod was turned back; while nodes were looked at, unless said. */
  readonly point?: 'PreBind' | 'Bind'
}
/** Which nodes were turned down, by whom and why. */
export type Verdicts = ReadonlyMap<string, Verdict>

export interface PostFilterResult { readonly status: Status | undefined, readonly nominatedNode?: string }

/** A plugin takes part where it has something to say. Scores run from 0 to 100 once normalised. */
export interface Plugin {
  readonly name: string
  preEnqueue?(pod: PodInfo): Status | undefined
  preFilter?(cycle: Cycle, pod: PodInfo): Status | NodeShortlist | undefined
  filter?(cycle: Cycle, pod: PodInfo, node: NodeInfo): Status | undefined
  postFilter?(cycle: Cycle, pod: PodInfo, verdicts: Verdicts): PostFilterResult
  preScore?(cycle: Cycle, pod: PodInfo, nodes: readonly NodeInfo[]): Status | undefined
  /** Of every node at once, in their order. */
  score?(cycle: Cycle, pod: PodInfo, nodes: readonly NodeInfo[]): Scores
  normalize?(cycle: Cycle, scores: Scores, nodes: readonly NodeInfo[]): Scores
  reserve?(cycle: Cycle, pod: PodInfo, node: NodeInfo): Status | undefined
  unreserve?(cycle: Cycle, pod: PodInfo, node: NodeInfo): void
  permit?(cycle: Cycle, pod: PodInfo, node: NodeInfo): Status | undefined
  preBind?(cycle: Cycle, pod: PodInfo, node: NodeInfo): Status | undefined
  bind?(cycle: Cycle, pod: PodInfo, node: NodeInfo): Status | undefined
  /** Whether an event might make room for a pod that this plugin turned down. */
  mayHelp?(event: ClusterEvent, pod: PodInfo): boolean
}

/** Scores of nodes, by their place in the list. */
export type Scores = readonly number[]

export const maxScore = 100

/** The same score for every node: one list for all who say so, since that is what most plugins say of most pods. */
function evenScores(score: number): (length: number) => Scores {
  let last: Scores = []
  return length => {
    if (last.length === length) return last
    last = new Array<number>(length).fill(score)
    even.add(last)
    return last
  }
}

const even = new WeakSet<Scores>()

/** Whether these are such scores: they put no node before another. */
export const areEven = (scores: Scores): boolean => even.has(scores)

/** For plugins with nothing to say. */
export const noScores = evenScores(0)
const fullScores = evenScores(maxScore)

/** The score of each node, in their order. */
export function scoresOfAll(nodes: readonly NodeInfo[], scoreOf: (node: NodeInfo) => number): Scores {
  const scores = new Array<number>(nodes.length)
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]
    scores[i] = node ? scoreOf(node) : 0
  }
  return scores
}

/** The highest becomes 100 and the rest in proportion; or, reversed, the highest becomes 0. */
export function normalizeToMax(scores: Scores, reverse = false): Scores {
  let max = 0
  for (const score of scores) if (score > max) max = score
  if (max === 0) return reverse ? fullScores(scores.length) : noScores(scores.length)
  return scores.map(score => {
    const share = Math.floor(maxScore * score / max)
    return reverse ? maxScore - share : share
  })
}

export const isRejection = (status: Status): boolean => status.code === 'Unschedulable' || status.code === 'UnschedulableAndUnresolvable'
