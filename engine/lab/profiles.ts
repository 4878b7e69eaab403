// The clusters that people know, as nodes with names, addresses and sizes, and what is installed in them.
import type { AddonName } from '../addons/index.ts'

export interface NodeSpec {
  readonly name: string
  readonly address?: string
  /** Where the addresses of its pods come from; as kubeadm gives them out, unless said. */
  readonly podCIDR?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly taints?: readonly { readonly key: string, readonly value?: string, readonly effect: string }[]
  readonly capacity?: Readonly<Record<string, string>>
  readonly unschedulable?: boolean
}

export type Profile = 'plain' | 'kind' | 'kubeadm-4' | 'minikube' | 'EKS'

const controlPlaneTaint = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }
const controlPlaneLabels = { 'node-role.kubernetes.io/control-plane': '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' }

const numbered = (count: number, nodeOf: (ordinal: number) => NodeSpec): readonly NodeSpec[] =>
  Array.from({ length: count }, (_, i) => nodeOf(i + 1))

/** How a profile grows to a number of nodes; the number it has of itself comes first. */
const profiles: Readonly<Record<Profile, readonly [usual: number, make: (count: number) => readonly NodeSpec[]]>> = {
  'plain': [3, count => numbered(count, i => ({ name: `node-${i}`, address: addressOf('172.18', i + 1) }))],
  'kind': [1, count => [
    { name: 'kind-control-plane', address: '172.18.0.2', labels: controlPlaneLabels, ...count > 1 && { taints: [controlPlaneTaint] } },
    ...numbered(count - 1, i => ({ name: i === 1 ? 'kind-worker' : `kind-worker${i}`, address: addressOf('172.18', i + 2) })),
  ]],
  'kubeadm-4': [4, count => [
    { name: 'm-k8s', address: '192.168.1.10', labels: controlPlaneLabels, taints: [controlPlaneTaint] },
    ...numbered(count - 1, i => ({ name: `w${i}-k8s`, address: `192.168.1.${100 + i}` })),
  ]],
  'minikube': [1, count => numbered(count, i => i === 1
    ? { name: 'minikube', address: '192.168.49.2', labels: { ...controlPlaneLabels, 'minikube.k8s.io/primary': 'true' } }
    : { name: `minikube-m0${i}`, address: `192.168.49.${i + 1}` })],
  'EKS': [3, count => numbered(count, i => {
    const address = `192.168.${16 + i * 8}.${17 + i}`
    return {
      name: `ip-${address.replaceAll('.', '-')}.ap-northeast-2.compute.internal`,
      address,
      labels: {
        'eks.amazonaws.com/nodegroup': 'nodegroup',
        'node.kubernetes.io/instance-type': 't3.medium',
        'topology.kubernetes.io/region': 'ap-northeast-2',
        'topology.kubernetes.io/zone': `ap-northeast-2${'abc'.charAt((i - 1) % 3)}`,
      },
      capacity: { cpu: '2', memory: '3950Mi', pods: '17' },
    }
  })],
}

const addressOf = (network: string, host: number): string => `${network}.${Math.floor(host / 256)}.${host % 256}`

export function nodesOf(profile: Profile = 'plain', nodes?: number | readonly NodeSpec[]): readonly NodeSpec[] {
  const [usual, make] = profiles[profile]
  return typeof nodes === 'object' ? nodes : make(nodes ?? usual)
}

/** What is there when nothing else is installed: names, and how volumes are made. */
const addons: Partial<Record<Profile, readonly AddonName[]>> = { 'kind': ['coredns', 'local-path-provisioner'], 'kubeadm-4': ['coredns'], 'minikube': ['coredns', 'storage-provisioner'], 'EKS': ['coredns', 'eks-storage-class'] }

export const addonsOf = (profile: Profile = 'plain'): readonly AddonName[] => addons[profile] ?? []
