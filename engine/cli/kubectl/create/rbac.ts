import type { Json, JsonObject } from '../../../apiserver/object.ts'
import type { ResourceDefinition } from '../../../apiserver/resource.ts'
import { resourceNamed } from '../../../client/discovery.ts'
import { complain, discover, type Program } from '../../../client/program.ts'
import { PlainFailure, UsageError, type Call } from '../verb.ts'
import { generator } from './generator.ts'

const apiVersion = 'rbac.authorization.k8s.io/v1'
const rbacGroup = 'rbac.authorization.k8s.io'

const ruleFlags = {
  'resource': { kind: 'list' },
  'resource-name': { kind: 'texts' },
  'verb': { kind: 'list' },
} as const

/** One rule for each API group, with the verbs and names in all. */
function* rulesOf({ flags }: Call): Program<readonly JsonObject[]> {
  const verbs = distinct(flags.texts('verb'))
  for (const verb of verbs) if (!standardVerbs.has(verb)) yield* complain(`Warning: '${verb}' is not a standard resource verb\n`)
  const names = distinct(flags.texts('resource-name'))
  const byGroup = new Map<string, string[]>()
  const all = yield* discover()
  for (const text of flags.texts('resource')) {
    const { group, resource } = resourceOf(text, all)
    const known = byGroup.get(group)
    if (!known) byGroup.set(group, [resource])
    else if (!known.includes(resource)) known.push(resource)
  }
  return [...byGroup].map(([group, resources]) => ({
    verbs: verbs.includes('*') ? ['*'] : verbs,
    apiGroups: [group],
    resources,
    ...names.length > 0 && { resourceNames: names },
  }))
}

const standardVerbs = new Set(['*', 'get', 'delete', 'list', 'create', 'update', 'patch', 'watch', 'proxy', 'deletecollection', 'use', 'bind', 'escalate', 'impersonate'])

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)]

/** `pods/log`, `deployments.apps`, `deploy`, `*`. */
function resourceOf(text: string, all: readonly ResourceDefinition[]): { group: string, resource: string } {
  const [name = '', subresource = ''] = text.split('/')
  if (name === '*') return { group: '*', resource: '*' }
  const found = resourceNamed(all, name)
  if (!found) throw new PlainFailure(`the server doesn't have a resource type ${JSON.stringify(name.split('.')[0])}`)
  return { group: found.group, resource: found.plural + (subresource === '' ? '' : `/${subresource}`) }
}

function refuseIncomplete({ flags }: Call): void {
  if (flags.texts('verb').length === 0) throw new UsageError('at least one verb must be specified')
  if (flags.texts('resource').length === 0) throw new UsageError('at least one resource must be specified')
  for (const resource of flags.texts('resource'))
    if (resource.split('/')[0] === '*' && flags.texts('resource').length > 1) throw new UsageError('resource must be one of the resources, or "*"')
}

export const role = generator({
  what: 'role',
  flags: ruleFlags,
  make: function* (call, name) {
    refuseIncomplete(call)
    return { kind: 'Role', apiVersion, metadata: { name }, rules: yield* rulesOf(call) }
  },
})

export const clusterRole = generator({
  what: 'clusterrole',
  flags: { ...ruleFlags, 'aggregation-rule': { kind: 'texts' }, 'non-resource-url': { kind: 'list' } },
  make: function* (call, name) {
    const { flags } = call
    const metadata = { name }
    if (flags.has('aggregation-rule')) {
      const matchLabels = Object.fromEntries(flags.texts('aggregation-rule').flatMap(text => text.split(',')).map(text => {
        const [key = '', ...value] = text.split('=')
        return [key, value.join('=')]
      }))
      return { kind: 'ClusterRole', apiVersion, metadata, aggregationRule: { clusterRoleSelectors: [{ matchLabels }] }, rules: null }
    }
    const urls = flags.texts('non-resource-url')
    if (urls.length === 0) {
      refuseIncomplete(call)
      return { kind: 'ClusterRole', apiVersion, metadata, rules: yield* rulesOf(call) }
    }
    if (flags.texts('verb').length === 0) throw new UsageError('at least one verb must be specified')
    return { kind: 'ClusterRole', apiVersion, metadata, rules: [...yield* rulesOf(call), { verbs: distinct(flags.texts('verb')), nonResourceURLs: urls }] }
  },
})

const subjectFlags = {
  group: { kind: 'texts' },
  serviceaccount: { kind: 'texts' },
  user: { kind: 'texts' },
} as const

function subjectsOf({ flags }: Call): readonly Json[] {
  return [
    ...flags.texts('user').map(name => ({ kind: 'User', apiGroup: rbacGroup, name })),
    ...flags.texts('group').map(name => ({ kind: 'Group', apiGroup: rbacGroup, name })),
    ...flags.texts('serviceaccount').map(text => {
      const [namespace = '', name = '', ...more] = text.split(':')
      if (more.length > 0 || namespace === '' || name === '') throw new UsageError('serviceaccount must be <namespace>:<name>')
      return { kind: 'ServiceAccount', name, namespace }
    }),
  ]
}

const binding = (kind: string, name: string, roleKind: string, roleName: string, subjects: readonly Json[]): JsonObject => ({
  kind,
  apiVersion,
  metadata: { name },
  ...subjects.length > 0 && { subjects },
  roleRef: { apiGroup: rbacGroup, kind: roleKind, name: roleName },
})

export const roleBinding = generator({
  what: 'rolebinding',
  flags: { ...subjectFlags, clusterrole: { kind: 'text' }, role: { kind: 'text' } },
  make: (call, name) => {
    const [roleName = '', clusterRoleName = ''] = [call.flags.text('role'), call.flags.text('clusterrole')]
    if ((roleName === '') === (clusterRoleName === '')) throw new UsageError('exactly one of clusterrole or role must be specified')
    return binding('RoleBinding', name, roleName === '' ? 'ClusterRole' : 'Role', roleName || clusterRoleName, subjectsOf(call))
  },
})

export const clusterRoleBinding = generator({
  what: 'clusterrolebinding',
  required: ['clusterrole'],
  flags: { ...subjectFlags, clusterrole: { kind: 'text' } },
  make: (call, name) => binding('ClusterRoleBinding', name, 'ClusterRole', call.flags.text('clusterrole') ?? '', subjectsOf(call)),
})
