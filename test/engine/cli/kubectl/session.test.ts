import { expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: cakes.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: cakes, singular: cake, kind: Cake}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`

function bakery() {
  const cluster = createCluster({ nodes: 0 })
  const answer = (line: string): string => {
    const { stdout, stderr } = cluster.run(line)
    return stdout + stderr
  }
  cluster.apply(definition)
  cluster.advance(5)
  return { cluster, answer }
}

test('a kind that was known is asked for until something else is missed', () => {
  const { cluster, answer } = bakery()
  expect(answer('kubectl get cakes')).toBe('No resources found in default namespace.\n')
  cluster.run('kubectl delete crd cakes.example.com')
  cluster.advance(5)
  const gone = 'Error from server (NotFound): Unable to list "example.com/v1, Resource=cakes": the server could not find the requested resource (get cakes.example.com)\n'
  expect(answer('kubectl get cakes')).toBe(gone)
  expect(answer('kubectl get cakes')).toBe(gone)
  expect(answer('kubectl get pies')).toBe('error: the server doesn\'t have a resource type "pies"\n')
  expect(answer('kubectl get cakes')).toBe('error: the server doesn\'t have a resource type "cakes"\n')
})

test('api-resources always looks again', () => {
  const { cluster, answer } = bakery()
  expect(answer('kubectl api-resources --api-group=example.com -o name')).toBe('cakes.example.com\n')
  cluster.run('kubectl delete crd cakes.example.com')
  cluster.advance(5)
  expect(answer('kubectl api-resources --api-group=example.com -o name')).toBe('')
  expect(answer('kubectl get cakes')).toBe('error: the server doesn\'t have a resource type "cakes"\n')
})

test('requests and watches go in another name', () => {
  const { answer } = bakery()
  expect(answer('kubectl auth whoami --as=jane --as-group=devs')).toBe('ATTRIBUTE   VALUE\nUsername    jane\nGroups      [devs system:authenticated]\n')
  expect(answer('kubectl get --raw /metrics --as=jane')).toBe('Error from server (Forbidden): forbidden: User "jane" cannot get path "/metrics"\n')
  answer('kubectl create role lister --verb=get,list --resource=configmaps')
  answer('kubectl create rolebinding lister --role=lister --user=jane')
  expect(answer('kubectl get cm -w --as=jane --watch-only')).toBe('Error from server (Forbidden): configmaps is forbidden: User "jane" cannot watch resource "configmaps" in API group "" in the namespace "default"\n')
})

test('warnings are told once', () => {
  const { answer } = bakery()
  expect(answer('kubectl get endpoints/kubernetes endpoints/kubernetes --no-headers -o name'))
    .toBe('endpoints/kubernetes\nendpoints/kubernetes\nWarning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n')
})
