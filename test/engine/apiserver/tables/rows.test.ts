import { readFileSync } from 'node:fs'
import { CORE_SCHEMA, load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../../../engine/apiserver/object.ts'
import { columnsOf, customTable, rowOf, tableOf } from '../../../../engine/apiserver/tables/index.ts'
import { printTables } from '../../../../engine/cli/print/table.ts'
import { objectOf, stdoutOf } from './recorded.ts'
import packedColumns from '../../../../tools/facts/k8s-1.36/tables.json' with { type: 'json' }

interface Shown {
  readonly resource: string
  readonly object?: KubeObject
  readonly cells?: readonly unknown[]
  readonly transcript: string
  readonly command: string
  readonly nth?: number
  readonly at: number
  readonly from: string
  readonly spec?: object
  readonly status?: object
}

const shown = load(readFileSync(new URL('rows.yaml', import.meta.url), 'utf8'), { schema: CORE_SCHEMA }) as readonly Shown[]
const nowMs = Date.UTC(2026, 10, 21, 1)
const creationTimestamp = '2026-11-21T00:59:00Z'

it.each(shown.filter(({ object }) => object).map((one, i) => [i, one.resource, one] as const))('%d %s', (_i, resource, { object, cells }) => {
  if (!object) throw new Error('filtered above')
  expect(rowOf(resource)({ ...object, metadata: { ...object.metadata, creationTimestamp } }, nowMs)).toEqual(cells)
})

it.each(shown.filter(({ object }) => !object).map(one => [one.transcript, one.command, one] as const))('%s: %s', (name, command, { resource, nth, at, from, spec, status }) => {
  const given = objectOf(name, from)
  const object = { ...given, spec: { ...given.spec as object, ...spec }, status: { ...given.status as object, ...status } }
  const [group = '', version = group] = object.apiVersion.split('/')
  const table = tableOf({ columns: columnsOf(resource, version), row: rowOf(resource), objects: [object], metadata: {}, nowMs: Date.parse(object.metadata.creationTimestamp) + at * 1000 })
  const stdout = stdoutOf(name, command, nth).split('\n')
  const alone = printTables([{ kind: 'x', namespaced: true, tables: [table] }], { wide: command.includes('wide') }).split('\n')
  const words = (line: string | undefined): readonly string[] => (line ?? '').split(/ {2,}/)
  expect(words(alone[0])).toEqual(words(stdout[0]))
  expect(words(alone[1])).toEqual(words(stdout.find(line => line.startsWith(`${object.metadata.name} `))))
})

describe('columns', () => {
  const recorded = Object.entries(packedColumns).filter(([key]) => key !== 'columns')
  it.each(recorded)('of %s', (key, columns) => {
    const slash = key.lastIndexOf('/')
    expect(columnsOf(key.slice(0, slash), key.slice(slash + 1)).map(({ name, type, format, priority }) => [name, type, format, priority])).toEqual(columns)
  })

  it.each(recorded)('of %s are as many as cells', (key, columns) => {
    const resource = key.slice(0, key.lastIndexOf('/'))
    const example = shown.find(one => one.resource === resource && one.cells)
    if (example) expect(example.cells).toHaveLength(columns.length)
  })
})

describe('custom resources', () => {
  const object = objectOf('crd', 'kubectl get ct my-cron -o yaml')
  const columnsOfDefinition = [
    { name: 'Spec', type: 'string', jsonPath: '.spec.cronSpec' },
    { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ]
  const at = Date.parse(object.metadata.creationTimestamp)

  it('show the columns of their definition', () => {
    const { columns, row } = customTable(columnsOfDefinition)
    const table = tableOf({ columns, row, objects: [object], metadata: {}, nowMs: at })
    expect(printTables([{ kind: 'x', namespaced: true, tables: [table] }], {})).toBe(stdoutOf('crd', 'kubectl get crontabs'))
  })

  it('show their age when nothing is said', () => {
    const { columns, row } = customTable(undefined)
    expect(columns.map(({ name, format, type }) => [name, format, type])).toEqual([['Name', 'name', 'string'], ['Age', '', 'date']])
    expect(row(object, at + 60_000)).toEqual(['my-cron', '60s'])
  })

  it.each([
    ['string', '.spec.replicas', '2'], ['string', '.spec', '{"cronSpec":"* * * * */5","image":"busybox","replicas":2}'], ['string', '.nope', null],
    ['integer', '.spec.replicas', 2], ['integer', '.spec.image', null], ['number', '.spec.replicas', 2], ['boolean', '.spec.image', null],
    ['date', '.spec.image', '<invalid>'], ['date', '.nope', null], ['string', '.spec.image[0]', null], ['string', '.spec[', null],
  ])('show %s at %s', (type, jsonPath, cell) => {
    expect(customTable([{ name: 'X', type, jsonPath }]).row(object, at)).toEqual(['my-cron', cell])
  })
})

it('comes with what is asked for of the objects', () => {
  const object: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', uid: 'u', resourceVersion: '1', creationTimestamp } }
  const request = { columns: columnsOf('configmaps', 'v1'), row: rowOf('configmaps'), objects: [object], metadata: { resourceVersion: '7' }, nowMs }
  expect(tableOf(request)).toEqual({
    kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: { resourceVersion: '7' }, columnDefinitions: request.columns,
    rows: [{ cells: ['c', 0, '60s'], object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata } }],
  })
  expect(tableOf({ ...request, includeObject: 'Object' }).rows[0]?.object).toBe(object)
  expect(tableOf({ ...request, includeObject: 'None' }).rows[0]).toEqual({ cells: ['c', 0, '60s'] })
})
