// Plays recorded connections: the objects and pods of the recording, its changes, its command lines.
import type { EndpointSlice, Service } from '../../engine/apiserver/types.gen.ts'
import { askedAfter, Session } from './network-conntrack.ts'
import { changeOf, sceneOf, whoOf, type Kept, type Scene } from './network-scene.ts'
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
  readonly about?: string
  readonly mode: 'iptables' | 'nftables'
  readonly node: RecordedNode & { readonly nodes?: readonly RecordedNode[], readonly podLocation?: Readonly<Record<string, { readonly node: string, readonly ip: string }>> }
  readonly objects?: readonly (RecordedObject | EndpointSlice)[]
  readonly expect: { readonly connections: readonly RecordedConnection[], readonly conntrack?: readonly string[] }
}

export interface PlayedTraffic { readonly name: string, readonly expect: { readonly connections: readonly unknown[], readonly conntrack?: readonly string[] } }

/** An object without what differs from cluster to cluster. */
export type RecordedObject = Pick<Service, 'spec' | 'status'> & { readonly kind: 'Service', readonly metadata: { readonly name: string, readonly annotations?: Readonly<Record<string, string>> } }

/** Between a change and the next connection, as when it was recorded. */
const afterChangeMs = 2500

export function playTraffic(recorded: TrafficCase): PlayedTraffic {
  const scene = sceneOf(recorded)
  const { connections } = recorded.expect
  const { mode, node: { clusterCIDR } } = recorded
  const { limitsRefusals, nodes, routed, outside } = scene
  const stage = new NetworkStage({ mode, limitsRefusals, nodes, routed, ...outside !== undefined && { outside }, ...clusterCIDR !== undefined && { clusterCIDR } })
  for (const pod of scene.pods) stage.addPod(pod)
  for (const client of scene.clients) stage.addPod({ ...client, labels: {} })
  stage.pass(afterChangeMs)
  for (const service of scene.services) if (!scene.late.has(service.metadata.name)) stage.addService(service)
  stage.pass(afterChangeMs)
  prepare(scene, stage)
  const { conntrack } = recorded.expect
  const asked = askedAfter(conntrack ?? [], connections, recorded.node.name)
  const session = new Session(recorded.node.name)
  const [first] = connections
  const played = scene.deletion && first
    ? playLoop(stage, scene.deletion, first)
    : scene.kept
      ? [playKept(stage, scene.kept)]
      : connections.map((connection, i) => {
        const answer = playConnection(stage, scene, connection, connections[i - 1], connections.length - i)
        for (const each of asked.get(i) ?? []) session.tell(each, stage.run(each.node, each.command))
        return answer
      })
  return { name: recorded.name, expect: { connections: played, ...conntrack && { conntrack: session.lines } } }
}

const stopProxy = (stage: NetworkStage, node: string): void => stage.act('kube-proxy stops', () => stage.proxies.get(node)?.stop())
const startProxy = (stage: NetworkStage, node: string): void => stage.act('kube-proxy starts', () => stage.proxies.get(node)?.start())

/** What was changed before the first connection. */
function prepare({ stopped, gone, services, late }: Scene, stage: NetworkStage): void {
  if (stopped) stopProxy(stage, stopped.node)
  for (const pod of gone) stage.remove(pod)
  for (const service of services) if (late.has(service.metadata.name)) stage.addService(service)
  if (stopped?.runsAgain) startProxy(stage, stopped.node)
  stage.pass(afterChangeMs)
}

function change(stage: NetworkStage, { pods }: Scene, step: string): void {
  const asked = changeOf(step)
  if (!asked) return
  const { who, what } = asked
  for (const name of who === 'all' ? pods.map(({ name }) => name) : [who]) {
    if (what === 'kube-proxy started') startProxy(stage, name)
    else if (what === 'terminating, still ready') stage.terminate(name)
    else stage.setReady(name, what === 'ready again')
  }
}

function playConnection(stage: NetworkStage, scene: Scene, { from, command, step, count }: RecordedConnection, before: RecordedConnection | undefined, left: number): unknown {
  if (step !== undefined && step !== before?.step) {
    change(stage, scene, step)
    stage.pass(afterChangeMs)
  }
  if (scene.pause?.last === left) stage.pass(scene.pause.ms)
  const who = whoOf(from)
  if (count === undefined) return { from, command, ...answerOf(stage, who, command) }
  const counts: Record<string, number> = {}
  for (let n = 0; n < count; n++) {
    const { endpoint = 'nobody' } = answerOf(stage, who, command)
    counts[endpoint] = (counts[endpoint] ?? 0) + 1
  }
  return { from, command, count, counts }
}

function answerOf(stage: NetworkStage, who: string, command: string): { readonly exit: number, readonly stdout: string, readonly endpoint?: string, readonly sourceSeen?: string } {
  const ran = stage.run(who, command)
  const [, endpoint, sourceSeen] = /^(\S+) (\d+\.\d+\.\d+\.\d+)\n$/.exec(ran.stdout) ?? []
  return { ...ran, ...endpoint !== undefined && sourceSeen !== undefined && { endpoint, sourceSeen } }
}

const betweenMs = 75

/** One client that connects in a loop while the only endpoint goes; twice as long as that takes. */
function playLoop(stage: NetworkStage, { pod, askedMs, goneMs }: NonNullable<Scene['deletion']>, { from, command }: RecordedConnection): readonly unknown[] {
  const runs: { exit: number, stderr: string, n: number }[] = []
  const beganMs = stage.nowMs
  stage.cluster.clock.after(askedMs, 'the pod is deleted', () => stage.terminate(pod))
  stage.cluster.clock.after(goneMs, 'the pod is gone', () => stage.remove(pod))
  while (stage.nowMs < beganMs + 2 * goneMs) {
    const { exit } = stage.run(whoOf(from), command)
    const last = runs[runs.length - 1]
    if (last?.exit === exit) last.n++
    else runs.push({ exit, stderr: '', n: 1 })
    stage.pass(betweenMs)
  }
  return runs
}

/** A connection that is kept open while its Service is deleted, and another one after that. */
function playKept(stage: NetworkStage, { from, address, port, service }: Kept): unknown {
  const client = stage.station(from)
  const kept = stage.network.connect(client, address, port)
  const ask = (): string => {
    const answer = kept.listener?.http?.({ from: kept.from, method: 'GET', path: '/', headers: new Map(), body: '' })
    return answer && 'status' in answer ? answer.body : 'nothing\n'
  }
  const before = ask()
  stage.act('the Service is deleted', () => stage.cluster.admin.delete('services', stage.namespace, service))
  stage.pass(afterChangeMs)
  const after = ask()
  const { outcome } = stage.network.connect(client, address, port)
  return { exit: outcome === 'lost' ? 0 : 1, stderr: '', stdout: `before: ${before}kept connection after the Service was deleted: ${after}new connection: ${outcome === 'lost' ? 'TimeoutError timed out' : outcome}\n` }
}
