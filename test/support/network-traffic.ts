// Plays recorded connections: the objects and pods of the recording, its changes, its command lines.
import type { Service } from '../../engine/apiserver/types.gen.ts'
import { NetworkStage } from './network-stage.ts'
import type { RecordedNode } from './network-tables.ts'

export interface RecordedConnection {
  readonly from: string
  readonly command: string
  readonly step?: string
  readonly count?: number
  readonly firstAt?: number
  readonly [more: string]: unknown
}

export interface TrafficCase {
  readonly name: string
  readonly mode: 'iptables' | 'nftables'
  readonly node: RecordedNode
  readonly objects?: readonly RecordedObject[]
  readonly expect: { readonly connections: readonly RecordedConnection[] }
}

export interface PlayedTraffic { readonly name: string, readonly expect: { readonly connections: readonly unknown[] } }

/** An object without what differs from cluster to cluster. */
export type RecordedObject = Pick<Service, 'spec' | 'status'> & { readonly kind: string, readonly metadata: { readonly name: string, readonly annotations?: Readonly<Record<string, string>> } }

/** Between a change and the next connection, as when it was recorded. */
const afterChangeMs = 2500

export function playTraffic(recorded: TrafficCase): PlayedTraffic {
  const kind = recorded.name.replace(/^traffic-(?:ip|nf)tables-/, '')
  const stage = new NetworkStage({ mode: recorded.mode, limitsRefusals: kind === 'no-endpoints-rate-limit' })
  for (const i of [1, 2, 3]) stage.addPod({ name: `web-${i}`, node: `node-${i}`, address: `10.244.${i - 1}.5`, labels: { app: 'web', pod: `web-${i}` } })
  for (const i of [1, 2]) stage.addPod({ name: `client-${i}`, node: `node-${i}`, address: `10.244.${i - 1}.9`, labels: {} })
  stage.pass(afterChangeMs)
  const services = servicesOf(recorded, kind)
  for (const service of services) if (service.metadata.name !== 'late') stage.addService(service)
  stage.pass(afterChangeMs)
  prepare(kind, stage, services)
  const connections = kind === 'delete-under-traffic'
    ? playTimeline(stage)
    : kind === 'established-survives'
      ? [playKept(stage)]
      : recorded.expect.connections.map((connection, i) => playConnection(stage, kind, connection, recorded.expect.connections[i - 1], i))
  return { name: recorded.name, expect: { connections } }
}

/** The recording of a Service's deletion shows what is left: here is what was deleted. */
function servicesOf({ objects = [] }: TrafficCase, kind: string): readonly RecordedObject[] {
  const services = objects.filter(({ kind: each, metadata }) => each === 'Service' && metadata.name !== 'kubernetes')
  const two: RecordedObject = { kind: 'Service', metadata: { name: 'two' }, spec: { selector: { pod: 'web-2' }, clusterIP: '10.96.50.21', ports: [{ port: 80, targetPort: 8080 }] }, status: { loadBalancer: {} } }
  return kind === 'established-survives' ? [two] : services
}

const stopProxy = (stage: NetworkStage): void => stage.act('kube-proxy stops', () => stage.proxies.get('node-1')?.stop())
const startProxy = (stage: NetworkStage): void => stage.act('kube-proxy starts', () => stage.proxies.get('node-1')?.start())

/** What was changed before the first connection. */
function prepare(kind: string, stage: NetworkStage, services: readonly RecordedObject[]): void {
  if (kind === 'stale-local' || kind === 'stale-one-of-three' || kind === 'service-created-without-proxy') stopProxy(stage)
  if (kind.startsWith('stale-')) stage.remove('web-1')
  if (kind === 'stale-one-of-three' || kind === 'stale-repaired') stage.remove('web-2')
  for (const service of services) if (service.metadata.name === 'late') stage.addService(service)
  stage.pass(afterChangeMs)
}

