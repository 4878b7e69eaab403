// What is installed into a cluster beside its control plane.
import type { Part } from '../clock/part.ts'
import type { Random } from '../clock/random.ts'
import type { Client } from '../client/client.ts'
import { awsEbs, awsEfs, eksClasses, localPath, minikubeHostPath, storageDriver, type Storage } from './storage/index.ts'

const drivers = { 'local-path-provisioner': localPath, 'storage-provisioner': minikubeHostPath, 'aws-ebs-csi-driver': awsEbs, 'aws-efs-csi-driver': awsEfs, 'eks-storage-class': eksClasses } as const

export const addonNames = Object.keys(drivers) as readonly AddonName[] // these are its keys
export type AddonName = keyof typeof drivers

/** An add-on that is known by its name, or a storage driver of one's own. */
export type Addon = AddonName | Storage

export function addonPart(addon: Addon, clientOf: (name: string) => Client, random: Random): Part {
  const storage = typeof addon === 'string' ? drivers[addon] : addon
  const name = `storage ${storage.driver?.name ?? addon}`
  return storageDriver(clientOf(name), storage, random.fork(name))
}
