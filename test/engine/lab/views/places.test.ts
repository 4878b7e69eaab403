// Who owns and selects whom, a StatefulSet by its ordinals, and the facts of a pod or a node.
import { beforeEach, describe, expect, it } from 'vitest'
import { settle } from '../../../../engine/lab/settle.ts'
import { Views } from '../../../../engine/lab/views/index.ts'
import { World } from '../../../../engine/lab/world.ts'

let world: World
let views: Views
const run = (line: string, stdin = ''): void => { world.apply({ atMs: world.nowMs, kind: 'run', payload: { line, stdin } }) }
const wait = (ms: number): void => { world.cluster.clock.advanceTo(world.nowMs + ms) }

beforeEach(() => {
  world = new World({ nodes: 2 })
  settle(world)
  views = new Views(world.cluster)
})

describe('ownership', () => {
  const tree = (): string[] => views.ownership().objects.map(({ depth, kind }) => `${'  '.repeat(depth)}${kind}`)
  const misses = () => views.ownership().objects.flatMap(({ verdicts }) => verdicts.flatMap(({ selector, misses }) => misses.map(({ key, values, has }) => [selector.replace(/-\w+$/, ''), key, values, has])))

  beforeEach(() => {
    run('kubectl create deployment web --image=nginx --replicas=2')
    run('kubectl expose deployment web --port=80')
    wait(20_000)
  })

  it('is a tree of owners, and everyone who selects a pod', () => {
    expect(tree()).toEqual(['Deployment', '  ReplicaSet', '    Pod', '    Pod'])
    const { selectors, objects } = views.ownership()
    expect(selectors.map(({ kind, requirements }) => [kind, requirements.map(({ key }) => key)])).toEqual([['ReplicaSet', ['app', 'pod-template-hash']], ['Service', ['app']]])
    expect(objects.flatMap(({ verdicts }) => verdicts.map(({ matches }) => matches))).toEqual([true, true, true, true])
    expect(misses()).toEqual([])
  })

  it('shows which key is to blame; the pod is nobody\'s any more, and another is made', () => {
    run('kubectl label $(kubectl get pod -o name | head -n 1) app=other --overwrite')
    wait(5_000)
    expect(tree()).toEqual(['Deployment', '  ReplicaSet', '    Pod', '    Pod', 'Pod'])
    expect(misses()).toEqual([['ReplicaSet web', 'app', ['web'], 'other'], ['Service web', 'app', ['web'], 'other']])
  })

  it('says that a key is missing', () => {
    run('kubectl run lone --image=nginx --labels=constructor=x')
    wait(2_000)
    expect(misses().filter(([selector]) => selector === 'Service web')).toEqual([['Service web', 'app', ['web'], undefined]])
    expect(views.ownership().objects.at(-1)?.labels).toEqual([['constructor', 'x']])
  })
})

