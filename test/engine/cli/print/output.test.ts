import { describe, expect, it } from 'vitest'
import { formatsOfGet, formatsOfObjects, nameLine, printerFor, PrintError, sortObjects, type OutputRequest } from '../../../../engine/cli/print/index.ts'
import { recorded } from '../../apiserver/tables/recorded.ts'
import { podList, podNamed, recordedOutput } from './pods.ts'

const print = (output: string, object: unknown, options: Partial<OutputRequest> = {}): string =>
  printerFor({ output, formats: formatsOfGet, readFile: path => { throw new Error(`open ${path}: no such file or directory`) }, ...options })(object)

const errorOf = (work: () => unknown): string => {
  try { work() }
  catch (error) { if (error instanceof PrintError) return `error: ${error.message.replace(/\n*$/, '')}\n` }
  return 'no error'
}

const outputOf = (command: string): string => / -o '?(.*)$/.exec(command.replaceAll('\'', ''))?.[1] ?? ''

it.each([
  'kubectl get pods -o name',
  'kubectl get pods -o jsonpath=\'{.items[*].metadata.name}\'',
  'kubectl get pods -o jsonpath=\'{range .items[*]}{.metadata.name}{"\\t"}{.spec.containers[0].image}{"\\n"}{end}\'',
  'kubectl get pods -o jsonpath=\'{.items[?(@.metadata.labels.app=="db")].metadata.name}\'',
  'kubectl get pods -o jsonpath=\'{.items[-1:].metadata.name}\'',
  'kubectl get pods -o jsonpath=\'{.items[0:2].metadata.name}\'',
  'kubectl get pods -o jsonpath=\'{..image}\'',
  'kubectl get pods -o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[*].image',
  'kubectl get pods -o custom-columns=NAME:.metadata.name,TIER:.metadata.labels.tier,REQ:.spec.containers[0].resources.requests.cpu',
  'kubectl get pods -o go-template=\'{{range .items}}{{.metadata.name}} {{end}}\'',
])('%s', command => expect(print(outputOf(command), podList)).toBe(recordedOutput(command)))

it.each([
  'kubectl get pod alpha -o jsonpath=\'{.spec.containers[*].image}\'',
  'kubectl get pod alpha -o jsonpath=\'{.spec.containers[1]}\'',
  'kubectl get pod alpha -o jsonpath=\'{.metadata.labels}\'',
  'kubectl get pod alpha -o jsonpath=\'{.nope}\'',
])('%s', command => expect(print(outputOf(command), podNamed('alpha'))).toBe(recordedOutput(command)))

it.each([
  'kubectl get pods -o jsonpath=\'{.items[0\'',
  'kubectl get pods -o jsonpath',
  'kubectl get pods -o custom-columns=NAME',
  'kubectl get pods -o yml',
])('%s', command => expect(errorOf(() => print(outputOf(command), podList))).toBe(recorded('output-formats', command).stderr))

it('prints an empty list of every format', () => {
  const empty = { apiVersion: 'v1', items: [], kind: 'List', metadata: { resourceVersion: '' } }
  for (const output of ['yaml', 'json', 'name', 'jsonpath={.items}', 'custom-columns=A:.metadata.name'])
    expect(print(output, empty)).toBe(recorded('get-empty', `kubectl get pods -o ${output.includes('{') ? output.replace('=', '=\'') + '\'' : output}`).stdout)
})

it('prints what it was given when a path leads nowhere', () => {
  const step = recorded('seed-workshop', 'kubectl get pods -n workshop --sort-by=.metadata.creationTimestamp -o jsonpath=\'{.items[2].metadata.name}\'')
  const list = { apiVersion: 'v1', items: [{ a: [1, 1.5, true, null, 'x"y'] }], kind: 'List' }
  const [before = ''] = step.stderr.split('map[string]')
  expect(errorOf(() => print('jsonpath={.items[2].metadata.name}', list)))
    .toBe(`${before}map[string]interface {}{"apiVersion":"v1", "items":[]interface {}{map[string]interface {}{"a":[]interface {}{1, 1.5, true, interface {}(nil), "x\\"y"}}}, "kind":"List"}\n`)
})

