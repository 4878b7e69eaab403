// Nobody gives away more than they have: a role may only say, and a binding only hand out, what its writer may do -
// unless they may `escalate` that role, or `bind` it.
import type { AdmissionPlugin } from '../admission.ts'
import { concerns, refusal } from '../admission/plugin.ts'
import type { KubeObject } from '../object.ts'
import type { UserInfo } from '../request.ts'
import { notFound } from '../status.ts'
import { goQuote } from '../tables/jsonpath/go-text.ts'
import type { ClusterRole, PolicyRule, RoleBinding } from '../types.gen.ts'
import { hasOrAll } from './rules.ts'

const group = 'rbac.authorization.k8s.io'
const superusers = 'system:masters'
const everything: readonly PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
]

export const privilegeEscalation: AdmissionPlugin = {
  name: 'PrivilegeEscalation',
  mutate: (object, attributes, context) => attributes.definition.group === group ? holdBack(object, attributes, context) : object,
}

function holdBack(...[object, attributes, { authorizer, lookup }]: Parameters<NonNullable<AdmissionPlugin['mutate']>>): KubeObject {
  const { caller: { user }, oldObject, namespace = '', name } = attributes
  const kind = ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'].find(plural => concerns(attributes, `${plural}.${group}`))
  if (kind === undefined || user.groups.includes(superusers) || oldObject && grantsTheSame(object, oldObject)) return object
  const may = (verb: string, resource: string, of: string): boolean => authorizer.decide(user, { verb, group, resource, namespace, name: of }).allowed
  const demand = (granted: readonly PolicyRule[]): void => {
    const missing = uncovered(authorizer.rulesFor(user, namespace), granted)
    if (missing.length > 0) throw refusal(attributes, attempt(user, missing))
  }
  if (kind.endsWith('roles')) {
    if (may('escalate', kind, name)) return object
    const { rules, aggregationRule } = object as ClusterRole // the kind says so; a Role has no aggregationRule
    if (aggregationRule && uncovered(authorizer.rulesFor(user, ''), everything).length > 0) throw refusal(attributes, 'must have cluster-admin privileges to use an aggregationRule')
    demand(rules ?? [])
    return object
  }
  const { roleRef } = object as RoleBinding // as above
  const plural = roleRef.kind === 'Role' ? 'roles' : 'clusterroles'
  if (may('bind', plural, roleRef.name)) return object
  const role = lookup(`${plural}.${group}`, plural === 'roles' ? namespace : undefined, roleRef.name)
  if (!role) throw notFound(plural, group, roleRef.name)
  demand((role as ClusterRole).rules ?? [])
  return object
}

/** Changes of metadata alone give nothing to anyone. */
function grantsTheSame(next: KubeObject, current: KubeObject): boolean {
  const granted = ({ metadata: _metadata, ...rest }: KubeObject): string => JSON.stringify(rest)
  return granted(next) === granted(current)
}

/** Rules so small that each is covered whole or not at all. */
function broken({ apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs }: PolicyRule): PolicyRule[] {
  const ofResources = apiGroups.flatMap(apiGroup => resources.flatMap(resource => verbs.flatMap((verb): PolicyRule[] => {
    const rule = { apiGroups: [apiGroup], resources: [resource], verbs: [verb] }
    return resourceNames.length === 0 ? [rule] : resourceNames.map(name => ({ ...rule, resourceNames: [name] }))
  })))
  return [...ofResources, ...nonResourceURLs.flatMap(url => verbs.map(verb => ({ nonResourceURLs: [url], verbs: [verb] })))]
}

/** What `held` lacks of `granted`, in small rules. */
export const uncovered = (held: readonly PolicyRule[], granted: readonly PolicyRule[]): PolicyRule[] =>
  granted.flatMap(broken).filter(rule => !held.some(own => covers(own, rule)))

function covers(own: PolicyRule, { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule): boolean {
  if (!verbs.every(verb => hasOrAll(own.verbs, verb))) return false
  if (nonResourceURLs.length > 0) return nonResourceURLs.every(url => (own.nonResourceURLs ?? []).some(held => held === url || held.endsWith('*') && url.startsWith(held.slice(0, -1))))
  const holds = (resource: string): boolean => hasOrAll(own.resources, resource) || own.resources?.includes(resource.replace(/^.*\//, '*/')) === true && resource.includes('/')
  return apiGroups.every(of => hasOrAll(own.apiGroups, of)) && resources.every(holds)
    && (!own.resourceNames?.length || resourceNames.length > 0 && resourceNames.every(name => own.resourceNames?.includes(name)))
}

function attempt({ name, groups }: UserInfo, missing: readonly PolicyRule[]): string {
  const lines = [...new Set(compact(missing).map(described))].sort()
  return `user ${goQuote(name)} (groups=${quotedList(groups)}) is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}`
}

/** Verbs of the same resource are told together. */
function compact(rules: readonly PolicyRule[]): PolicyRule[] {
  const byResource = new Map<string, PolicyRule>()
  for (const rule of rules) {
    const { verbs, ...what } = rule
    const key = rule.nonResourceURLs ? JSON.stringify(rule) : JSON.stringify(what)
    const known = byResource.get(key)
    byResource.set(key, known ? { ...known, verbs: [...known.verbs, ...verbs] } : rule)
  }
  return [...byResource.values()]
}

function described({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: PolicyRule): string {
  const parts = Object.entries({ APIGroups: apiGroups, Resources: resources, NonResourceURLs: nonResourceURLs, ResourceNames: resourceNames, Verbs: verbs })
  return `{${parts.flatMap(([name, list = []]) => list.length > 0 ? [`${name}:${quotedList(list)}`] : []).join(', ')}}`
}

const quotedList = (list: readonly string[]): string => `[${list.map(goQuote).join(' ')}]`
