// Counts of pods, per node and per zone (or any other topology): what spreading and pod affinity ask for.
// A question is answered once by looking at every pod, and from then on kept up to date, so that placing a pod
// costs the same in a cluster of ten pods and of a hundred thousand.
import type { LabelSelector, Pod } from '../apiserver/types.gen.ts'
import { labelSelectorMatches } from '../apiserver/selectors/index.ts'
import { termSelects, type AffinityTerm, type NamespaceLabels } from './affinity-term.ts'
import { tally, type NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'

/** How many pods there are of some sort, and where. */
export class Tally {
  total = 0
  private readonly everyone: () => Iterable<NodeInfo>
  /** By the places of the nodes. */
  private readonly perNode: number[] = []
  private readonly perValue = new Map<string, Map<string, number>>()

  constructor(everyone: () => Iterable<NodeInfo>) { this.everyone = everyone }

  add(node: NodeInfo, by: 1 | -1): void {
    this.total += by
    while (this.perNode.length <= node.place) this.perNode.push(0)
    this.perNode[node.place] = this.on(node) + by
    for (const [topologyKey, counts] of this.perValue) {
      const value = node.labels[topologyKey]
      if (value !== undefined) tally(counts, value, by)
    }
  }

  on(node: NodeInfo): number { return this.perNode[node.place] ?? 0 }

  /** The count for each value that nodes have of a label. */
  by(topologyKey: string): ReadonlyMap<string, number> {
    let counts = this.perValue.get(topologyKey)
    if (!counts) {
      counts = new Map()
      for (const node of this.everyone()) {
        const value = node.labels[topologyKey]
        const count = this.on(node)
        if (value !== undefined && count !== 0) tally(counts, value, count)
      }
      this.perValue.set(topologyKey, counts)
    }
    return counts
  }

  /** The labels of a node changed: what was counted by label is counted anew when asked for. */
  relabelled(): void { this.perValue.clear() }
}

export interface Question {
  /** Equal for questions that ask the same. */
  readonly identity: string
  /** Selects every pod in question, and perhaps others: spares asking about all the rest. */
  readonly selector: LabelSelector | undefined
  readonly counts: (pod: Pod) => boolean
  /** Whether the answer depends on labels of namespaces. */
  readonly byNamespaceLabels: boolean
}

interface Asked { readonly question: Question, readonly tally: Tally, readonly hint: string }

/** What pods on nodes say about those that may come: their own affinity terms, counted by term. */
export interface StandingTerm { readonly term: AffinityTerm, readonly weight: number, readonly tally: Tally }

const nobody: readonly Asked[] = []

/** More questions than any lecture asks at once; beyond it the oldest is forgotten. */
const keptQuestions = 5000

/** In scoring, an affinity that an existing pod requires counts this much. */
const requiredAffinityWeight = 1

export class Census {
  private readonly asked = new Map<string, Asked>()
  private readonly byHint = new Map<string, Set<Asked>>()
  private readonly repelling = new Map<string, StandingTerm>()
  private readonly leaning = new Map<string, StandingTerm>()
  private readonly everyone: () => Iterable<NodeInfo>

  constructor(everyone: () => Iterable<NodeInfo>) { this.everyone = everyone }

  ask(question: Question): Tally {
    const known = this.asked.get(question.identity)
    if (known) return known.tally
    const asked: Asked = { question, tally: new Tally(this.everyone), hint: hintOf(question.selector) }
    for (const node of this.everyone())
      for (const { pod } of node.pods.values()) if (question.counts(pod)) asked.tally.add(node, 1)
    this.asked.set(question.identity, asked)
    this.hinted(asked.hint).add(asked)
    const [oldest] = this.asked.values()
    if (oldest && this.asked.size > keptQuestions) this.forget(oldest)
    return asked.tally
  }

  /** Anti-affinity that pods on nodes require. */
  get repellingTerms(): Iterable<StandingTerm> { return this.repelling.values() }

  get hasRepellingTerms(): boolean { return this.repelling.size > 0 }
  get hasLeaningTerms(): boolean { return this.leaning.size > 0 }

  /** Affinity and anti-affinity of pods on nodes that makes a node better or worse. */
  get leaningTerms(): Iterable<StandingTerm> { return this.leaning.values() }

  count(pod: PodInfo, node: NodeInfo, by: 1 | -1): void {
    for (const { question, tally } of this.concernedBy(pod.pod)) if (question.counts(pod.pod)) tally.add(node, by)
    for (const term of pod.requiredAntiAffinity) this.stand(this.repelling, term, 1, node, by)
    for (const term of pod.requiredAffinity) this.stand(this.leaning, term, requiredAffinityWeight, node, by)
    for (const { term, weight } of pod.preferredAffinity) this.stand(this.leaning, term, weight, node, by)
    for (const { term, weight } of pod.preferredAntiAffinity) this.stand(this.leaning, term, -weight, node, by)
  }

  nodesRelabelled(): void {
    for (const { tally } of this.asked.values()) tally.relabelled()
    for (const { tally } of this.repelling.values()) tally.relabelled()
    for (const { tally } of this.leaning.values()) tally.relabelled()
  }

  namespacesRelabelled(): void {
    for (const asked of this.asked.values()) if (asked.question.byNamespaceLabels) this.forget(asked)
  }

  private stand(terms: Map<string, StandingTerm>, term: AffinityTerm, weight: number, node: NodeInfo, by: 1 | -1): void {
    const identity = `${weight} ${term.identity}`
    let standing = terms.get(identity)
    if (!standing) terms.set(identity, standing = { term, weight, tally: new Tally(this.everyone) })
    standing.tally.add(node, by)
    if (standing.tally.total === 0) terms.delete(identity)
  }

  /** A question has one hint, and so is found once. */
  private concernedBy(pod: Pod): readonly Asked[] {
    if (this.asked.size === 0) return nobody
    const found = [...this.byHint.get('') ?? nobody]
    const { labels } = pod.metadata
    for (const key in labels) {
      const asked = this.byHint.get(`${key}=${labels[key]}`)
      if (asked) found.push(...asked)
    }
    return found
  }

  private hinted(hint: string): Set<Asked> {
    let set = this.byHint.get(hint)
    if (!set) this.byHint.set(hint, set = new Set())
    return set
  }

  private forget(asked: Asked): void {
    this.asked.delete(asked.question.identity)
    this.hinted(asked.hint).delete(asked)
  }
}

/** A label that every pod of a selector has, as `key=value`; empty when there is none. */
function hintOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector = {}): string {
  const [label] = Object.entries(matchLabels)
  if (label) return label.join('=')
  const one = matchExpressions.find(({ operator, values = [] }) => operator === 'In' && values.length === 1)
  return one ? `${one.key}=${one.values?.[0]}` : ''
}

/** The pods that a spread constraint counts; those on their way out don't count. */
export function spreadQuestion(namespace: string, selector: LabelSelector): Question {
  const last = lastSpread.get(selector)
  if (last?.namespace === namespace) return last.question
  const question: Question = {
    identity: `spread ${namespace} ${JSON.stringify(selector)}`,
    selector,
    counts: ({ metadata }) => metadata.namespace === namespace && metadata.deletionTimestamp === undefined && labelSelectorMatches(selector, metadata.labels ?? {}),
    byNamespaceLabels: false,
  }
  lastSpread.set(selector, { namespace, question })
  return question
}

/** All pods of a workload ask by the same selector. */
const lastSpread = new WeakMap<LabelSelector, { readonly namespace: string, readonly question: Question }>()

/** The pods that all these terms select. */
export const affinityQuestion = (terms: readonly AffinityTerm[], labelsOf: NamespaceLabels): Question => ({
  identity: `affinity ${terms.map(term => term.identity).join(' ')}`,
  selector: terms[0]?.selector,
  counts: pod => terms.every(term => termSelects(term, pod, labelsOf)),
  byNamespaceLabels: terms.some(term => term.namespaceSelector !== undefined),
})