describe('who manages fields', () => {
  const managed = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { managedFields: [{ manager: 'kubectl' }], name: 'c' } }
  it('is left out', () => expect(print('json', { kind: 'List', items: [managed] })).toBe('{\n    "items": [\n        {\n            "apiVersion": "v1",\n            "kind": "ConfigMap",\n            "metadata": {\n                "name": "c"\n            }\n        }\n    ],\n    "kind": "List"\n}\n'))
  it('is shown when asked for', () => expect(print('yaml', managed, { showManagedFields: true })).toBe('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  managedFields:\n  - manager: kubectl\n  name: c\n'))
  it('can be reached by paths', () => expect(print('jsonpath={.metadata.managedFields[0].manager}', managed)).toBe('kubectl'))
})

it('divides documents', () => {
  const printer = printerFor({ output: 'yaml', formats: formatsOfObjects, readFile: () => '' })
  expect(printer({ a: 1 }) + printer({ b: 2 })).toBe('a: 1\n---\nb: 2\n')
})

it('puts headers over the first object only', () => {
  const printer = printerFor({ output: 'custom-columns=A:a', formats: formatsOfGet, readFile: () => '' })
  expect(printer({ a: 1 }) + printer({ a: 2 })).toBe('A\n1\n2\n')
})

it('reads templates from files', () => {
  const readFile = (path: string): string => path === 'cols' ? 'NAME   NS\nmetadata.name   {.metadata.namespace}\n' : '{.kind}'
  expect(print('custom-columns-file=cols', podNamed('alpha'), { readFile })).toBe('NAME    NS\nalpha   default\n')
  expect(print('jsonpath-file=path', podNamed('alpha'), { readFile })).toBe('Pod')
  expect(print('jsonpath', podNamed('alpha'), { template: '{.kind}' })).toBe('Pod')
  expect(errorOf(() => print('go-template-file=none', podList))).toBe('error: error reading --template none, open none: no such file or directory\n')
})

it('prints values as JSON', () => {
  expect(print('jsonpath-as-json={.items[*].metadata.labels.app}{.kind}', podList)).toBe('[\n    "web",\n    "web",\n    "db"\n]\n[\n    "List"\n]\n')
})

it('says what was done with what', () => {
  expect(nameLine({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } }, 'created')).toBe('deployment.apps/web created\n')
})

it('knows what other commands can print', () => {
  expect(errorOf(() => print('wide', podList, { formats: formatsOfObjects })))
    .toBe('error: unable to match a printer suitable for the output format "wide", allowed formats are: go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml\n')
})

it('sorts objects: missing first, numbers inside names by size, quantities by amount', () => {
  const sorted = (values: readonly unknown[]): readonly unknown[] => sortObjects(values.map(v => v === undefined ? {} : { v }), '.v').map(object => (object as { v?: unknown }).v)
  expect(sorted(['web-10', 'web-9', undefined, 'web-1', 'Web'])).toEqual([undefined, 'Web', 'web-1', 'web-9', 'web-10'])
  expect(sorted(['1Gi', '500Mi', '2', '1500m'])).toEqual(['1500m', '2', '500Mi', '1Gi'])
  expect(sorted([3, 1, 2])).toEqual([1, 2, 3])
  expect(sorted(['a01', 'a1', 'a001', 'a', '1'])).toEqual(['1', 'a', 'a1', 'a01', 'a001'])
})

it('begins every KYAML document', () => {
  const printer = printerFor({ output: 'kyaml', formats: formatsOfObjects, readFile: () => '' })
  expect(printer({ a: [{ b: 1 }] }) + printer({ c: 'd' })).toBe('---\n{\n  a: [{\n    b: 1,\n  }],\n}\n---\n{\n  c: "d",\n}\n')
})
