// What is measured, and the budget that the design gives it.
import { createCluster, replay, type PodiumCluster } from '../../engine/index.ts'
import { warmCpuMs } from './cpu.ts'
import { requestsPerSecond } from './network.ts'
import { gzippedKiB } from './size.ts'

export interface Measure {
  readonly name: string
  readonly what: string
  /** Of what is counted a second, the budget is the least; of all else the most. */
  readonly unit: 'ms' | 'KiB' | '1/s'
  readonly budget: number
  readonly measure: () => number | Promise<number>
}

const probedPods = (replicas: number): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: probed}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: probed}}
  template:
    metadata: {labels: {app: probed}}
    spec:
      containers:
      - name: nginx
        image: nginx
        livenessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 10}
        readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 5}
`

/** Lets time pass until so many pods of a Deployment are Ready. */
function untilReady(cluster: PodiumCluster, name: string, pods: number): void {
  const ready = (): number => cluster.client.get('deployments.apps', 'default', name).status.readyReplicas ?? 0
  for (let seconds = 0; ready() < pods; seconds++) {
    if (seconds === 600) throw new Error(`only ${ready()} of ${pods} pods became Ready in ten minutes`)
    cluster.advance(1)
  }
}

function deployed(pods: number, nodes: number): void {
  const cluster = createCluster({ nodes })
  cluster.run(`kubectl create deployment web --image=nginx --replicas=${pods}`)
  untilReady(cluster, 'web', pods)
}

/** Ten minutes of a class: pods that are probed, scaled, replaced, broken and mended. */
function tenMinutes(): PodiumCluster {
  const cluster = createCluster({ nodes: 3 })
  cluster.apply(probedPods(6))
  for (const line of [
    'kubectl scale deployment probed --replicas=12', 'kubectl delete pods -l app=probed --wait=false', 'kubectl set image deployment/probed nginx=nginx:1.29', 'kubectl set image deployment/probed nginx=nginx:no-such-tag',
    'kubectl rollout undo deployment/probed', 'kubectl cordon node-1', 'kubectl scale deployment probed --replicas=3', 'kubectl uncordon node-1', 'kubectl rollout restart deployment/probed',
  ]) {
    cluster.advance(60)
    cluster.run(line)
  }
  cluster.advance(600 - cluster.now)
  return cluster
}

const apiServer = ['server', 'stages', 'registry', 'kinds/index'].map(file => `engine/apiserver/${file}.ts`)

export const measures: readonly Measure[] = [
  { name: 'engine-size', what: 'engine with kubectl and scheduler, minified and gzipped', unit: 'KiB', budget: 120, measure: () => gzippedKiB(['engine/lab/index.ts']) },
  { name: 'apiserver-size', what: 'API server with all kinds, minified and gzipped', unit: 'KiB', budget: 70, measure: () => gzippedKiB(apiServer) },
  { name: 'three-nodes', what: 'CPU until 3 nodes are Ready, warm', unit: 'ms', budget: 5, measure: () => warmCpuMs(30, () => () => createCluster({ nodes: 3 })) },
  { name: 'thousand-pods', what: 'CPU until 1,000 pods on 100 nodes are Ready, warm', unit: 'ms', budget: 250, measure: () => warmCpuMs(7, () => () => deployed(1_000, 100)) },
  {
    name: 'probes', what: 'CPU of 60 virtual seconds of 30 probed pods, warm', unit: 'ms', budget: 50,
    measure: () => warmCpuMs(10, () => {
      const cluster = createCluster({ nodes: 3 })
      cluster.apply(probedPods(30))
      untilReady(cluster, 'probed', 30)
      return () => cluster.advance(60)
    }),
  },
  {
    name: 'any-instant', what: 'CPU to the last instant of a ten-minute lab, warm', unit: 'ms', budget: 50,
    measure: () => warmCpuMs(10, () => {
      const { log } = tenMinutes()
      return () => replay(log)
    }),
  },
  { name: 'requests', what: 'requests through a Service in a second of CPU, without their paths', unit: '1/s', budget: 200_000, measure: () => requestsPerSecond(false) },
  { name: 'traced-requests', what: 'requests through a Service in a second of CPU, with their paths', unit: '1/s', budget: 20_000, measure: () => requestsPerSecond(true) },
  { name: 'ten-thousand-pods', what: 'CPU until 10,000 pods on 1,000 nodes are Ready', unit: 'ms', budget: 5_000, measure: () => warmCpuMs(1, () => () => deployed(10_000, 1_000)) },
]
