// The built-in roles and bindings as objects, read once from their notation (builtin-roles.ts).
import { Random } from '../../clock/random.ts'
import { resourceKey } from '../resource.ts'
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, Subject } from '../types.gen.ts'
import { aggregated } from './aggregation.ts'
import { clusterRoleBindings, clusterRoles, controllerRoles, roleBindings, roles } from './builtin-roles.ts'

const group = 'rbac.authorization.k8s.io'
const apiVersion = `${group}/v1`
const labels = { 'kubernetes.io/bootstrapping': 'rbac-defaults' }
const annotations = { 'rbac.authorization.kubernetes.io/autoupdate': 'true' }
const aggregateTo = (role: string): string => `${group}/aggregate-to-${role}`

/** An object of the start and the resource that it is one of; it still lacks what only the server gives. */
export interface BuiltinAccess {
  readonly key: string
  readonly object: ClusterRole | ClusterRoleBinding | Role | RoleBinding
}

const uids = new Random(1).fork(group)

let all: readonly BuiltinAccess[] | undefined

export const builtinAccess = (): readonly BuiltinAccess[] => all ??= read()

let ofNodes: readonly PolicyRule[] | undefined

/** What a kubelet may do. */
export const nodeRules = (): readonly PolicyRule[] => ofNodes ??= rulesOf(/^system:node: (.*)$/m.exec(clusterRoles)?.[1] ?? '')

function read(): readonly BuiltinAccess[] {
  const controllers = controllerRoles.split('\n').map(line => `system:controller:${line}`)
  const bindings = controllers.map(line => line.slice(0, line.indexOf(': '))).map(name => `${name} s:${name.replace('system:controller:', '')}`)
  const of = (plural: string) => (object: BuiltinAccess['object']): BuiltinAccess => ({ key: resourceKey(group, plural), object })
  return [
    ...withAggregates([...clusterRoles.split('\n'), ...controllers].map(clusterRole)).map(of('clusterroles')),
    ...[...clusterRoleBindings.split('\n'), ...bindings].map(line => ({ kind: 'ClusterRoleBinding', ...binding(line, 'ClusterRole') } as const)).map(of('clusterrolebindings')),
    ...roles.split('\n').map(role).map(of('roles')),
    ...roleBindings.split('\n').map(line => ({ kind: 'RoleBinding', ...binding(line, 'Role') } as const)).map(of('rolebindings')),
  ]
}

function clusterRole(line: string): ClusterRole {
  const [, name = '', target, rules = ''] = /^([^ >]+?)(?:>(\w+))?: (.*)$/.exec(line) ?? []
  return {
    apiVersion,
    kind: 'ClusterRole',
    metadata: { ...metadata(name), labels: { ...labels, ...target !== undefined && { [aggregateTo(target)]: 'true' } } },
    ...rules === '<' ? { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [aggregateTo(name)]: 'true' } }] }, rules: [] } : { rules: rulesOf(rules) },
  }
}

/** What collects from a role that collects comes after it. */
function withAggregates(plain: readonly ClusterRole[]): readonly ClusterRole[] {
  const sorted = plain.toSorted((a, b) => a.metadata.name < b.metadata.name ? -1 : 1)
  return ['view', 'edit', 'admin'].reduce<readonly ClusterRole[]>(
    (known, name) => known.map(role => role.metadata.name === name ? { ...role, rules: aggregated(role, known) ?? [] } : role), sorted)
}

function role(line: string): Role {
  const [, namespace = '', name = '', rules = ''] = /^([^/]+)\/(\S+): (.*)$/.exec(line) ?? []
  return { apiVersion, kind: 'Role', metadata: { ...metadata(name), namespace }, rules: rulesOf(rules) }
}

function binding(line: string, kind: string): Omit<RoleBinding, 'kind'> {
  const [names = '', ...subjects] = line.split(' ')
  const [, namespace, name = '', roleName = name] = /^(?:([^/]+)\/)?([^=]+)(?:=(.*))?$/.exec(names) ?? []
  return {
    apiVersion,
    metadata: { ...metadata(name), ...namespace !== undefined && { namespace } },
    roleRef: { apiGroup: group, kind, name: roleName },
    ...subjects.length > 0 && { subjects: subjects.map(subject) },
  }
}

function subject(text: string): Subject {
  const name = text.slice(2)
  return text.startsWith('s') ? { kind: 'ServiceAccount', name, namespace: 'kube-system' } : { apiGroup: group, kind: text.startsWith('u') ? 'User' : 'Group', name }
}

/** The same in every cluster, its UID too: so starting one costs next to nothing. The rest comes when it is stored. */
const metadata = (name: string) => ({ name, labels, annotations, uid: uids.uuid(), resourceVersion: '', creationTimestamp: '' })

const letters: Readonly<Record<string, string>> = { c: 'create', d: 'delete', D: 'deletecollection', g: 'get', l: 'list', p: 'patch', u: 'update', w: 'watch' }
const oldGroups = new Set(['', '*', 'apps', 'autoscaling', 'batch', 'extensions', 'policy'])

const rulesOf = (text: string): readonly PolicyRule[] => text.split('; ').map(rule)

function rule(text: string): PolicyRule {
  if (text === 'events') return { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'patch', 'update'] }
  const [words = '', what = ''] = text.split(' ')
  const verbs = /^[cdDglpuw]+$/.test(words) ? [...words].map(letter => letters[letter] ?? letter).sort() : words.split(',')
  if (what.startsWith('/') || what === '*') return { nonResourceURLs: what.split(',').sort(), verbs }
  const [, resources = '', groups = '', names] = /^([^@=]+)(?:@([^=]+))?(?:=(.*))?$/.exec(what) ?? []
  return {
    apiGroups: groups.split(',').map(name => oldGroups.has(name) ? name : `${name}.k8s.io`).sort(),
    ...names !== undefined && { resourceNames: names.split(',') },
    resources: resources.split(',').sort(),
    verbs,
  }
}
