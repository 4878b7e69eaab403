// A cluster whose etcd runs on several machines, while these fail and come back.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EtcdMembers } from '../../../engine/etcd/members.ts'
import { digest } from '../../../engine/lab/digest.ts'
import type { World } from '../../../engine/lab/world.ts'
import { fresh, pass, scenario, take, type Scenario } from './scenario.ts'

const run = (world: World, line: string) => world.apply({ atMs: world.nowMs, kind: 'run', payload: { line } })
const members = (world: World) => world.cluster.etcd.parts

function ensembleOf({ cluster: { etcd } }: World): EtcdMembers['ensemble'] {
  if (!(etcd instanceof EtcdMembers)) throw new Error('etcd has one member only')
  return etcd.ensemble
}

describe('etcd on three machines', () => {
  test('answers while two are there', () => {
    const world = fresh({ seed: 1, nodes: 1, etcdMembers: 3, steps: [] })
    const [first, second] = members(world).toSorted((a, b) => Number(b.name === ensembleOf(world).leader?.id) - Number(a.name === ensembleOf(world).leader?.id))
    first?.stop()
    const refusal = { stdout: '', stderr: 'error: failed to create configmap: etcdserver: request timed out\n', exitCode: 1 }
    expect(run(world, 'kubectl create configmap early'), 'the leader is gone').toEqual(refusal)
    pass(world, 5_000)
    expect(run(world, 'kubectl create configmap later'), 'another was elected').toEqual({ stdout: 'configmap/later created\n', stderr: '', exitCode: 0 })
    second?.stop()
    pass(world, 5_000)
    expect(run(world, 'kubectl create configmap never')).toEqual(refusal)
    expect(run(world, 'kubectl delete configmap later')).toEqual({ stdout: '', stderr: 'Error from server: etcdserver: request timed out\n', exitCode: 1 })
    expect(run(world, 'kubectl get configmaps -o name')).toEqual({ stdout: '', stderr: 'Error from server: etcdserver: request timed out\n', exitCode: 1 })
    expect(world.cluster.admin.list('configmaps', 'default').map(({ metadata }) => metadata.name), 'who looks in from outside').toEqual(['kube-root-ca.crt', 'later'])
    first?.start()
    pass(world, 5_000)
    expect(run(world, 'kubectl delete configmap later')?.stdout).toBe('configmap "later" deleted from default namespace\n')
  })
})

const fault = fc.record({ afterStep: fc.nat(12), member: fc.nat(4), start: fc.boolean() })

/** A life in which members of etcd fail and come back between the steps; in the end all are there. */
function survive(given: Scenario, faults: readonly (typeof fault extends fc.Arbitrary<infer T> ? T : never)[]): World {
  const world = fresh(given)
  given.steps.forEach((step, i) => {
    take(world, step)
    for (const { afterStep, member, start } of faults) {
      if (Math.min(afterStep, given.steps.length - 1) !== i) continue
      const part = members(world)[member]
      if (start) part?.start()
      else part?.stop()
    }
  })
  pass(world, 60_000) // long enough for nodes to be given up
  for (const part of members(world)) part.start()
  pass(world, 60_000)
  return world
}

describe('a cluster', () => {
  test('outlives the loss of its quorum, and every member has every write', () => {
    fc.assert(fc.property(scenario, fc.constantFrom<3 | 5>(3, 5), fc.array(fault, { maxLength: 6 }), (given, etcdMembers, faults) => {
      const [world, again] = [survive({ ...given, etcdMembers }, faults), survive({ ...given, etcdMembers }, faults)]
      const { store, clock } = world.cluster
      const ensemble = ensembleOf(world)
      for (const id of ensemble.ids) {
        const revisions = ensemble.disk(id)?.log.from(1).flatMap(({ command }) => command?.revision ?? [])
        expect(revisions).toEqual(Array.from({ length: store.revision }, (_, i) => i + 1))
      }
      expect(run(world, 'kubectl create configmap after')?.exitCode).toBe(0)
      run(again, 'kubectl create configmap after')
      expect(digest(again.cluster.store, again.nowMs)).toBe(digest(store, clock.nowMs))
    }), { numRuns: 30 })
  })
})
