// Views of things over time: loops, the ledger, lives of pods, probes, jobs, timelines.
import { beforeEach, describe, expect, it } from 'vitest'
import { settle } from '../../../../engine/lab/settle.ts'
import { Views } from '../../../../engine/lab/views/index.ts'
import { World } from '../../../../engine/lab/world.ts'

let world: World
let views: Views
const run = (line: string, stdin = ''): void => { world.apply({ atMs: world.nowMs, kind: 'run', payload: { line, stdin } }) }
const wait = (seconds: number): void => { world.cluster.clock.advanceTo(world.nowMs + seconds * 1000) }
const begin = (options: ConstructorParameters<typeof World>[0]): void => {
  world = new World(options)
  settle(world)
  views = new Views(world.cluster)
}

beforeEach(() => begin({ nodes: 3 }))

const shop = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
      - name: shop
        image: public.ecr.aws/u2g6w7p2/eks-workshop-demo/catalog_detail:1.0
        livenessProbe: {httpGet: {path: /ping, port: 3000}, initialDelaySeconds: 5, periodSeconds: 5}
        readinessProbe: {exec: {command: [/bin/bash, -c, cat readiness.txt | grep ready]}, initialDelaySeconds: 15, periodSeconds: 3}
`

describe('a loop', () => {
  it('tells what is wanted, what is there and what was done', () => {
    run('kubectl create deployment web --image=nginx --replicas=3')
    wait(10)
    run('kubectl delete $(kubectl get pods -o name | head -n 1)')
    wait(5)
    const loop = views.loop('replicaset/web-*')
    expect(loop).toMatchObject({ kind: 'ReplicaSet', controller: 'replicaset-controller', isRunning: true, desired: 3, observed: 3, ready: 3, difference: 0, generation: 1, observedGeneration: 1 })
    expect(loop?.actions.map(({ verb }) => verb)).toEqual(['create', 'create', 'create', 'create']) // that a person deleted one was not its doing
    expect(loop?.history.at(-1)).toMatchObject({ toMs: undefined, state: { desired: 3, observed: 3, ready: 3 } })
    run('kubectl scale deployment web --replicas=1')
    wait(5)
    expect(views.loop('deployment/web')?.actions.map(({ verb, from, to }) => `${verb} ${from} ${to}`)).toEqual(['create 0 3', 'scale 3 1'])
    expect(views.loop('replicaset/web-*')?.actions.filter(({ verb }) => verb === 'delete')).toHaveLength(2)
  })

  it('is told of another namespace, too', () => {
    run('kubectl create namespace team')
    run('kubectl create deployment web --image=nginx --replicas=2 -n team')
    wait(10)
    expect(views.loop('team/replicaset/web-*')).toMatchObject({ desired: 2, observed: 2, ready: 2, difference: 0, actions: [{ verb: 'create' }, { verb: 'create' }] })
  })

  it('stands still while its controller is stopped', () => {
    run('kubectl create deployment web --image=nginx --replicas=2')
    wait(10)
    world.cluster.act('stop replicaset-controller')
    run('kubectl delete pod --all')
    wait(5)
    expect(views.loop('replicaset/web-*')).toMatchObject({ isRunning: false, desired: 2, observed: 0, difference: 2 })
    run('kubectl scale deployment web --replicas=3')
    wait(1)
    expect(views.loop('replicaset/web-*')).toMatchObject({ generation: 2, observedGeneration: 1 })
  })

  it('is not there without its object', () => { expect(views.loop('deployment/none')).toBeUndefined() })
})

describe('the ledger', () => {
  it('has a line for each write, with what it changed', () => {
    wait(6)
    run('kubectl run web --image=nginx')
    wait(6)
    run('kubectl label pod web tier=front')
    run('kubectl delete pod web --now')
    wait(3)
    const { lines, revision } = views.ledger(['pods/default'], 0, 99)
    expect(lines.map(({ key, changed, event, who }) => `${key} ${changed.join('+')} ${event} ${who.replace(/node-\d/, 'node')}`)).toEqual([
      '/registry/pods/default/web created ADDED kubectl',
      '/registry/pods/default/web spec+status MODIFIED kube-scheduler',
      '/registry/pods/default/web status MODIFIED kubelet node',
      '/registry/pods/default/web status MODIFIED kubelet node',
      '/registry/pods/default/web status MODIFIED kubelet node',
      '/registry/pods/default/web metadata MODIFIED kubectl',
      '/registry/pods/default/web metadata MODIFIED kubectl',
      '/registry/pods/default/web status MODIFIED kubelet node',
      '/registry/pods/default/web metadata MODIFIED kubelet node',
      '/registry/pods/default/web deleted DELETED kubelet node',
    ])
    expect(lines.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(revision).toBeGreaterThanOrEqual(lines.at(-1)?.revision ?? Infinity)
    expect(views.ledger(['minions'], 0, 99).lines.every(({ key }) => key.startsWith('/registry/minions/node-'))).toBe(true)
    expect(views.ledger([], 0, 99).lines.some(({ key }) => /leases|events/.test(key))).toBe(false)
    expect(views.ledger(['pods'], revision, 99).lines).toEqual([])
  })

  it('knows who leads, and that a write without a quorum is refused', () => {
    begin({ nodes: 1, etcdMembers: 3 })
    const { leader = '', members, quorum } = views.ledger([], 0, 99)
    expect({ quorum, states: members.map(({ state }) => state).toSorted() }).toEqual({ quorum: 2, states: ['follower', 'follower', 'leader'] })
    expect(new Set(members.map(({ lastIndex, commitIndex }) => lastIndex - commitIndex))).toEqual(new Set([0]))
    world.cluster.act(`stop ${leader}`)
    wait(5)
    const after = views.ledger([], 0, 99)
    expect(after.leader).not.toBe(leader)
    expect(after).toMatchObject({ running: 2, isAnswering: true, refused: undefined })
    world.cluster.act(`stop ${after.leader}`)
    wait(5)
    run('kubectl create deployment web --image=nginx')
    expect(views.ledger([], 0, 99)).toMatchObject({ running: 1, isAnswering: false, leader: undefined, refused: { target: 'deployments/web', message: 'etcdserver: request timed out' } })
    world.cluster.act(`start ${leader}`)
    wait(5)
    run('kubectl create deployment web --image=nginx')
    expect(views.ledger([], 0, 99)).toMatchObject({ running: 2, isAnswering: true, refused: undefined })
  })

  it('is one machine, unless said', () => {
    expect(views.ledger([], 0, 99)).toMatchObject({ quorum: 1, running: 1, members: [{ name: 'etcd-0', state: 'leader' }] })
  })
})

describe('a pod over time', () => {
  it('shows a restart, and the end that was told of late', () => {
    run('kubectl apply -f -', shop)
    wait(40)
    run('kubectl exec deploy/shop -- curl -s localhost:3000/injectFault')
    wait(60)
    const lifecycle = views.lifecycle('pod/shop-*')
    expect(lifecycle?.containers[0]?.spells.map(({ state: { state, reason, exitCode, restarts, isReady } }) => [state, reason, exitCode, restarts, isReady].join(' '))).toEqual([
      'waiting ContainerCreating  0 false', 'running   0 false', 'running   0 true', 'terminated Error 137 0 false', 'running   1 false', 'running   1 true',
    ])
    expect(lifecycle?.containers[0]?.attempts.filter(({ result }) => result === 'failure')).toHaveLength(3)
    expect(lifecycle?.conditions.find(({ type }) => type === 'Ready')?.spans.map(({ state }) => state)).toEqual(['False', 'True', 'False', 'True'])
    expect(lifecycle?.phases.map(({ state }) => state)).toEqual(['Pending', 'Running'])
    expect(lifecycle).toMatchObject({ goneMs: undefined, ending: undefined, toMs: world.nowMs })
  })

  it('shows how often it crashed, and how it was ended', () => {
    run('kubectl run a --image=busybox -- sh -c "exit 3"')
    wait(40)
    const spells = views.lifecycle('pod/a')?.containers[0]?.spells ?? []
    expect(spells.filter(({ state }) => state.state === 'terminated').every(({ state }) => state.exitCode === 3)).toBe(true)
    expect(spells.some(({ state }) => state.reason === 'CrashLoopBackOff' && state.message.startsWith('back-off 20s'))).toBe(true)
    run('kubectl run b --image=busybox -- sleep 1000')
    wait(10)
    run('kubectl delete pod b --wait=false')
    const toldMs = world.nowMs
    wait(35)
    const b = views.lifecycle('pod/b')
    expect(b?.ending).toEqual({ fromMs: toldMs, untilMs: toldMs + 30_000 })
    expect(b?.goneMs).toBeGreaterThanOrEqual(toldMs + 30_000)
    expect(b?.toMs).toBe(b?.goneMs)
    run('kubectl run c --image=nginx')
    wait(6)
    world.cluster.clock.advanceTo(world.nowMs + 700) // Kubernetes keeps whole seconds, and the time it gives is no shorter for that
    run('kubectl delete pod c')
    const c = views.lifecycle('pod/c')
    expect((c?.ending?.untilMs ?? 0) - (c?.ending?.fromMs ?? 0)).toBe(30_000)
    expect((c?.goneMs ?? 0) - (c?.ending?.fromMs ?? 0)).toBeLessThan(5_000)
  })

  it('ends each container when it ended, though the API server hears of all of them together', () => {
    run('kubectl apply -f -', `
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  initContainers:
  - {name: log, image: busybox, command: [sh, -c, "trap 'sleep 5; exit 0' TERM; while :; do sleep 1; done"], restartPolicy: Always}
  containers:
  - {name: app, image: nginx}
