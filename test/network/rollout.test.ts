// A rolling update under load: a pod that goes on answering until everybody has forgotten it costs no request; one
// that ends at once costs those that are sent to it until then.
import { expect, test } from 'vitest'
import { settle } from '../../engine/lab/settle.ts'
import { World } from '../../engine/lab/world.ts'
import { outletOf } from '../../engine/network/cni.ts'
import { configOf } from '../../engine/network/dns/policy.ts'
import { Load, type Tried } from '../../engine/network/load.ts'

const perSecond = 100
const replicas = 3

function rollout(lifecycle: object): readonly Tried[] {
  const world = new World({ nodes: 3, addons: ['coredns'] })
  const { cluster } = world
  const run = (line: string, stdin?: string): void => { world.apply({ atMs: world.nowMs, kind: 'run', payload: { line, ...stdin !== undefined && { stdin } } }) }
  const pass = (seconds: number): void => cluster.clock.advanceTo(world.nowMs + seconds * 1000)
  settle(world)
  const container = { name: 'web', image: 'example/echo', ports: [{ containerPort: 8080 }], readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 }, ...lifecycle }
  run('kubectl apply -f -', JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } } } }))
  run('kubectl expose deployment web --port=80 --target-port=8080')
  run('kubectl run client --image=busybox -- sleep 36000')
  pass(60)
  const client = cluster.admin.get('pods', 'default', 'client')
  const network = cluster.network.pods
  const station = network.at(client.status.podIP ?? '')
  if (!station) throw new Error('the client is not there')
  const load = new Load({ clock: cluster.clock, outlet: outletOf(network, station, cluster.clock, configOf(client)), host: 'web', port: 80, perSecond })
  cluster.clock.input('the load begins', () => load.start())
  pass(5)
  run('kubectl rollout restart deployment web')
  pass(60)
  load.stop()
  pass(5)
  return load.tried
}

test('with a preStop hook and readiness no request is lost', () => {
  const tried = rollout({ lifecycle: { preStop: { sleep: { seconds: 5 } } } })
  expect(tried.length).toBeGreaterThan(60 * perSecond)
  expect(tried.filter(({ outcome }) => outcome !== 'open')).toEqual([])
})

test('without the hook, what is sent to a pod that has ended is refused, until the rules know', () => {
  const failed = rollout({}).filter(({ outcome }) => outcome !== 'open')
  const kinds = new Set(failed.map(({ outcome }) => outcome))
  expect([...kinds].filter(kind => kind !== 'refused' && kind !== 'unreachable' && kind !== 'timeout')).toEqual([])
  expect(failed.length, 'each of the pods is forgotten within about a second').toBeGreaterThan(0)
  expect(failed.length).toBeLessThan(replicas * perSecond)
})
