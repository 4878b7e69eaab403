// Deployments roll as the recorded ones did: the same steps in the same order, the same words.
import { describe, expect, test } from 'vitest'
import { templateHash, safeEncoded } from '../../../engine/controllers/deployment/template-hash.ts'
import { deploymentOf, SmallCluster, withTemplate, type DeploymentWish } from '../../support/small-cluster.ts'

/** `old 4→3`: how the ReplicaSets were scaled, each under the name of the template that it has. */
function steps(world: SmallCluster, names: Readonly<Record<string, string>> = { 'app:v1': 'old', 'app:v2': 'new' }): readonly string[] {
  const named = new Map(world.replicaSets().map(rs => [rs.metadata.name, names[rs.spec.template.spec.containers[0]?.image ?? ''] ?? '?']))
  return world.told('ScalingReplicaSet').map(message => {
    const [, rs = '', from, to] = /^Scaled (?:up|down) replica set (\S+) from (\d+) to (\d+)$/.exec(message) ?? []
    return `${named.get(rs)} ${from}→${to}`
  })
}

function started(wish: DeploymentWish): SmallCluster {
  const world = new SmallCluster()
  world.create('deployments.apps', deploymentOf(wish))
  world.pass(3)
  return world
}

const conditions = (world: SmallCluster): readonly string[] =>
  (world.deployment().status.conditions ?? []).map(({ type, status, reason }) => `${type} ${status} ${reason}`)

const sizes = (world: SmallCluster): Readonly<Record<string, readonly number[]>> => Object.fromEntries(world.replicaSets().map(({ spec, status }) =>
  [spec.template.spec.containers[0]?.image ?? '', [spec.replicas ?? 0, status.replicas, status.readyReplicas ?? 0]]))

describe('RollingUpdate, as recorded', () => {
  test.each<[string, DeploymentWish, readonly string[]]>([
    ['rolling-1-0', { replicas: 3, maxSurge: 1, maxUnavailable: 0 },
      ['old 0→3', 'new 0→1', 'old 3→2', 'new 1→2', 'old 2→1', 'new 2→3', 'old 1→0']],
    ['rolling-0-1', { replicas: 4, maxSurge: 0, maxUnavailable: 1 },
      ['old 0→4', 'old 4→3', 'new 0→1', 'old 3→2', 'new 1→2', 'old 2→1', 'new 2→3', 'old 1→0', 'new 3→4']],
  ])('%s', (_name, wish, expected) => {
    const world = started(wish)
    world.setImage('app:v2')
    world.pass(6)
    expect(steps(world)).toEqual(expected)
    const { replicas = 0 } = wish
    const { conditions: _conditions, ...counts } = world.deployment().status
    expect(counts).toEqual({ availableReplicas: replicas, observedGeneration: 2, readyReplicas: replicas, replicas, terminatingReplicas: 0, updatedReplicas: replicas })
    expect(conditions(world)).toEqual(['Available True MinimumReplicasAvailable', 'Progressing True NewReplicaSetAvailable'])
  })

  test.each<[string, DeploymentWish, readonly string[], Readonly<Record<string, readonly number[]>>, number, Readonly<Record<string, readonly number[]>>]>([
    ['rolling-stuck-a', { replicas: 4, maxSurge: 1, maxUnavailable: 1 }, ['old 0→4', 'new 0→1', 'old 4→3', 'new 1→2'],
      { 'app:v1': [3, 3, 3], 'app:v2': [2, 2, 0] }, 8, { 'app:v1': [5, 5, 5], 'app:v2': [4, 4, 0] }],
    ['rolling-stuck-b', { replicas: 10, maxSurge: '25%', maxUnavailable: '25%' }, ['old 0→10', 'new 0→3', 'old 10→8', 'new 3→5'],
      { 'app:v1': [8, 8, 8], 'app:v2': [5, 5, 0] }, 14, { 'app:v1': [11, 11, 11], 'app:v2': [7, 7, 0] }],
    ['rolling-stuck-e', { replicas: 3, maxSurge: 0, maxUnavailable: 2 }, ['old 0→3', 'old 3→1', 'new 0→2'],
      { 'app:v1': [1, 1, 1], 'app:v2': [2, 2, 0] }, 7, { 'app:v1': [2, 2, 2], 'app:v2': [5, 5, 0] }],
  ])('%s: stuck, scaled in proportion, rolled back', (_name, wish, expected, stuck, scaled, shares) => {
    const world = started(wish)
    world.edit('deployments.apps', 'app', ({ spec, ...rest }) => ({ ...rest, spec: { ...spec, template: deploymentOf({ image: 'app:v2', annotations: { 'oracle/fate': 'unready' } }).spec.template } }))
    world.pass(4)
    expect(steps(world)).toEqual(expected)
    expect(sizes(world)).toEqual(stuck)
    expect(conditions(world)).toEqual(['Available True MinimumReplicasAvailable', 'Progressing True ReplicaSetUpdated'])
    world.scale(scaled)
    world.pass(4)
    expect(sizes(world)).toEqual(shares)
    world.edit('deployments.apps', 'app', ({ spec, ...rest }) => ({ ...rest, spec: { ...spec, template: deploymentOf({}).spec.template } }))
    world.pass(4)
    expect(sizes(world)).toEqual({ 'app:v1': [scaled, scaled, scaled], 'app:v2': [0, 0, 0] })
    expect(world.deployment().status).toMatchObject({ availableReplicas: scaled, observedGeneration: 4, updatedReplicas: scaled })
  })

  test('old pods that do not serve go first, and block nothing', () => {
    const world = started({ replicas: 4, maxSurge: 1, maxUnavailable: 1, annotations: { 'oracle/fate': 'unready' } })
    world.edit('deployments.apps', 'app', ({ spec, ...rest }) => ({ ...rest, spec: { ...spec, template: deploymentOf({ image: 'app:v2' }).spec.template } }))
    world.pass(6)
    expect(sizes(world)).toEqual({ 'app:v1': [0, 0, 0], 'app:v2': [4, 4, 4] })
  })

  test('minReadySeconds holds each step back', () => {
    const world = started({ replicas: 2, maxSurge: 1, maxUnavailable: 0, spec: { minReadySeconds: 5 } })
    world.pass(5)
    world.setImage('app:v2')
    world.pass(4)
    expect(steps(world)).toEqual(['old 0→2', 'new 0→1'])
    world.pass(10)
    expect(steps(world)).toEqual(['old 0→2', 'new 0→1', 'old 2→1', 'new 1→2', 'old 1→0'])
  })
})

