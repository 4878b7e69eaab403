// One scheduling attempt: which nodes would do, and which of them is best.
import type { Random } from '../clock/random.ts'
import type { ClusterCache } from './cache.ts'
import type { ScoreColumn } from './decision.ts'
import { fitError, noNodes } from './fit-error.ts'
import { areEven, type Cycle, type Verdict, type Verdicts } from './framework.ts'
import type { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'
import { firstVerdict, type PluginScores, type Profile } from './profile.ts'

export interface Attempt {
  readonly nodes: number
  readonly rejected: Verdicts
  readonly feasible: readonly NodeInfo[]
  readonly scores: readonly ScoreColumn[]
}

export interface Found extends Attempt { readonly node: NodeInfo }
export interface NotFound extends Attempt {
  readonly node: undefined
  readonly message: string
  /** The plugins whose events may help; none when there was nothing to turn down. */
  readonly rejectedBy: ReadonlySet<string>
  readonly nominatedNode: string | undefined
}

const fewestToFind = 100
const lowestPercentage = 5
/** In clusters up to this size every number of a decision is kept, in larger ones only those of the node chosen. */
const explainedNodes = 100

/** How many suitable nodes are enough; the larger the cluster, the smaller the part of it. */
export function nodesToFind(nodes: number): number {
  if (nodes < fewestToFind) return nodes
  const percentage = Math.max(lowestPercentage, 50 - Math.floor(nodes / 125))
  return Math.max(fewestToFind, Math.floor(nodes * percentage / 100))
}

export class Algorithm {
  private readonly cache: ClusterCache
  private readonly profile: Profile
  private readonly random: Random
  /** Where the next search begins, so that all nodes get their turn. */
  private start = 0
  /** The nodes that would do for the last pod: mostly they are the same for the next, and the list is shared. */
  private lastFeasible: readonly NodeInfo[] = []
  private readonly totals: number[] = []

  constructor(cache: ClusterCache, profile: Profile, random: Random) {
    this.cache = cache
    this.profile = profile
    this.random = random
  }

  /** `kept`: a node that is kept for the pod; if it will do, it is taken. */
  schedule(cycle: Cycle, pod: PodInfo, kept: string | undefined): Found | NotFound {
    const all = this.cache.inOrder
    const nothing = { nodes: all.length, rejected: nobody, feasible: [], scores: [] }
    if (all.length === 0) return { ...nothing, node: undefined, message: noNodes, rejectedBy: new Set(), nominatedNode: undefined }
    const { rejection, shortlist, shortlistedBy } = this.profile.preFilter(cycle, pod)
    if (rejection) {
      const { message: afterwards, nominatedNode } = this.profile.postFilter(cycle, pod, new Map())
      const message = fitError({ nodes: all.length, beforehand: rejection.status.reasons.join(', '), verdicts: new Map(), others: undefined, afterwards })
      return { ...nothing, node: undefined, message, rejectedBy: new Set([rejection.plugin]), nominatedNode }
    }
    const candidates = shortlist ? all.filter(({ name }) => shortlist.has(name)) : all
    const promised = this.promised(cycle, pod, candidates, kept ?? pod.pod.status.nominatedNodeName)
    const { feasible, rejected } = promised ? { feasible: [promised], rejected: nobody } : this.search(cycle, pod, candidates)
    if (feasible.length > 0) return this.best(cycle, pod, { ...nothing, rejected, feasible })
    const { message: afterwards, nominatedNode } = this.profile.postFilter(cycle, pod, rejected)
    const message = fitError({ nodes: all.length, beforehand: undefined, verdicts: rejected, others: shortlist && `node(s) didn't satisfy plugin(s) [${shortlistedBy.join(' ')}]`, afterwards })
    const rejectedBy = new Set([...rejected.values()].map(({ plugin }) => plugin).concat(shortlistedBy))
    return { ...nothing, rejected, node: undefined, message, rejectedBy, nominatedNode }
  }

  private search(cycle: Cycle, pod: PodInfo, candidates: readonly NodeInfo[]): { readonly feasible: readonly NodeInfo[], readonly rejected: Verdicts } {
    const enough = nodesToFind(candidates.length)
    const feasible = new Array<NodeInfo>(enough) // of its full size at once: it is made for every pod
    let found = 0
    let rejected: Map<string, Verdict> | undefined
    let looked = 0
    for (; looked < candidates.length && found < enough; looked++) {
      const node = candidates[(this.start + looked) % candidates.length]
      if (!node) break
      const verdict = this.verdictOn(cycle, pod, node)
      if (verdict) (rejected ??= new Map()).set(node.name, verdict)
      else feasible[found++] = node
    }
    feasible.length = found
    if (!isSame(feasible, this.lastFeasible)) this.lastFeasible = feasible
    this.start = (this.start + looked) % Math.max(1, this.cache.nodes.size)
    return { feasible: this.lastFeasible, rejected: rejected ?? nobody }
  }

  /** The node on which others made room for the pod, if it will do now. */
  private promised(cycle: Cycle, pod: PodInfo, candidates: readonly NodeInfo[], name: string | undefined): NodeInfo | undefined {
    const node = name ? candidates.find(candidate => candidate.name === name) : undefined
    return node && !this.verdictOn(cycle, pod, node) ? node : undefined
  }

  /** A node must do as it is, and also once those have come for whom others made room there. */
  private verdictOn(cycle: Cycle, pod: PodInfo, node: NodeInfo): Verdict | undefined {
    const verdict = firstVerdict(cycle.filters, cycle, pod, node)
    if (verdict || !this.cache.hasNominations) return verdict
    return this.cache.withNominated(pod, node, () => this.profile.obstacle(pod, node))
  }

  private best(cycle: Cycle, pod: PodInfo, attempt: Attempt): Found {
    const { feasible } = attempt
    const [only] = feasible
    if (only && feasible.length === 1) return { ...attempt, node: only }
    const columns = this.profile.score(cycle, pod, feasible)
    const node = this.highest(feasible, this.totalsOf(columns, feasible.length))
    return { ...attempt, node, scores: attempt.nodes <= explainedNodes ? columns : [] }
  }

  /** In one list for all pods, one after the other, and without what all nodes get: it only tells which is best. */
  private totalsOf(columns: readonly PluginScores[], length: number): readonly number[] {
    const { totals } = this
    for (let i = 0; i < length; i++) totals[i] = 0
    for (const { weight, normalized } of columns)
      if (!areEven(normalized)) for (let i = 0; i < length; i++) totals[i] = (totals[i] ?? 0) + weight * (normalized[i] ?? 0)
    return totals
  }

  /** Of several that are best, chance picks one. */
  private highest(nodes: readonly NodeInfo[], totals: readonly number[]): NodeInfo {
    let best = 0
    let equals = 1
    for (let i = 1; i < nodes.length; i++) {
      const lead = (totals[i] ?? 0) - (totals[best] ?? 0)
      if (lead > 0) equals = 1
      if (lead > 0 || (lead === 0 && this.random.below(++equals) === 0)) best = i
    }
    const node = nodes[best]
    if (!node) throw new Error('there is no best of no nodes')
    return node
  }
}

const isSame = (a: readonly NodeInfo[], b: readonly NodeInfo[]): boolean => a.length === b.length && a.every((node, i) => node === b[i])

const nobody: Verdicts = new Map()
