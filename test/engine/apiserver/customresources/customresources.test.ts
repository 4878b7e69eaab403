import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../../../engine/apiserver/object.ts'
import type { Table } from '../../../../engine/apiserver/tables/index.ts'
import { admin, Asked, said } from '../authorization/asking.ts'
import { Crontabs, definition, place, plain, properties, subresources } from './crontabs.ts'

const good = { cronSpec: '* * * * */5' }

describe('a definition', () => {
  it('is answered as recorded, and then accepted', () => {
    const server = new Asked()
    expect(plain(server.create(definition()))).toMatchObject({
      metadata: { name: 'crontabs.stable.example.com', generation: 1 },
      spec: { conversion: { strategy: 'None' }, names: { listKind: 'CronTabList', singular: 'crontab' } },
      status: { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: ['v1'] },
    })
    expect(new Crontabs().crd()?.status).toEqual({
      acceptedNames: { plural: 'crontabs', singular: 'crontab', kind: 'CronTab', listKind: 'CronTabList', shortNames: ['ct'], categories: ['all'] },
      conditions: [
        { lastTransitionTime: '2026-11-21T09:00:00Z', message: 'no conflicts found', reason: 'NoConflicts', status: 'True', type: 'NamesAccepted' },
        { lastTransitionTime: '2026-11-21T09:00:00Z', message: 'the initial names have been accepted', reason: 'InitialNamesAccepted', status: 'True', type: 'Established' },
      ],
      storedVersions: ['v1'],
    })
  })

  it('does not take the names of another', () => {
    const server = new Crontabs()
    const names = { plural: 'others', kind: 'Other', shortNames: ['ct'] }
    server.define({ ...definition(properties, {}, { names }), metadata: { name: 'others.stable.example.com' } })
    expect(server.store.get('customresourcedefinitions.apiextensions.k8s.io', 'others.stable.example.com')?.value?.status).toMatchObject({
      acceptedNames: { plural: '' }, conditions: [{ reason: 'ShortNamesConflict', message: '"ct" is already in use', status: 'False' }, { reason: 'NotAccepted', status: 'False' }] })
    expect(server.server.registry.byKey('others.stable.example.com')).toBeUndefined()
  })

  it('goes with all that it defines', () => {
    const server = new Crontabs()
    server.add(good)
    server.undefine()
    expect(server.crd()?.metadata.finalizers).toEqual(['customresourcecleanup.apiextensions.k8s.io'])
    server.clock.advanceTo(1000)
    expect([server.crd(), server.store.range('crontabs.stable.example.com'), server.server.registry.byKey('crontabs.stable.example.com')]).toEqual([undefined, [], undefined])
    expect(said(server.ask(admin, { verb: 'list', ...place }))).toBe('the server could not find the requested resource')
  })

  it('waits for an instance that someone holds', () => {
    const server = new Crontabs()
    server.add(good, { metadata: { name: 'my-cron', finalizers: ['example.com/hold'] } })
    server.undefine()
    server.clock.advanceTo(1000)
    expect(server.crd()).toBeDefined()
    server.clock.input('release', () => server.patch({ metadata: { finalizers: null } }))
    server.clock.advanceTo(2000)
    expect(server.crd()).toBeUndefined()
  })
})

