// The node as its kubelet registers it and reports on it.
import { kernelRelease } from '../runtime/usage.ts'
import { microTimestamp, timestamp } from '../clock/time.ts'
import type { Draft } from '../client/resources.ts'
import type { Lease, Node, NodeCondition, NodeStatus, Taint } from '../apiserver/types.gen.ts'
import { hexDigest, type Image } from '../runtime/images.ts'
import type { ShutdownGrace } from './shutdown.ts'

export interface NodeOptions {
  readonly name: string
  readonly address?: string
  readonly podCIDR?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly taints?: readonly { readonly key: string, readonly value?: string, readonly effect: string }[]
  readonly capacity?: Readonly<Record<string, string>>
  readonly unschedulable?: boolean
  /** How its kernel keeps groups of processes; 2 unless said. */
  readonly cgroupVersion?: 1 | 2
  /** What its pods get when it goes down; nothing, unless said. */
  readonly shutdownGrace?: ShutdownGrace
}

/** What is wrong with a node, if anything. */
export interface Health {
  readonly memoryIsShort: boolean
  readonly diskIsShort: boolean
  /** Why it takes no pods. */
  readonly notReady?: string
}

export const wellAndReady: Health = { memoryIsShort: false, diskIsShort: false }

export const usualCapacity = { 'cpu': '4', 'ephemeral-storage': '102687672Ki', 'hugepages-1Gi': '0', 'hugepages-2Mi': '0', 'memory': '8Gi', 'pods': '110' }
const leaseSeconds = 40
export const kubeletPort = 10250
const listedImages = 50

export const addressOf = ({ address = '172.18.0.2' }: NodeOptions): string => address

/** 10.244.2.0/24 for 172.18.0.2: nodes whose addresses differ have pod networks that differ. */
export function podCIDROf(options: NodeOptions): string {
  if (options.podCIDR !== undefined) return options.podCIDR
  const [, , high = '0', low = '0'] = addressOf(options).split('.')
  return `10.${(244 + (Number(high) % 64)) % 256}.${low}.0/24`
}

export function nodeDraft(options: NodeOptions, unixMs: number, images: readonly Image[], health: Health): Draft<Node> {
  const { name, labels, taints, unschedulable } = options
  const podCIDR = podCIDROf(options)
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64', 'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', ...labels,
      },
      annotations: { 'node.alpha.kubernetes.io/ttl': '0', 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: {
      podCIDR,
      podCIDRs: [podCIDR],
      ...taints && { taints: taints.map((taint): Taint => ({ ...taint, effect: taint.effect as Taint['effect'] })) }, // as the lab wrote it
      ...unschedulable !== undefined && { unschedulable },
    },
    status: nodeStatus(options, unixMs, images, undefined, health),
  }
}

export function nodeStatus(options: NodeOptions, unixMs: number, images: readonly Image[], before: NodeStatus | undefined, health: Health): NodeStatus {
  const capacity = { ...usualCapacity, ...options.capacity }
  return {
    addresses: [{ address: addressOf(options), type: 'InternalIP' }, { address: options.name, type: 'Hostname' }],
    allocatable: capacity,
    capacity,
    conditions: conditions(timestamp(unixMs), before?.conditions ?? [], health),
    daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
    ...images.length > 0 && { images: images.slice(0, listedImages).map(({ name, digest, sizeBytes }) => ({ names: [`${name.replace(/:[^:/]+$/, '')}@${digest}`, name], sizeBytes })) },
    nodeInfo: {
      architecture: 'amd64',
      bootID: uuidOf(`${options.name} boot`),
      containerRuntimeVersion: 'containerd://2.1.9',
      kernelVersion: kernelRelease,
      kubeProxyVersion: '',
      kubeletVersion: 'v1.36.2',
      machineID: hexDigest(options.name).slice(0, 32),
      operatingSystem: 'linux',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      systemUUID: uuidOf(options.name),
    },
  }
}

type Fact = readonly [type: string, status: string, reason: string, message: string]

const factsOf = ({ memoryIsShort, diskIsShort, notReady }: Health): readonly Fact[] => [
  memoryIsShort
    ? ['MemoryPressure', 'True', 'KubeletHasInsufficientMemory', 'kubelet has insufficient memory available']
    : ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  diskIsShort
    ? ['DiskPressure', 'True', 'KubeletHasDiskPressure', 'kubelet has disk pressure']
    : ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  notReady === undefined ? ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'] : ['Ready', 'False', 'KubeletNotReady', notReady],
]

function conditions(now: string, before: readonly NodeCondition[], health: Health): readonly NodeCondition[] {
  return factsOf(health).map(([type, status, reason, message]) => {
    const known = before.find(condition => condition.type === type)
    return { lastHeartbeatTime: now, lastTransitionTime: known?.status === status ? known.lastTransitionTime : now, message, reason, status, type }
  })
}

export function leaseDraft(name: string, unixMs: number, owner: Node): Draft<Lease> {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'kube-node-lease', ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid: owner.metadata.uid }] },
    spec: { holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime: microTimestamp(unixMs) },
  }
}

const uuidOf = (text: string): string => hexDigest(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
