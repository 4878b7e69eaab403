// Requests for what runs in containers pass the stages of the API server and go on to the kubelet of the node.
import { expect, test } from 'vitest'
import { World } from '../../../engine/lab/world.ts'

const manifest = `
apiVersion: v1
kind: Pod
metadata: { name: two }
spec:
  initContainers:
  - { name: first, image: busybox, command: [sh, -c, echo begun] }
  containers:
  - { name: a, image: busybox, command: [sh, -c, "echo from a; sleep 1000"] }
  - { name: b, image: busybox, command: [sh, -c, "echo from b; sleep 1000"] }
`

function world() {
  const world = new World({ nodes: [{ name: 'node-1', address: '10.0.0.1' }] })
  const { cluster } = world
  const run = (line: string, stdin?: string) => {
    const said = world.apply({ atMs: world.nowMs, kind: 'run', payload: { line, ...stdin !== undefined && { stdin } } })
    return [said?.stdout, said?.stderr, said?.exitCode]
  }
  cluster.clock.advanceTo(10_000)
  run('kubectl apply -f -', manifest)
  cluster.clock.advanceTo(20_000)
  return { cluster, run }
}

test('a container must be named where there are several', () => {
  const { cluster } = world()
  const ask = (container?: string) => () => cluster.admin.connect({ verb: 'get', group: '', version: 'v1', resource: 'pods', namespace: 'default', name: 'two', subresource: 'log', ...container !== undefined && { container }, options: {} }, () => {})
  expect(ask()).toThrow('a container name must be specified for pod two, choose one of: [a b] or one of the init containers: [first]')
  expect(ask('c')).toThrow('container c is not valid for pod two')
  expect(ask('a')).not.toThrow()
})

test('a kubelet that does not run refuses; a machine that nobody reaches is waited for', () => {
  const { cluster, run } = world()
  cluster.parts.get('kubelet node-1')?.stop()
  expect(run('kubectl logs two -c a --tail=3 --timestamps')).toEqual(['', 'Error from server: Get "https://10.0.0.1:10250/containerLogs/default/two/a?tailLines=3&timestamps=true": dial tcp 10.0.0.1:10250: connect: connection refused\n', 1])
  expect(run('kubectl exec two -c a -- true')).toEqual(['', 'error: unable to upgrade connection: error dialing backend: dial tcp 10.0.0.1:10250: connect: connection refused\n', 1])
  cluster.server.nodeDoors.cut('10.0.0.1')
  const before = cluster.clock.nowMs
  expect(run('kubectl logs two -c a')).toEqual(['', 'Error from server: Get "https://10.0.0.1:10250/containerLogs/default/two/a": dial tcp 10.0.0.1:10250: i/o timeout\n', 1])
  expect(run('kubectl exec two -c a -- true')).toEqual(['', 'error: unable to upgrade connection: error dialing backend: dial tcp 10.0.0.1:10250: i/o timeout\n', 1])
  expect(cluster.clock.nowMs - before).toBe(60_000)
})

test('who may read a pod may not yet run commands in it', () => {
  const { run } = world()
  run('kubectl create role reader --verb=get --resource=pods')
  run('kubectl create rolebinding reader --role=reader --user=jane')
  expect(run('kubectl --as=jane exec two -c a -- true')).toEqual(['', 'Error from server (Forbidden): pods "two" is forbidden: User "jane" cannot create resource "pods/exec" in API group "" in the namespace "default"\n', 1])
  expect(run('kubectl --as=jane logs two -c a')).toEqual(['', 'Error from server (Forbidden): pods "two" is forbidden: User "jane" cannot get resource "pods/log" in API group "" in the namespace "default"\n', 1])
  run('kubectl create role runner --verb=create --resource=pods/exec')
  run('kubectl create rolebinding runner --role=runner --user=jane')
  expect(run('kubectl --as=jane exec two -c a -- echo in')).toEqual(['in\n', '', 0])
})

test('a path of a kubelet is reached through its node', () => {
  const { run } = world()
  expect(run('kubectl get --raw /api/v1/nodes/node-1/proxy/healthz')).toEqual(['ok', '', 0])
  expect(run('kubectl get --raw /api/v1/nodes/node-2/proxy/healthz')).toEqual(['', 'Error from server (NotFound): nodes "node-2" not found\n', 1])
})
