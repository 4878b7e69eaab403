// The clusters that are measured.
import { createCluster, type PodiumCluster } from '../../engine/index.ts'

const patienceSeconds = 3600

export const probedPods = (replicas: number): string => `
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
export function untilReady(cluster: PodiumCluster, name: string, pods: number): void {
  const ready = (): number => cluster.client.get('deployments.apps', 'default', name).status.readyReplicas ?? 0
  for (let seconds = 0; ready() < pods; seconds++) {
    if (seconds === patienceSeconds) throw new Error(`only ${ready()} of ${pods} pods became Ready in an hour`)
    cluster.advance(1)
  }
}

/** A Deployment, when all its pods are Ready. */
export function deployed(pods: number, nodes: number, image = 'nginx'): PodiumCluster {
  const cluster = createCluster({ nodes })
  cluster.run(`kubectl create deployment web --image=${image} --replicas=${pods}`)
  untilReady(cluster, 'web', pods)
  return cluster
}

/** Ten minutes of a class: pods that are probed, scaled, replaced, broken and mended. */
export function tenMinutes(): PodiumCluster {
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
