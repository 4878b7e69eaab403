// What did not change is the same thing in the next scene, so that a frame draws only what is new.
import { expect, test } from 'vitest'
import { Stage } from '../../../engine/lab/scene.ts'
import { settle } from '../../../engine/lab/settle.ts'
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

test('who counts pods is shown with what it wants, has and has ready; pods with an ordinal keep their name', () => {
  const world = new World({ nodes: 2 })
  settle(world)
  const template = (app: string): object => ({ metadata: { labels: { app } }, spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } })
  const set = (kind: string, name: string, more: object): object => ({ apiVersion: 'apps/v1', kind, metadata: { name }, spec: { selector: { matchLabels: { app: name } }, template: template(name), ...more } })
  const manifest = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [set('StatefulSet', 'db', { serviceName: 'db', replicas: 1 }), set('DaemonSet', 'agent', {}), set('Deployment', 'web', { replicas: 3 })] })
  world.apply({ atMs: world.nowMs, kind: 'run', payload: { line: `echo '${manifest}' | kubectl apply -f -` } })
  world.cluster.clock.advanceTo(20_000)
  const { workloads, nodes } = new Stage(world.cluster).scene()
  expect(workloads.map(({ name, ...counts }) => ({ name: name.replace(/-.*/, ''), ...counts }))).toEqual([
    { name: 'web', desired: 3, present: 3, ready: 3 },
    { name: 'db', desired: 1, present: 1, ready: 1 },
    { name: 'agent', desired: 2, present: 2, ready: 2 },
  ])
  expect(nodes.flatMap(({ slots }) => slots.flatMap(pod => pod?.name.startsWith('db') ? pod.short : []))).toEqual(['db-0'])
})
