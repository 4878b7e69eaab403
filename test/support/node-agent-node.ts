// The Node and the Lease of a node agent, as the recordings show them.
import { microTimestamp, timestamp } from '../../engine/clock/time.ts'
import type { Draft } from '../../engine/client/resources.ts'
import type { Lease, Node, NodeStatus, Taint } from '../../engine/apiserver/types.gen.ts'
import type { NodeSpec } from '../../engine/lab/profiles.ts'

const usualCapacity = { 'cpu': '4', 'ephemeral-storage': '100Gi', 'memory': '8Gi', 'pods': '110' }
const leaseSeconds = 40
const kubeletPort = 10250

const facts: readonly (readonly [type: string, status: string, reason: string, message: string])[] = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
]

export const addressOf = ({ address = '172.18.0.2' }: NodeSpec): string => address

export function nodeDraft(node: NodeSpec, unixMs: number): Draft<Node> {
  const { name, labels, taints, unschedulable } = node
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', ...labels } },
    spec: {
      ...taints && taints.length > 0 && { taints: taints.map((taint): Taint => ({ ...taint, effect: taint.effect as Taint['effect'] })) }, // as the recording has it
      ...unschedulable && { unschedulable },
    },
    status: nodeStatus(node, unixMs, undefined),
  }
}

export function nodeStatus(node: NodeSpec, unixMs: number, before: NodeStatus | undefined): NodeStatus {
  const now = timestamp(unixMs)
  const capacity = { ...usualCapacity, ...node.capacity }
  return {
    ...before,
    addresses: [{ address: addressOf(node), type: 'InternalIP' }, { address: node.name, type: 'Hostname' }],
    allocatable: capacity,
    capacity,
    conditions: facts.map(([type, status, reason, message]) => {
      const known = before?.conditions?.find(condition => condition.type === type)
      return { type, status, reason, message, lastHeartbeatTime: now, lastTransitionTime: known?.status === status ? known.lastTransitionTime : now }
    }),
    daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
    nodeInfo: {
      architecture: 'amd64', bootID: '', containerRuntimeVersion: 'containerd://2.1.9', kernelVersion: '6.12.0', kubeProxyVersion: '',
      kubeletVersion: 'v1.36.2', machineID: '', operatingSystem: 'linux', osImage: 'Debian GNU/Linux 12 (bookworm)', systemUUID: '',
    },
  }
}

export const leaseNamespace = 'kube-node-lease'

export function leaseDraft({ metadata: { name, uid } }: Node, unixMs: number): Draft<Lease> {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: leaseNamespace, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] },
    spec: { holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime: microTimestamp(unixMs) },
  }
}
