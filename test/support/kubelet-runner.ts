// Plays a recorded lifecycle on a cluster of the engine, and writes down what happened in the shape of the recording.
import type { KubeObject } from '../../engine/apiserver/object.ts'
import type { WatchEvent } from '../../engine/apiserver/request.ts'
import { Client } from '../../engine/client/client.ts'
import type { ResourceKey, ResourceTypes } from '../../engine/client/resources.ts'
import { kubelet, type Kubelet } from '../../engine/kubelet/index.ts'
import { timestamp } from '../../engine/clock/time.ts'
import { World } from '../../engine/lab/world.ts'
import { Registry } from '../../engine/runtime/registry.ts'
import { act, type Outcome } from './kubelet-actions.ts'
import { deploymentEntry, eventEntry, jobEntry, nodeEntry, podEntry, sliceEntry, type Entry, type Instant } from './lifecycle-entries.ts'

export interface Scenario {
  readonly scenario: string
  readonly topic: string
  readonly duration: number
  readonly manifests: readonly KubeObject[]
  readonly timeline: readonly Entry[]
  readonly final?: Readonly<Record<string, unknown>>
}

export type Run = Scenario

/** What was on the machines and in the registry of the recording. */
const preloaded = ['busybox', 'nginx', 'nginx:1.25', 'nginx:1.27', 'nginx:1.28']
const nginxTags = ['latest', '1.25', '1.27', '1.28', '1.29']
const localPullMs = 50
/** As busy as the machine of the recordings was. */
const pace = { sandbox: [300, 600], create: [50, 150], start: [50, 250], sandboxStop: [200, 900] } as const
const settleMs = 5000
const headStartMs = 1000

const first = new Set(['ConfigMap', 'Secret', 'Service'])
const nodes = [
  { name: 'worker-1', address: '192.168.56.11', capacity: { cpu: '2', memory: '24Gi', pods: '200' }, cgroupVersion: 1 },
  { name: 'worker-2', address: '192.168.56.12', capacity: { cpu: '2', memory: '24Gi', pods: '200' }, taints: [{ key: 'lab', value: 'node2', effect: 'NoSchedule' }], cgroupVersion: 1 },
]

export function play(scenario: Scenario, seed = 1): Run {
  const kubelets: Kubelet[] = []
  const startTime = startTimeOf(scenario)
  const world = new World({
    seed,
    ...startTime !== undefined && { startTime },
    nodes,
    nodeAgent: (client, node, random, doors) => {
      const agent = kubelet(client, node, random, { registry: new Registry({ tags: { nginx: nginxTags }, pullMs: localPullMs, failureMs: localPullMs }), preloaded, pace, doors })
      kubelets.push(agent)
      return agent
    },
  })
  const { cluster } = world
  const { clock, server, epochMs, random } = cluster
  const namespace = scenario.scenario
  const observer = new Client(server, clock, epochMs, { user: { name: 'observer', groups: ['system:masters'] }, userAgent: 'observer' }, random.fork('observer'), { lowMs: 0, highMs: 0 })
  clock.advanceTo(settleMs)
  clock.input('the namespace', () => observer.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace }, spec: {} }))
  world.apply({ atMs: clock.nowMs, kind: 'run', payload: { line: `kubectl config set-context --current --namespace=${namespace}` } })
  const zeroMs = clock.nowMs + headStartMs
  const timeline: Entry[] = []
  const secondOf = (unixMs: number): number => Math.round((unixMs - epochMs - zeroMs) / 100) / 10
  const now = (): Instant => ({ t: secondOf(observer.unixMs), unixMs: observer.unixMs, secondOf })
  const record = <K extends ResourceKey>(key: K, at: string | undefined, entry: (instant: Instant, change: string, object: ResourceTypes[K]) => Entry, isMeant: (object: ResourceTypes[K]) => boolean = () => true): void => {
    observer.watch(key, at === undefined ? {} : { namespace: at }, (events: readonly WatchEvent<ResourceTypes[K]>[]) => {
      for (const { type, object } of events) if (isMeant(object)) timeline.push(entry(now(), type, object))
    })
  }
  record('pods', namespace, podEntry)
  record('events', namespace, eventEntry)
  record('endpointslices.discovery.k8s.io', namespace, sliceEntry)
  record('deployments.apps', namespace, deploymentEntry)
  record('jobs.batch', namespace, jobEntry)
  const isAboutNodes = scenario.timeline.some(({ kind }) => kind === 'node')
  if (isAboutNodes) record('events', 'default', eventEntry, ({ involvedObject }) => involvedObject.kind === 'Node')
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
  if (isAboutNodes) record('nodes', undefined, nodeEntry)
  clock.input('the rest', () => create(({ kind }) => !first.has(kind)))
  for (const { t, command } of scenario.timeline.filter(({ kind }) => kind === 'action')) {
    if (typeof command !== 'string') continue
    clock.advanceTo(zeroMs + t * 1000)
    const ended = (outcome: Outcome): void => { timeline.push({ t, end: now().t, kind: 'action', command, ...outcome }) }
    clock.input(command, () => act(command, { world, namespace, kubelets, manifestOf: (name, node) => staticManifest(scenario, name, node) }, ended))
  }
  clock.advanceTo(zeroMs + scenario.duration * 1000)
  return { ...scenario, timeline: timeline.toSorted((a, b) => a.t - b.t), ...scenario.final && { final: finalOf(scenario.final, world) } }
}

