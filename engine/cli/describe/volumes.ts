// Volumes of pods and persistent volumes: one sentence on what each is, then its fields.
import type { PersistentVolumeSpec, ProjectedVolumeSource, Volume } from '../../apiserver/types.gen.ts'
import { compareQuantities, noQuantity, parseQuantity } from '../../apiserver/schema/quantity.ts'
import { goText, isMap } from '../../apiserver/tables/jsonpath/index.ts'
import { claimLines } from './claim.ts'
import { sortedKeys, type Description } from './description.ts'
import { shortened } from './metadata.ts'

/** The sentence, and `Label=field`: a field ending in ? is a boolean, in # a number; what follows | stands for a missing one. */
type Source = readonly [about: string, ...fields: string[]]

const shared: Readonly<Record<string, Source>> = {
  hostPath: ['HostPath (bare host directory volume)', 'Path=path', 'HostPathType=type|<none>'],
  gcePersistentDisk: ['GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)', 'PDName=pdName', 'FSType=fsType', 'Partition=partition#', 'ReadOnly=readOnly?'],
  awsElasticBlockStore: ['AWSElasticBlockStore (a Persistent Disk resource in AWS)', 'VolumeID=volumeID', 'FSType=fsType', 'Partition=partition#', 'ReadOnly=readOnly?'],
  nfs: ['NFS (an NFS mount that lasts the lifetime of a pod)', 'Server=server', 'Path=path', 'ReadOnly=readOnly?'],
  quobyte: ['Quobyte (a Quobyte mount on the host that shares a pod\'s lifetime)', 'Registry=registry', 'Volume=volume', 'ReadOnly=readOnly?'],
  portworxVolume: ['PortworxVolume (a Portworx Volume resource)', 'VolumeID=volumeID'],
  azureDisk: ['AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)', 'DiskName=diskName', 'DiskURI=diskURI', 'Kind: =kind', 'FSType=fsType', 'CachingMode=cachingMode', 'ReadOnly=readOnly?'],
  vsphereVolume: ['vSphereVolume (a Persistent Disk resource in vSphere)', 'VolumePath=volumePath', 'FSType=fsType', 'StoragePolicyName=storagePolicyName'],
  photonPersistentDisk: ['PhotonPersistentDisk (a Persistent Disk resource in photon platform)', 'PdID=pdID', 'FSType=fsType'],
  cinder: ['Cinder (a Persistent Disk resource in OpenStack)', 'VolumeID=volumeID', 'FSType=fsType', 'ReadOnly=readOnly?', 'SecretRef=secretRef|<nil>'],
  storageos: ['StorageOS (a StorageOS Persistent Disk resource)', 'VolumeName=volumeName', 'VolumeNamespace=volumeNamespace', 'FSType=fsType', 'ReadOnly=readOnly?'],
  fc: ['FC (a Fibre Channel disk)', 'TargetWWNs=targetWWNs,', 'LUN=lun|<none>', 'FSType=fsType', 'ReadOnly=readOnly?'],
  flexVolume: ['FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)', 'Driver=driver', 'FSType=fsType', 'SecretRef=secretRef|<nil>', 'ReadOnly=readOnly?', 'Options=options|map[]'],
  flocker: ['Flocker (a Flocker volume mounted by the Flocker agent)', 'DatasetName=datasetName', 'DatasetUUID=datasetUUID'],
  cephfs: ['CephFS (a CephFS mount on the host that shares a pod\'s lifetime)', 'Monitors=monitors|[]', 'Path=path', 'User=user', 'SecretFile=secretFile', 'SecretRef=secretRef|<nil>', 'ReadOnly=readOnly?'],
  rbd: ['RBD (a Rados Block Device mount on the host that shares a pod\'s lifetime)', 'CephMonitors=monitors|[]', 'RBDImage=image', 'FSType=fsType', 'RBDPool=pool', 'RadosUser=user', 'Keyring=keyring', 'SecretRef=secretRef|<nil>', 'ReadOnly=readOnly?'],
  iscsi: ['ISCSI (an ISCSI Disk resource that is attached to a kubelet\'s host machine and then exposed to the pod)', 'TargetPortal=targetPortal', 'IQN=iqn', 'Lun=lun#', 'ISCSIInterface\t=iscsiInterface', 'FSType=fsType', 'ReadOnly=readOnly?', 'Portals=portals|[]', 'DiscoveryCHAPAuth=chapAuthDiscovery?', 'SessionCHAPAuth=chapAuthSession?', 'SecretRef=secretRef|<nil>', 'InitiatorName=initiatorName|<none>'],
}

