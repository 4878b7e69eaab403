import type { Json, JsonObject } from '../../../apiserver/object.ts'
import type { ResourceDefinition } from '../../../apiserver/resource.ts'
import { resourceNamed } from '../../../client/discovery.ts'
import { complain, discover, type Program } from '../../../client/program.ts'
import { FlagError } from '../flags.ts'
import { PlainFailure, UsageError, type Call } from '../verb.ts'
import { generator } from './generator.ts'

const apiVersion = 'rbac.authorization.k8s.io/v1'
const rbacGroup = 'rbac.authorization.k8s.io'

const ruleFlags = {
  'resource': { kind: 'list' },
  'resource-name': { kind: 'texts' },
  'verb': { kind: 'list' },
} as const

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)]

function verbsOf({ flags }: Call): readonly string[] {
  const verbs = distinct(flags.texts('verb'))
  return verbs.includes('*') ? ['*'] : verbs
}

const standardVerbs = new Set(['*', 'get', 'delete', 'list', 'create', 'update', 'patch', 'watch', 'proxy', 'deletecollection', 'use', 'bind', 'escalate', 'impersonate'])
const urlVerbs = new Set(['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options'])

/** Verbs that mean something on few resources only. */
const specialVerbs: ReadonlyMap<string, readonly string[]> = new Map([
  ['use', ['podsecuritypolicies.policy']],
  ['bind', [`roles.${rbacGroup}`, `clusterroles.${rbacGroup}`]],
  ['escalate', [`roles.${rbacGroup}`, `clusterroles.${rbacGroup}`]],
  ['impersonate', ['users', 'serviceaccounts', 'groups', 'userextras.authentication.k8s.io']],
])

interface Resource { readonly group: string, readonly plural: string, readonly subresource: string, readonly known: boolean }

/** `pods/log`, `deployments.apps`, `deploy`, `*`. */
function resourceOf(text: string, all: readonly ResourceDefinition[]): Resource {
  const [name = '', subresource = ''] = splitOnce(text, '/')
  const [plural = '', group = ''] = splitOnce(name, '.')
  if (plural === '') throw new UsageError('resource must be specified if apiGroup/subresource specified')
  const found = resourceNamed(all, name)
  return { group: found?.group ?? group, plural: found?.plural ?? plural, subresource, known: found !== undefined || plural === '*' }
}

function splitOnce(text: string, at: string): readonly [string, string?] {
  const index = text.indexOf(at)
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)]
}

function* resourcesOf(call: Call): Program<readonly Resource[]> {
  const verbs = verbsOf(call)
  const all = yield* discover()
  for (const verb of verbs) if (!standardVerbs.has(verb)) yield* complain(`Warning: '${verb}' is not a standard resource verb\n`)
  const asked = call.flags.texts('resource')
  const resources = (asked.includes('*') ? ['*'] : asked).map(text => resourceOf(text, all))
  for (const { group, plural, known } of resources) {
    const special = verbs.filter(verb => specialVerbs.has(verb))
    const refused = special.find(verb => !specialVerbs.get(verb)?.includes(group === '' ? plural : `${plural}.${group}`))
    if (refused !== undefined) throw new UsageError(`can not perform '${refused}' on '${plural}' in group '${group}'`)
    if (!known && special.length === 0) throw new PlainFailure(`the server doesn't have a resource type ${JSON.stringify(plural)}${group === '' ? '' : ` in group ${JSON.stringify(group)}`}`)
  }
  return resources
}

/** One rule for each API group, with the verbs and names in all. */
function* rulesOf(call: Call): Program<readonly JsonObject[]> {
  const names = distinct(call.flags.texts('resource-name'))
  const byGroup = Map.groupBy(yield* resourcesOf(call), ({ group }) => group)
  return [...byGroup].sort(([a], [b]) => a < b ? -1 : 1).map(([group, resources]) => ({
    verbs: verbsOf(call),
    apiGroups: [group],
    resources: distinct(resources.map(({ plural, subresource }) => subresource === '' ? plural : `${plural}/${subresource}`)),
    ...names.length > 0 && { resourceNames: names },
  }))
}

export const role = generator({
  flags: ruleFlags,
  make: function* (call, name) {
    if (verbsOf(call).length === 0) throw new UsageError('at least one verb must be specified')
    if (call.flags.texts('resource').length === 0) throw new UsageError('at least one resource must be specified')
    return { kind: 'Role', apiVersion, metadata: { name }, rules: yield* rulesOf(call) }
  },
})

export const clusterRole = generator({
  flags: { ...ruleFlags, 'aggregation-rule': { kind: 'texts' }, 'non-resource-url': { kind: 'list' } },
  make: function* (call, name) {
    const { flags } = call
    if (flags.texts('aggregation-rule').some(text => text !== '')) return aggregated(name, call)
    const [verbs, urls] = [verbsOf(call), distinct(flags.texts('non-resource-url'))]
    if (verbs.length === 0) throw new UsageError('at least one verb must be specified')
    if (flags.texts('resource').length === 0 && urls.length === 0) throw new UsageError('one of resource or nonResourceURL must be specified')
    const rules = flags.texts('resource').length > 0 ? yield* rulesOf(call) : []
    if (urls.length > 0) refuseUrls(urls, verbs)
    return { kind: 'ClusterRole', apiVersion, metadata: { name }, rules: [...rules, ...urls.length > 0 ? [{ verbs, nonResourceURLs: urls }] : []] }
  },
})

function refuseUrls(urls: readonly string[], verbs: readonly string[]): void {
  const wrong = verbs.find(verb => !urlVerbs.has(verb))
  if (wrong !== undefined) throw new UsageError(`invalid verb: '${wrong}' for nonResourceURL`)
  for (const url of urls.filter(text => text !== '*')) {
    if (!url.startsWith('/')) throw new UsageError('nonResourceURL should start with /')
    if (url.slice(0, -1).includes('*')) throw new UsageError('nonResourceURL only supports wildcard matches when \'*\' is at the end')
  }
}

function aggregated(name: string, { flags }: Call): JsonObject {
  if (['non-resource-url', 'verb', 'resource', 'resource-name'].some(flag => flags.has(flag)))
    throw new UsageError('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames')
  const matchLabels = Object.fromEntries(flags.texts('aggregation-rule').flatMap(text => text.split(',')).map(text => {
    const [key, value] = splitOnce(text, '=')
    if (value === undefined) throw new FlagError(`invalid argument ${JSON.stringify(text)} for "--aggregation-rule" flag: malformed pair, expect string=string`)
    return [key, value]
  }))
  return { kind: 'ClusterRole', apiVersion, metadata: { name }, aggregationRule: { clusterRoleSelectors: [{ matchLabels }] }, rules: null }
}

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
