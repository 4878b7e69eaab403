// What widgets look at beside the stage.
import { beforeAll, describe, expect, it } from 'vitest'
import { settle } from '../../../../engine/lab/settle.ts'
import { Views } from '../../../../engine/lab/views/index.ts'
import { World } from '../../../../engine/lab/world.ts'

const manifest = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 4
  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 25%}}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      tolerations: [{key: gpu, operator: Exists, effect: PreferNoSchedule}]
      containers: [{name: c, image: "nginx:1.27", resources: {requests: {cpu: 100m}}}]
`

let world: World
let views: Views
const run = (line: string, stdin = ''): void => { world.apply({ atMs: world.nowMs, kind: 'run', payload: { line, stdin } }) }
const wait = (seconds: number): void => { world.cluster.clock.advanceTo(world.nowMs + seconds * 1000) }

beforeAll(() => {
  world = new World({ nodes: 3 })
  settle(world)
  views = new Views(world.cluster)
  run('kubectl taint node node-1 gpu=1:NoSchedule')
  run('kubectl apply -f -', manifest)
  wait(20)
})

describe('events', () => {
  it('are told in order, each with when, who and what about', () => {
    const of = views.events('deployment/web')
    expect(of.map(({ reason, message, isWarning, count }) => ({ reason, message, isWarning, count }))).toEqual([
      { reason: 'ScalingReplicaSet', message: expect.stringMatching(/^Scaled up replica set web-\w+ from 0 to 4$/), isWarning: false, count: 1 },
    ])
    const pods = views.events('pod/web-*')
    expect(new Set(pods.map(({ reason }) => reason))).toEqual(new Set(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started']))
    expect(pods.every(({ about, who }) => about.startsWith('pod/web-') && who !== '')).toBe(true)
    expect(views.events('replicaset').map(({ reason }) => reason)).toEqual(Array.from({ length: 4 }, () => 'SuccessfulCreate'))
    expect(views.events('pod/none')).toEqual([])
  })
})

describe('why', () => {
  it('leads from what was typed to what is', () => {
    const { about, links: chain } = views.why('pod/web-*')
    expect(about).toMatch(/^pod\/web-\w+-\w{5}$/)
    expect(chain.map(({ kind, who }) => [kind, who].join(' ').trim()).slice(0, 8)).toEqual([
      'input', 'hears kube-controller-manager', 'does deployment-controller', 'hears kube-controller-manager', 'does replicaset-controller',
      'hears kube-scheduler', 'does kube-scheduler', expect.stringMatching(/^hears kubelet node-[23]$/),
    ])
    expect(chain[0]?.what).toBe('kubectl apply -f -')
    expect(chain.every(({ afterMs }) => afterMs >= 0)).toBe(true)
    expect(chain.reduce((sum, { afterMs }) => sum + afterMs, chain[0]?.atMs ?? 0)).toBe(chain.at(-1)?.atMs)
  })

  it('is empty for what is not there, and an error for what can never be', () => {
    expect(views.why('pod/none')).toEqual({ about: '', links: [] })
    expect(() => views.why('web')).toThrow('"web" names no object; write kind/name, as deployment/web')
    expect(() => views.why('nope/web')).toThrow('the server doesn\'t have a resource type "nope"')
  })
})

describe('decision', () => {
  it('tells who was turned down and how the others were scored', () => {
    const decision = views.decision('pod/web-*')
    expect(decision?.nodes.map(({ node, turnedDownBy, reason }) => [node, turnedDownBy, reason])).toEqual([
      ['node-1', 'TaintToleration', 'node(s) had untolerated taint(s)'], ['node-2', '', ''], ['node-3', '', ''],
    ])
    const scored = decision?.nodes.slice(1) ?? []
    expect(scored.map(({ points, total }) => points.reduce((sum, point) => sum + point, 0) - total)).toEqual([0, 0])
    expect(scored.filter(({ isChosen }) => isChosen)).toHaveLength(1)
    expect(decision?.columns.map(({ plugin }) => plugin)).toContain('NodeResourcesFit')
    expect(views.decision('pod/none')).toBeUndefined()
  })
})

describe('rollout', () => {
  it('shows both revisions and keeps its bounds at every event', () => {
    expect(views.rollout('web')).toMatchObject({ desired: 4, available: 4, present: 4, atMost: 5, atLeast: 3, progress: 'NewReplicaSetAvailable', isPaused: false })
    run('kubectl set image deployment/web c=nginx:1.28')
    let sawBoth = false
    for (let left = 3000; left > 0; left--) {
      const { present, available, atMost, atLeast, revisions } = views.rollout('web') ?? { present: 0, available: 0, atMost: 0, atLeast: 1, revisions: [] }
      expect(present).toBeLessThanOrEqual(atMost)
      expect(available).toBeGreaterThanOrEqual(atLeast)
      sawBoth ||= revisions.length === 2 && revisions.every(({ pods }) => pods.length > 0)
      if (!world.cluster.clock.step() || revisions.at(-1)?.revision === 2 && revisions.at(-1)?.available === 4) break
    }
    expect(sawBoth).toBe(true)
    wait(60)
    expect(views.rollout('web')?.revisions.map(({ revision, isNewest, images, desired, pods }) => ({ revision, isNewest, images, desired, pods: pods.length }))).toEqual([
      { revision: 1, isNewest: false, images: ['nginx:1.27'], desired: 0, pods: 0 },
      { revision: 2, isNewest: true, images: ['nginx:1.28'], desired: 4, pods: 4 },
    ])
  })

  it('is not there without its Deployment', () => { expect(views.rollout('none')).toBeUndefined() })
})
