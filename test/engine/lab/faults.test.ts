// What happens when a component is stopped, slowed or cut off, and that the rest goes on as in reality.
import { describe, expect, test } from 'vitest'
import { createCluster, replay, type PodiumCluster } from '../../../engine/index.ts'
import { ActError } from '../../../engine/lab/faults/act.ts'
import { Session } from '../../../engine/lab/session.ts'
import { digest } from '../../../engine/lab/digest.ts'
import { readLab } from '../../../tools/labs.ts'

const refused = 'The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?\n'

function withPods(replicas: number, options: Parameters<typeof createCluster>[0] = { nodes: 3 }): PodiumCluster {
  const cluster = createCluster(options)
  cluster.run(`kubectl create deployment web --image=nginx --replicas=${replicas}`)
  cluster.advance(20)
  return cluster
}

const readyPods = ({ client }: PodiumCluster): number =>
  client.list('pods', 'default').filter(({ metadata, status }) => metadata.deletionTimestamp === undefined && status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')).length
const eventsAbout = ({ client }: PodiumCluster, name: string): readonly string[] =>
  client.list('events', 'default').filter(({ involvedObject }) => involvedObject.name === name).map(({ reason }) => reason ?? '')
const nodeOf = ({ client }: PodiumCluster, name: string) => {
  const { spec, status } = client.get('nodes', undefined, name)
  return { ready: status.conditions?.find(({ type }) => type === 'Ready')?.status, taints: (spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`) }
}

describe('the API server', () => {
  test('stopped, refuses connections; what runs goes on, and all is taken up again', () => {
    const cluster = withPods(3)
    cluster.act('stop kube-apiserver')
    expect(cluster.run('kubectl get pods')).toEqual({ stdout: '', stderr: refused, exitCode: 1 })
    const { nodes, pods } = { nodes: cluster.client.list('nodes'), pods: cluster.client.list('pods') }
    cluster.advance(30)
    expect(cluster.client.list('pods'), 'nobody writes').toEqual(pods)
    expect(cluster.client.list('nodes')).toEqual(nodes)
    cluster.act('start kube-apiserver')
    expect(cluster.run('kubectl scale deployment web --replicas=5').stdout).toBe('deployment.apps/web scaled\n')
    cluster.advance(20)
    expect(readyPods(cluster)).toBe(5)
  })

  test('stopped, ends the watch of who looks on', () => {
    const session = new Session(lab)
    session.goToStep(1)
    const { terminal } = session.now
    session.input({ kind: 'command', payload: 'kubectl get pods --watch' })
    session.advanceTo(session.now.nowMs + 5_000)
    expect(terminal.isBusy).toBe(true)
    session.input({ kind: 'act', payload: 'stop kube-apiserver' })
    session.advanceTo(session.now.nowMs + 10)
    expect({ isBusy: terminal.isBusy, lastStatus: terminal.lastStatus }).toEqual({ isBusy: false, lastStatus: 0 })
  })

  test('cut off, lets requests time out', () => {
    const cluster = withPods(1)
    cluster.act('cut kube-apiserver')
    expect(cluster.run('kubectl get pods')).toEqual({ stdout: '', stderr: 'Unable to connect to the server: dial tcp 127.0.0.1:6443: i/o timeout\n', exitCode: 1 })
    cluster.act('mend kube-apiserver')
    expect(cluster.run('kubectl get pods -o name').exitCode).toBe(0)
  })

  test('away for longer than nodes are waited for, finds them Ready again', () => {
    const cluster = withPods(3)
    cluster.act('stop kube-apiserver')
    cluster.advance(114)
    cluster.act('start kube-apiserver')
    cluster.advance(3)
    const ofAll = () => ['node-1', 'node-2', 'node-3'].map(name => nodeOf(cluster, name))
    expect(ofAll().map(({ ready }) => ready), 'not all leases are renewed yet').toContain('Unknown')
    cluster.advance(27)
    expect(ofAll()).toEqual(Array.from({ length: 3 }, () => ({ ready: 'True', taints: [] })))
    expect(readyPods(cluster), 'the kubelets say that their pods are ready').toBe(3)
  })
})

describe('etcd', () => {
  test('without its only member answers nothing', () => {
    const cluster = withPods(1)
    cluster.act('stop etcd-0')
    const refusal = { stdout: '', stderr: 'Error from server: etcdserver: request timed out\n', exitCode: 1 }
    expect([cluster.run('kubectl get pods'), cluster.run('kubectl delete pod x')]).toEqual([refusal, refusal])
    cluster.act('start etcd-0')
    expect(cluster.run('kubectl get pods -o name').exitCode).toBe(0)
  })

  test('keeps its quorum when one of three is cut off, and catches it up', () => {
    const cluster = withPods(1, { nodes: 1, etcdMembers: 3 })
    for (const member of ['etcd-0', 'etcd-1', 'etcd-2']) {
      cluster.act(`cut ${member}`)
      cluster.advance(5)
      expect(cluster.run(`kubectl create configmap while-without-${member}`).exitCode).toBe(0)
      cluster.act(`mend ${member}`)
      cluster.advance(5)
    }
    cluster.act('cut etcd-0')
    cluster.act('cut etcd-1')
    cluster.advance(5)
    expect(cluster.run('kubectl get pods').stderr).toBe('Error from server: etcdserver: request timed out\n')
  })

  test('is as slow as its quorum', () => {
    const seconds = (acts: readonly string[]): number => {
      const cluster = withPods(0, { nodes: 1, etcdMembers: 3 })
      acts.forEach(cluster.act)
      cluster.run('kubectl scale deployment web --replicas=1')
      const start = cluster.now
      while (cluster.client.list('pods', 'default').length === 0) cluster.advance(0.01)
      return cluster.now - start
    }
    expect(seconds([])).toBeLessThan(0.1)
    expect(seconds(['slow etcd-0 by 500ms']), 'two fast members are enough').toBeLessThan(0.1)
    expect(seconds(['slow etcd-0 by 500ms', 'slow etcd-1 by 500ms'])).toBeGreaterThan(0.9) // the Deployment is told, then the ReplicaSet
  })
})

describe('the scheduler', () => {
  test('stopped, leaves pods Pending and says nothing; started, it places them', () => {
    const cluster = createCluster({ nodes: 2 })
    cluster.act('stop kube-scheduler')
    cluster.run('kubectl run alone --image=nginx')
    cluster.advance(120)
    expect(cluster.client.get('pods', 'default', 'alone').status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' })
    expect(eventsAbout(cluster, 'alone')).toEqual([])
    cluster.act('start kube-scheduler')
    cluster.advance(10)
    expect(eventsAbout(cluster, 'alone')).toEqual(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started'])
  })

  test.each([['slow kube-scheduler by 2s', 2, 3], ['restart kube-scheduler', 0, 0.1]] as const)('%s: a pod is placed after %d to %d s', (act, low, high) => {
    const cluster = createCluster({ nodes: 2 })
    cluster.act(act)
    cluster.run('kubectl run alone --image=nginx')
    const start = cluster.now
    while (!cluster.client.get('pods', 'default', 'alone').spec.nodeName) cluster.advance(0.01)
    expect(cluster.now - start).toBeGreaterThanOrEqual(low)
    expect(cluster.now - start).toBeLessThan(high)
  })
})

describe('controllers', () => {
  test('one can be stopped while the others work', () => {
    const cluster = withPods(2)
    cluster.act('stop replicaset-controller')
    cluster.run('kubectl scale deployment web --replicas=4')
    cluster.run('kubectl create job task --image=busybox -- sleep 1')
    cluster.advance(20)
    expect(cluster.client.list('replicasets.apps', 'default').map(({ spec }) => spec.replicas), 'the Deployment controller did its part').toEqual([4])
    expect(readyPods(cluster)).toBe(2)
    expect(cluster.client.get('jobs.batch', 'default', 'task').status?.succeeded).toBe(1)
    cluster.act('start replicaset-controller')
    cluster.advance(20)
    expect(readyPods(cluster)).toBe(4)
  })

  test.each(['slow replicaset-controller by 3s', 'cut replicaset-controller'])('%s leaves the others as they are', act => {
    const cluster = withPods(0)
    cluster.act(act)
    cluster.run('kubectl scale deployment web --replicas=1')
    cluster.advance(2)
    expect(cluster.client.list('replicasets.apps', 'default').map(({ spec }) => spec.replicas)).toEqual([1])
    expect(cluster.client.list('pods', 'default')).toEqual([])
    cluster.act('mend replicaset-controller')
    cluster.advance(20)
    expect(readyPods(cluster)).toBe(1)
  })

  test('all together: what is scaled waits until they are back', () => {
    const cluster = withPods(2)
    cluster.act('stop kube-controller-manager')
    cluster.run('kubectl scale deployment web --replicas=4')
    cluster.run('kubectl delete pod -l app=web')
    cluster.advance(60)
    expect(cluster.client.list('pods', 'default')).toEqual([])
    cluster.act('start kube-controller-manager')
    cluster.advance(20)
    expect(readyPods(cluster)).toBe(4)
  })

  test('that begin while nobody answers try again', () => {
    const cluster = withPods(1)
    for (const act of ['stop kube-controller-manager', 'stop kube-scheduler', 'stop kubelet node-1', 'stop kube-apiserver', 'start kube-controller-manager', 'start kube-scheduler', 'start kubelet node-1']) cluster.act(act)
    cluster.advance(30)
    cluster.act('start kube-apiserver')
    cluster.run('kubectl scale deployment web --replicas=3')
    cluster.advance(30)
    expect(readyPods(cluster)).toBe(3)
  })
})

describe('a kubelet', () => {
  test.each(['stop', 'cut'])('%s: its node is given up after 40 s, its pods after 300 s more', verb => {
    const cluster = withPods(3)
    cluster.act(`${verb} kubelet node-2`)
    cluster.advance(35)
    expect(nodeOf(cluster, 'node-2')).toEqual({ ready: 'True', taints: [] })
    cluster.advance(21)
    expect(nodeOf(cluster, 'node-2')).toEqual({ ready: 'Unknown', taints: ['node.kubernetes.io/unreachable:NoExecute', 'node.kubernetes.io/unreachable:NoSchedule'] })
    const there = () => cluster.client.list('pods', 'default').filter(({ spec }) => spec.nodeName === 'node-2').map(({ metadata }) => metadata.deletionTimestamp !== undefined)
    expect(there()).toEqual([false])
    cluster.advance(300)
    expect(there(), 'it is deleted, but nobody is there to end it').toEqual([true])
    expect(readyPods(cluster)).toBe(3)
    cluster.act(verb === 'stop' ? 'start kubelet node-2' : 'mend kubelet node-2')
    cluster.advance(30)
    expect(nodeOf(cluster, 'node-2')).toEqual({ ready: 'True', taints: [] })
    expect(there()).toEqual([])
  })

  test('tells late, but tells, how a pod ended while nobody listened', () => {
    const cluster = createCluster({ nodes: 1 })
    cluster.run('kubectl create job task --image=busybox -- sleep 5')
    cluster.advance(4)
    cluster.act('stop kube-apiserver')
    cluster.advance(20)
    cluster.act('start kube-apiserver')
    cluster.advance(15)
    expect(cluster.client.get('jobs.batch', 'default', 'task').status?.succeeded).toBe(1)
  })

  test('lets go of a deleted pod, though at first it could not say so', () => {
    const cluster = withPods(1)
    cluster.run('kubectl delete deployment web --wait=false')
    cluster.advance(0.5) // its container has been told to end
    cluster.act('stop kube-apiserver')
    cluster.advance(20)
    cluster.act('start kube-apiserver')
    cluster.advance(20)
    expect(cluster.client.list('pods', 'default')).toEqual([])
  })
})

describe('a machine', () => {
  test('without power takes its pods with it; they run again when it has', () => {
    const cluster = withPods(2, { nodes: 1 })
    const pods = () => cluster.client.list('pods', 'default').map(({ metadata, status }) => ({ uid: metadata.uid, restarts: status.containerStatuses?.[0]?.restartCount }))
    const before = pods()
    cluster.act('stop machine node-1')
    cluster.advance(60)
    expect(nodeOf(cluster, 'node-1').ready).toBe('Unknown')
    expect(readyPods(cluster)).toBe(0)
    cluster.act('start machine node-1')
    cluster.advance(30)
    expect(nodeOf(cluster, 'node-1').ready).toBe('True')
    expect(readyPods(cluster)).toBe(2)
    expect(pods()).toEqual(before.map(({ uid }) => ({ uid, restarts: 1 })))
  })

  test('is lost for good when it never comes back: its pods run elsewhere', () => {
    const cluster = withPods(3)
    cluster.act('stop machine node-3')
    cluster.advance(400)
    expect(cluster.client.list('pods', 'default').filter(({ metadata }) => metadata.deletionTimestamp === undefined).map(({ spec }) => spec.nodeName === 'node-3')).toEqual([false, false, false])
    expect(readyPods(cluster)).toBe(3)
  })
})

describe('acts', () => {
  test.each([
    ['stop', '"stop" is no act; write for example: stop kubelet node-2. Verbs are stop, start, restart, slow, cut, mend'],
    ['kill kubelet node-1', '"kill kubelet node-1" is no act; write for example: stop kubelet node-2. Verbs are stop, start, restart, slow, cut, mend'],
    ['slow kubelet node-1', '"slow kubelet node-1": say by how much, as in: slow kube-scheduler by 2s'],
    ['stop kubelet node-1 by 2s', '"stop kubelet node-1 by 2s": only slow says by how much'],
  ])('%j is none', (line, complaint) => {
    expect(() => createCluster({ nodes: 1 }).act(line)).toThrow(new ActError(complaint))
  })

  test('need a component that is there, and are not remembered otherwise', () => {
    const cluster = createCluster({ nodes: 1 })
    expect(() => cluster.act('stop kubelet node-2')).toThrow(`there is no component "kubelet node-2"; there are ${cluster.components.join(', ')}`)
    expect(cluster.components.slice(0, 5)).toEqual(['kube-apiserver', 'etcd-0', 'kube-controller-manager', 'kube-scheduler', 'kubelet node-1'])
    expect(cluster.log.inputs).toEqual([])
  })

  test('on what is so already change nothing', () => {
    const [acted, left] = [withPods(1), withPods(1)]
    for (const component of acted.components) for (const verb of ['start', 'mend']) acted.act(`${verb} ${component}`)
    for (const cluster of [acted, left]) cluster.advance(30)
    expect(acted.hash()).toBe(left.hash())
  })

  test('are inputs: the log tells them again, and why() leads back to them', () => {
    const cluster = withPods(2)
    for (const act of ['slow kube-controller-manager by 700ms', 'stop kubelet node-1', 'cut kube-scheduler']) {
      cluster.act(act)
      cluster.run('kubectl rollout restart deployment/web')
      cluster.advance(50)
    }
    cluster.act('mend kube-scheduler')
    cluster.advance(20)
    const log: typeof cluster.log = JSON.parse(JSON.stringify(cluster.log))
    expect(replay(log).hash()).toBe(cluster.hash())
  })
})

const lab = readLab('faults', `
title: 고장
say: 처음
cluster: { nodes: 3 }
steps:
  - say: 만든다
    run: kubectl create deployment web --image=nginx --replicas=3
    until: deployment/web condition=Available
  - say: 노드 하나와 스케줄러가 멈춘다
    act: [stop kubelet node-2, stop kube-scheduler]
    until: node/node-2 condition=Ready=Unknown
  - say: 스케줄러가 돌아온다
    act: start kube-scheduler
    run: kubectl scale deployment web --replicas=5
    until: deployment/web jsonpath={.status.availableReplicas}=4
`)

test('a session goes back over acts to exactly what was', () => {
  const stateOf = ({ now: { cluster } }: Session): string => digest(cluster.store, cluster.clock.nowMs)
  const session = new Session(lab)
  const states = [0, 1, 2, 3].map(step => {
    session.goToStep(step)
    return stateOf(session)
  })
  for (const step of [2, 1, 3, 0, 2]) {
    session.goToStep(step)
    expect(stateOf(session)).toBe(states[step])
  }
  expect(session.inputs.map(({ kind, payload }) => [kind, payload])).toEqual([
    ['command', 'kubectl create deployment web --image=nginx --replicas=3'], ['act', 'stop kubelet node-2'], ['act', 'stop kube-scheduler'],
  ])
})