const ofPods: Readonly<Record<string, Source>> = {
  ...shared,
  gitRepo: ['GitRepo (a volume that is pulled from git when the pod is created)', 'Repository=repository', 'Revision=revision'],
  secret: ['Secret (a volume populated by a Secret)', 'SecretName=secretName', 'Optional=optional?'],
  configMap: ['ConfigMap (a volume populated by a ConfigMap)', 'Name=name', 'Optional=optional?'],
  glusterfs: ['Glusterfs (a Glusterfs mount on the host that shares a pod\'s lifetime)', 'EndpointsName=endpoints', 'Path=path', 'ReadOnly=readOnly?'],
  persistentVolumeClaim: ['PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)', 'ClaimName=claimName', 'ReadOnly=readOnly?'],
  azureFile: ['AzureFile (an Azure File Service mount on the host and bind mount to the pod)', 'SecretName=secretName', 'ShareName=shareName', 'ReadOnly=readOnly?'],
  scaleIO: ['ScaleIO (a persistent volume backed by a block device in ScaleIO)', 'Gateway=gateway', 'System=system', 'Protection Domain=protectionDomain', 'Storage Pool=storagePool', 'Storage Mode=storageMode', 'VolumeName=volumeName', 'FSType=fsType', 'ReadOnly=readOnly?'],
  csi: ['CSI (a Container Storage Interface (CSI) volume source)', 'Driver=driver', 'FSType=fsType', 'ReadOnly=readOnly?'],
  image: ['Image (a container image or OCI artifact)', 'Reference=reference', 'PullPolicy=pullPolicy'],
}

const persistent: Readonly<Record<string, Source>> = {
  ...shared,
  glusterfs: ['Glusterfs (a Glusterfs mount on the host that shares a pod\'s lifetime)', 'EndpointsName=endpoints', 'EndpointsNamespace=endpointsNamespace|<unset>', 'Path=path', 'ReadOnly=readOnly?'],
  azureFile: ['AzureFile (an Azure File Service mount on the host and bind mount to the pod)', 'SecretName=secretName', 'SecretNamespace=secretNamespace', 'ShareName=shareName', 'ReadOnly=readOnly?'],
  scaleIO: ['ScaleIO (a persistent volume backed by a block device in ScaleIO)', 'Gateway=gateway', 'System=system', 'Protection Domain=protectionDomain', 'Storage Pool=storagePool', 'Storage Mode=storageMode', 'VolumeName=volumeName', 'SecretName=secretRef.name', 'SecretNamespace=secretRef.namespace', 'FSType=fsType', 'ReadOnly=readOnly?'],
  local: ['LocalVolume (a persistent volume backed by local storage on a node)', 'Path=path'],
  csi: ['CSI (a Container Storage Interface (CSI) volume source)', 'Driver=driver', 'FSType=fsType', 'VolumeHandle=volumeHandle', 'ReadOnly=readOnly?'],
}

/** In a template everything stands a little further in. */
export function volumeLines(out: Description, volumes: readonly Volume[] | undefined, indent: string): void {
  out.line(0, `${indent}Volumes:${volumes?.length ? '' : '\t<none>'}`)
  for (const volume of volumes ?? []) {
    out.line(1, `${indent === '' ? '' : ' '}${volume.name}:`)
    if (volume.emptyDir) emptyDirLines(out, volume.emptyDir)
    else if (volume.projected) projectedLines(out, volume.projected)
    else if (volume.downwardAPI) downwardLines(out, volume.downwardAPI)
    else if (volume.ephemeral) ephemeralLines(out, volume.ephemeral)
    else sourceLines(out, volume, ofPods)
  }
}

export const persistentSourceLines = (out: Description, spec: PersistentVolumeSpec): void => sourceLines(out, spec, persistent)

