// Who may do what: roles, and to whom they are given.
import { each, fill, within } from '../defaults/fill.ts'
import { equal } from '../equal.ts'
import { forbidden, invalidText, notSupported, required } from '../resource.ts'
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject } from '../types.gen.ts'
import { fails, type Errors } from '../validation/check.ts'
import { compactJson, internalStruct } from '../validation/internal.ts'
import { labelSelector } from '../validation/labels.ts'
import { pathSegment, subdomain } from '../validation/names.ts'
import type { Kind } from './kind.ts'

const group = 'rbac.authorization.k8s.io'

function rules(errors: Errors, list: readonly PolicyRule[] | null, namespaced: boolean): void {
  list?.forEach(({ verbs, nonResourceURLs = [], apiGroups = [], resources = [], resourceNames = [] }, i) => {
    const path = `rules[${i}]`
    if (!verbs?.length) errors.push(required(`${path}.verbs`, 'verbs must contain at least one value'))
    if (nonResourceURLs.length === 0) {
      if (apiGroups.length === 0) errors.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'))
      if (resources.length === 0) errors.push(required(`${path}.resources`, 'resource rules must supply at least one resource'))
    }
    else {
      const shown = (): string => `[${nonResourceURLs.map(url => JSON.stringify(url)).join(',')}]`
      if (namespaced) errors.push(invalidText(`${path}.nonResourceURLs`, shown(), 'namespaced rules cannot apply to non-resource URLs'))
      if (apiGroups.length + resources.length + resourceNames.length > 0) errors.push(invalidText(`${path}.nonResourceURLs`, shown(), 'rules cannot apply to both regular resources and non-resource URLs'))
    }
  })
}

export const roles: Kind<Role> = {
  nameRule: pathSegment,
  defaults: withoutEmptyRules,
  check: (errors, role) => rules(errors, role.rules, true),
}

export const clusterroles: Kind<ClusterRole> = {
  nameRule: pathSegment,
  defaults: withoutEmptyRules,
  check(errors, role) {
    rules(errors, role.rules, false)
    const selectors = role.aggregationRule?.clusterRoleSelectors
    if (role.aggregationRule && !selectors?.length) errors.push(required('aggregationRule.clusterRoleSelectors', 'at least one clusterRoleSelector required if aggregationRule is non-nil'))
    selectors?.forEach((selector, i) => labelSelector(errors, `aggregationRule.clusterRoleSelectors[${i}]`, selector))
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
  check(errors, { roleRef, subjects = [] }) {
    ref(errors, roleRef, roleKinds)
    subjects.forEach((each, i) => subject(errors, `subjects[${i}]`, each))
  },
  checkUpdate(errors, next, current) {
    if (!equal(next.roleRef, current.roleRef)) errors.push(invalidText('roleRef', compactJson(internalStruct('RoleRef', next.roleRef)), 'cannot change roleRef'))
  },
})

export const rolebindings: Kind<RoleBinding> = bindings(['Role', 'ClusterRole'])
export const clusterrolebindings: Kind<ClusterRoleBinding> = bindings(['ClusterRole'])

const subjectDefaults = (given: Subject): Subject => given.kind === 'ServiceAccount' ? given : fill(given, { apiGroup: group })

function ref(errors: Errors, { apiGroup, kind, name }: RoleRef, kinds: readonly string[]): void {
  if (apiGroup !== group) errors.push(notSupported('roleRef.apiGroup', apiGroup, [group]))
  if (!kinds.includes(kind)) errors.push(notSupported('roleRef.kind', kind, kinds))
  if (!name) errors.push(required('roleRef.name'))
  else fails(errors, 'roleRef.name', name, pathSegment(name))
}

function subject(errors: Errors, path: string, { kind, name, namespace, apiGroup = '' }: Subject): void {
  if (!name) errors.push(required(`${path}.name`))
  if (kind === 'ServiceAccount') {
    if (name) fails(errors, `${path}.name`, name, subdomain(name))
    if (apiGroup !== '') errors.push(notSupported(`${path}.apiGroup`, apiGroup, ['']))
    if (!namespace) errors.push(required(`${path}.namespace`))
  }
  else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== group) errors.push(notSupported(`${path}.apiGroup`, apiGroup, [group]))
    if (namespace) errors.push(forbidden(`${path}.namespace`, `${kind} subjects have no namespace`))
  }
  else errors.push(notSupported(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group']))
}
