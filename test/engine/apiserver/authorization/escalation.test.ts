// Nobody gives away more than they have.
import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../engine/apiserver/object.ts'
import { Asked, jane, said, user } from './asking.ts'

const group = 'rbac.authorization.k8s.io'
const apiVersion = `${group}/v1`
const held = [
  { apiGroups: ['', 'apps'], resources: ['pods', 'deployments'], verbs: ['get', 'list'] },
  { apiGroups: [group], resources: ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'], verbs: ['create', 'patch'] },
]
const who = 'user "jane" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n'

let server: Asked
beforeEach(() => {
  server = new Asked()
  server.role('dev', 'held', held)
  server.bind('dev', 'held', 'Role/held', user('jane'))
})

const role = (rules: readonly JsonObject[], name = 'mine'): JsonObject => ({ apiVersion, kind: 'Role', metadata: { name, namespace: 'dev' }, rules })
const binding = (kind: string, name: string): JsonObject =>
  ({ apiVersion, kind: 'RoleBinding', metadata: { name: 'given', namespace: 'dev' }, roleRef: { apiGroup: group, kind, name }, subjects: [user('eve')] })
const tries = (object: JsonObject): string => said(server.create(object, { as: jane }))

describe('a role', () => {
  it('may grant what its writer may do', () => {
    expect(tries(role([{ apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['web'], verbs: ['get'] }]))).toBe('ok')
  })

  it('may grant nothing more', () => {
    expect(tries(role([
      { apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['get', 'delete'] },
      { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
      { apiGroups: ['apps'], resources: ['*'], resourceNames: ['web'], verbs: ['get'] },
    ]))).toBe(`roles.${group} "mine" is forbidden: ${who}${[
      '{APIGroups:[""], Resources:["pods"], Verbs:["delete"]}',
      '{APIGroups:[""], Resources:["pods/log"], Verbs:["get"]}',
      '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "delete"]}',
      '{APIGroups:["apps"], Resources:["*"], ResourceNames:["web"], Verbs:["get"]}',
    ].join('\n')}`)
  })

  it('may grant more by one who may escalate it', () => {
    server.role('dev', 'escalating', [{ apiGroups: [group], resources: ['roles'], resourceNames: ['mine'], verbs: ['escalate'] }])
    server.bind('dev', 'escalating', 'Role/escalating', user('jane'))
    const rules = [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }]
    expect([tries(role(rules)), tries(role(rules, 'other')).split('\n')[1]]).toEqual(['ok', '{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}'])
  })

  it('may be labelled by one who could not have written it', () => {
    server.role('dev', 'strong', [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }])
    const patched = (body: JsonObject): string => said(server.ask(jane, { verb: 'patch', group, version: 'v1', resource: 'roles', namespace: 'dev', name: 'strong', patchType: 'merge', body }))
    expect(patched({ metadata: { labels: { a: 'b' } } })).toBe('ok')
    expect(patched({ rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }] })).toMatch(/not currently held:\n\{APIGroups:\[""\], Resources:\["secrets"\], Verbs:\["list"\]\}$/)
  })
})

describe('a binding', () => {
  it('may hand out what its writer may do', () => { expect(tries(binding('Role', 'held'))).toBe('ok') })

  it('may hand out nothing more', () => {
    server.role('dev', 'strong', [{ apiGroups: [''], resources: ['pods'], verbs: ['*'] }])
    expect(tries(binding('Role', 'strong'))).toBe(`rolebindings.${group} "given" is forbidden: ${who}{APIGroups:[""], Resources:["pods"], Verbs:["*"]}`)
    expect(tries(binding('ClusterRole', 'cluster-admin'))).toBe(`rolebindings.${group} "given" is forbidden: ${who}{APIGroups:["*"], Resources:["*"], Verbs:["*"]}\n{NonResourceURLs:["*"], Verbs:["*"]}`)
  })

  it('may hand out what there is', () => { expect(tries(binding('Role', 'nowhere'))).toBe(`roles.${group} "nowhere" not found`) })

  it('may hand out a role that its writer may bind', () => {
    server.role('dev', 'binding', [{ apiGroups: [group], resources: ['clusterroles'], resourceNames: ['view'], verbs: ['bind'] }])
    server.bind('dev', 'binding', 'Role/binding', user('jane'))
    expect(tries(binding('ClusterRole', 'view'))).toBe('ok')
  })
})

it('takes all rights to gather roles', () => {
  server.role(undefined, 'held', held)
  server.bind(undefined, 'held', 'ClusterRole/held', user('jane'))
  expect(tries({ apiVersion, kind: 'ClusterRole', metadata: { name: 'all' }, aggregationRule: { clusterRoleSelectors: [{}] } }))
    .toBe(`clusterroles.${group} "all" is forbidden: must have cluster-admin privileges to use an aggregationRule`)
})
