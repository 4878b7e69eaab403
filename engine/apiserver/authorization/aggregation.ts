// Aggregated cluster roles: their rules are those of all the other roles that their selectors find.
import { labelSelectorMatches } from '../selectors/index.ts'
import type { ClusterRole, PolicyRule } from '../types.gen.ts'

/** The rules that a role should have among `all` roles, sorted by name; undefined for a role that collects none. */
export function aggregated(role: ClusterRole, all: readonly ClusterRole[]): readonly PolicyRule[] | undefined {
  if (!role.aggregationRule) return undefined
  const rules = new Map<string, PolicyRule>()
  for (const selector of role.aggregationRule.clusterRoleSelectors ?? [])
    for (const other of all)
      if (other.metadata.name !== role.metadata.name && labelSelectorMatches(selector, other.metadata.labels ?? {}))
        for (const rule of other.rules ?? []) rules.set(JSON.stringify(rule), rule)
  return [...rules.values()]
}
