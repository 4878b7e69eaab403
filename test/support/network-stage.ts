// The stage of the recorded connections: three nodes with their kube-proxies, pods that are set by hand, and a machine
// outside. Controllers and API server are the engine's own.
import type { Pod, PodCondition, PodSpec, PodStatus } from '../../engine/apiserver/types.gen.ts'
import { microTimestamp, timestamp } from '../../engine/clock/time.ts'
import type { Part } from '../../engine/clock/part.ts'
import type { Cluster, NodeAgent } from '../../engine/lab/cluster.ts'
import { World } from '../../engine/lab/world.ts'
import { networkOf } from '../../engine/network/address.ts'
import { outletOf } from '../../engine/network/cni.ts'
import { configOf } from '../../engine/network/dns/policy.ts'
import type { StationOutlet } from '../../engine/network/outlet.ts'
import { clients } from '../../engine/network/clients/index.ts'
import { kubeProxy, usualConfig } from '../../engine/network/kube-proxy/index.ts'
import { StationMachine } from '../../engine/network/machine.ts'
import { PodNetwork } from '../../engine/network/network.ts'
import type { Station } from '../../engine/network/station.ts'
import { Ports } from '../../engine/runtime/network.ts'
import { applet } from '../../engine/runtime/programs/busybox/index.ts'
import type { Program } from '../../engine/runtime/process.ts'
import type { RecordedObject } from './network-traffic.ts'

export interface StageOptions {
  readonly seed?: number
  readonly mode?: 'iptables' | 'nftables'
  readonly limitsRefusals?: boolean
  readonly namespace?: string
  readonly nodes?: readonly StageNode[]
  /** From where pods come, as kube-proxy has been told. */
  readonly clusterCIDR?: string
  /** The machine outside, and what it sends to the first node. */
  readonly outside?: string
  readonly routed?: readonly string[]
}

interface StageNode { readonly name: string, readonly ip: string, readonly zone: string, readonly podCIDR: string }

export interface Ran { readonly exit: number, readonly stdout: string, readonly stderr: string, readonly seconds: number }

interface StagePod {
  readonly name: string
  readonly node: string
  readonly address: string
  readonly labels: Readonly<Record<string, string>>
  readonly listens?: readonly number[]
  readonly named?: Readonly<Record<string, number>>
}

export interface RecordedPod {
  readonly metadata: { readonly name: string, readonly labels?: Readonly<Record<string, string>>, readonly deletionTimestamp?: string }
  readonly spec: PodSpec
  readonly status: PodStatus
}

const usualNodes: readonly StageNode[] = ['zone-a', 'zone-a', 'zone-b'].map((zone, i) => ({ name: `node-${i + 1}`, ip: `192.168.56.${11 + i}`, zone, podCIDR: `10.244.${i}.0/24` }))
const usualRoutes = ['10.96.0.0/16', '203.0.113.0/24', '198.51.100.0/24']
const settleMs = 2000
const leaseMs = 10_000
const patienceMs = 200_000

/** A node that only says that it is there. */
const silentAgent: NodeAgent = (client, { name, address = '', labels = {} }) => {
  const { clock } = client
  const renew = (): void => {
    const renewTime = microTimestamp(client.unixMs)
    const lease = client.find('leases.coordination.k8s.io', 'kube-node-lease', name)
    if (lease) client.update('leases.coordination.k8s.io', { ...lease, spec: { ...lease.spec, renewTime } })
    else client.create('leases.coordination.k8s.io', { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace: 'kube-node-lease' }, spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime } })
    clock.after(leaseMs, `${name} renews its lease`, renew)
  }
  const start = (): void => {
    const now = timestamp(client.unixMs)
    const node = client.create('nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {} })
    client.updateStatus('nodes', { ...node, status: { ...node.status, addresses: [{ type: 'InternalIP', address }], conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: '', lastHeartbeatTime: now, lastTransitionTime: now }] } })
    renew()
  }
  return { name: `kubelet ${name}`, start, stop: () => undefined }
}

export class NetworkStage {
  readonly world: World
  readonly namespace: string
  readonly network: PodNetwork
  readonly proxies = new Map<string, Part>()
  readonly stations = new Map<string, Station>()
  private readonly machines = new Map<string, StationMachine>()

