import { describe, expect, it } from 'vitest'
import type { Service } from '../../../../engine/apiserver/types.gen.ts'
import { columnsOf, rowOf, tableOf } from '../../../../engine/apiserver/tables/index.ts'
import { AlignedOutput, nothingFound, printTables, sortGroups, TableLines, type GetOptions } from '../../../../engine/cli/print/index.ts'
import { podNamed, pods, recordedOutput, tableAt } from './pods.ts'

const group = (stdout: string, shown = pods): Parameters<typeof printTables>[0] => [{ kind: 'pod', namespaced: true, tables: [tableAt(stdout, shown)] }]

it.each<[string, GetOptions]>([
  ['kubectl get pods', {}],
  ['kubectl get pods -o wide', { wide: true }],
  ['kubectl get pods --no-headers', { noHeaders: true }],
  ['kubectl get pods --show-labels', { showLabels: true }],
  ['kubectl get pods -L app,tier', { labelColumns: ['app', 'tier'] }],
])('%s', (command, options) => {
  const stdout = recordedOutput(command)
  expect(printTables(group(stdout), options)).toBe(stdout)
})

it.each([
  ['kubectl get pods --sort-by=.metadata.name', '.metadata.name'],
  ['kubectl get pods --sort-by=.spec.containers[0].image', '.spec.containers[0].image'],
  ['kubectl get pods --sort-by=\'{.metadata.labels.tier}\'', '{.metadata.labels.tier}'],
  ['kubectl get pods --sort-by=.nope', '.nope'],
])('%s', (command, field) => {
  const stdout = recordedOutput(command)
  const groups = [{ kind: 'pod', namespaced: true, tables: [tableAt(stdout, pods, 'Object')] }]
  expect(printTables(sortGroups(groups, field), {})).toBe(stdout)
})

it('prints objects named one by one as one table', () => {
  const stdout = recordedOutput('kubectl get pod/alpha pod/charlie')
  const tables = ['alpha', 'charlie'].map(name => tableAt(stdout, [podNamed(name)]))
  expect(printTables([{ kind: 'pod', namespaced: true, tables }], {})).toBe(stdout)
})

describe('several kinds', () => {
  const stdout = recordedOutput('kubectl get pods,svc')
  const service = {
    apiVersion: 'v1', kind: 'Service', metadata: { name: 'kubernetes', namespace: 'default', creationTimestamp: '2026-11-21T00:17:28Z' },
    spec: { type: 'ClusterIP', clusterIPs: ['10.96.0.1'], ports: [{ port: 443, protocol: 'TCP' }] }, status: {},
  } as unknown as Service
  const nowMs = Date.parse('2026-11-21T00:29:57Z')
  const services = tableOf({ columns: columnsOf('services', 'v1'), row: rowOf('services'), objects: [service], metadata: {}, nowMs })
  const groups = [...group(stdout), { kind: 'service', namespaced: true, tables: [services] }]

  it('have prefixes and a blank line between', () => expect(printTables(groups, {})).toBe(stdout))
  it('are no kinds when there is nothing of them', () => expect(printTables([{ kind: 'x', namespaced: true, tables: [tableAt(stdout, [])] }, groups[1] ?? groups[0]!], {})).toBe(stdout.split('\n\n')[1]))
  it('cannot be sorted together', () => expect(() => sortGroups(groups, 'metadata.name')).toThrow('couldn\'t find any field with path "{.metadata.name}" in the list of objects'))
})

it('shows the namespace of what has one', () => {
  const stdout = 'alpha 5s'
  expect(printTables([{ kind: 'pod', namespaced: true, tables: [tableAt(stdout, [podNamed('alpha')])] }], { allNamespaces: true }))
    .toBe('NAMESPACE   NAME    READY   STATUS    RESTARTS   AGE\ndefault     alpha   2/2     Running   0          5s\n')
})

it('keeps the columns of a watch where they were, and says what happened', () => {
  const lines = new TableLines({})
  const output = new AlignedOutput()
  output.write(lines.lines(tableAt('alpha 5s', [podNamed('charlie')]), 'ADDED'))
  expect(output.flush()).toBe('EVENT      NAME      READY   STATUS    RESTARTS   AGE\nADDED      charlie   1/1     Running   0          4s\n')
  output.write(lines.lines({ ...tableAt('alpha 6s', [podNamed('alpha')]), columnDefinitions: [] }, 'DELETED'))
  expect(output.flush()).toBe('DELETED    alpha     2/2     Running   0          6s\n')
})

it('cuts a cell at the end of its first line and makes escapes visible', () => {
  const table = { ...tableAt('', []), columnDefinitions: columnsOf('namespaces', 'v1'), rows: [{ cells: ['a\nb', '\u001b[31mred', null] }] }
  expect(printTables([{ kind: 'namespace', namespaced: false, tables: [table] }], {})).toBe('NAME   STATUS      AGE\na...   ^[[31mred   \n')
})

it('says that there is nothing, and where', () => {
  expect([nothingFound('default'), nothingFound(undefined)]).toEqual(['No resources found in default namespace.\n', 'No resources found\n'])
})