function sourceLines(out: Description, given: Volume | PersistentVolumeSpec, sources: Readonly<Record<string, Source>>): void {
  const [kind, source] = Object.entries(given).find(([key]) => Object.hasOwn(sources, key)) ?? []
  const [about, ...fields] = kind === undefined ? [] : sources[kind] ?? []
  if (about === undefined) {
    out.line(1, '<unknown>')
    return
  }
  out.line(2, `Type:\t${about}`)
  for (const field of fields) out.line(2, fieldLine(field, source))
  if (kind === 'csi') attributeLines(out, isMap(source) ? source['volumeAttributes'] : undefined)
}

function fieldLine(field: string, source: unknown): string {
  const [label = '', path = ''] = field.split('=')
  const [, keys = '', mark, otherwise = ''] = /^([^?#|,]*)([?#,]?)(?:\|(.*))?$/.exec(path) ?? []
  const value = keys.split('.').reduce((inside: unknown, key) => isMap(inside) ? inside[key] : undefined, source)
  const missing = mark === '?' ? 'false' : mark === '#' ? '0' : otherwise
  const text = value === undefined ? missing : mark === ',' && Array.isArray(value) ? value.join(', ') : referenceText(value)
  return /[\t ]$/.test(label) ? `${label}${label.endsWith(' ') ? '\t' : ''}${text}` : `${label}:\t${text}`
}

/** A reference to a secret as Go prints its pointer. */
function referenceText(value: unknown): string {
  if (!isMap(value) || !('name' in value)) return goText(value)
  return 'namespace' in value ? `&SecretReference{Name:${goText(value['name'])},Namespace:${goText(value['namespace'])},}` : `&LocalObjectReference{Name:${goText(value['name'])},}`
}

/** Every attribute is indented once more, the first one too. */
function attributeLines(out: Description, attributes: unknown): void {
  const [first, ...rest] = isMap(attributes) ? sortedKeys(attributes).map(key => shortened(`${key}=${goText(attributes[key])}`, 140)) : []
  out.line(2, `VolumeAttributes:\t${first === undefined ? '<none>' : `    ${first}`}`)
  for (const line of rest) out.line(4, `\t    ${line}`)
}

function emptyDirLines(out: Description, { medium = '', sizeLimit }: NonNullable<Volume['emptyDir']>): void {
  const limited = sizeLimit !== undefined && compareQuantities(parseQuantity(sizeLimit), noQuantity) > 0
  out.line(2, 'Type:\tEmptyDir (a temporary directory that shares a pod\'s lifetime)')
  out.line(2, `Medium:\t${medium}`)
  out.line(2, `SizeLimit:\t${limited ? sizeLimit : '<unset>'}`)
}

function projectedLines(out: Description, { sources = [] }: ProjectedVolumeSource): void {
  out.line(2, 'Type:\tProjected (a volume that contains injected data from multiple sources)')
  for (const { secret, downwardAPI, configMap, serviceAccountToken } of sources ?? []) {
    const named = secret ? ['SecretName', secret] as const : configMap && !downwardAPI ? ['ConfigMapName', configMap] as const : undefined
    if (named) {
      out.line(2, `${named[0]}:\t${named[1].name}`)
      out.line(2, `Optional:\t${named[1].optional ?? false}`)
    }
    else if (downwardAPI) out.line(2, 'DownwardAPI:\ttrue')
    else if (serviceAccountToken) out.line(2, `TokenExpirationSeconds:\t${serviceAccountToken.expirationSeconds ?? 0}`)
  }
}

function downwardLines(out: Description, { items = [] }: NonNullable<Volume['downwardAPI']>): void {
  out.line(2, 'Type:\tDownwardAPI (a volume populated by information about the pod)')
  out.line(2, 'Items:')
  for (const { fieldRef, resourceFieldRef, path } of items) out.line(3, `${fieldRef?.fieldPath ?? resourceFieldRef?.resource ?? ''} -> ${path}`)
}

function ephemeralLines(out: Description, { volumeClaimTemplate }: NonNullable<Volume['ephemeral']>): void {
  out.line(2, 'Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)')
  if (volumeClaimTemplate) claimLines(out, volumeClaimTemplate, 2)
}
