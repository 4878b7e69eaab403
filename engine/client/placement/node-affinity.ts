// Node selectors: which nodes a pod, a volume or a DaemonSet asks for.
import type { NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, PodSpec } from '../../apiserver/types.gen.ts'

export interface NodeTraits {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

const wholeNumber = /^[+-]?\d{1,18}$/

function requirementHolds({ operator, values = [] }: NodeSelectorRequirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In': return value !== undefined && values.includes(value)
    case 'NotIn': return value === undefined || !values.includes(value)
    case 'Exists': return value !== undefined
    case 'DoesNotExist': return value === undefined
    case 'Gt': case 'Lt': {
      const [bound = ''] = values
      if (value === undefined || !wholeNumber.test(value) || !wholeNumber.test(bound)) return false
      return operator === 'Gt' ? BigInt(value) > BigInt(bound) : BigInt(value) < BigInt(bound)
    }
  }
}

/** Every requirement of a term holds; a term that asks nothing matches nothing. */
export function termMatches({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, { name, labels }: NodeTraits): boolean {
  return matchExpressions.length + matchFields.length > 0
    && matchExpressions.every(requirement => requirementHolds(requirement, Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined))
    && matchFields.every(requirement => requirementHolds(requirement, requirement.key === 'metadata.name' ? name : undefined))
}

export const nodeSelectorMatches = ({ nodeSelectorTerms }: NodeSelector, node: NodeTraits): boolean =>
  nodeSelectorTerms.some(term => termMatches(term, node))

/** Both what `nodeSelector` and what the required node affinity of a pod ask. */
export function podSelectsNode({ nodeSelector = {}, affinity }: PodSpec, node: NodeTraits): boolean {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return Object.entries(nodeSelector).every(([key, value]) => Object.hasOwn(node.labels, key) && node.labels[key] === value)
    && (required === undefined || nodeSelectorMatches(required, node))
}
