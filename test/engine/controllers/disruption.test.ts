import { expect, test } from 'vitest'
import type { PodDisruptionBudget } from '../../../engine/apiserver/types.gen.ts'
import { expectedOf } from '../../../engine/controllers/disruption.ts'
import { deploymentOf, namespace, podOf, SmallCluster } from '../../support/small-cluster.ts'

test.each([
  [10, 3, undefined, 3],
  [10, '25%', undefined, 3],
  [7, '50%', undefined, 4],
  [10, 1, 3, 7],
  [7, 1, '50%', 3],
  [2, 1, 5, 0],
])('of %d pods, minAvailable %s or maxUnavailable %s: %d must be healthy', (pods, min, max, healthy) =>
  expect(expectedOf(pods, min, max)).toEqual({ pods, healthy }))

function statusOf(spec: PodDisruptionBudget['spec'], replicas = 4): unknown {
  const world = new SmallCluster()
  world.create('deployments.apps', deploymentOf({ replicas }))
  world.create('poddisruptionbudgets.policy', { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'app', namespace }, spec, status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 } })
  world.pass(3)
  const { conditions, ...status } = world.client.get('poddisruptionbudgets.policy', namespace, 'app').status
  return { ...status, conditions: conditions?.map(({ type, status: is, reason }) => [type, is, reason]) }
}
const selector = { matchLabels: { app: 'app' } }

test('a budget counts the pods of a Deployment', () => {
  expect(statusOf({ selector, maxUnavailable: '25%' })).toEqual({
    observedGeneration: 1, expectedPods: 4, currentHealthy: 4, desiredHealthy: 3, disruptionsAllowed: 1, conditions: [['DisruptionAllowed', 'True', 'SufficientPods']],
  })
  expect(statusOf({ selector, minAvailable: 4 })).toEqual({
    observedGeneration: 1, expectedPods: 4, currentHealthy: 4, desiredHealthy: 4, disruptionsAllowed: 0, conditions: [['DisruptionAllowed', 'False', 'InsufficientPods']],
  })
})

test('an eviction takes from the budget, and the replacement gives back', () => {
  const world = new SmallCluster()
  world.create('deployments.apps', deploymentOf({ replicas: 2 }))
  world.create('poddisruptionbudgets.policy', { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'app', namespace }, spec: { selector, maxUnavailable: 1 }, status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 } })
  world.pass(3)
  const allowed = () => world.client.get('poddisruptionbudgets.policy', namespace, 'app').status.disruptionsAllowed
  const [first, second] = world.pods().map(({ metadata }) => metadata.name)
  const evict = (name = '') => world.act('evict', client => client.post('pods', namespace, name, 'eviction', { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } }))
  expect(allowed()).toBe(1)
  evict(first)
  expect(allowed()).toBe(0)
  expect(() => evict(second)).toThrow("Cannot evict pod as it would violate the pod's disruption budget.")
  world.pass(3)
  expect(allowed()).toBe(1)
})

test('pods that no scale is known of cannot be counted by percentage', () => {
  const world = new SmallCluster()
  world.create('pods', podOf('a', {}, { labels: { app: 'app' }, ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'j', uid: 'j', controller: true }] }))
  world.create('poddisruptionbudgets.policy', { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'app', namespace }, spec: { selector, maxUnavailable: 1 }, status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 } })
  world.pass(0.2)
  expect(world.told('CalculateExpectedPodCountFailed')).toEqual(['Failed to calculate the number of expected pods: jobs.batch does not implement the scale subresource'])
})