test('Recreate: all old pods go before the first new one comes', () => {
  const world = started({ recreate: true })
  world.setImage('app:v2')
  world.pass(5)
  expect(steps(world)).toEqual(['old 0→3', 'old 3→0', 'new 0→3'])
})

test('a pause holds the rollout back, and its end lets it go', () => {
  const world = started({ replicas: 2 })
  const pause = (paused: boolean): void => world.edit('deployments.apps', 'app', deployment => ({ ...deployment, spec: { ...deployment.spec, paused } }))
  pause(true)
  world.setImage('app:v2')
  world.pass(2)
  expect(sizes(world)).toEqual({ 'app:v1': [2, 2, 2] })
  expect(world.deployment().status).toMatchObject({ replicas: 2, readyReplicas: 2, availableReplicas: 2 })
  expect(world.deployment().status.updatedReplicas).toBeUndefined()
  expect(conditions(world)).toEqual(['Available True MinimumReplicasAvailable', 'Progressing Unknown DeploymentPaused'])
  pause(false)
  world.pass(4)
  expect(steps(world)).toEqual(['old 0→2', 'new 0→1', 'old 2→1', 'new 1→2', 'old 1→0'])
  expect(conditions(world)).toEqual(['Available True MinimumReplicasAvailable', 'Progressing True NewReplicaSetAvailable'])
})