`)
    wait(20)
    run('kubectl delete pod p --wait=false')
    const toldMs = world.nowMs
    wait(20)
    const [log, app] = views.lifecycle('pod/p')?.containers.map(({ spells }) => spells.slice(-2).map(({ fromMs, toMs, state }) => [state.state, fromMs, toMs] as const)) ?? []
    expect(app?.map(([state]) => state)).toEqual(['running', 'terminated'])
    expect(app?.[1]?.[1]).toBe(app?.[0]?.[2])
    expect(Math.abs((app?.[1]?.[1] ?? 0) - toldMs)).toBeLessThan(1500)
    expect((log?.[1]?.[1] ?? 0) - toldMs).toBeGreaterThanOrEqual(5000)
  })

  it('has a track for each container, the first first', () => {
    run('kubectl apply -f -', `
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  initContainers:
  - {name: wait, image: busybox, command: [sleep, "2"]}
  - {name: log, image: busybox, command: [sleep, "1000"], restartPolicy: Always}
  containers:
  - {name: app, image: nginx}
`)
    wait(20)
    expect(views.lifecycle('pod/p')?.containers.map(({ name, role, spells }) => [name, role, spells.at(-1)?.state.state].join(' '))).toEqual(['wait init terminated', 'log sidecar running', 'app app running'])
  })
})

describe('probes', () => {
  it('foretell when the container falls, and it does', () => {
    run('kubectl apply -f -', shop)
    run('kubectl expose deployment shop --port=3000')
    wait(18)
    const lanes = (): readonly (readonly [string, string])[] => views.probes('pod/shop-*')?.lanes.map(({ type, run: now }) => [type, now ? `${now.result} ${now.count}/${now.of}` : 'none'] as const) ?? []
    expect(lanes()).toEqual([['liveness', 'none'], ['readiness', 'none']])
    const firstMs = views.probes('pod/shop-*')?.lanes.map(({ nextAtMs }) => nextAtMs) ?? []
    wait(22)
    expect(views.probes('pod/shop-*')?.lanes.map(({ attempts }) => attempts[0]?.atMs)).toEqual(firstMs)
    run('kubectl exec deploy/shop -- curl -s localhost:3000/injectFault')
    wait(8)
    expect(lanes()).toEqual([['liveness', 'failure 2/3'], ['readiness', 'success 1/1']])
    const { fallsAtMs = 0, restartsByMs = 0 } = views.probes('pod/shop-*')?.lanes[0] ?? {}
    world.cluster.clock.advanceTo(fallsAtMs - 1)
    expect(views.probes('pod/shop-*')?.lanes[0]?.verdict).toBe('success')
    world.cluster.clock.advanceTo(fallsAtMs)
    expect(views.probes('pod/shop-*')?.lanes[0]).toMatchObject({ verdict: 'failure', nextAtMs: undefined, fallsAtMs, restartsByMs })
    world.cluster.clock.advanceTo(restartsByMs + 1000)
    expect(views.probes('pod/shop-*')).toMatchObject({ restarts: 1, isReady: false, service: 'shop' })
    wait(20)
    expect(views.probes('pod/shop-*')?.endpoint.map(({ state }) => state)).toEqual(['unready', 'ready', 'unready', 'ready'])
    expect(views.probes('pod/shop-*')?.lanes[0]).toMatchObject({ action: 'GET :3000/ping', fallsAtMs: undefined, verdict: 'success' })
  })

  it('are none for a pod that has none', () => {
    run('kubectl run web --image=nginx')
    wait(6)
    expect(views.probes('pod/web')).toMatchObject({ lanes: [], endpoint: [], service: undefined })
    expect(views.probes('pod/none')).toBeUndefined()
  })
})

describe('a job', () => {
  const job = (spec: string, script: string): string => `
