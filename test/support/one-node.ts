// One node and an API server, nothing else: for looking at what a kubelet does. Pods come with their node named.
import type { Container, Pod, PodSpec } from '../../engine/apiserver/types.gen.ts'
import { bootstrap } from '../../engine/apiserver/bootstrap.ts'
import { builtinResources } from '../../engine/apiserver/kinds/index.ts'
import { Registry } from '../../engine/apiserver/registry.ts'
import type { Caller } from '../../engine/apiserver/request.ts'
import { ApiServer } from '../../engine/apiserver/server.ts'
import { standardStages } from '../../engine/apiserver/stages.ts'
import type { KubeObject } from '../../engine/apiserver/object.ts'
import { Client } from '../../engine/client/client.ts'
import { Clock } from '../../engine/clock/clock.ts'
import { Random } from '../../engine/clock/random.ts'
import { Store } from '../../engine/etcd/store.ts'
import { kubelet, type Kubelet, type KubeletOptions, type NodeOptions } from '../../engine/kubelet/index.ts'

export interface OneNode {
  readonly clock: Clock
  readonly client: Client
  readonly kubelet: Kubelet
  /** Makes a pod of these containers. */
  run(name: string, containers: readonly Partial<Container>[], spec?: Partial<PodSpec>): void
  /** Lets seconds pass. */
  pass(seconds: number): void
  pod(name: string): Pod
  /** `0.3 Started: Container started`, in seconds since the pod was made. */
  readonly events: readonly string[]
}

const epochMs = Date.parse('2026-11-21T09:00:00Z')
const settleMs = 5000

export function oneNode(options: KubeletOptions = { preloaded: ['busybox', 'nginx'] }, seed = 1, node: Partial<NodeOptions> = {}): OneNode {
  const clock = new Clock()
  const random = new Random(seed)
  const store = new Store<KubeObject>(clock)
  const server = new ApiServer({ clock, epochMs, store, random: random.fork('server'), registry: new Registry(builtinResources), stages: standardStages })
  const tester: Caller = { user: { name: 'tester', groups: ['system:masters'] }, userAgent: 'tester' }
  const client = new Client(server, clock, epochMs, tester, random.fork('client'))
  const agent = kubelet(client, { name: 'node-1', address: '172.18.0.2', ...node }, random.fork('kubelet'), options)
  const events: string[] = []
  let madeAtMs = settleMs
  clock.input('start', () => {
    bootstrap(server, tester)
    agent.start()
  })
  clock.advanceTo(settleMs)
  store.observe('events', ({ value, atMs }) => {
    if (value && 'reason' in value && 'message' in value) events.push(`${((atMs - madeAtMs) / 1000).toFixed(1)} ${value.reason}: ${value.message}`)
  })
  return {
    clock,
    client,
    kubelet: agent,
    events,
    run: (name, containers, spec = {}) => {
      madeAtMs = clock.nowMs
      const each = containers.map((container, i): Container => ({ name: `c${i + 1}`, image: 'busybox', imagePullPolicy: 'IfNotPresent', resources: {}, ...container }))
      clock.input(`run ${name}`, () => client.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: { nodeName: 'node-1', containers: each, ...spec } }))
    },
    pass: seconds => clock.advanceTo(clock.nowMs + seconds * 1000),
    pod: name => client.get('pods', 'default', name),
  }
}