/** When the cluster has to start for the clock on the wall to show what it showed; it counts for what happens on the minute. */
function startTimeOf({ timeline, final }: Scenario): string | undefined {
  const [, name, time] = /^Name: +(\S+)$.*?^Start Time: +\w+, (.*?)$/ms.exec(String(final?.['describe'] ?? '')) ?? []
  const accepted = timeline.find(entry => entry.kind === 'pod' && entry['name'] === name && Array.isArray(entry['containerStatuses']) && entry['containerStatuses'].length > 0)
  if (time === undefined || !accepted) return undefined
  return timestamp(Date.parse(time) - accepted.t * 1000 - headStartMs - settleMs)
}

const printed: Readonly<Record<string, string>> = { get: 'kubectl get pods -o wide', describe: 'kubectl describe pods', get_events: 'kubectl get events' }

/** What the commands print at the end. */
function finalOf(asked: Readonly<Record<string, unknown>>, world: World): Readonly<Record<string, unknown>> {
  const said = (line: string): string => {
    const { stdout = '', stderr = '' } = world.apply({ atMs: world.nowMs, kind: 'run', payload: { line } }) ?? {}
    return stdout + stderr
  }
  return Object.fromEntries(Object.keys(asked).map(key => {
    if (key !== 'logs') return [key, said(printed[key] ?? key)]
    const pods = said('kubectl get pods -o name').split('\n').filter(name => name.startsWith('pod/')).map(name => name.replace('pod/', ''))
    return [key, Object.fromEntries(pods.map(pod => [pod, said(`kubectl logs ${pod} --all-containers --tail=40`)]))]
  }))
}

/** The recordings have no manifests of static pods: what they were is seen in the pods that came of them. */
function staticManifest({ scenario, timeline }: Scenario, name: string, node: string): string {
  const printed = timeline.find(({ command, stdout }) => command === `kubectl get pod ${name}-${node} -o yaml` && typeof stdout === 'string')?.['stdout']
  if (typeof printed === 'string') return printed.replace(/^status:.*/ms, '').replace(/^  (annotations|ownerReferences|tolerations):\n(?:   ?[ -].*\n)*/gm, '').replace(`name: ${name}-${node}`, `name: ${name}`)
  const seen = timeline.find(entry => entry.kind === 'pod' && entry['name'] === `${name}-${node}` && Array.isArray(entry['containerStatuses']) && entry['containerStatuses'].length > 0)
  const containers = seen ? (seen['containerStatuses'] as readonly { name: string, image: string }[]).map(each => ({ name: each.name, image: each.image, imagePullPolicy: 'IfNotPresent' })) : [] // as its README says
  return JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: scenario }, spec: { containers } })
}
