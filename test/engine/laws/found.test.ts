// What the fuzzer found, made small: each was wrong once.
import { expect, test } from 'vitest'
import { createCluster } from '../../../engine/index.ts'

test('pods whose node came back are served again', () => {
  const cluster = createCluster({ nodes: 2 })
  cluster.run('kubectl create deployment web --image=nginx --replicas=2 && kubectl expose deployment web --port=80')
  cluster.advance(20)
  cluster.run('kubectl delete node node-2')
  cluster.run('kubectl label service web touched=yes') // its slices are made anew, without the pods of a node that is not there
  cluster.advance(1)
  const served = () => cluster.client.list('endpointslices.discovery.k8s.io', 'default').filter(({ metadata }) => metadata.name.startsWith('web-')).flatMap(({ endpoints }) => endpoints ?? []).length
  expect(served()).toBe(1)
  cluster.act('restart kubelet node-2')
  cluster.advance(20)
  expect(cluster.client.list('pods', 'default').map(({ spec }) => spec.nodeName).sort()).toEqual(['node-1', 'node-2'])
  expect(served()).toBe(2)
})

test('nobody is given up, nor any pod of a node that is gone, while the server does not answer', () => {
  for (const [fault, repair] of [['stop etcd-0', 'start etcd-0'], ['cut kube-apiserver', 'mend kube-apiserver']] as const) {
    const cluster = createCluster({ nodes: 3 })
    cluster.run('kubectl create deployment web --image=nginx --replicas=3')
    cluster.advance(10)
    cluster.act('stop kubelet node-2')
    cluster.run('kubectl delete node node-3')
    cluster.advance(36)
    cluster.act(fault)
    cluster.advance(60)
    expect(cluster.client.list('pods', 'default')).toHaveLength(3)
    cluster.act(repair)
    cluster.advance(90)
    expect(cluster.client.list('pods', 'default').filter(({ metadata }) => metadata.deletionTimestamp === undefined).map(({ spec }) => spec.nodeName)).not.toContain('node-3')
  }
})

test('a kubelet says that its pods are ready when the node controller had given them up', () => {
  const cluster = createCluster({ nodes: 1 })
  cluster.run('kubectl create deployment web --image=nginx')
  cluster.advance(10)
  cluster.act('stop etcd-0')
  cluster.advance(60)
  cluster.act('start etcd-0')
  cluster.advance(30)
  expect(cluster.run('kubectl get deployment web --no-headers').stdout).toMatch(/^web +1\/1 +1 +1 /)
})

test('a container that was to start while the server was away starts when it is back', () => {
  const cluster = createCluster({ nodes: 1 })
  cluster.run('kubectl create configmap settings --from-literal=a=1')
  cluster.apply('{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: nginx, envFrom: [{configMapRef: {name: settings}}]}]}}')
  cluster.advance(0.5)
  cluster.act('stop kube-apiserver')
  cluster.advance(30)
  cluster.act('start kube-apiserver')
  cluster.advance(30)
  expect(cluster.run('kubectl get pod p --no-headers').stdout).toMatch(/^p +1\/1 +Running /)
})

test('a pod that is deleted as soon as it is bound goes', () => {
  for (const betweenMs of Array.from({ length: 20 }, (_, i) => i * 2)) {
    const cluster = createCluster({ nodes: 1 })
    cluster.run('kubectl create deployment web --image=nginx')
    cluster.advance(betweenMs / 1000)
    cluster.run('kubectl scale deployment web --replicas=0')
    cluster.advance(60)
    expect(cluster.client.list('pods', 'default'), `scaled down after ${betweenMs} ms`).toEqual([])
  }
})
