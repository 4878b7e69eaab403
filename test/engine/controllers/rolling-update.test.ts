import { describe, expect, test } from 'vitest'
import type { Deployment, ReplicaSet } from '../../../engine/apiserver/types.gen.ts'
import { maxSurge, maxUnavailable } from '../../../engine/controllers/deployment/limits.ts'
import { rollingSteps } from '../../../engine/controllers/deployment/rolling-update.ts'
import { deploymentOf } from '../../support/small-cluster.ts'

const metadata = (name: string) => ({ name, uid: name, resourceVersion: '1', creationTimestamp: '2026-11-21T09:00:00Z' })

const deployment = (replicas: number, surge: number | string, unavailable: number | string): Deployment =>
  ({ ...deploymentOf({ replicas, maxSurge: surge, maxUnavailable: unavailable }), apiVersion: 'apps/v1', kind: 'Deployment', metadata: metadata('app'), status: {} })

const replicaSet = (name: string, replicas: number, availableReplicas: number): ReplicaSet => ({
  apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: metadata(name),
  spec: { replicas, selector: {}, template: deploymentOf().spec.template }, status: { replicas, availableReplicas },
})

const steps = (of: Deployment, newRs: ReplicaSet, ...old: readonly ReplicaSet[]): readonly string[] =>
  rollingSteps({ deployment: of, newRs, old }).map(({ rs, replicas }) => `${rs.metadata.name} to ${replicas}`)

describe('the next step', () => {
  test.each<[string, readonly [number, number, number], readonly [number, number], readonly [number, number], readonly string[]]>([
    ['up as far as the surge allows', [10, 3, 2], [0, 0], [10, 10], ['new to 3']],
    ['then down as far as enough serve', [10, 3, 2], [3, 0], [10, 10], ['old to 8']],
    ['nothing while the new ones start', [10, 3, 2], [5, 0], [8, 8], []],
    ['old ones that do not serve go first', [10, 0, 2], [2, 2], [8, 6], ['old to 6']],
    ['first the idle, then of those that serve', [10, 3, 2], [3, 3], [10, 9], ['old to 9', 'old to 5']],
    ['nothing while the status is behind the size', [4, 1, 1], [3, 2], [2, 3], []],
    ['done', [4, 1, 1], [4, 4], [0, 0], []],
  ])('%s', (_name, [replicas, surge, unavailable], [newSize, newAvailable], [oldSize, oldAvailable], expected) =>
    expect(steps(deployment(replicas, surge, unavailable), replicaSet('new', newSize, newAvailable), replicaSet('old', oldSize, oldAvailable))).toEqual(expected))

  test('the oldest gives first', () => {
    const older = { ...replicaSet('older', 2, 2), metadata: { ...metadata('older'), creationTimestamp: '2026-11-21T08:00:00Z' } }
    expect(steps(deployment(4, 1, 1), replicaSet('new', 1, 1), replicaSet('old', 2, 2), older)).toEqual(['older to 0'])
  })
})

describe('how many too many, how many too few', () => {
  test.each<[number, number | string, number | string, number, number]>([
    [10, '25%', '25%', 3, 2],
    [1, '25%', '25%', 1, 0],
    [4, 0, 0, 0, 1],
    [3, '0%', '10%', 0, 1],
    [3, 1, '150%', 1, 3],
    [0, '25%', '25%', 0, 0],
  ])('of %d: %s and %s are %d and %d', (replicas, surge, unavailable, tooMany, tooFew) =>
    expect([maxSurge(deployment(replicas, surge, unavailable)), maxUnavailable(deployment(replicas, surge, unavailable))]).toEqual([tooMany, tooFew]))
})
