import { describe, expect, it } from 'vitest'
import { Asked, admin, groupNamed, jane, said, user } from './asking.ts'

const pods = { group: '', version: 'v1', resource: 'pods' }
const read = ['get', 'list', 'watch']
const podReader = [{ apiGroups: [''], resources: ['pods'], verbs: read }]

describe('role-based access control', () => {
  it('lets the group system:masters do everything', () => {
    expect(said(new Asked().ask(admin, { verb: 'list', group: '', version: 'v1', resource: 'nodes' }))).toBe('ok')
  })

  it('refuses what no binding allows, in the words of the real server', () => {
    const server = new Asked()
    const robot = { name: 'system:serviceaccount:default:x', groups: ['system:serviceaccounts', 'system:authenticated'] }
    expect([
      said(server.ask(robot, { verb: 'list', group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default' })),
      said(server.ask(jane, { verb: 'list', ...pods })),
      said(server.ask(jane, { verb: 'delete', ...pods, namespace: 'dev', name: 'x' })),
      said(server.ask(jane, { verb: 'update', group: 'apps', version: 'v1', resource: 'deployments', subresource: 'scale', namespace: 'dev', name: 'web', body: {} })),
      said(server.ask(jane, { verb: 'get', group: '', version: 'v1', resource: 'namespaces', name: 'dev' })),
    ]).toEqual([
      'deployments.apps is forbidden: User "system:serviceaccount:default:x" cannot list resource "deployments" in API group "apps" in the namespace "default"',
      'pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope',
      'pods "x" is forbidden: User "jane" cannot delete resource "pods" in API group "" in the namespace "dev"',
      'deployments.apps "web" is forbidden: User "jane" cannot update resource "deployments/scale" in API group "apps" in the namespace "dev"',
      'namespaces "dev" is forbidden: User "jane" cannot get resource "namespaces" in API group "" in the namespace "dev"',
    ])
  })

  it('keeps a role binding within its namespace', () => {
    const server = new Asked()
    server.role('dev', 'pod-reader', podReader)
    server.bind('dev', 'read-pods', 'Role/pod-reader', user('jane'))
    expect([
      said(server.ask(jane, { verb: 'list', ...pods, namespace: 'dev' })),
      said(server.ask(jane, { verb: 'get', ...pods, namespace: 'dev', name: 'x' })),
      said(server.ask(jane, { verb: 'list', ...pods, namespace: 'default' })),
      said(server.ask(jane, { verb: 'get', ...pods, subresource: 'log', namespace: 'dev', name: 'x' })),
    ]).toEqual([
      'ok',
      'pods "x" not found',
      'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
      'pods "x" is forbidden: User "jane" cannot get resource "pods/log" in API group "" in the namespace "dev"',
    ])
  })

  it('gives a cluster role everywhere through a cluster role binding, and to groups', () => {
    const server = new Asked()
    server.bind(undefined, 'devs-view', 'ClusterRole/view', groupNamed('devs'))
    const bob = { name: 'bob', groups: ['devs', 'system:authenticated'] }
    expect([
      said(server.ask(bob, { verb: 'list', ...pods })),
      said(server.ask(bob, { verb: 'list', group: '', version: 'v1', resource: 'secrets', namespace: 'dev' })),
    ]).toEqual(['ok', 'secrets is forbidden: User "bob" cannot list resource "secrets" in API group "" in the namespace "dev"'])
  })

  it('follows what changes: a binding deleted, a role changed, a role that is not there', () => {
    const server = new Asked()
    const list = (): string => said(server.ask(jane, { verb: 'list', ...pods, namespace: 'dev' }))
    const forbidden = 'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "dev"'
    server.bind('dev', 'early', 'Role/pod-reader', user('jane'))
    const seen = [list()]
    server.role('dev', 'pod-reader', podReader)
    seen.push(list())
    server.ask(admin, { verb: 'delete', group: 'rbac.authorization.k8s.io', version: 'v1', resource: 'rolebindings', namespace: 'dev', name: 'early' })
    seen.push(list())
    expect(seen).toEqual([`${forbidden}: RBAC: role.rbac.authorization.k8s.io "pod-reader" not found`, 'ok', forbidden])
  })

  it('heeds resource names, wildcards and subresources of anything', () => {
    const server = new Asked()
    server.role('dev', 'some', [
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['mine'], verbs: ['get'] },
      { apiGroups: ['*'], resources: ['*/scale'], verbs: ['get'] },
      { apiGroups: ['batch'], resources: ['*'], verbs: ['*'] },
    ])
    server.bind('dev', 'some', 'Role/some', user('jane'))
    const may = (verb: 'get' | 'list', group: string, resource: string, name?: string, subresource?: string): boolean =>
      server.server.authorizer.decide(jane, { verb, group, resource, name, subresource, namespace: 'dev' }).allowed
    expect({
      mine: may('get', '', 'configmaps', 'mine'),
      yours: may('get', '', 'configmaps', 'yours'),
      all: may('list', '', 'configmaps'),
      scale: may('get', 'apps', 'deployments', 'web', 'scale'),
      deployment: may('get', 'apps', 'deployments', 'web'),
      jobs: may('list', 'batch', 'jobs'),
      jobStatus: may('get', 'batch', 'jobs', 'x', 'status'),
    }).toEqual({ mine: true, yours: false, all: false, scale: true, deployment: false, jobs: true, jobStatus: true })
  })

  it('decides about paths that are no resources', () => {
    const { authorizer } = new Asked().server
    const nobody = { name: 'system:anonymous', groups: ['system:unauthenticated'] }
    expect([
      authorizer.decide(jane, { verb: 'get', path: '/apis/apps/v1' }).allowed,
      authorizer.decide(nobody, { verb: 'get', path: '/apis/apps/v1' }).allowed,
      authorizer.decide(nobody, { verb: 'get', path: '/healthz' }).allowed,
    ]).toEqual([true, false, true])
    expect(() => authorizer.demand(nobody, { verb: 'get', path: '/metrics' })).toThrow('forbidden: User "system:anonymous" cannot get path "/metrics"')
  })

  it('lets nodes do what kubelets do', () => {
    const { authorizer } = new Asked().server
    const node = { name: 'system:node:w1-k8s', groups: ['system:nodes', 'system:authenticated'] }
    expect([
      authorizer.decide(node, { verb: 'update', group: '', resource: 'nodes', subresource: 'status', name: 'w1-k8s' }).allowed,
      authorizer.decide(node, { verb: 'create', group: 'apps', resource: 'deployments', namespace: 'default' }).allowed,
    ]).toEqual([true, false])
  })

  it('opens no watch that is not allowed', () => {
    const server = new Asked()
    expect(() => server.server.watch({ user: jane, userAgent: 'test' }, { verb: 'watch', ...pods }, { latencyMs: 0, what: 'test', deliver: () => {} }))
      .toThrow('pods is forbidden: User "jane" cannot watch resource "pods" in API group "" at the cluster scope')
  })
})
