// Discovery against what was recorded of the real server.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { documentAt, targetOf } from '../../../../engine/apiserver/discovery/index.ts'
import { builtinResources } from '../../../../engine/apiserver/kinds/index.ts'
import { Registry } from '../../../../engine/apiserver/registry.ts'
import { admin, Asked, jane } from '../authorization/asking.ts'
import { Crontabs } from '../customresources/crontabs.ts'

interface Step { readonly run?: string, readonly stdout?: string }
const recorded = (JSON.parse(readFileSync('test/golden/version-info.json', 'utf8')) as { steps: Step[] }).steps
const facts = JSON.parse(readFileSync('tools/facts/k8s-1.36/discovery.json', 'utf8')) as {
  groups: { group: string, version: string }[]
  resources: { group: string, version: string, name: string, kind: string, singular: string, namespaced: boolean, verbs: string[], shortNames: string[], categories: string[], subresourceKind?: { group: string, version: string, kind: string } }[]
}
const registry = new Registry(builtinResources)
const read = (path: string, aggregated = false): never => JSON.parse(documentAt(registry, path, aggregated) ?? 'null') as never

it.each(['/version', '/healthz', '/readyz', '/api', '/apis/apps'])('%s is as recorded, to the letter', path => {
  expect(documentAt(registry, path)).toBe(recorded.find(({ run }) => run === `kubectl get --raw ${path}`)?.stdout)
})

it('lists the groups in the order of the server', () => {
  const { groups } = read('/apis') as { groups: { name: string, versions: { groupVersion: string }[] }[] }
  expect(groups.flatMap(({ versions }) => versions.map(({ groupVersion }) => groupVersion)))
    .toEqual(facts.groups.filter(({ group }) => group !== '').map(({ group, version }) => `${group}/${version}`))
})

const optional = (list: string[], name: string): object => list.length > 0 ? { [name]: list } : {}

it.each(facts.groups)('lists the resources of $group $version', ({ group, version }) => {
  const expected = facts.resources.filter(fact => fact.group === group && fact.version === version).map(fact => ({
    name: fact.name, singularName: fact.name.includes('/') ? '' : fact.singular, namespaced: fact.namespaced,
    ...fact.subresourceKind && { group: fact.subresourceKind.group, version: fact.subresourceKind.version },
    kind: fact.kind, verbs: fact.verbs, ...optional(fact.shortNames, 'shortNames'), ...optional(fact.categories, 'categories'),
  })).sort((a, b) => a.name < b.name ? -1 : 1)
  const { resources } = read(group === '' ? '/api/v1' : `/apis/${group}/${version}`) as { resources: { name: string }[] }
  expect(resources.toSorted((a, b) => a.name < b.name ? -1 : 1)).toEqual(expected)
})

it('tells all at once, with the subresources inside', () => {
  const core = read('/api', true) as { items: { versions: { resources: { resource: string }[] }[] }[] }
  expect(core.items[0]?.versions[0]?.resources.find(({ resource }) => resource === 'serviceaccounts')).toEqual({
    resource: 'serviceaccounts', responseKind: { group: '', version: 'v1', kind: 'ServiceAccount' }, scope: 'Namespaced', singularResource: 'serviceaccount',
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'], shortNames: ['sa'],
    subresources: [{ subresource: 'token', responseKind: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' }, verbs: ['create'] }],
  })
  expect((read('/apis', true) as { items: object[] }).items).toHaveLength(new Set(facts.groups.map(({ group }) => group)).size - 1)
})

describe('OpenAPI', () => {
  interface Document { paths: Record<string, Record<string, { 'x-kubernetes-group-version-kind': object, 'parameters'?: { name: string }[] }>>, components: { schemas: Record<string, { properties?: Record<string, object> }> } }
  const documentOf = (path: string, of = registry): Document => JSON.parse(documentAt(of, `/openapi/v3/${path}`) ?? 'null') as Document

  it('knows kinds, fields and how they are merged', () => {
    const { paths, components } = documentOf('apis/apps/v1')
    expect(components.schemas['io.k8s.api.apps.v1.Deployment']).toMatchObject({
      'type': 'object', 'properties': { spec: { $ref: '#/components/schemas/io.k8s.api.v1.DeploymentSpec' } }, 'x-kubernetes-group-version-kind': [{ group: 'apps', kind: 'Deployment', version: 'v1' }] })
    expect(components.schemas['io.k8s.api.v1.PodSpec']?.properties?.['containers']).toEqual({
      'type': 'array', 'items': { $ref: '#/components/schemas/io.k8s.api.v1.Container' }, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'], 'x-kubernetes-patch-merge-key': 'name', 'x-kubernetes-patch-strategy': 'merge' })
    expect(paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']?.['patch']?.parameters?.map(({ name }) => name)).toEqual(['dryRun', 'fieldManager', 'fieldValidation'])
  })

  it('refers to nothing that is not there, and ends where types hold themselves', () => {
    for (const { group, version } of facts.groups) {
      const document = documentOf(group === '' ? 'api/v1' : `apis/${group}/${version}`)
      const referred = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/([^"]+)/g)].map(([, name]) => name)
      expect(referred.filter(name => !Object.hasOwn(document.components.schemas, name ?? ''))).toEqual([])
    }
  })

  it('knows custom resources, as does discovery', () => {
    const server = new Crontabs()
    const schema = documentOf('apis/stable.example.com/v1', server.server.registry).components.schemas['com.example.stable.v1.CronTab']
    expect(schema?.properties?.['spec']).toMatchObject({ required: ['cronSpec'], properties: { replicas: { type: 'integer', minimum: 1, maximum: 10 } } })
    expect(JSON.parse(documentAt(server.server.registry, '/apis/stable.example.com/v1') ?? '')).toEqual({
      kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'stable.example.com/v1', resources: [
        { name: 'crontabs', singularName: 'crontab', namespaced: true, kind: 'CronTab', verbs: ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'], shortNames: ['ct'], categories: ['all'] },
        { name: 'crontabs/scale', singularName: '', namespaced: true, group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update'] },
        { name: 'crontabs/status', singularName: '', namespaced: true, kind: 'CronTab', verbs: ['get', 'patch', 'update'] },
      ],
    })
  })
})

it('is read by those who may, and tells what is not there', () => {
  const { server } = new Asked()
  const ask = (path: string, user = admin): string => server.document({ user, userAgent: 'test' }, { path })
  expect(ask('/version', jane)).toBe(documentAt(registry, '/version'))
  expect(() => ask('/logs', jane)).toThrow('forbidden: User "jane" cannot get path "/logs"')
  expect(() => ask('/nope')).toThrow('the server could not find the requested resource')
})

it('reads the paths of resources', () => {
  expect(['/api/v1/namespaces/default/pods/web/log', '/apis/apps/v1/deployments', '/api/v1/namespaces/dev', '/api/v1/namespaces/dev/status', '/api/v1/nodes/w1', '/healthz', '/apis/apps'].map(targetOf)).toEqual([
    { group: '', version: 'v1', resource: 'pods', namespace: 'default', name: 'web', subresource: 'log' },
    { group: 'apps', version: 'v1', resource: 'deployments' },
    { group: '', version: 'v1', resource: 'namespaces', name: 'dev' },
    { group: '', version: 'v1', resource: 'namespaces', name: 'dev', subresource: 'status' },
    { group: '', version: 'v1', resource: 'nodes', name: 'w1' },
    undefined,
    undefined,
  ])
})
