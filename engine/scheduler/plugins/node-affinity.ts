// NodeAffinity: the nodes that a pod asks for by their labels (must), and those it likes better (would like).
import type { NodeSelectorTerm, Pod } from '../../apiserver/types.gen.ts'
import { podSelectsNode, termMatches } from '../../client/placement/node-affinity.ts'
import { offeredNode } from '../cluster-event.ts'
import { normalizeToMax, scoresOfAll, skip, unresolvable, type NodeShortlist, type Plugin } from '../framework.ts'

const noMatch = unresolvable("node(s) didn't match Pod's node affinity/selector")
const contradiction = unresolvable("pod affinity terms conflict")

const affinityOf = ({ spec }: Pod) => spec.affinity?.nodeAffinity

export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  preFilter: (_cycle, { pod }) => {
    const required = affinityOf(pod)?.requiredDuringSchedulingIgnoredDuringExecution
    if (!required && Object.keys(pod.spec.nodeSelector ?? {}).length === 0) return skip
    return required ? shortlistOf(required.nodeSelectorTerms) : undefined
  },
  filter: (_cycle, { pod }, node) => podSelectsNode(pod.spec, node) ? undefined : noMatch,
  preScore: (_cycle, { pod }) => affinityOf(pod)?.preferredDuringSchedulingIgnoredDuringExecution?.length ? undefined : skip,
  score: (_cycle, { pod }, nodes) => {
    const preferred = affinityOf(pod)?.preferredDuringSchedulingIgnoredDuringExecution ?? []
    return scoresOfAll(nodes, node => preferred.reduce((sum, { weight, preference }) => weight !== 0 && termMatches(preference, node) ? sum + weight : sum, 0))
  },
  normalize: (_cycle, scores) => normalizeToMax(scores),
  mayHelp: (event, { pod }) => {
    const node = offeredNode(event)
    return node !== undefined && podSelectsNode(pod.spec, { name: node.metadata.name, labels: node.metadata.labels ?? {} })
  },
}

/** When every term names its nodes, as those of a DaemonSet do, no other node need be looked at. */
function shortlistOf(terms: readonly NodeSelectorTerm[]): NodeShortlist | typeof contradiction | undefined {
  const nodes = new Set<string>()
  for (const { matchFields = [] } of terms) {
    const named = matchFields.filter(({ key, operator }) => key === 'metadata.name' && operator === 'In').map(({ values = [] }) => values)
    const [first, ...others] = named
    if (first === undefined) return undefined
    for (const name of first) if (others.every(values => values.includes(name))) nodes.add(name)
  }
  return nodes.size === 0 ? contradiction : { nodes }
}
