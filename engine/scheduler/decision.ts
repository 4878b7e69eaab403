// What the scheduler decided about each pod, and why: kept so that a slide can show it.
import type { Verdict } from './framework.ts'

export interface ScoreColumn {
  readonly plugin: string
  readonly weight: number
  /** By the place of the node in `feasible`. */
  readonly raw: ArrayLike<number>
  readonly normalized: ArrayLike<number>
}

export interface Decision {
  readonly pod: string
  readonly uid: string
  readonly atMs: number
  readonly attempt: number
  readonly nodes: number
  /** Where it went; undefined: nowhere. */
  readonly node: string | undefined
  /** Why it went nowhere. */
  readonly message: string | undefined
  /** The nodes that filters turned down, as far as they were looked at. */
  readonly rejected: ReadonlyMap<string, Verdict>
  readonly feasible: readonly string[]
  /** One column for each scoring plugin that had something to say; none when only one node was left. */
  readonly scores: readonly ScoreColumn[]
  readonly totals: ArrayLike<number>
}

/** What the scheduler knows when it has decided. */
export interface Facts extends Omit<Decision, 'feasible' | 'totals'> { readonly nodesThatWouldDo: readonly { readonly name: string }[] }

/** Made for every pod, read of very few: names and totals are put together when someone asks. */
export class KeptDecision implements Decision {
  readonly pod: string
  readonly uid: string
  readonly atMs: number
  readonly attempt: number
  readonly nodes: number
  readonly node: string | undefined
  readonly message: string | undefined
  readonly rejected: ReadonlyMap<string, Verdict>
  readonly scores: readonly ScoreColumn[]
  private readonly nodesThatWouldDo: Facts['nodesThatWouldDo']

  constructor(facts: Facts) {
    this.pod = facts.pod
    this.uid = facts.uid
    this.atMs = facts.atMs
    this.attempt = facts.attempt
    this.nodes = facts.nodes
    this.node = facts.node
    this.message = facts.message
    this.rejected = facts.rejected
    this.scores = facts.scores
    this.nodesThatWouldDo = facts.nodesThatWouldDo
  }

  get feasible(): readonly string[] { return this.nodesThatWouldDo.map(({ name }) => name) }

  get totals(): readonly number[] {
    return this.scores.length === 0 ? [] : this.nodesThatWouldDo.map((_, i) => this.scores.reduce((total, { weight, normalized }) => total + weight * (normalized[i] ?? 0), 0))
  }

  get cells(): number { return 1 + this.rejected.size + this.nodesThatWouldDo.length * (1 + 2 * this.scores.length) }
}

export interface NodeScore { readonly raw: number, readonly normalized: number, readonly weighted: number }

/** How a node was scored, by plugin. */
export function scoresOf({ feasible, scores }: Decision, node: string): ReadonlyMap<string, NodeScore> {
  const i = feasible.indexOf(node)
  return new Map(i < 0 ? [] : scores.map(({ plugin, weight, raw, normalized }): [string, NodeScore] =>
    [plugin, { raw: raw[i] ?? 0, normalized: normalized[i] ?? 0, weighted: (normalized[i] ?? 0) * weight }]))
}

/** Room for what is kept, in numbers of one node under one plugin; beyond it the oldest decision goes. */
const keptCells = 1_000_000

export class DecisionLog {
  private readonly byPod = new Map<string, KeptDecision>()
  private cells = 0

  /** The last decision about a pod. */
  of(uid: string): Decision | undefined { return this.byPod.get(uid) }

  get all(): Iterable<Decision> { return this.byPod.values() }

  keep(decision: KeptDecision): void {
    this.forget(decision.uid)
    this.byPod.set(decision.uid, decision)
    this.cells += decision.cells
    for (const oldest of this.byPod.values()) {
      if (this.cells <= keptCells) break
      this.forget(oldest.uid)
    }
  }

  forget(uid: string): void {
    const decision = this.byPod.get(uid)
    if (!decision) return
    this.byPod.delete(uid)
    this.cells -= decision.cells
  }
}

