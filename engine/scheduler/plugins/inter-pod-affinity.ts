// InterPodAffinity: pods that want to be near, or far from, other pods; and pods already there that mind who comes.
import { affinityQuestion, type Tally } from '../census.ts'
import { termSelects, type NamespaceLabels } from '../affinity-term.ts'
import type { ClusterCache } from '../cache.ts'
import { maxScore, noScores, scoresOfAll, skip, Slot, unresolvable, unschedulable, type Plugin } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import { podInfoOf, type PodInfo } from '../pod-info.ts'

const noneNear = unresolvable("node(s) didn't match pod affinity rules")
const tooNear = unschedulable("node(s) didn't match pod anti-affinity rules")
const unwelcome = unschedulable("node(s) didn't satisfy existing pods anti-affinity rules")

/** Counts of pods for each value of one label of their nodes. */
interface PerValue { readonly topologyKey: string, readonly counts: ReadonlyMap<string, number> }
interface Rules {
  readonly wanted: readonly PerValue[]
  /** Nobody fits what is wanted yet, but the pod itself would: the first of a kind may go anywhere. */
  readonly firstOfItsKind: boolean
  readonly avoided: readonly PerValue[]
  readonly repelling: readonly PerValue[]
}
interface Leaning extends PerValue { readonly weight: number }

const countOn = (node: NodeInfo, { topologyKey, counts }: PerValue): number => {
  const value = node.labels[topologyKey]
  return value === undefined ? 0 : counts.get(value) ?? 0
}

export function interPodAffinity(cache: ClusterCache, labelsOf: NamespaceLabels): Plugin {
  const rules = new Slot<Rules>()
  const leanings = new Slot<readonly Leaning[]>()
  const { census } = cache

  const perValue = (topologyKey: string, tally: Tally): PerValue => ({ topologyKey, counts: tally.by(topologyKey) })

  function rulesFor({ pod, requiredAffinity, requiredAntiAffinity }: PodInfo): Rules {
    const near = requiredAffinity.length > 0 ? census.ask(affinityQuestion(requiredAffinity, labelsOf)) : undefined
    const wanted = near ? requiredAffinity.map(({ topologyKey }) => perValue(topologyKey, near)) : []
    return {
      wanted,
      firstOfItsKind: wanted.every(({ counts }) => counts.size === 0) && requiredAffinity.every(term => termSelects(term, pod, labelsOf)),
      avoided: requiredAntiAffinity.map(term => perValue(term.topologyKey, census.ask(affinityQuestion([term], labelsOf)))),
      repelling: [...census.repellingTerms].filter(({ term }) => termSelects(term, pod, labelsOf)).map(({ term, tally }) => perValue(term.topologyKey, tally)),
    }
  }

  function leaningsFor({ pod, preferredAffinity, preferredAntiAffinity }: PodInfo): readonly Leaning[] {
    const own = [...preferredAffinity, ...preferredAntiAffinity.map(({ term, weight }) => ({ term, weight: -weight }))]
      .map(({ term, weight }) => ({ weight, ...perValue(term.topologyKey, census.ask(affinityQuestion([term], labelsOf))) }))
    const others = [...census.leaningTerms].filter(({ term }) => termSelects(term, pod, labelsOf))
      .map(({ term, weight, tally }) => ({ weight, ...perValue(term.topologyKey, tally) }))
    return [...own, ...others].filter(({ counts }) => counts.size > 0)
  }

  return {
    name: 'InterPodAffinity',

    preFilter: (cycle, pod) => {
      if (pod.requiredAffinity.length + pod.requiredAntiAffinity.length === 0 && !census.hasRepellingTerms) return skip // as mostly
      const found = rulesFor(pod)
      if (found.wanted.length + found.avoided.length + found.repelling.length === 0) return skip
      rules.write(cycle, found)
      return undefined
    },

    filter: (cycle, _pod, node) => {
      const { wanted, firstOfItsKind, avoided, repelling } = rules.read(cycle)
      if (wanted.some(({ topologyKey }) => node.labels[topologyKey] === undefined)) return noneNear
      if (!firstOfItsKind && wanted.some(near => countOn(node, near) === 0)) return noneNear
      if (avoided.some(near => countOn(node, near) > 0)) return tooNear
      return repelling.some(near => countOn(node, near) > 0) ? unwelcome : undefined
    },

    preScore: (cycle, pod) => {
      if (pod.preferredAffinity.length + pod.preferredAntiAffinity.length === 0 && !census.hasLeaningTerms) return skip // as mostly
      const found = leaningsFor(pod)
      if (found.length === 0) return skip
      leanings.write(cycle, found)
      return undefined
    },

    score: (cycle, _pod, nodes) => {
      const found = leanings.read(cycle)
      return scoresOfAll(nodes, node => found.reduce((sum, leaning) => sum + leaning.weight * countOn(node, leaning), 0))
    },

    normalize: (_cycle, scores) => {
      let most = -Infinity
      let fewest = Infinity
      for (const score of scores) {
        most = Math.max(most, score)
        fewest = Math.min(fewest, score)
      }
      const range = most - fewest
      return range > 0 ? scores.map(score => Math.trunc(maxScore * ((score - fewest) / range))) : noScores(scores.length)
    },

    mayHelp: (event, pod) => {
      switch (event.kind) {
        case 'pod assigned': return pod.requiredAffinity.some(term => termSelects(term, event.pod, labelsOf))
        case 'assigned pod changed': return event.pod.metadata.labels !== event.before.metadata.labels
        case 'assigned pod gone': return pod.requiredAntiAffinity.some(term => termSelects(term, event.pod, labelsOf))
          || podInfoOf(event.pod).requiredAntiAffinity.some(term => termSelects(term, pod.pod, labelsOf))
        case 'node added': return true
        case 'node changed': return event.before.metadata.labels !== event.node.metadata.labels
        case 'node gone': case 'storage changed': return false
      }
    },
  }
}
