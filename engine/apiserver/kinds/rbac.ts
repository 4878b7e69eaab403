// Who may do what: roles, and to whom they are given.
import { each, fill, within } from '../defaults/fill.ts'
import { equal } from '../equal.ts'
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject } from '../types.gen.ts'
import { fails } from '../validation/check.ts'
import type { Path } from '../validation/path.ts'
import { compactJson, internalStruct } from '../validation/internal.ts'
import { labelSelector } from '../validation/labels.ts'
import { pathSegment, subdomain } from '../validation/names.ts'
import type { Kind } from './kind.ts'

const group = 'rbac.authorization.k8s.io'

function rules(root: Path, list: readonly PolicyRule[] | null, namespaced: boolean): void {
  list?.forEach(({ verbs, nonResourceURLs = [], apiGroups = [], resources = [], resourceNames = [] }, i) => {
    const path = root.to(`rules[${i}]`)
    if (!verbs?.length) path.to('verbs').required('verbs must contain at least one value')
    if (nonResourceURLs.length === 0) {
      if (apiGroups.length === 0) path.to('apiGroups').required('resource rules must supply at least one api group')
      if (resources.length === 0) path.to('resources').required('resource rules must supply at least one resource')
    }
    else {
      const shown = (): string => `[${nonResourceURLs.map(url => JSON.stringify(url)).join(',')}]`
      if (namespaced) path.to('nonResourceURLs').invalidText(shown(), 'namespaced rules cannot apply to non-resource URLs')
      if (apiGroups.length + resources.length + resourceNames.length > 0) path.to('nonResourceURLs').invalidText(shown(), 'rules cannot apply to both regular resources and non-resource URLs')
    }
  })
}

export const roles: Kind<Role> = {
  nameRule: pathSegment,
  defaults: withoutEmptyRules,
  check: (root, role) => rules(root, role.rules, true),
}

export const clusterroles: Kind<ClusterRole> = {
  nameRule: pathSegment,
  defaults: withoutEmptyRules,
  check(root, role) {
    rules(root, role.rules, false)
    const selectors = role.aggregationRule?.clusterRoleSelectors
    if (role.aggregationRule && !selectors?.length) root.to('aggregationRule.clusterRoleSelectors').required('at least one clusterRoleSelector required if aggregationRule is non-nil')
    selectors?.forEach((selector, i) => labelSelector(root.to(`aggregationRule.clusterRoleSelectors[${i}]`), selector))
  },
}

/** No rules at all are shown as `null`. */
function withoutEmptyRules<T extends { readonly rules: readonly PolicyRule[] | null }>(role: T): T {
  return role.rules === null || role.rules !== undefined && role.rules.length > 0 ? role : { ...role, rules: null }
}

type Binding = RoleBinding | ClusterRoleBinding

const bindings = <B extends Binding>(roleKinds: readonly string[]): Kind<B> => ({
  nameRule: pathSegment,
  defaults(binding) {
    const { roleRef } = binding
    const referring: B = roleRef?.apiGroup ? binding : { ...binding, roleRef: { ...roleRef ?? { kind: '', name: '' }, apiGroup: group } }
    return within(referring, 'subjects', subjects => each(subjects, subjectDefaults))
  },
  check(root, { roleRef, subjects = [] }) {
    ref(root, roleRef, roleKinds)
    subjects.forEach((each, i) => subject(root.to(`subjects[${i}]`), each, roleKinds.length > 1))
  },
  checkUpdate(root, next, current) {
    if (!equal(next.roleRef, current.roleRef)) root.to('roleRef').invalidText(compactJson(internalStruct('RoleRef', next.roleRef)), 'cannot change roleRef')
  },
})

export const rolebindings: Kind<RoleBinding> = bindings(['Role', 'ClusterRole'])
export const clusterrolebindings: Kind<ClusterRoleBinding> = bindings(['ClusterRole'])

const subjectDefaults = (given: Subject): Subject => given.kind === 'ServiceAccount' ? given : fill(given, { apiGroup: group })

function ref(root: Path, { apiGroup, kind, name }: RoleRef, kinds: readonly string[]): void {
  if (apiGroup !== group) root.to('roleRef.apiGroup').notSupported(apiGroup, [group])
  if (!kinds.includes(kind)) root.to('roleRef.kind').notSupported(kind, kinds)
  if (!name) root.to('roleRef.name').required()
  else fails(root.to('roleRef.name'), name, pathSegment(name))
}

function subject(path: Path, { kind, name, namespace, apiGroup = '' }: Subject, namespaced: boolean): void {
  if (!name) path.to('name').required()
  if (kind === 'ServiceAccount') {
    if (name) fails(path.to('name'), name, subdomain(name))
    if (apiGroup !== '') path.to('apiGroup').notSupported(apiGroup, [''])
    if (!namespace && !namespaced) path.to('namespace').required()
  }
  else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== group) path.to('apiGroup').notSupported(apiGroup, [group])
  }
  else path.to('kind').notSupported(kind, ['ServiceAccount', 'User', 'Group'])
}
