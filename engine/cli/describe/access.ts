// The descriptions of roles and of who has them.
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from '../../apiserver/types.gen.ts'
import type { Describer } from './describer.ts'
import { annotationLines, labelLines } from './metadata.ts'

/** One resource or URL, and all that may be done with it. */
interface Permission {
  readonly group?: string
  readonly resource?: string
  readonly resourceName?: string
  readonly url?: string
  readonly verbs: readonly string[]
}

export const role: Describer<Role | ClusterRole> = {
  eventless: true,
  describe({ metadata, rules }, out) {
    out.line(0, `Name:\t${metadata.name}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    out.line(0, 'PolicyRule:')
    out.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs')
    out.line(1, '---------\t-----------------\t--------------\t-----')
    for (const row of permissionRows(rules ?? [])) out.line(1, row)
  },
}

/** One row for each resource or URL: what, and what may be done with it. */
export const permissionRows = (rules: readonly PolicyRule[]): readonly string[] => permissionsOf(rules).map(permission => {
  const { url = '', resourceName = '', verbs } = permission
  return `${resourceText(permission)}\t[${url}]\t[${resourceName}]\t[${verbs.join(' ')}]`
})

/** Rules taken apart and put together again by resource; verbs at the same URL stay apart. */
function permissionsOf(rules: readonly PolicyRule[]): readonly Permission[] {
  const byResource = new Map<string, Permission>()
  const others: Permission[] = []
  for (const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs } of rules) {
    for (const group of apiGroups) for (const resource of resources) for (const verb of verbs)
      for (const resourceName of resourceNames.length > 0 ? resourceNames : [undefined]) {
        const key = JSON.stringify([group, resource, resourceName ?? null])
        const known = byResource.get(key)
        byResource.set(key, { group, resource, ...resourceName !== undefined && { resourceName }, verbs: [...known?.verbs ?? [], verb] })
      }
    for (const url of nonResourceURLs) for (const verb of verbs) others.push({ url, verbs: [verb] })
  }
  return [...others, ...byResource.values()]
    .map(permission => ({ permission, key: goString(permission) }))
    .sort((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
    .map(({ permission }) => permission)
}

/** The order is that of the rules as Go writes them. */
function goString({ group, resource, resourceName, url, verbs }: Permission): string {
  const list = (items: readonly string[]): string => `[${items.join(' ')}]`
  const one = (item: string | undefined): string => list(item === undefined ? [] : [item])
  return `&PolicyRule{Verbs:${list(verbs)},APIGroups:${one(group)},Resources:${one(resource)},ResourceNames:${one(resourceName)},NonResourceURLs:${one(url)},}`
}

/** `deployments.apps/scale`. */
function resourceText({ group, resource }: Permission): string {
  if (resource === undefined) return ''
  const slash = resource.indexOf('/')
  const [name, subresource] = slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash)]
  return name + (group ? `.${group}` : '') + subresource
}

export const binding: Describer<RoleBinding | ClusterRoleBinding> = {
  eventless: true,
  describe({ metadata, roleRef, subjects }, out) {
    out.line(0, `Name:\t${metadata.name}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    out.line(0, 'Role:')
    out.line(1, `Kind:\t${roleRef.kind}`)
    out.line(1, `Name:\t${roleRef.name}`)
    out.line(0, 'Subjects:')
    out.line(1, 'Kind\tName\tNamespace')
    out.line(1, '----\t----\t---------')
    for (const { kind, name, namespace = '' } of subjects ?? []) out.line(1, `${kind}\t${name}\t${namespace}`)
  },
}
