// Whether a rule of a role covers what is asked for.
import type { PolicyRule } from '../types.gen.ts'
import type { Attributes, PathAttributes, ResourceAttributes } from './attributes.ts'

export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  if (!hasOrAll(rule.verbs, attributes.verb)) return false
  return 'path' in attributes ? allowsPath(rule, attributes) : allowsResource(rule, attributes)
}

export const hasOrAll = (list: readonly string[] | undefined, wanted: string): boolean =>
  list !== undefined && (list.includes('*') || list.includes(wanted))

function allowsResource({ apiGroups, resources = [], resourceNames = [] }: PolicyRule, { group, resource, subresource, name = '' }: ResourceAttributes): boolean {
  if (!hasOrAll(apiGroups, group)) return false
  const whole = subresource ? `${resource}/${subresource}` : resource
  if (!hasOrAll(resources, whole) && !(subresource && resources.includes(`*/${subresource}`))) return false
  return resourceNames.length === 0 || resourceNames.includes(name)
}

function allowsPath({ nonResourceURLs = [] }: PolicyRule, { path }: PathAttributes): boolean {
  return nonResourceURLs.some(pattern => pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern)
}