describe('ordinals', () => {
  const set = (replicas: number, image = 'nginx:1.27', partition = 0) => `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: ${replicas}
  serviceName: db
  updateStrategy: {rollingUpdate: {partition: ${partition}}}
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: c, image: "${image}"}]}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`
  const seen = () => {
    const view = views.ordinals('db')
    if (!view) throw new Error('no StatefulSet')
    return view
  }

  it('is nothing before there is one', () => { expect(views.ordinals('db')).toBeUndefined() })

  it('waits for the disk of the first while nobody provides one', () => {
    run('kubectl apply -f -', set(2))
    wait(3_000)
    const { waitsFor, ordinals } = seen()
    expect(waitsFor).toEqual({ ordinal: 0, why: 'ready' })
    expect(ordinals.map(({ name, dns, pod, disks }) => [name, dns, pod?.state, disks])).toEqual([
      ['db-0', 'db-0.db.default.svc.cluster.local', 'pending', [{ name: 'data-db-0', phase: 'Pending', volume: '' }]],
      ['db-1', 'db-1.db.default.svc.cluster.local', undefined, [{ name: 'data-db-1', phase: '', volume: '' }]],
    ])
  })

  it('is born from below and ends from above, and its disks stay', () => {
    run('kubectl apply -f -', set(3).replace(/ {2}volumeClaimTemplates:[\s\S]*$/, ''))
    wait(60_000)
    const { ordinals, waitsFor, ready } = seen()
    expect([ready, waitsFor, ordinals.map(({ revision }) => revision)]).toEqual([3, undefined, ['new', 'new', 'new']])
    const [a, b, c] = ordinals
    expect((a?.readyMs ?? 0) <= (b?.bornMs ?? 0) && (b?.readyMs ?? 0) <= (c?.bornMs ?? 0)).toBe(true)
    expect((c?.bornMs ?? 0) > (a?.bornMs ?? 0)).toBe(true)
    run('kubectl scale statefulset db --replicas=1')
    wait(200)
    expect(seen().waitsFor).toEqual({ ordinal: 2, why: 'end' })
    expect(seen().ordinals.map(({ isWanted, pod }) => [isWanted, pod?.state])).toEqual([[true, 'ready'], [false, 'ready'], [false, 'terminating']])
  })

  it('keeps the old revision below the partition', () => {
    const plain = (image: string, partition: number) => set(3, image, partition).replace(/ {2}volumeClaimTemplates:[\s\S]*$/, '')
    run('kubectl apply -f -', plain('nginx:1.27', 2))
    wait(60_000)
    run('kubectl apply -f -', plain('nginx:1.28', 2))
    wait(60_000)
    const { ordinals, partition, isUpdating } = seen()
    expect([partition, isUpdating, ordinals.map(({ revision, images }) => `${revision} ${images.join()}`)]).toEqual([2, true, ['old nginx:1.27', 'old nginx:1.27', 'new nginx:1.28']])
  })
})

describe('facts', () => {
  const bad = (which: string): readonly (readonly [string, string])[] => views.facts(which)?.facts.filter(({ isBad }) => isBad).map(({ name, value }) => [name, value] as const) ?? []
  const uidOf = (name: string): string => world.cluster.admin.get('pods', 'default', name).metadata.uid

  it('of a pod say where it is and how it is', () => {
    run('kubectl run web --image=nginx:1.27')
    wait(10_000)
    const { kind, name, facts } = views.facts(uidOf('web')) ?? {}
    expect([kind, name, facts?.map(fact => fact.name)]).toEqual(['Pod', 'web', ['STATUS', 'phase', 'READY', 'NODE', 'IP', 'RESTARTS']])
    expect(facts?.map(({ value }) => value)).toEqual(['Running', 'Running', '1/1', expect.stringMatching(/^node-[12]$/), expect.stringMatching(/^10\.244\.[01]\.\d+$/), '0'])
  })

  it('of a pod that does not come up say why', () => {
    run('kubectl run web --image=nginx:1.99')
    wait(5_000)
    expect(bad(uidOf('web'))).toEqual([
      ['web', expect.stringMatching(/^(ErrImagePull|ImagePullBackOff): /)],
      ['Ready 아님', 'containers with unready status: [web]'], ['ContainersReady 아님', 'containers with unready status: [web]'],
    ])
  })

  it('of a node that is lost say so, with what keeps pods away', () => {
    world.apply({ atMs: world.nowMs, kind: 'act', payload: 'stop kubelet node-2' })
    wait(60_000)
    expect(bad('node-2')).toEqual([['Ready', 'Unknown'], ['까닭', 'NodeStatusUnknown']])
    expect(views.facts('node-2')?.facts.filter(({ name }) => name === '테인트').map(({ value }) => value)).toEqual(['node.kubernetes.io/unreachable:NoExecute', 'node.kubernetes.io/unreachable:NoSchedule'])
    expect(views.facts('nothing')).toBeUndefined()
  })
})