describe('an instance', () => {
  it('gets its defaults, a generation and no status', () => {
    expect(plain(new Crontabs().add({ ...good, replicas: 2 }, { status: { replicas: 7 } }))).toEqual({
      apiVersion: 'stable.example.com/v1', kind: 'CronTab', metadata: { name: 'my-cron', namespace: 'default', generation: 1 }, spec: { cronSpec: '* * * * */5', image: 'busybox', replicas: 2 } })
  })

  it('is refused as recorded', () => {
    const server = new Crontabs()
    expect([
      server.add({ cronSpec: 'oops', replicas: 20 }).body,
      said(server.add({ replicas: 'two', extra: 1 })),
      said(server.add({ replicas: 'two' })),
    ]).toEqual([
      {
        kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 422, reason: 'Invalid',
        message: 'CronTab.stable.example.com "my-cron" is invalid: [spec.cronSpec: Invalid value: "oops": spec.cronSpec in body should match \'^(\\S+\\s){4}\\S+$\', spec.replicas: Invalid value: 20: spec.replicas in body should be less than or equal to 10]',
        details: {
          name: 'my-cron', group: 'stable.example.com', kind: 'CronTab', causes: [
            { reason: 'FieldValueInvalid', field: 'spec.cronSpec', message: 'Invalid value: "oops": spec.cronSpec in body should match \'^(\\S+\\s){4}\\S+$\'' },
            { reason: 'FieldValueInvalid', field: 'spec.replicas', message: 'Invalid value: 20: spec.replicas in body should be less than or equal to 10' },
          ],
        },
      },
      'CronTab in version "v1" cannot be handled as a CronTab: strict decoding error: unknown field "spec.extra"',
      'CronTab.stable.example.com "my-cron" is invalid: [spec.cronSpec: Required value, spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"]',
    ])
  })

  it('loses what its schema does not know, unless it is to be kept', () => {
    const ignored = new Crontabs().add({ ...good, extra: 1 }, { metadata: { name: 'my-cron' } }, { fieldValidation: 'Warn' })
    expect([ignored.warnings, plain(ignored)]).toMatchObject([['unknown field "spec.extra"'], { spec: { cronSpec: '* * * * */5', image: 'busybox' } }])
    const keeping = new Crontabs(definition({ spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }))
    expect(plain(keeping.add({ extra: { deep: [1] } }))).toMatchObject({ spec: { extra: { deep: [1] } } })
  })

  it('is patched by merging, never strategically', () => {
    const server = new Crontabs()
    server.add(good)
    expect(plain(server.patch({ spec: { image: 'alpine' } }))).toMatchObject({ metadata: { generation: 2 }, spec: { image: 'alpine' } })
    expect(server.patch({ spec: {} }, 'strategic')).toMatchObject({ code: 415, body: { reason: 'UnsupportedMediaType',
      message: 'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml' } })
    expect(said(server.patch({ spec: { replicas: 11 } }))).toBe('CronTab.stable.example.com "my-cron" is invalid: spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10')
  })

  it('can be applied server-side', () => {
    const server = new Crontabs()
    const body = { apiVersion: 'stable.example.com/v1', kind: 'CronTab', metadata: { name: 'my-cron', namespace: 'default' }, spec: good }
    const applied = server.ask(admin, { verb: 'patch', ...place, name: 'my-cron', patchType: 'apply', body, fieldManager: 'me' })
    expect(applied.code).toBe(201)
    expect((applied.body as KubeObject).metadata.managedFields?.[0]).toMatchObject({ manager: 'me', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:cronSpec': {} } } })
  })

  it('has a status and a scale of its own', () => {
    const server = new Crontabs()
    server.add({ ...good, replicas: 2 })
    expect(plain(server.patch({ status: { replicas: 1 }, spec: { replicas: 9 } }, 'merge', 'status'))).toMatchObject({ metadata: { generation: 1 }, spec: { replicas: 2 }, status: { replicas: 1 } })
    const scale = { ...place, name: 'my-cron', subresource: 'scale' }
    expect(plain(server.ask(admin, { verb: 'get', ...scale }))).toEqual({ apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'my-cron', namespace: 'default' }, spec: { replicas: 2 }, status: { replicas: 1 } })
    server.ask(admin, { verb: 'update', ...scale, body: { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'my-cron' }, spec: { replicas: 3 } } })
    expect(plain(server.ask(admin, { verb: 'get', ...place, name: 'my-cron' }))).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 3 } })
  })

  it('is shown in the columns that its definition asks for', () => {
    const additionalPrinterColumns = [{ name: 'Spec', type: 'string', jsonPath: '.spec.cronSpec' }, { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' }]
    const server = new Crontabs(definition(properties, { subresources, additionalPrinterColumns }))
    server.add({ ...good, replicas: 2 })
    const { columnDefinitions, rows } = server.ask(admin, { verb: 'list', ...place, as: 'table' }).body as Table
    expect([columnDefinitions.map(({ name }) => name), rows.map(({ cells }) => cells)]).toEqual([['Name', 'Spec', 'Replicas'], [['my-cron', '* * * * */5', 2]]])
  })

  it('shows itself in the version that is asked for', () => {
    const { schema } = { schema: { openAPIV3Schema: { type: 'object', properties } } }
    const versions = [{ name: 'v1beta1', served: true, storage: false, deprecated: true, schema }, { name: 'v1', served: true, storage: true, schema }]
    const server = new Crontabs(definition(properties, {}, { versions }))
    server.add(good)
    const old = server.ask(admin, { verb: 'list', ...place, version: 'v1beta1' })
    expect([old.warnings, old.body]).toMatchObject([['stable.example.com/v1beta1 CronTab is deprecated'], { kind: 'CronTabList', apiVersion: 'stable.example.com/v1beta1', items: [{ apiVersion: 'stable.example.com/v1beta1' }] }])
    expect(server.server.registry.byKey('crontabs.stable.example.com')?.version).toBe('v1')
  })
})
