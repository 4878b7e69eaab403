// Requests through a Service, one after the other: how many the network carries in a second of CPU.
import { settle } from '../../engine/lab/settle.ts'
import { World } from '../../engine/lab/world.ts'
import { cpuMs } from './cpu.ts'

const manifest = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: echo}
spec:
  replicas: 3
  selector: {matchLabels: {app: echo}}
  template:
    metadata: {labels: {app: echo}}
    spec:
      containers:
      - name: echo
        image: example/echo
        ports: [{containerPort: 8080}]
`
const warmUpRequests = 50_000
const requests = 200_000
const readyMs = 60_000

/** The requests of one client to a Service with three endpoints, in a second of CPU. */
export function requestsPerSecond(isTraced: boolean): number {
  const world = new World({ nodes: 3 })
  settle(world)
  const run = (line: string, stdin?: string): void => { world.apply({ atMs: world.nowMs, kind: 'run', payload: { line, ...stdin !== undefined && { stdin } } }) }
  run('kubectl apply -f -', manifest)
  run('kubectl expose deployment echo --port=80 --target-port=8080')
  run('kubectl run client --image=busybox -- sleep 3600')
  const { cluster } = world
  cluster.clock.advanceTo(world.nowMs + readyMs)
  const network = cluster.network.pods
  const client = network.at(cluster.admin.get('pods', 'default', 'client').status.podIP ?? '')
  const address = cluster.admin.get('services', 'default', 'echo').spec.clusterIP ?? ''
  if (!client) throw new Error('the client is not in the network')
  const ask = (count: number): void => {
    for (let i = 0; i < count; i++) {
      const { listener, from, close } = network.connect(client, address, 80, 'tcp', isTraced)
      const answer = listener?.http?.({ from, method: 'GET', path: '/', headers: noHeaders, body: '' })
      if (!answer || !('status' in answer) || answer.status !== 200) throw new Error('a request was not answered')
      close()
    }
  }
  ask(warmUpRequests)
  return requests / cpuMs(() => ask(requests)) * 1000
}

const noHeaders: ReadonlyMap<string, string> = new Map()
