// Roles that collect others, and the tokens of service accounts in secrets.
import { expect, test } from 'vitest'
import { Cluster } from '../../../engine/lab/cluster.ts'

const rolesKey = 'clusterroles.rbac.authorization.k8s.io'

function pass(cluster: Cluster, ms = 1000): void { cluster.clock.advanceTo(cluster.clock.nowMs + ms) }

test('view takes up a role that carries its label, edit and admin with it, and lets it go', () => {
  const cluster = new Cluster({ nodes: 0 })
  const client = cluster.admin
  const rule = { apiGroups: ['stable.example.com'], resources: ['crontabs'], verbs: ['get'] }
  const holders = (): readonly string[] => client.list(rolesKey).filter(({ rules }) => JSON.stringify(rules).includes('crontabs')).map(({ metadata }) => metadata.name)
  pass(cluster)
  const before = client.listWithVersion(rolesKey).items.map(({ metadata }) => metadata.resourceVersion)
  pass(cluster, 60_000)
  expect(client.list(rolesKey).map(({ metadata }) => metadata.resourceVersion)).toEqual(before)
  client.create(rolesKey, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'crontab-viewer', labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } }, rules: [rule] })
  pass(cluster)
  expect(holders()).toEqual(['admin', 'crontab-viewer', 'edit', 'view'])
  client.delete(rolesKey, undefined, 'crontab-viewer')
  pass(cluster)
  expect(holders()).toEqual([])
})

test('a token secret is filled with a token that works, and goes with its account', () => {
  const cluster = new Cluster({ nodes: 0 })
  const client = cluster.admin
  client.create('serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace: 'default' } })
  client.create('secrets', { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/service-account-token', metadata: { name: 'robot-token', namespace: 'default', annotations: { 'kubernetes.io/service-account.name': 'robot' } } })
  pass(cluster)
  const { data = {}, metadata } = client.get('secrets', 'default', 'robot-token')
  expect([Object.keys(data), data['namespace'], metadata.annotations?.['kubernetes.io/service-account.uid']]).toEqual(
    [['namespace', 'token'], Buffer.from('default').toString('base64'), client.get('serviceaccounts', 'default', 'robot').metadata.uid])
  const token = Buffer.from(data['token'] ?? '', 'base64').toString()
  expect(client.request({ verb: 'list', group: '', version: 'v1', resource: 'pods', namespace: 'default', credentials: { token } }).body).toMatchObject({
    message: 'pods is forbidden: User "system:serviceaccount:default:robot" cannot list resource "pods" in API group "" in the namespace "default"' })
  client.delete('serviceaccounts', 'default', 'robot')
  pass(cluster)
  expect(client.find('secrets', 'default', 'robot-token')).toBeUndefined()
})
