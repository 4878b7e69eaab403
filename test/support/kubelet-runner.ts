// Plays a recorded lifecycle on a cluster of the engine, and writes down what happened in the shape of the recording.
import type { KubeObject } from '../../engine/apiserver/object.ts'
import { podRow } from '../../engine/apiserver/tables/pod.ts'
import type { ContainerState, ContainerStatus, CoreV1Event, Pod } from '../../engine/apiserver/types.gen.ts'
import { Client } from '../../engine/client/client.ts'
import { parseTimestamp } from '../../engine/clock/time.ts'
import { kubelet, type Kubelet } from '../../engine/kubelet/index.ts'
import { Cluster } from '../../engine/lab/cluster.ts'
import { Registry } from '../../engine/runtime/images.ts'
import { act } from './kubelet-actions.ts'

export interface Scenario {
  readonly scenario: string
  readonly topic: string
  readonly duration: number
  readonly manifests: readonly KubeObject[]
  readonly timeline: readonly Entry[]
}

export interface Entry { readonly t: number, readonly kind: string, readonly command?: string }

export interface Run { readonly scenario: string, readonly timeline: readonly Entry[] }

/** What was on the machines and in the registry of the recording. */
const preloaded = ['busybox', 'nginx', 'nginx:1.25', 'nginx:1.27', 'nginx:1.28']
const nginxTags = ['latest', '1.25', '1.27', '1.28', '1.29']
const localPullMs = 50
const settleMs = 5000
const headStartMs = 1000

const first = new Set(['ConfigMap', 'Secret', 'Service'])

export function play(scenario: Scenario, seed = 1): Run {
  const kubelets: Kubelet[] = []
  const cluster = new Cluster({
    seed,
    nodes: [
      { name: 'worker-1', address: '192.168.56.11', capacity: { cpu: '2', memory: '24Gi', pods: '200' } },
      { name: 'worker-2', address: '192.168.56.12', capacity: { cpu: '2', memory: '24Gi', pods: '200' }, taints: [{ key: 'lab', value: 'node2', effect: 'NoSchedule' }] },
    ],
    nodeAgent: (client, node, random) => {
      const agent = kubelet(client, node, random, { registry: new Registry({ tags: { nginx: nginxTags }, pullMs: localPullMs, failureMs: localPullMs }), preloaded })
      kubelets.push(agent)
      return agent
    },
  })
  const { clock, server, epochMs, random } = cluster
  const namespace = scenario.scenario
  const observer = new Client(server, clock, epochMs, { user: { name: 'observer', groups: ['system:masters'] }, userAgent: 'observer' }, random.fork('observer'), { lowMs: 0, highMs: 0 })
  clock.advanceTo(settleMs)
  clock.input('the namespace', () => observer.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace }, spec: {} }))
  const zeroMs = clock.nowMs + headStartMs
  const timeline: Entry[] = []
  const second = (unixMs: number): number => Math.round((unixMs - epochMs - zeroMs) / 100) / 10
  observer.watch('pods', { namespace }, events => {
    for (const { type, object } of events) timeline.push(podEntry(second(observer.unixMs), type, object, second, observer.unixMs))
  })
  observer.watch('events', { namespace }, events => {
    for (const { type, object } of events) timeline.push(eventEntry(second(observer.unixMs), type, object))
  })
  const create = (wanted: (object: KubeObject) => boolean): void => {
    for (const object of scenario.manifests) {
      if (!wanted(object)) continue
      const definition = server.registry.byKind(object.apiVersion, object.kind)
      if (!definition) continue
      const { group, version, plural } = definition
      observer.request({ verb: 'create', group, version, resource: plural, namespace, body: { ...object, metadata: { ...object.metadata, namespace } }, encoding: 'typed' })
    }
  }
  clock.input('what comes first', () => create(({ kind }) => first.has(kind)))
  clock.advanceTo(zeroMs)
  clock.input('the rest', () => create(({ kind }) => !first.has(kind)))
  for (const { t, command = '' } of scenario.timeline.filter(({ kind }) => kind === 'action')) {
    clock.advanceTo(zeroMs + t * 1000)
    clock.input(command, () => act(command, { client: observer, namespace, kubelets }))
  }
  clock.advanceTo(zeroMs + scenario.duration * 1000)
  return { scenario: scenario.scenario, timeline }
}

function podEntry(t: number, change: string, pod: Pod, second: (unixMs: number) => number, nowMs: number): Entry & Record<string, unknown> {
  const [, READY, STATUS, RESTARTS] = podRow(pod, nowMs)
  const { status, metadata, spec } = pod
  const at = (time: string | undefined): number | undefined => time === undefined ? undefined : second(parseTimestamp(time) ?? 0)
  return {
    t, kind: 'pod', change, name: metadata.name, STATUS, READY, RESTARTS,
    phase: status.phase, reason: status.reason, message: status.message, qosClass: status.qosClass, node: spec.nodeName, hasPodIP: status.podIP !== undefined,
    conditions: (status.conditions ?? []).map(({ type, status: word, reason, message }) => ({ type, status: word, reason, message })),
    initContainerStatuses: status.initContainerStatuses?.map(each => containerEntry(each, at)),
    containerStatuses: (status.containerStatuses ?? []).map(each => containerEntry(each, at)),
    deletionTimestamp: at(metadata.deletionTimestamp), deletionGracePeriodSeconds: metadata.deletionGracePeriodSeconds,
  }
}

const containerEntry = ({ name, image, ready, started, restartCount, state, lastState }: ContainerStatus, at: (time: string | undefined) => number | undefined) =>
  ({ name, image, ready, started, restartCount, state: stateEntry(state, at), lastState: stateEntry(lastState, at) })

function stateEntry({ waiting, running, terminated }: ContainerState, at: (time: string | undefined) => number | undefined) {
  if (waiting) return { state: 'waiting', ...waiting }
  if (running) return { state: 'running', startedAt: at(running.startedAt ?? undefined) }
  if (!terminated) return undefined
  const { reason, message, exitCode, signal, startedAt, finishedAt } = terminated
  return { state: 'terminated', reason, message, exitCode, signal, startedAt: at(startedAt ?? undefined), finishedAt: at(finishedAt ?? undefined) }
}

const eventEntry = (t: number, change: string, { type, reason, message, count, involvedObject, source }: CoreV1Event): Entry & Record<string, unknown> => ({
  t, kind: 'event', change, type, reason, message, count, object: `${involvedObject.kind}/${involvedObject.name}`, fieldPath: involvedObject.fieldPath, source: source.component,
})
