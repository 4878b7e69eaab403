// What is installed into a cluster beside its control plane.
import type { Part } from '../clock/part.ts'
import type { Random } from '../clock/random.ts'
import type { Client } from '../client/client.ts'
import { coreDnsAddon } from '../network/dns/addon.ts'
import { metalLB } from '../network/metallb/index.ts'
import type { PodNetwork } from '../network/network.ts'
import { gatewayApi } from './gateway-api/index.ts'
import { ingressNginx } from './ingress-nginx/index.ts'
import { metricsServer, type Surroundings } from './metrics-server/index.ts'
import { awsEbs, awsEfs, eksClasses, localPath, minikubeHostPath, storageDriver, type Storage } from './storage/index.ts'

const drivers = { 'local-path-provisioner': localPath, 'storage-provisioner': minikubeHostPath, 'aws-ebs-csi-driver': awsEbs, 'aws-efs-csi-driver': awsEfs, 'eks-storage-class': eksClasses } as const

/** Kinds alone: who acts on them is another matter. */
const definitions = { 'gateway-api': gatewayApi } as const

/** The same controller, by how requests come to it. */
const ingresses = { 'ingress-nginx': 'baremetal', 'ingress-nginx-cloud': 'cloud', 'ingress-nginx-kind': 'kind', 'ingress-nginx-minikube': 'minikube' } as const

export const addonNames = ['coredns', 'metallb', 'metrics-server', ...Object.keys({ ...drivers, ...definitions, ...ingresses })] as readonly AddonName[] // these are their keys
export type AddonName = 'coredns' | 'metallb' | 'metrics-server' | keyof typeof drivers | keyof typeof definitions | keyof typeof ingresses

/** An add-on that is known by its name, or a storage driver of one's own. */
export type Addon = AddonName | Storage

export function addonPart(addon: Addon, clientOf: (name: string) => Client, random: Random, surroundings: Surroundings, network: PodNetwork): Part {
  if (addon === 'coredns') return coreDnsAddon(clientOf('kubeadm'))
  if (addon === 'metallb') return metalLB(clientOf(addon), network)
  if (addon === 'metrics-server') return metricsServer(clientOf(addon), surroundings)
  if (addon === 'gateway-api') return definitionsPart(addon, clientOf(addon))
  if (isIngress(addon)) return ingressNginx(clientOf('kubectl'), ingresses[addon])
  const storage = typeof addon === 'string' ? drivers[addon] : addon
  const name = `storage ${storage.driver?.name ?? addon}`
  return storageDriver(clientOf(name), storage, random.fork(name))
}

const isIngress = (addon: Addon): addon is keyof typeof ingresses => typeof addon === 'string' && Object.hasOwn(ingresses, addon)

function definitionsPart(name: keyof typeof definitions, client: Client): Part {
  return {
    name,
    start: () => {
      for (const definition of definitions[name])
        if (!client.find('customresourcedefinitions.apiextensions.k8s.io', undefined, definition.metadata?.name ?? '')) client.create('customresourcedefinitions.apiextensions.k8s.io', definition)
    },
    stop: () => {}, // what is installed stays
  }
}
