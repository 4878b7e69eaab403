// What a storage driver can do: the properties that a lab sets, and the drivers that people know.
import type { CSIDriver, HostPathVolumeSource, StorageClass } from '../../apiserver/types.gen.ts'
import type { Draft } from '../../client/resources.ts'

/** A volume as it is about to be made. */
export interface NewVolume {
  /** `pvc-` and the uid of its claim. */
  readonly name: string
  readonly namespace: string
  readonly claim: string
}

/** What only drivers of the Container Storage Interface do. */
export interface CsiTraits {
  /** Whether a volume is attached to a node before it can be mounted there. */
  readonly attaches: boolean
  readonly attachMs: number
  readonly detachMs: number
  /** How many volumes a node takes; undefined: as many as you like. */
  readonly volumesPerNode?: number
  /** Undefined: volumes stay as large as they were made. */
  readonly resizeMs?: number
}

export interface StorageDriver {
  /** What storage classes call it. */
  readonly name: string
  /** The pod that makes its volumes, as events name it. */
  readonly pod: string
  /** The label of nodes by which a volume is bound to a place; undefined: it can be reached from everywhere. */
  readonly placedBy?: string
  readonly writers: 'one node' | 'many nodes'
  readonly provisionMs: number
  readonly deleteMs: number
  /** How much there is of it in all, as a quantity; undefined: enough. */
  readonly capacity?: string
  /** What it refuses to make any volume with, as one without permission of its cloud does. */
  readonly refusal?: string
  /** Volumes are directories of a node; undefined: of its CSI traits. */
  readonly directory?: (volume: NewVolume) => HostPathVolumeSource
  readonly csi?: CsiTraits
}

type Class = Draft<StorageClass> & { readonly metadata: { readonly name: string } }

/** A driver with the classes that its installation brings; or classes alone, of a driver that is still to come. */
export interface Storage { readonly driver: StorageDriver | undefined, readonly classes: readonly Class[] }
interface Installed extends Storage { readonly driver: StorageDriver }

const zone = 'topology.kubernetes.io/zone'
const hostname = 'kubernetes.io/hostname'

const usualClass = { 'storageclass.kubernetes.io/is-default-class': 'true' }

const classOf = (name: string, provisioner: string, more: Partial<StorageClass>, annotations?: Readonly<Record<string, string>>): Class => ({
  apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name, ...annotations && { annotations } }, provisioner, ...more,
})

/** As in kind: a directory on the node where the first consumer goes. */
export const localPath: Installed = {
  driver: {
    name: 'rancher.io/local-path', pod: 'local-path-provisioner-67b8995b4b-xk7mp', placedBy: hostname, writers: 'one node', provisionMs: 3000, deleteMs: 3000,
    directory: ({ name, namespace, claim }) => ({ path: `/var/local-path-provisioner/${name}_${namespace}_${claim}`, type: 'DirectoryOrCreate' }),
  },
  classes: [classOf('standard', 'rancher.io/local-path', { reclaimPolicy: 'Delete', volumeBindingMode: 'WaitForFirstConsumer' }, usualClass)],
}

/** As in minikube: a directory, made at once. */
export const minikubeHostPath: Installed = {
  driver: {
    name: 'k8s.io/minikube-hostpath', pod: 'minikube', writers: 'many nodes', provisionMs: 50, deleteMs: 50,
    directory: ({ namespace, claim }) => ({ path: `/tmp/hostpath-provisioner/${namespace}/${claim}`, type: '' }),
  },
  classes: [classOf('standard', 'k8s.io/minikube-hostpath', { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }, usualClass)],
}

/** Disks of one zone, for one node at a time. */
export const awsEbs: Installed = {
  driver: {
    name: 'ebs.csi.aws.com', pod: 'ebs-csi-controller-7c4b9d5f5-9xvhz', placedBy: zone, writers: 'one node', provisionMs: 3000, deleteMs: 2000,
    csi: { attaches: true, attachMs: 2500, detachMs: 5000, volumesPerNode: 25, resizeMs: 4000 },
  },
  classes: [classOf('gp3', 'ebs.csi.aws.com', { parameters: { type: 'gp3' }, reclaimPolicy: 'Delete', allowVolumeExpansion: true, volumeBindingMode: 'WaitForFirstConsumer' })],
}

/** File systems that every node reaches, any number at a time. */
export const awsEfs: Installed = {
  driver: {
    name: 'efs.csi.aws.com', pod: 'efs-csi-controller-6f6bbd6b4c-5tq2m', writers: 'many nodes', provisionMs: 2000, deleteMs: 2000,
    csi: { attaches: false, attachMs: 0, detachMs: 0 },
  },
  classes: [classOf('efs-sc', 'efs.csi.aws.com', { parameters: { provisioningMode: 'efs-ap' }, reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' })],
}

/** What EKS comes with: a class that names a plugin of old, and nobody who would make its volumes. */
export const eksClasses: Storage = {
  driver: undefined,
  classes: [classOf('gp2', 'kubernetes.io/aws-ebs', { parameters: { fsType: 'ext4', type: 'gp2' }, reclaimPolicy: 'Delete', volumeBindingMode: 'WaitForFirstConsumer' })],
}

/** How the driver is known to the cluster, if it is one of the Container Storage Interface. */
export const csiDriverOf = ({ name, csi, capacity }: StorageDriver): Draft<CSIDriver> & { readonly metadata: { readonly name: string } } | undefined => csi && {
  apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name }, spec: { attachRequired: csi.attaches, podInfoOnMount: false, storageCapacity: capacity !== undefined },
}