const changes: Readonly<Record<string, (stage: NetworkStage) => void>> = {
  'web-1 not ready': stage => stage.setReady('web-1', false),
  'all not ready': stage => { for (const name of ['web-2', 'web-3']) stage.setReady(name, false) },
  'web-3 ready again': stage => stage.setReady('web-3', true),
  'all ready again': stage => { for (const name of ['web-1', 'web-2']) stage.setReady(name, true) },
  'web-2 terminating, still ready': stage => stage.terminate('web-2'),
  'web-2 terminating and not ready': stage => stage.setReady('web-2', false),
  'kube-proxy of node-1 started': startProxy,
}

const affinityPauseMs = 7000

function playConnection(stage: NetworkStage, kind: string, recorded: RecordedConnection, before: RecordedConnection | undefined, i: number): unknown {
  const { from, command, step, count } = recorded
  if (step !== undefined && step !== before?.step) {
    changes[step]?.(stage)
    stage.pass(afterChangeMs)
  }
  if (kind === 'session-affinity' && i === 12) stage.pass(affinityPauseMs)
  const who = whoOf(from)
  if (count === undefined) return { from, command, ...answerOf(stage, who, command) }
  const counts: Record<string, number> = {}
  for (let n = 0; n < count; n++) {
    const { endpoint = 'nobody' } = answerOf(stage, who, command)
    counts[endpoint] = (counts[endpoint] ?? 0) + 1
  }
  return { from, command, count, counts }
}

/** `pod client-1 10.244.0.9 on node-1`, `node-1 192.168.56.11`, `outside 192.168.56.100`. */
const whoOf = (from: string): string => from.replace(/^pod /, '').split(' ')[0] ?? ''

function answerOf(stage: NetworkStage, who: string, command: string): { readonly exit: number, readonly stdout: string, readonly endpoint?: string, readonly sourceSeen?: string } {
  const ran = stage.run(who, command)
  const [, endpoint, sourceSeen] = /^(\S+) (\d+\.\d+\.\d+\.\d+)\n$/.exec(ran.stdout) ?? []
  return { ...ran, ...endpoint !== undefined && sourceSeen !== undefined && { endpoint, sourceSeen } }
}

const betweenMs = 75

/** One client that connects in a loop; the pod is deleted after 1 s and gone after 3 s. */
function playTimeline(stage: NetworkStage): readonly unknown[] {
  const runs: { exit: number, stderr: string, n: number }[] = []
  const beganMs = stage.nowMs
  stage.cluster.clock.after(1000, 'the pod is deleted', () => stage.terminate('web-1'))
  stage.cluster.clock.after(3010, 'the pod is gone', () => stage.remove('web-1'))
  while (stage.nowMs < beganMs + 6000) {
    const { exit } = stage.run('client-1', 'curl -sS --max-time 1 http://10.96.50.11/')
    const last = runs[runs.length - 1]
    if (last?.exit === exit) last.n++
    else runs.push({ exit, stderr: '', n: 1 })
    stage.pass(betweenMs)
  }
  return runs
}

/** A connection that is kept open while its Service is deleted, and another one after that. */
function playKept(stage: NetworkStage): unknown {
  const client = stage.station('client-1')
  const kept = stage.network.connect(client, '10.96.50.21', 80)
  const ask = (): string => {
    const answer = kept.listener?.http?.({ from: kept.from, method: 'GET', path: '/', headers: new Map(), body: '' })
    return answer && 'status' in answer ? answer.body : 'nothing\n'
  }
  const before = ask()
  stage.act('the Service is deleted', () => stage.cluster.admin.delete('services', stage.namespace, 'two'))
  stage.pass(afterChangeMs)
  const after = ask()
  const { outcome } = stage.network.connect(client, '10.96.50.21', 80)
  return { exit: outcome === 'lost' ? 0 : 1, stderr: '', stdout: `before: ${before}kept connection after the Service was deleted: ${after}new connection: ${outcome === 'lost' ? 'TimeoutError timed out' : outcome}\n` }
}
