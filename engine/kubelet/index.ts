// kubelet: runs the pods of a node, and tells the API server about both.
import type { Part } from '../clock/part.ts'
import type { Random } from '../clock/random.ts'
import type { NodeDoors } from '../apiserver/node-doors.ts'
import type { Client } from '../client/client.ts'
import { EventRecorder } from '../client/recorder.ts'
import type { ExecHandle, ExecSinks, LogEntry } from '../runtime/container.ts'
import type { Files } from '../runtime/files.ts'
import { Registry, type ImageSource } from '../runtime/registry.ts'
import type { NodeNetwork } from '../network/cni.ts'
import { Ports } from '../runtime/network.ts'
import type { Use } from '../runtime/usage.ts'
import { Allocations } from './allocation.ts'
import { Backoff } from './backoff.ts'
import { Evictions } from './eviction/index.ts'
import { Addresses, deedsOf, Rhythm, type Host } from './host.ts'
import { Images } from './images.ts'
import { addressOf, kubeletPort, podCIDROf, usualCapacity, type Health, type NodeOptions } from './node-status.ts'
import { usualPace, type Pace } from './pace.ts'
import { Pods } from './pods.ts'
import type { Attempt, ProbeStand } from './probes/attempts.ts'
import { NodeReporter } from './reporter.ts'
import { doorOf } from './server/index.ts'
import { Shutdown } from './shutdown.ts'
import { AttachedVolumes } from './volumes/attached.ts'
import { HostDisk } from './volumes/host.ts'
import type { SharedDisks } from './volumes/claims.ts'

export type { NodeOptions } from './node-status.ts'
export type { SharedDisks } from './volumes/claims.ts'

export interface KubeletOptions {
  readonly registry?: ImageSource
  /** Images that are on the node before anything runs. */
  readonly preloaded?: readonly string[]
  /** How many images are pulled at the same time; one, unless said. */
  readonly parallelPulls?: number
  /** How fast its runtime is. */
  readonly pace?: Pace
  /** Where its HTTPS door can be found by the API server. */
  readonly doors?: NodeDoors
  /** What connects the pods of the node with everybody else. */
  readonly network?: NodeNetwork
  /** The disks that nodes reach over the network. */
  readonly disks?: SharedDisks
}

export interface LogRequest {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly previous?: boolean
}

export interface Probing { readonly attempts: readonly Attempt[], readonly stands: readonly ProbeStand[] }

export interface Kubelet extends Part {
  /** The files of the node itself. A manifest in /etc/kubernetes/manifests runs as a static pod. */
  readonly files: Files
  /** What a container wrote; undefined when there is none, or none before. */
  logs(request: LogRequest): readonly LogEntry[] | undefined
  /** Runs a command in a container that runs; undefined when there is none. */
  exec(request: LogRequest, command: readonly string[], sinks: ExecSinks): ExecHandle | undefined
  /** What probing a pod has shown so far, and how each probe stands; undefined when the node has no such pod. */
  probing(namespace: string, pod: string): Probing | undefined
  /** Makes the first process of a container work as hard as this. */
  load(request: LogRequest, use: Use): void
  /** The machine is told to go down: its pods are ended in good time. */
  shutDown(): void
  /** The machine loses its power, and with it all that ran on it; its disk stays. */
  crash(): void
  /** The machine starts anew: nothing that ran on it does any more, until the kubelet has come up again. */
  reboot(): void
}

export function kubelet(client: Client, node: NodeOptions, random: Random, options: KubeletOptions = {}): Kubelet {
  const { clock } = client
  const { name } = node
  const images = new Images(client, options.registry ?? new Registry(), name, options.parallelPulls ?? 1)
  for (const image of options.preloaded ?? []) images.preload(image)
  const host: Host = {
    node: name,
    itself: { apiVersion: 'v1', kind: 'Node', metadata: { name, uid: name, resourceVersion: '', creationTimestamp: '' } },
    address: addressOf(node),
    addressList: [{ ip: addressOf(node) }],
    cgroupVersion: node.cgroupVersion ?? 2,
    runtime: { clock, epochMs: client.epochMs, killsGreediestOnly: node.cgroupVersion === 1 },
    pace: options.pace ?? usualPace,
    client,
    clock,
    random,
    recorder: new EventRecorder(client, 'kubelet', name),
    images,
    storage: { disk: new HostDisk(), shared: options.disks ?? new Map(), attached: new AttachedVolumes(client, name) },
    addresses: new Addresses(podCIDROf(node), address => options.network?.release(address)),
    ports: options.network?.ports ?? new Ports(),
    network: options.network,
    allocations: new Allocations(),
    waiting: new Set(),
    crashes: new Backoff(clock),
    looks: new Rhythm(random),
    turns: new Rhythm(random),
    does: deedsOf(name),
  }
  const evictions = new Evictions(host, { ...usualCapacity, ...node.capacity })
  const shutdown = new Shutdown(host, node.shutdownGrace)
  const pods = new Pods(host, pod => shutdown.refuse() ?? evictions.refuse(pod))
  const healthOf = memoized((pressure: Health, notReady: string | undefined): Health => notReady === undefined ? pressure : { ...pressure, notReady })
  const reporter = new NodeReporter(host, node, () => healthOf(evictions.health, shutdown.notReady), () => evictions.look(pods.all()))
  const door = doorOf(pods, clock, client.epochMs)

  function start(): void {
    options.doors?.listen(host.address, kubeletPort, door)
    reporter.start()
    pods.start()
  }

  function stop(): void {
    options.doors?.close(host.address, kubeletPort)
    reporter.stop()
    pods.stop()
  }

  function crash(): void {
    pods.crash()
    shutdown.forget()
  }

  return {
    name: `kubelet ${name}`,
    files: host.storage.disk.files,
    start,
    stop,
    logs: ({ namespace, pod, container, previous = false }) => pods.named(namespace, pod)?.records.of(container)[previous ? 1 : 0]?.container.logs,
    exec: ({ namespace, pod, container }, command, sinks) => pods.named(namespace, pod)?.records.latest(container)?.container.exec(command, sinks),
    probing: (namespace, pod) => {
      const worker = pods.named(namespace, pod)
      return worker && { attempts: worker.attempts?.all ?? [], stands: worker.probes.stands }
    },
    load: ({ namespace, pod, container }, use) => pods.named(namespace, pod)?.records.latest(container)?.container.load(use),
    shutDown: () => shutdown.begin([...pods.all()], () => reporter.reportNow()),
    crash,
    reboot: () => {
      stop()
      crash()
      clock.after(bootMs, `${name} has booted`, start)
    },
  }
}

/** So long a machine is away when it starts anew. */
const bootMs = 20_000

/** The same answer, as one object, as long as it is asked the same. */
function memoized<A, B, T>(make: (a: A, b: B) => T): (a: A, b: B) => T {
  let last: { readonly a: A, readonly b: B, readonly value: T } | undefined
  return (a, b) => {
    if (!last || last.a !== a || last.b !== b) last = { a, b, value: make(a, b) }
    return last.value
  }
}