apiVersion: batch/v1
kind: Job
metadata: {name: work}
spec:
  ${spec}
  template:
    spec:
      restartPolicy: Never
      containers: [{name: c, image: busybox, command: [sh, -c, "${script}"]}]
`

  it('has as many rows as may run at once', () => {
    run('kubectl apply -f -', job('completions: 5\n  parallelism: 2', 'sleep 4'))
    wait(60)
    const board = views.job('job/work')
    expect(board).toMatchObject({ completions: 5, parallelism: 2, rows: 2, succeeded: 5, failed: 0, active: 0, end: { type: 'Complete' } })
    expect(board?.runs.map(({ row, attempt, state }) => `${row} ${attempt} ${state}`)).toEqual(['0 1 succeeded', '1 1 succeeded', '1 2 succeeded', '0 2 succeeded', '1 3 succeeded'])
  })

  it('tries again until it may no more', () => {
    run('kubectl apply -f -', job('backoffLimit: 2', 'exit 1'))
    wait(120)
    const board = views.job('job/work')
    expect(board).toMatchObject({ failed: 3, succeeded: 0, end: { type: 'Failed', reason: 'BackoffLimitExceeded' } })
    expect(board?.runs.map(({ row, attempt, state, exitCode }) => `${row} ${attempt} ${state} ${exitCode}`)).toEqual(['0 1 failed 1', '0 2 failed 1', '0 3 failed 1'])
  })

  it('has a row for each index', () => {
    run('kubectl apply -f -', job('completionMode: Indexed\n  completions: 3\n  parallelism: 3', 'sleep $JOB_COMPLETION_INDEX'))
    wait(30)
    expect(views.job('job/work')?.runs.map(({ row, state }) => `${row} ${state}`).toSorted()).toEqual(['0 succeeded', '1 succeeded', '2 succeeded'])
  })
})

describe('a cron job', () => {
  const ticks = (policy: string): { ticks: string[], states: string[], rows: number | undefined } => {
    begin({ nodes: 3 })
    run('kubectl apply -f -', `
