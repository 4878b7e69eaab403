import { describe, expect, test } from 'vitest'
import type { HorizontalPodAutoscalerSpec } from '../../../engine/apiserver/types.gen.ts'
import { decide, type History } from '../../../engine/controllers/horizontal/behavior.ts'
import { replicasFor, type Usage } from '../../../engine/controllers/horizontal/usage.ts'
import { deploymentOf, namespace, SmallCluster } from '../../support/small-cluster.ts'

/** Pods a, b, c… that use so much of a target of 100 each. */
function usage(used: readonly number[], { unready = 0, missing = 0 } = {}): Usage {
  const names = [...'abcdefghij'].slice(0, used.length + unready + missing)
  return {
    used: new Map(used.map((value, i) => [names[i] ?? '', value])),
    ratioOf: all => [...all.values()].reduce((sum, value) => sum + value, 0) / (100 * all.size),
    atMost: () => 100,
    ready: names.slice(0, used.length),
    unready: names.slice(used.length, used.length + unready),
    missing: names.slice(used.length + unready),
  }
}

test.each([
  ['as much as wanted', 2, usage([100, 100]), 2],
  ['a little more: within the tolerance', 2, usage([109, 109]), 2],
  ['more', 2, usage([111, 111]), 3],
  ['much more', 3, usage([300, 300, 300]), 9],
  ['less', 4, usage([50, 50, 50, 50]), 2],
  ['nothing', 3, usage([0, 0, 0]), 0],
  ['more, but new pods are starting', 3, usage([200, 100], { unready: 1 }), 3],
  ['much more, although new pods are starting', 3, usage([400, 400], { unready: 1 }), 8],
  ['less, but one is not measured: it may use all it should', 3, usage([10, 10], { missing: 1 }), 2],
  ['more, but one is not measured: it may use nothing', 3, usage([150, 150], { missing: 1 }), 3],
])('replicas when pods use %s', (_what, current, given, replicas) => expect(replicasFor(current, given)).toBe(replicas))

test('a tolerance of its own', () => expect(replicasFor(2, usage([109, 109]), { up: 0.05, down: 0.1 })).toBe(3))

describe('how fast', () => {
  const spec = (more: Partial<HorizontalPodAutoscalerSpec> = {}): HorizontalPodAutoscalerSpec =>
    ({ scaleTargetRef: { kind: 'Deployment', name: 'web' }, minReplicas: 1, maxReplicas: 100, ...more })
  const nothing: History = { recommendations: [], events: [] }
  const decided = (given: HorizontalPodAutoscalerSpec, current: number, wanted: number, history = nothing) => {
    const { replicas, able, limited } = decide(given, current, wanted, history, 1_000_000)
    return [replicas, able.reason, limited.reason]
  }

  test.each([
    ['at most twice as many, or four', spec(), 1, 50, [4, 'ReadyForNewScale', 'ScaleUpLimit']],
    ['twice as many', spec(), 10, 50, [20, 'ReadyForNewScale', 'ScaleUpLimit']],
    ['not over the maximum', spec({ maxReplicas: 12 }), 10, 50, [12, 'ReadyForNewScale', 'TooManyReplicas']],
    ['not below the minimum', spec({ minReplicas: 2 }), 5, 0, [2, 'ReadyForNewScale', 'TooFewReplicas']],
    ['all the way down', spec(), 50, 5, [5, 'ReadyForNewScale', 'DesiredWithinRange']],
    ['up by a policy', spec({ behavior: { scaleUp: { policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }] } } }), 5, 50, [7, 'ReadyForNewScale', 'ScaleUpLimit']],
    ['down by the stricter of two policies', spec({ behavior: { scaleDown: { selectPolicy: 'Min', policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }, { type: 'Percent', value: 50, periodSeconds: 60 }] } } }), 10, 1, [9, 'ReadyForNewScale', 'ScaleDownLimit']],
    ['down by the laxer', spec({ behavior: { scaleDown: { policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }, { type: 'Percent', value: 50, periodSeconds: 60 }] } } }), 10, 1, [5, 'ReadyForNewScale', 'ScaleDownLimit']],
    ['never down', spec({ behavior: { scaleDown: { selectPolicy: 'Disabled' } } }), 10, 1, [10, 'ReadyForNewScale', 'ScaleDownLimit']],
  ])('%s', (_what, given, current, wanted, expected) => expect(decided(given, current, wanted)).toEqual(expected))

  test('a policy counts what was done in its period', () => {
    const given = spec({ behavior: { scaleUp: { policies: [{ type: 'Pods', value: 4, periodSeconds: 60 }] } } })
    const done = (atMs: number): History => ({ recommendations: [], events: [{ change: 3, atMs }] })
    expect(decided(given, 8, 50, done(950_000))).toEqual([9, 'ReadyForNewScale', 'ScaleUpLimit'])
    expect(decided(given, 8, 50, done(930_000))).toEqual([12, 'ReadyForNewScale', 'ScaleUpLimit'])
  })

  test('fewer only when nothing more was asked for in the last five minutes', () => {
    const asked = (atMs: number): History => ({ recommendations: [{ replicas: 8, atMs }], events: [] })
    expect(decided(spec(), 10, 2, asked(800_000))).toEqual([8, 'ScaleDownStabilized', 'DesiredWithinRange'])
    expect(decided(spec(), 10, 2, asked(600_000))).toEqual([2, 'ReadyForNewScale', 'DesiredWithinRange'])
  })
})

test('without metrics it says so, and keeps to its limits all the same', () => {
  const world = new SmallCluster()
  world.create('deployments.apps', deploymentOf({ name: 'web', replicas: 1 }))
  world.create('horizontalpodautoscalers.autoscaling', {
    apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web', namespace },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, minReplicas: 2, maxReplicas: 5, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }] },
    status: { desiredReplicas: 0, currentMetrics: null },
  })
  world.pass(14)
  expect(world.deployment('web').spec.replicas).toBe(1)
  world.pass(2)
  expect(world.deployment('web').spec.replicas).toBe(2)
  expect(world.told('SuccessfulRescale')).toEqual(['New size: 2; reason: Current number of replicas below Spec.MinReplicas'])
  world.pass(15)
  const why = 'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)'
  expect(world.told('FailedGetResourceMetric')).toEqual([why])
  expect(world.told('FailedComputeMetricsReplicas')).toEqual([`invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${why}`])
  expect(world.client.get('horizontalpodautoscalers.autoscaling', namespace, 'web').status.conditions?.map(({ type, status, reason, message }) => [type, status, reason, message])).toEqual([
    ['AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale"],
    ['ScalingActive', 'False', 'FailedGetResourceMetric', `the HPA was unable to compute the replica count: ${why}`],
  ])
})
