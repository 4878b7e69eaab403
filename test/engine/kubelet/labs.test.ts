// The two probe labs of the lecture, to the second: one application that falls ill, and one that is not ready.
import { expect, test } from 'vitest'
import type { Pod } from '../../../engine/apiserver/types.gen.ts'
import { World } from '../../../engine/lab/world.ts'
import type { Kubelet } from '../../../engine/kubelet/index.ts'
import { podStatus } from '../../../engine/apiserver/tables/index.ts'

const manifest = `
apiVersion: v1
kind: Service
metadata: {name: proddetail}
spec:
  selector: {app: proddetail}
  ports: [{port: 3000}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: proddetail}
spec:
  replicas: 1
  selector: {matchLabels: {app: proddetail}}
  template:
    metadata: {labels: {app: proddetail}}
    spec:
      containers:
      - name: proddetail
        image: public.ecr.aws/u2g6w7p2/eks-workshop-demo/catalog_detail:1.0
        imagePullPolicy: Always
        ports: [{containerPort: 3000}]
        livenessProbe:
          httpGet: {path: /ping, port: 3000}
          initialDelaySeconds: 5
          periodSeconds: 5
        readinessProbe:
          exec: {command: [/bin/bash, -c, "cat readiness.txt | grep ready"]}
          initialDelaySeconds: 15
          periodSeconds: 3
`

interface Moment { readonly second: number, readonly text: string }

class Lab {
  readonly world: World
  readonly moments: Moment[] = []
  private zeroMs = 0

  constructor() {
    this.world = new World({ nodes: 1 })
    const { cluster } = this.world
    cluster.store.observe('events', ({ value }) => {
      if (value && 'reason' in value && 'message' in value && 'involvedObject' in value) this.note(`${value.reason}: ${value.message}`)
    })
    let last = ''
    cluster.store.observe('pods', ({ value }) => {
      const pod = value as Pod | undefined // only pods are kept under this name
      const [container] = pod?.status.containerStatuses ?? []
      const now = pod ? `${podStatus(pod)} ${container?.ready ? '1/1' : '0/1'} ${container?.restartCount ?? 0}` : 'gone'
      if (now !== last) this.note(last = now)
    })
    this.type('kubectl apply -f lab.yaml', { 'lab.yaml': manifest })
    this.pass(60)
  }

  get pod(): Pod {
    const [pod] = this.world.cluster.admin.list('pods', 'default')
    if (!pod) throw new Error('there is no pod')
    return pod
  }

  get endpoints(): readonly (boolean | undefined)[] {
    return this.world.cluster.admin.list('endpointslices.discovery.k8s.io', 'default').filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'proddetail').flatMap(({ endpoints }) => (endpoints ?? []).map(({ conditions }) => conditions?.ready))
  }

  begin(): void {
    this.moments.length = 0
    this.zeroMs = this.world.nowMs
  }

  pass(seconds: number): void { this.world.cluster.clock.advanceTo(this.world.nowMs + seconds * 1000) }
  type(line: string, files: Readonly<Record<string, string>> = {}): void { this.world.apply({ atMs: this.world.nowMs, kind: 'run', payload: { line, files } }) }

  /** A command in the container. */
  inside(...command: readonly string[]): void {
    const { pod } = this
    const agent = this.world.cluster.parts.get('kubelet node-1') as Kubelet // as the cluster made it
    this.world.cluster.clock.input(command.join(' '), () => agent.exec({ namespace: 'default', pod: pod.metadata.name, container: 'proddetail' }, command, { out: () => {}, err: () => {}, exited: () => {} }))
  }

  private note(text: string): void { this.moments.push({ second: Math.round((this.world.nowMs - this.zeroMs) / 100) / 10, text }) }

  secondsOf(beginning: string): readonly number[] { return this.moments.filter(({ text }) => text.startsWith(beginning)).map(({ second }) => second) }
}

test('a fault: three failed probes 5 s apart, Killing, 30 s of silence, exit 137, and the same pod runs again', () => {
  const lab = new Lab()
  const before = lab.pod
  expect([podStatus(before), lab.endpoints]).toEqual(['Running', [true]])
  lab.begin()
  lab.inside('curl', 'http://127.0.0.1:3000/injectFault')
  lab.pass(80)
  const after = lab.pod
  const [first = 0, second = 0, third = 0] = lab.secondsOf('Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 500')
  const [killing = 0] = lab.secondsOf('Killing: Container proddetail failed liveness probe, will be restarted')
  const [started = 0] = lab.secondsOf('Started')
  const [container] = after.status.containerStatuses ?? []
  expect([first <= 5, second - first, third - second, Math.round(killing - third), Math.round(started - killing)]).toEqual([true, 5, 5, 0, 30])
  expect([container?.restartCount, container?.lastState.terminated?.exitCode, container?.lastState.terminated?.reason]).toEqual([1, 137, 'Error'])
  expect([after.metadata.uid, after.metadata.name, after.status.podIP, after.spec.nodeName]).toEqual([before.metadata.uid, before.metadata.name, before.status.podIP, before.spec.nodeName])
  const readyAgain = lab.moments.findLast(({ text }) => text === 'Running 1/1 1')?.second ?? 0
  expect([readyAgain - started >= 14, readyAgain - started <= 19]).toEqual([true, true])
  expect(lab.endpoints).toEqual([true])
})

test('a file that says no: out of the Service and back, without a restart', () => {
  const lab = new Lab()
  const before = lab.pod.status.containerStatuses?.[0]?.containerID
  lab.begin()
  lab.inside('sed', '-i', 's/ready/fail/', 'readiness.txt')
  lab.pass(9.5)
  expect([lab.endpoints, lab.moments.findLast(({ text }) => text.startsWith('Running'))?.text, lab.secondsOf('Unhealthy: Readiness probe failed: ').length >= 1]).toEqual([[false], 'Running 0/1 0', true])
  lab.inside('sed', '-i', 's/fail/ready/', 'readiness.txt')
  lab.pass(4)
  expect([lab.endpoints, lab.pod.status.containerStatuses?.[0]?.containerID === before, lab.secondsOf('Killing')]).toEqual([[true], true, []])
})
