import { describe, expect, test } from 'vitest'
import { differenceOf, fieldOn, offerAt, problemsIn, valuesOn } from '../../../../engine/lab/manifest/index.ts'
import { World } from '../../../../engine/lab/world.ts'

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
`
const offered = (text: string, line: number, column: number): string[] | undefined => offerAt(text, line, column)?.fields.map(({ name }) => name)

describe('what may stand at a place', () => {
  test('are the fields of the schema that are not there yet', () => {
    expect(offered(`${deployment}  `, 17, 2)?.slice(0, 4)).toEqual(['minReadySeconds', 'paused', 'progressDeadlineSeconds', 'revisionHistoryLimit'])
    expect(offered(`${deployment}        `, 17, 8)).toEqual(expect.arrayContaining(['livenessProbe', 'ports', 'resources']))
    expect(offered(`${deployment}        `, 17, 8)).not.toContain('image')
    expect(offered(`${deployment}      `, 17, 6)).toEqual(expect.arrayContaining(['volumes', 'nodeSelector']))
    expect(offered('apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - ', 4, 4)).toEqual(expect.arrayContaining(['name', 'image']))
  })

  test('are apiVersion and kind first, and nothing where nothing is known', () => {
    expect(offered('', 0, 0)).toEqual(['apiVersion', 'kind', 'metadata', 'spec'])
    expect(offered('apiVersion: v1\n', 1, 0)).toEqual(['kind', 'metadata', 'spec'])
    expect(offered('apiVersion: v1\nkind: Nothing\nspec:\n  ', 3, 2)).toBeUndefined()
    expect(offered(`${deployment}        labels:\n          `, 18, 10)).toBeUndefined()
  })

  test('a field is known by its line', () => {
    expect(fieldOn(deployment, 5, 4)).toEqual({ place: { path: ['spec', 'replicas'], kind: 'Deployment' }, field: { name: 'replicas', type: 'integer', isRequired: false, choices: [], opens: 'value' } })
    expect(fieldOn(deployment, 14, 8)?.field.type).toBe('[]Container')
    expect(fieldOn(deployment, 12, 10)).toBeUndefined()
  })

  test('values are offered where there is a choice', () => {
    expect(valuesOn('kind: ', 0, 6)).toEqual(expect.arrayContaining(['Deployment', 'Pod', 'Service']))
    expect(valuesOn('apiVersion: ', 0, 12)).toEqual(expect.arrayContaining(['apps/v1', 'v1']))
    expect(valuesOn(`${deployment}        imagePullPolicy: `, 17, 20)).toEqual(['Always', 'IfNotPresent', 'Never'])
    expect(valuesOn(`${deployment}        tty: `, 17, 13)).toEqual(['true', 'false'])
  })
})

describe('what is wrong', () => {
  test('is what kubectl says, at its line', () => {
    expect(problemsIn(deployment, 'web.yaml')).toEqual([])
    expect(problemsIn(deployment.replace('replicas', 'replica').replace('image:', 'imag:'), 'web.yaml')).toEqual([5, 16].map(line => ({
      line, text: 'Error from server (BadRequest): error when creating "web.yaml": Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replica", unknown field "spec.template.spec.containers[0].imag"',
    })))
    expect(problemsIn(`# first\n---\n${deployment.replace('kind: ', 'kind ')}`, 'web.yaml')).toEqual([{ line: 4, text: 'error: error parsing web.yaml: error converting YAML to JSON: yaml: line 3: could not find expected \':\'' }])
    expect(problemsIn(deployment.replace('replicas: 3', 'replicas: three'), 'web.yaml').map(({ line }) => line)).toEqual([5])
    expect(problemsIn(deployment.replace('        app: web\n    spec', '        app: other\n    spec'), 'web.yaml')).toEqual([{
      line: 11, text: 'The Deployment "web" is invalid: spec.template.metadata.labels: Invalid value: {"app":"other"}: `selector` does not match template `labels`',
    }])
    expect(problemsIn(deployment.replace('kind: Deployment', 'kind: Deploy'), 'web.yaml').map(({ line }) => line)).toEqual([1])
    expect(problemsIn('apiVersion: v1\nkind: Pod\nmetadata:\n  name: A_b\nspec:\n  containers:\n  - name: x\n', 'pod.yaml').map(({ line }) => line)).toEqual([3, 6])
  })

  test('is nothing in a namespace that the cluster may have, or where nothing is', () => {
    expect(problemsIn(deployment.replace('  name: web\n', '  name: web\n  namespace: shop\n'), 'web.yaml')).toEqual([])
    expect(problemsIn('\n# nothing\n---\n', 'web.yaml')).toEqual([])
  })
})

test('what it would change are the fields that it speaks of', () => {
  const world = new World({ nodes: 1, files: new Map([['web.yaml', deployment]]) })
  expect(differenceOf(world.cluster, deployment)?.live).toBe('')
  world.apply({ atMs: world.nowMs, kind: 'run', payload: { line: 'kubectl apply -f web.yaml' } })
  const same = differenceOf(world.cluster, deployment)
  expect(same?.live).toBe(same?.written)
  const other = differenceOf(world.cluster, deployment.replace('replicas: 3', 'replicas: 5').replace('1.27', '1.28'))
  const changed = (a = '', b = ''): string[] => a.split('\n').filter(line => !b.split('\n').includes(line)).map(line => line.trim())
  expect([changed(other?.live, other?.written), changed(other?.written, other?.live)]).toEqual([['replicas: 3', '- image: nginx:1.27'], ['replicas: 5', '- image: nginx:1.28']])
  expect(differenceOf(world.cluster, 'a: [')).toBeUndefined()
})
