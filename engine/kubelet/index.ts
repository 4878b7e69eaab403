// kubelet: runs the pods of a node, and tells the API server about both.
import type { Part } from '../clock/part.ts'
import type { Timer } from '../clock/clock.ts'
import type { Random } from '../clock/random.ts'
import { microTimestamp } from '../clock/time.ts'
import type { NodeDoors } from '../apiserver/node-doors.ts'
import { StatusError } from '../apiserver/status.ts'
import type { WatchHandle } from '../apiserver/watch.ts'
import type { WatchEvent } from '../apiserver/request.ts'
import type { Pod } from '../apiserver/types.gen.ts'
import type { Client } from '../client/client.ts'
import { keyOf } from '../client/informer.ts'
import { EventRecorder } from '../client/recorder.ts'
import type { ExecHandle, ExecSinks, LogEntry } from '../runtime/container.ts'
import { Registry, type ImageSource } from '../runtime/images.ts'
import { Ports } from '../runtime/network.ts'
import { Backoff } from './backoff.ts'
import { Addresses, Rhythm, type Host } from './host.ts'
import { Images } from './images.ts'
import { addressOf, kubeletPort, leaseDraft, nodeDraft, nodeStatus, podCIDROf, type NodeOptions } from './node-status.ts'
import { PodWorker } from './pod-worker.ts'
import { doorOf } from './server/index.ts'

export type { NodeOptions } from './node-status.ts'

const leaseRenewalMs = 10_000
const statusReportMs = 300_000

export interface KubeletOptions {
  readonly registry?: ImageSource
  /** Images that are on the node before anything runs. */
  readonly preloaded?: readonly string[]
  /** Where its HTTPS door can be found by the API server. */
  readonly doors?: NodeDoors
}

export interface LogRequest {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly previous?: boolean
}

export interface Kubelet extends Part {
  /** What a container wrote; undefined when there is none, or none before. */
  logs(request: LogRequest): readonly LogEntry[] | undefined
  /** Runs a command in a container that runs; undefined when there is none. */
  exec(request: LogRequest, command: readonly string[], sinks: ExecSinks): ExecHandle | undefined
}

export function kubelet(client: Client, node: NodeOptions, random: Random, options: KubeletOptions = {}): Kubelet {
  const { clock } = client
  const { name } = node
  const images = new Images(clock, options.registry ?? new Registry(), name)
  for (const image of options.preloaded ?? []) images.preload(image)
  const host: Host = {
    node: name,
    address: addressOf(node),
    client,
    clock,
    random,
    recorder: new EventRecorder(client, 'kubelet', name),
    images,
    storage: { host: new Map(), claims: new Map() },
    addresses: new Addresses(podCIDROf(node)),
    ports: new Ports(),
    crashes: new Backoff(clock),
    looks: new Rhythm(random),
    turns: new Rhythm(random),
  }
  const workers = new Map<string, PodWorker>()
  const door = doorOf((namespace, pod) => workers.get(`${namespace}/${pod}`))
  const timers = new Map<'lease' | 'status', Timer>()
  let watch: WatchHandle | undefined

  function receive(events: readonly WatchEvent<Pod>[]): void {
    for (const { type, object } of events) {
      const key = keyOf(object)
      const worker = workers.get(key)
      if (type === 'DELETED') worker?.remove(object)
      else if (worker?.pod.metadata.uid === object.metadata.uid) worker.update(object)
      else if (type !== 'BOOKMARK') take(key, object)
    }
  }

  function take(key: string, pod: Pod): void {
    const worker: PodWorker = new PodWorker(host, pod, () => { if (workers.get(key) === worker) workers.delete(key) })
    workers.set(key, worker)
  }

  function register(): void {
    const known = client.find('nodes', undefined, name)
    if (!known) client.create('nodes', nodeDraft(node, client.unixMs, images.list()))
    else reportStatus()
  }

  function reportStatus(): void {
    const known = client.find('nodes', undefined, name)
    if (known) client.updateStatus('nodes', { ...known, status: { ...known.status, ...nodeStatus(node, client.unixMs, images.list(), known.status) } })
  }

  function renewLease(): void {
    const lease = client.find('leases.coordination.k8s.io', 'kube-node-lease', name)
    const owner = lease ? undefined : client.find('nodes', undefined, name)
    if (lease) client.update('leases.coordination.k8s.io', { ...lease, spec: { ...lease.spec, renewTime: microTimestamp(client.unixMs) } })
    else if (owner) client.create('leases.coordination.k8s.io', leaseDraft(name, client.unixMs, owner))
  }

  /** Again and again; what the API server refuses is tried the next time. */
  function every(what: 'lease' | 'status', ms: number, act: () => void): void {
    timers.set(what, clock.after(ms, `kubelet ${name}: ${what}`, () => {
      try { act() }
      catch (error) { if (!(error instanceof StatusError)) throw error }
      every(what, ms, act)
    }))
  }

  return {
    name: `kubelet ${name}`,
    start: () => {
      options.doors?.listen(host.address, kubeletPort, door)
      register()
      renewLease()
      every('lease', leaseRenewalMs, renewLease)
      every('status', statusReportMs, reportStatus)
      const selector = { fieldSelector: `spec.nodeName=${name}` }
      const { items, metadata } = client.listWithVersion('pods', undefined, selector)
      const present = new Set(items.map(keyOf))
      for (const [key, worker] of workers) if (!present.has(key)) worker.remove(worker.pod)
      receive(items.map(object => ({ type: 'ADDED', object })))
      for (const worker of workers.values()) worker.resume()
      watch = client.watch('pods', { ...selector, resourceVersion: metadata.resourceVersion }, receive)
    },
    stop: () => {
      options.doors?.close(host.address, kubeletPort)
      watch?.stop()
      for (const timer of timers.values()) timer.cancel()
      for (const worker of workers.values()) worker.suspend()
    },
    logs: ({ namespace, pod, container, previous = false }) =>
      workers.get(`${namespace}/${pod}`)?.records.of(container)[previous ? 1 : 0]?.container.logs,
    exec: ({ namespace, pod, container }, command, sinks) =>
      workers.get(`${namespace}/${pod}`)?.records.latest(container)?.container.exec(command, sinks),
  }
}
