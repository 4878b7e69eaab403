// From client-side to server-side apply: the annotation stays, under an owner of its own.
import { expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: conf\ndata:\n  a: "1"\n'
const managers = `kubectl get cm conf -o jsonpath='{range .metadata.managedFields[*]}{.manager}/{.operation} {end}'`

test('the annotation stays when apply passes to the server', () => {
  const cluster = createCluster({ nodes: 0 })
  const answer = (line: string, stdin = manifest): string => {
    const { stdout, stderr } = cluster.run(line, { stdin })
    return stdout + stderr
  }
  answer('kubectl apply -f -')
  expect(answer(managers)).toBe('kubectl-client-side-apply/Update ')
  expect(answer('kubectl apply --server-side -f -')).toBe('configmap/conf serverside-applied\n')
  expect(answer(managers).trim().split(' ').sort()).toEqual(['kubectl-last-applied/Apply', 'kubectl/Apply'])
  expect(answer('kubectl apply --server-side -f -', manifest.replace('"1"', '"2"'))).toBe('configmap/conf serverside-applied\n')
  expect(answer('kubectl apply view-last-applied cm conf')).toBe('apiVersion: v1\ndata:\n  a: "2"\nkind: ConfigMap\nmetadata:\n  name: conf\n  namespace: default\n')
  expect(answer('kubectl apply -f -', manifest.replace('"1"', '"3"'))).toBe('configmap/conf configured\n')
})

test('another manager leaves the annotation to go', () => {
  const cluster = createCluster({ nodes: 0 })
  cluster.run('kubectl apply -f -', { stdin: manifest })
  cluster.run('kubectl apply --server-side --field-manager=me -f -', { stdin: manifest })
  expect(cluster.run(managers).stdout).toBe('me/Apply ')
})