describe('revisions', () => {
  const revisions = (world: SmallCluster): Readonly<Record<string, string | undefined>> => Object.fromEntries(world.replicaSets()
    .map(({ spec, metadata }) => [spec.template.spec.containers[0]?.image ?? '', metadata.annotations?.['deployment.kubernetes.io/revision']]))

  test('count up, and a template that comes back takes the next number', () => {
    const world = started({ replicas: 1, spec: { revisionHistoryLimit: 2 } })
    for (const image of ['app:v2', 'app:v3', 'app:v4']) {
      world.setImage(image)
      world.pass(3)
    }
    expect(revisions(world)).toEqual({ 'app:v2': '2', 'app:v3': '3', 'app:v4': '4' }) // the first is beyond the limit
    world.setImage('app:v2')
    world.pass(3)
    expect(revisions(world)).toEqual({ 'app:v2': '5', 'app:v3': '3', 'app:v4': '4' })
    const back = world.replicaSets().find(rs => rs.spec.replicas === 1)
    expect(back?.metadata.annotations?.['deployment.kubernetes.io/revision-history']).toBe('2')
    expect(world.deployment().metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('5')
  })

  test('without history only the present one stays', () => {
    const world = started({ replicas: 1 })
    world.setImage('app:v2')
    world.pass(3)
    world.edit('deployments.apps', 'app', deployment => ({ ...deployment, spec: { ...deployment.spec, revisionHistoryLimit: 0 } }))
    world.pass(3)
    expect(revisions(world)).toEqual({ 'app:v2': '2' })
  })

  test('annotations pass to the ReplicaSet, but not kubectl\'s own', () => {
    const world = started({})
    world.edit('deployments.apps', 'app', deployment => ({ ...deployment, metadata: { ...deployment.metadata, annotations: {
      ...deployment.metadata.annotations, 'kubernetes.io/change-cause': 'first', 'kubectl.kubernetes.io/last-applied-configuration': '{}',
    } } }))
    world.pass(1)
    expect(world.replicaSets()[0]?.metadata.annotations).toEqual({
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
      'deployment.kubernetes.io/revision': '1',
      'kubernetes.io/change-cause': 'first',
    })
  })
})

test('a rollout that takes too long says so, and recovers', () => {
  const world = started({ replicas: 2, annotations: { 'oracle/fate': 'unready' }, spec: { progressDeadlineSeconds: 5 } })
  expect(conditions(world)).toEqual(['Available False MinimumReplicasUnavailable', 'Progressing True ReplicaSetUpdated'])
  world.pass(8)
  const [, progressing] = world.deployment().status.conditions ?? []
  expect(progressing).toMatchObject({ reason: 'ProgressDeadlineExceeded', status: 'False', message: `ReplicaSet "${world.replicaSets()[0]?.metadata.name}" has timed out progressing.` })
  world.setFate('running')
  world.pass(3)
  expect(conditions(world)).toEqual(['Available True MinimumReplicasAvailable', 'Progressing True NewReplicaSetAvailable'])
})

test('scaled to nothing and back, by hand and through the ReplicaSet', () => {
  const world = started({ replicas: 2 })
  for (const replicas of [4, 0, 1]) {
    world.scale(replicas)
    world.pass(2)
  }
  world.edit('replicasets.apps', world.replicaSets()[0]?.metadata.name ?? '', rs => ({ ...rs, spec: { ...rs.spec, replicas: 3 } }))
  world.pass(2)
  expect(steps(world)).toEqual(['old 0→2', 'old 2→4', 'old 4→0', 'old 0→1', 'old 3→1'])
})

describe('ReplicaSets of others', () => {
  test('an orphan that matches is adopted, with its pods', () => {
    const world = started({ replicas: 2 })
    world.delete('deployments.apps', 'app', { propagationPolicy: 'Orphan' })
    world.pass(2)
    const [orphan] = world.replicaSets()
    expect([orphan?.metadata.ownerReferences, world.pods().length]).toEqual([undefined, 2])
    world.create('deployments.apps', deploymentOf({ replicas: 3 }))
    world.pass(3)
    expect(world.replicaSets().map(({ metadata }) => [metadata.uid, metadata.ownerReferences?.[0]?.uid])).toEqual([[orphan?.metadata.uid, world.deployment().metadata.uid]])
    expect(world.pods()).toHaveLength(3)
  })

  test('a name that is taken by another template makes the hash be drawn again', () => {
    const taken = started({ replicas: 1 }).replicaSets()[0]?.metadata.name ?? ''
    const world = new SmallCluster()
    world.create('replicasets.apps', {
      apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: taken, namespace: 'default' },
      spec: { replicas: 0, selector: { matchLabels: { other: 'yes' } }, template: { metadata: { labels: { other: 'yes' } }, spec: { containers: [{ name: 'c', image: 'i', resources: {} }] } } },
    })
    world.create('deployments.apps', deploymentOf({ replicas: 1 }))
    world.pass(3)
    expect(world.deployment().status).toMatchObject({ collisionCount: 1, availableReplicas: 1 })
    expect(world.replicaSets().map(({ metadata }) => metadata.name).sort()).toEqual([taken, `app-${templateHash(world.deployment().spec.template, 1)}`].sort())
  })
})

describe('the hash of a template', () => {
  test('is made of letters that make no words', () => expect(safeEncoded('0123456789')).toBe('456789bcdf'))
  test('does not depend on the order of keys', () => {
    const { template } = deploymentOf().spec
    expect(templateHash({ spec: template.spec, metadata: template.metadata }, undefined)).toBe(templateHash(template, undefined))
    expect(templateHash(template, 1)).not.toBe(templateHash(template, undefined))
  })
})

test('a template is told apart from one that only differs in the hash', () => {
  const world = started({ replicas: 1 })
  world.edit('deployments.apps', 'app', deployment => withTemplate(deployment, spec => ({ ...spec, terminationGracePeriodSeconds: 5 })))
  world.pass(2)
  expect(world.replicaSets()).toHaveLength(2)
})