apiVersion: batch/v1
kind: CronJob
metadata: {name: tick}
spec:
  schedule: "* * * * *"
  concurrencyPolicy: ${policy}
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: [sleep, "90"]}]}}}}
`)
    wait(250)
    const board = views.cronJob('cronjob/tick')
    return { ticks: board?.ticks.map(({ outcome }) => outcome) ?? [], states: board?.runs.map(({ state }) => state) ?? [], rows: board?.rows }
  }

  it('lets its jobs overlap, or not', () => {
    expect(ticks('Allow')).toEqual({ ticks: ['started', 'started', 'started', 'started', 'due'], states: ['complete', 'complete', 'running', 'running'], rows: 2 })
    expect(ticks('Forbid').ticks.filter(outcome => outcome === 'skipped').length).toBeGreaterThan(0)
    expect(ticks('Replace')).toEqual({ ticks: ['started', 'started', 'started', 'started', 'due'], states: ['replaced', 'replaced', 'replaced', 'running'], rows: 1 })
  })
})

describe('a timeline', () => {
  it('shows a node die, and what became of its pods', () => {
    run('kubectl create deployment web --image=nginx --replicas=3')
    wait(20)
    const diedMs = world.nowMs
    world.cluster.act('stop machine node-2')
    wait(400)
    const { rows, inputs } = views.timeline(['node/node-2', 'pod/web-*'], 0, 9)
    const node = rows[0]?.spans.map(({ state: { word, detail } }) => `${word} ${detail}`.trim()) ?? []
    expect(node.slice(-2)).toEqual(['NotReady unreachable:NoExecute', 'NotReady unreachable:NoExecute unreachable:NoSchedule'])
    expect(inputs.map(({ what }) => what)).toEqual(['kubectl create deployment web --image=nginx --replicas=3', 'stop machine node-2'])
    const lost = rows.find(({ spans }) => spans.at(-1)?.state.word === 'Terminating')
    expect(lost?.spans.at(-1)?.state).toMatchObject({ state: 'terminating', detail: 'node-2' })
    const [unready, leaving] = lost?.spans.slice(-2) ?? []
    expect(unready?.state.word).toBe('Running, Ready=False')
    expect(Math.round(((leaving?.fromMs ?? 0) - (unready?.fromMs ?? 0)) / 1000)).toBeGreaterThanOrEqual(295)
    expect(((unready?.fromMs ?? 0) - diedMs) / 1000).toBeGreaterThan(30)
    expect(rows).toHaveLength(5)
    expect(rows[0]?.marks.some(({ reason }) => reason === 'NodeNotReady')).toBe(true)
  })

  it('shows a node that is short of memory', () => {
    begin({ nodes: 1 })
    run('kubectl run greedy --image=nginx')
    wait(5)
    world.cluster.act('load default/greedy with memory 8100Mi')
    wait(30)
    const [node, pod] = views.timeline(['node/node-1', 'pod/greedy'], 0, 9).rows
    expect(node?.spans.at(-1)?.state).toEqual({ state: 'unready', word: 'Ready, MemoryPressure', detail: 'memory-pressure:NoSchedule' })
    expect(pod?.spans.at(-1)?.state).toMatchObject({ state: 'failing', word: 'Evicted' })
    expect(pod?.marks.some(({ reason, isWarning }) => reason === 'Evicted' && isWarning)).toBe(true)
  })
})
