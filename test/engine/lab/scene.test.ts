// What did not change is the same thing in the next scene, so that a frame draws only what is new.
import { expect, test } from 'vitest'
import { Stage } from '../../../engine/lab/scene.ts'
import { settle } from '../../../engine/lab/session.ts'
import { World } from '../../../engine/lab/world.ts'

test('a node whose pods are as before is the same view; one with another pod is not', () => {
  const world = new World({ nodes: 2 })
  settle(world)
  const run = (line: string): void => { world.apply({ atMs: world.nowMs, kind: 'run', payload: { line } }) }
  const stage = new Stage(world.cluster)
  run('kubectl run a --image=nginx')
  world.cluster.clock.advanceTo(8_000)
  const before = stage.scene()
  expect(stage.scene().nodes.map((node, i) => node === before.nodes[i])).toEqual([true, true])
  run('kubectl delete pod a --grace-period=0 --force')
  const after = stage.scene()
  const at = before.nodes.findIndex(({ slots }) => slots.length > 0)
  expect(after.nodes.map((node, i) => node === before.nodes[i])).toEqual([at !== 0, at !== 1])
  expect(after.nodes[at]?.slots).toEqual([undefined])
})
