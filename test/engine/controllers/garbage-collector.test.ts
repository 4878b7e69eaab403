import { describe, expect, test } from 'vitest'
import type { ResourceKey } from '../../../engine/client/resources.ts'
import { deploymentOf, namespace, podOf, SmallCluster } from '../../support/small-cluster.ts'

function started(): SmallCluster {
  const world = new SmallCluster()
  world.create('deployments.apps', deploymentOf({ replicas: 2 }))
  world.pass(3)
  return world
}

const counts = (world: SmallCluster): readonly number[] =>
  (['deployments.apps', 'replicasets.apps', 'pods'] satisfies ResourceKey[]).map(key => world.client.list(key, namespace).length)

describe('deleting an owner', () => {
  test.each([[undefined], ['Background']] as const)('%s: it goes at once, and its dependents follow', policy => {
    const world = started()
    world.delete('deployments.apps', 'app', policy ? { propagationPolicy: policy } : {})
    expect(counts(world)).toEqual([0, 1, 2])
    world.pass(2)
    expect(counts(world)).toEqual([0, 0, 0])
  })

  test('Foreground: its dependents go first', () => {
    const world = started()
    world.delete('deployments.apps', 'app', { propagationPolicy: 'Foreground' })
    expect(counts(world)).toEqual([1, 1, 2])
    const seen: string[] = []
    for (let i = 0; i < 200 && seen.at(-1) !== '0,0,0'; i++) {
      world.pass(0.01)
      const now = counts(world).join()
      if (seen.at(-1) !== now) seen.push(now)
    }
    // at every moment an owner is there as long as anything that it owns
    expect(seen.every(text => { const [d = 0, rs = 0, pods = 0] = text.split(',').map(Number); return (d > 0 || rs === 0) && (rs > 0 || pods === 0) })).toBe(true)
    expect(seen.at(-1)).toBe('0,0,0')
  })

  test('Orphan: its dependents stay, without an owner', () => {
    const world = started()
    world.delete('deployments.apps', 'app', { propagationPolicy: 'Orphan' })
    world.pass(2)
    expect(counts(world)).toEqual([0, 1, 2])
    expect(world.replicaSets()[0]?.metadata.ownerReferences).toBeUndefined()
    expect(world.pods().every(({ metadata }) => metadata.ownerReferences?.[0]?.kind === 'ReplicaSet')).toBe(true)
  })
})

test('what names an owner that never was, goes; what has another one, stays without it', () => {
  const world = new SmallCluster()
  const owner = world.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owner', namespace } })
  const reference = (name: string, uid: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', name, uid })
  const there = reference('owner', owner.metadata.uid)
  const gone = reference('gone', 'no-such-uid')
  world.create('pods', podOf('lost', {}, { ownerReferences: [gone] }))
  world.create('pods', podOf('shared', {}, { ownerReferences: [gone, there] }))
  world.pass(2)
  expect(world.pods().map(({ metadata }) => [metadata.name, metadata.ownerReferences])).toEqual([['shared', [there]]])
})

test('an owner of the same name is not the same owner', () => {
  const world = new SmallCluster()
  const make = (): string => world.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owner', namespace } }).metadata.uid
  const uid = make()
  world.create('pods', podOf('p', {}, { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid }] }))
  world.pass(1)
  world.delete('configmaps', 'owner')
  make()
  world.pass(2)
  expect(world.pods()).toEqual([])
})
