// A term of pod affinity: which pods it is about, and over which topology.
import { labelSelectorMatches } from '../apiserver/selectors/index.ts'
import type { LabelSelector, Pod, PodAffinityTerm } from '../apiserver/types.gen.ts'

export type Labels = Readonly<Record<string, string>>

/** The labels of a namespace, for terms that select by them. */
export type NamespaceLabels = (namespace: string) => Labels

export interface AffinityTerm {
  /** Equal for terms that ask the same, so that what they count can be shared. */
  readonly identity: string
  readonly topologyKey: string
  readonly namespaces: readonly string[]
  readonly namespaceSelector: LabelSelector | undefined
  readonly selector: LabelSelector | undefined
}

export function affinityTerm(term: PodAffinityTerm, owner: Pod): AffinityTerm {
  const { namespaces = [], namespaceSelector, labelSelector, topologyKey } = term
  const own = namespaces.length === 0 && namespaceSelector === undefined
  const where = own ? [owner.metadata.namespace ?? ''] : namespaces
  const selector = withLabelKeys(labelSelector, owner.metadata.labels ?? {}, term.matchLabelKeys, term.mismatchLabelKeys)
  return { identity: JSON.stringify([topologyKey, where, namespaceSelector, selector]), topologyKey, namespaces: where, namespaceSelector, selector }
}

export function termSelects(term: AffinityTerm, pod: Pod, labelsOf: NamespaceLabels): boolean {
  const namespace = pod.metadata.namespace ?? ''
  const here = term.namespaces.includes(namespace)
    || (term.namespaceSelector !== undefined && labelSelectorMatches(term.namespaceSelector, labelsOf(namespace)))
  return here && term.selector !== undefined && labelSelectorMatches(term.selector, pod.metadata.labels ?? {})
}

/** What `matchLabelKeys` adds: the pods that share these labels with the one that asks. */
export function withLabelKeys(selector: LabelSelector | undefined, labels: Labels, match: readonly string[] = [], mismatch: readonly string[] = []): LabelSelector | undefined {
  if (selector === undefined || match.length + mismatch.length === 0) return selector
  const known = (keys: readonly string[], operator: string) => keys.flatMap(key => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined
    return value === undefined ? [] : [{ key, operator, values: [value] }]
  })
  return { ...selector, matchExpressions: [...selector.matchExpressions ?? [], ...known(match, 'In'), ...known(mismatch, 'NotIn')] }
}