  constructor({ seed = 1, mode = 'iptables', limitsRefusals = false, namespace = 'traffic', nodes: asked = usualNodes, clusterCIDR = '10.244.0.0/16', outside: ip = '192.168.56.100', routed = usualRoutes }: StageOptions = {}) {
    const nodes = asked.map(({ name, ip, zone, podCIDR }) => ({ name, address: ip, podCIDR, labels: { 'topology.kubernetes.io/zone': zone } }))
    this.world = new World({ seed, nodes, nodeAgent: silentAgent })
    this.namespace = namespace
    const { clock, random } = this.cluster
    this.network = new PodNetwork({ clock, random: random.fork('network'), limitsRefusals })
    for (const { name, address, podCIDR } of nodes) {
      const node = this.network.addNode(name, address, podCIDR)
      this.place(name, node.station)
      const proxy = kubeProxy(this.cluster.clientOf(`kube-proxy ${name}`), node, { ...usualConfig, mode, localCIDR: clusterCIDR, serviceCIDR: '10.96.0.0/16', minSyncMs: 200 })
      this.proxies.set(name, proxy)
      clock.input(`${proxy.name} starts`, () => proxy.start())
    }
    const outside = this.network.addHost('outside', ip)
    outside.routes = routed.map(range => ({ network: networkOf(range), via: nodes[0]?.name ?? '' }))
    this.place('outside', outside)
    this.act('the namespace', () => this.cluster.admin.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace }, spec: {} }))
    this.pass(settleMs)
  }

  get cluster(): Cluster { return this.world.cluster }
  pass(ms: number): void { this.cluster.clock.advanceTo(this.cluster.clock.nowMs + ms) }
  act<T>(what: string, body: () => T): T { return this.cluster.clock.input(what, body) }
  get nowMs(): number { return this.cluster.clock.nowMs }

  station(name: string): Station {
    const found = this.stations.get(name)
    if (!found) throw new Error(`nobody is called ${name}`)
    return found
  }

  /** A pod that answers with its name and who asks, and its object in the cluster. */
  addPod({ name, node, address, labels, listens = [8080], named = {} }: StagePod): void {
    const stack = this.network.nodes.get(node)
    if (!stack) throw new Error(`there is no node ${node}`)
    const ports = new Ports()
    for (const port of listens) ports.listen(port, { http: ({ from }) => ({ status: 200, body: `${name} ${from}\n` }) })
    this.place(name, this.network.attach(stack, name, address, ports))
    if (Object.keys(labels).length === 0) return
    const { admin } = this.cluster
    this.act(`pod ${name}`, () => {
      admin.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: this.namespace, labels }, spec: { nodeName: node, terminationGracePeriodSeconds: 30, containers: [{ name: 'c', image: 'nginx', ports: Object.entries(named).map(([name, containerPort]) => ({ name, containerPort })) }] } })
      this.setStatus(name, pod => ({ ...pod, status: { ...pod.status, phase: 'Running', podIP: address, podIPs: [{ ip: address }], hostIP: stack.station.address, conditions: readiness('True') } }))
    })
  }

  /** A pod as a recording has it: its object alone. */
  addRecorded(pod: RecordedPod): void {
    const { admin } = this.cluster
    const { metadata: { name, labels }, spec } = pod
    this.act(`pod ${name}`, () => {
      admin.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: this.namespace, ...labels && { labels } }, spec: { ...spec, terminationGracePeriodSeconds: 3600 } })
    })
    this.setRecorded(pod)
  }

  /** It is as the recording says; what a condition says anew, it says from now on. */
  setRecorded({ metadata: { name }, status }: RecordedPod): void {
    const { podIP } = status
    this.act(`${name} is as recorded`, () => this.setStatus(name, pod => {
      const conditions = (status.conditions ?? []).map(condition => {
        const same = pod.status.conditions?.find(before => before.type === condition.type && before.status === condition.status)
        return same ?? { ...condition, lastProbeTime: null, lastTransitionTime: timestamp(this.cluster.admin.unixMs) }
      })
      return { ...pod, status: { ...pod.status, ...status, conditions, ...podIP !== undefined && { podIPs: [{ ip: podIP }] } } }
    }))
  }

  setReady(name: string, isReady: boolean): void {
    this.act(`${name} is ${isReady ? '' : 'not '}ready`, () => this.setStatus(name, pod => ({ ...pod, status: { ...pod.status, conditions: readiness(isReady ? 'True' : 'False') } })))
  }

  /** Its deletion is asked for; nobody ends it. */
  terminate(name: string): void { this.act(`${name} is deleted`, () => this.cluster.admin.delete('pods', this.namespace, name)) }

  /** It is gone, object and interface. */
  remove(name: string): void {
    this.network.detach(this.station(name))
    this.act(`${name} is gone`, () => this.cluster.admin.delete('pods', this.namespace, name, { gracePeriodSeconds: 0 }))
  }

  addService({ metadata, spec, status }: RecordedObject): void {
    const { admin } = this.cluster
    this.act(`service ${metadata.name}`, () => {
      const made = admin.create('services', { apiVersion: 'v1', kind: 'Service', metadata: { name: metadata.name, namespace: this.namespace, ...metadata.annotations && { annotations: metadata.annotations } }, spec })
      if (status.loadBalancer.ingress) admin.updateStatus('services', { ...made, status })
    })
  }

  /** Runs a command line where a station is, to its end. */
  run(from: string, line: string): Ran {
    const machine = this.machines.get(from)
    if (!machine) throw new Error(`nobody is called ${from}`)
    const said = { stdout: '', stderr: '' }
    let exit: number | undefined
    const beganMs = this.nowMs
    this.act(`${from}: ${line}`, () => machine.run(['sh', '-c', line], {
      out: text => { said.stdout += text },
      err: text => { said.stderr += text },
      exited: ({ code }) => { exit = code },
    }))
    const { clock } = this.cluster
    while (exit === undefined && clock.nowMs < beganMs + patienceMs) clock.step()
    return { exit: exit ?? -1, ...said, seconds: (this.nowMs - beganMs) / 1000 }
  }

  /** Pods ask the name server of the cluster, machines that around it. */
  outletAt(station: Station): StationOutlet {
    const isPod = station.node !== undefined && station.node.station !== station
    const config = isPod ? configOf({ metadata: { namespace: this.namespace }, spec: {} }) : undefined
    return outletOf(this.network, station, this.cluster.clock, config, name => clients.get(name))
  }

  private place(name: string, station: Station): void {
    this.stations.set(name, station)
    const { clock, epochMs } = this.cluster
    const find = (command: string): Program | undefined => clients.get(command) ?? applet(command)
    this.machines.set(name, new StationMachine({ clock, epochMs, name, ports: station.ports, outlet: this.outletAt(station), find }))
  }

  private setStatus(name: string, change: (pod: Pod) => Pod): void {
    const { admin } = this.cluster
    admin.updateStatus('pods', change(admin.get('pods', this.namespace, name)))
  }
}

const readiness = (status: 'True' | 'False'): readonly PodCondition[] => ['Ready', 'ContainersReady'].map(type => ({ type, status, lastProbeTime: null, lastTransitionTime: '2026-11-21T09:00:00Z' }))
