import { describe, expect, test } from 'vitest'
import { scraped } from '../../../engine/addons/metrics-server/scrape.ts'
import type { NodeDoor } from '../../../engine/apiserver/node-doors.ts'
import type { HorizontalPodAutoscalerSpec } from '../../../engine/apiserver/types.gen.ts'
import { unwrap } from '../../../engine/client/client.ts'
import { deploymentOf, namespace, SmallCluster } from '../../support/small-cluster.ts'

/** A cluster whose one kubelet tells that its containers together use so many millicores. */
class Measured {
  readonly world = new SmallCluster(1, 1, { addons: ['metrics-server'] })
  millicores = 100
  private spent = new Map<string, { seconds: number, startedMs: number }>()
  private lastMs = 0

  constructor() {
    const [node] = this.world.client.list('nodes')
    const address = node?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? ''
    const door: NodeDoor = { open: () => { throw new Error('no streams here') }, document: () => this.text() }
    this.world.cluster.server.nodeDoors.listen(address, node?.status.daemonEndpoints?.kubeletEndpoint?.Port ?? 0, door)
  }

  private text(): string {
    const { unixMs } = this.world.cluster
    const passed = (unixMs - this.lastMs) / 1000
    this.lastMs = unixMs
    const running = this.world.pods().filter(({ status }) => status.phase === 'Running')
    const lines = running.flatMap(({ metadata }) => {
      const known = this.spent.get(metadata.name)
      const now = known ? { ...known, seconds: known.seconds + passed * this.millicores / 1000 / running.length } : { seconds: 0, startedMs: unixMs }
      this.spent.set(metadata.name, now)
      const labels = `{container="app",namespace="${namespace}",pod="${metadata.name}"}`
      return [
        `container_cpu_usage_seconds_total${labels} ${now.seconds} ${unixMs}`,
        `container_memory_working_set_bytes${labels} ${50 * 2 ** 20} ${unixMs}`,
        `container_start_time_seconds${labels} ${now.startedMs / 1000}`,
      ]
    })
    return [...lines, `node_cpu_usage_seconds_total ${unixMs / 4000 % 1e6} ${unixMs}`, `node_memory_working_set_bytes 1073741824 ${unixMs}`].join('\n')
  }

  get replicas(): number { return this.world.deployment().spec.replicas ?? 0 }
  list(resource: 'pods' | 'nodes', labelSelector = '') { return this.world.client.request({ verb: 'list', group: 'metrics.k8s.io', version: 'v1beta1', resource, labelSelector }) }
}

test('what a kubelet tells is read line by line', () => {
  expect(scraped([
    '# HELP container_cpu_usage_seconds_total [STABLE] Cumulative cpu time consumed by the container in core-seconds',
    'container_cpu_usage_seconds_total{container="a",namespace="n",pod="p"} 1.5 1795251600000',
    'container_memory_working_set_bytes{container="a",namespace="n",pod="p"} 1024 1795251600000',
    'container_start_time_seconds{container="a",namespace="n",pod="p"} 1795251500',
    'node_cpu_usage_seconds_total 12 1795251600001', 'node_memory_working_set_bytes 4096 1795251600001', 'scrape_error 0',
  ].join('\n'))).toEqual({
    node: { atMs: 1795251600001, cpuSeconds: 12, memoryBytes: 4096, startedMs: undefined },
    containers: new Map([['n/p a', { atMs: 1795251600000, cpuSeconds: 1.5, memoryBytes: 1024, startedMs: 1795251500000 }]]),
  })
})

test('pods and nodes can be read, as objects and as a table, once they were asked twice', () => {
  const measured = new Measured()
  const { world } = measured
  const list = measured.list.bind(measured)
  world.create('deployments.apps', deploymentOf({ replicas: 1 }))
  world.pass(20)
  expect(unwrap(list('pods')).body).toMatchObject({ kind: 'PodMetricsList', apiVersion: 'metrics.k8s.io/v1beta1', items: [] })
  world.pass(15)
  expect(unwrap(list('pods', 'app=app')).body).toMatchObject({ items: [{ kind: 'PodMetrics', window: '15s', containers: [{ name: 'app', usage: { cpu: '100m', memory: '50Mi' } }] }] })
  expect(unwrap(list('pods', 'app=other')).body).toMatchObject({ items: [] })
  expect(unwrap(list('nodes')).body).toMatchObject({ items: [{ kind: 'NodeMetrics', metadata: { name: 'node-1' }, usage: { cpu: '250m', memory: '1Gi' } }] })
  const table = unwrap(world.client.request({ verb: 'list', group: 'metrics.k8s.io', version: 'v1beta1', resource: 'nodes', as: 'table' })).body
  expect(table).toMatchObject({ columnDefinitions: [{ name: 'Name' }, { name: 'cpu' }, { name: 'memory' }, { name: 'Window' }], rows: [{ cells: ['node-1', '250m', '1Gi', '15s'] }] })
})

test('while it does not run, the API server says so', () => {
  const measured = new Measured()
  const { world } = measured
  const list = measured.list.bind(measured)
  world.cluster.act('stop metrics-server')
  expect([list('pods').code, list('pods').body]).toMatchObject([503, { message: 'the server is currently unable to handle the request (get pods.metrics.k8s.io)' }])
  world.cluster.act('start metrics-server')
  expect(list('pods').code).toBe(200)
})

describe('an autoscaler', () => {
  const autoscaled = (spec: Partial<HorizontalPodAutoscalerSpec> = {}, requests: Readonly<Record<string, string>> = { cpu: '200m' }) => {
    const measured = new Measured()
    measured.world.create('deployments.apps', deploymentOf({ replicas: 1, podSpec: { containers: [{ name: 'app', image: 'app', resources: { requests } }] } }))
    measured.world.create('horizontalpodautoscalers.autoscaling', {
      apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'app', namespace },
      spec: { minReplicas: 1, maxReplicas: 10, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'app' }, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }], ...spec },
    })
    return measured
  }
  const conditions = ({ world }: Measured) => world.client.get('horizontalpodautoscalers.autoscaling', namespace, 'app').status.conditions?.map(({ type, status, reason }) => [type, status, reason])
  const series = (measured: Measured, rounds: number): readonly number[] => Array.from({ length: rounds }, () => {
    measured.world.pass(15)
    return measured.replicas
  })

  test('grows with the load, and shrinks five minutes after it is gone', () => {
    const measured = autoscaled()
    measured.world.pass(90)
    expect(measured.replicas).toBe(1) // half of what is requested, as it should be
    measured.millicores = 500
    const growing = series(measured, 4)
    expect([growing.at(-1), growing.includes(4)]).toEqual([5, true]) // from one pod to four at most, then on
    measured.millicores = 10
    const shrinking = series(measured, 28)
    const firstSmaller = shrinking.findIndex(replicas => replicas < 5)
    expect([firstSmaller >= 19 && firstSmaller <= 22, shrinking.at(-1)]).toEqual([true, 1]) // 300 s after the last time that five were wanted
  })

  test('without requests it says what is missing', () => {
    const measured = autoscaled({}, {})
    measured.world.pass(90)
    const [pod] = measured.world.pods()
    expect([measured.replicas, conditions(measured), [...new Set(measured.world.told('FailedGetResourceMetric'))].at(-1)]).toEqual([
      1, [['AbleToScale', 'True', 'SucceededGetScale'], ['ScalingActive', 'False', 'FailedGetResourceMetric']],
      `failed to get cpu utilization: missing request for cpu in container app of Pod ${pod?.metadata.name}`,
    ])
  })
})
