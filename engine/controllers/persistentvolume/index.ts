// PersistentVolume: binds claims to volumes, and looks after the volumes whose claims are gone.
import type { Part } from '../../clock/part.ts'
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../apiserver/types.gen.ts'
import { isDefaultStorageClass } from '../../apiserver/tables/storage.ts'
import type { Client } from '../../client/client.ts'
import { keyOf, type InformerFactory } from '../../client/informer.ts'
import { EventRecorder } from '../../client/recorder.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import { bestMatch, bindCompleted, boundByController, claimedBy, classOf, hasSameMode, isBigEnough, isFor, selectedNode } from '../../client/volumes.ts'
import { reclaim } from './reclaim.ts'
import { setClaimPhase, setVolumePhase } from './status.ts'

const name = 'persistentvolume-binder'
const source = 'persistentvolume-controller'
const reactionMs = 5
/** Claims without a volume are looked at again and again. */
const resyncMs = 15_000
const noProvisioner = 'kubernetes.io/no-provisioner'
/** Plugins that were part of Kubernetes once, and the drivers that do their work now. */
const successors: ReadonlyMap<string, string> = new Map([
  ['kubernetes.io/aws-ebs', 'ebs.csi.aws.com'], ['kubernetes.io/gce-pd', 'pd.csi.storage.gke.io'], ['kubernetes.io/azure-disk', 'disk.csi.azure.com'],
  ['kubernetes.io/azure-file', 'file.csi.azure.com'], ['kubernetes.io/cinder', 'cinder.csi.openstack.org'], ['kubernetes.io/vsphere-volume', 'csi.vsphere.vmware.com'],
  ['kubernetes.io/portworx-volume', 'pxd.portworx.com'],
])
const provisionerAnnotations = ['volume.beta.kubernetes.io/storage-provisioner', 'volume.kubernetes.io/storage-provisioner']

export function persistentVolumeController(client: Client, informers: InformerFactory): Part {
  const recorder = new EventRecorder(client, source)
  const claims = informers.of('persistentvolumeclaims')
  const volumes = informers.of('persistentvolumes')
  const classes = informers.of('storageclasses.storage.k8s.io')
  const pods = informers.of('pods')
  const claimQueue = new WorkQueue({ clock: client.clock, name: `${name} (claims)`, reactionMs, sync: syncClaim })
  const volumeQueue = new WorkQueue({ clock: client.clock, name: `${name} (volumes)`, reactionMs, sync: syncVolume })

  function syncClaim(key: string): void {
    const claim = claims.get(key)
    if (!claim) return
    if (claim.metadata.annotations?.[bindCompleted] !== undefined) return keepBound(claim)
    if (claim.spec.volumeName) bindToNamed(claim, volumes.get(claim.spec.volumeName))
    else findVolume(claim)
    if (claims.get(key)?.status.phase !== 'Bound') claimQueue.addAfter(key, resyncMs)
  }

  function findVolume(claim: PersistentVolumeClaim): void {
    const isWaiting = waitsForConsumer(claim) && claim.metadata.annotations?.[selectedNode] === undefined
    const volume = bestMatch(claim, volumes.list(), isWaiting ? 'not yet' : 'anywhere')
    if (volume) return bind(volume, claim)
    if (assignUsualClass(claim)) return // the next look sees it
    if (isWaiting) tellWhomItWaitsFor(claim)
    else if (classOf(claim) !== '') provision(claim)
    else recorder.event(claim, 'Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set')
    setClaimPhase(client, claim, 'Pending')
  }

  /** Who said nothing about a class gets the usual one, even if that comes later. */
  function assignUsualClass(claim: PersistentVolumeClaim): boolean {
    if (claim.spec.storageClassName !== undefined || claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined) return false
    const usual = classes.list().filter(isDefaultStorageClass).toSorted(newestFirst)[0]
    if (usual) client.update('persistentvolumeclaims', { ...claim, spec: { ...claim.spec, storageClassName: usual.metadata.name } })
    return usual !== undefined
  }

  function bindToNamed(claim: PersistentVolumeClaim, volume: PersistentVolume | undefined): void {
    if (!volume) return setClaimPhase(client, claim, 'Pending')
    if (!volume.spec.claimRef || isFor(volume, claim)) {
      const mismatch = !isBigEnough(volume, claim) ? 'requested PV is too small' : !hasSameMode(volume, claim) ? 'incompatible volumeMode' : classOf(volume) !== classOf(claim) ? 'storageClassName does not match' : undefined
      if (mismatch === undefined) return bind(volume, claim)
      recorder.event(claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume "${volume.metadata.name}": ${mismatch}`)
    }
    else recorder.event(claim, 'Warning', 'FailedBinding', `volume "${volume.metadata.name}" already bound to a different claim.`)
    setClaimPhase(client, claim, 'Pending')
  }

  /** First the volume, then the claim: each step leaves something that the next look can go on from. */
  function bind(volume: PersistentVolume, claim: PersistentVolumeClaim): void {
    const claimed = claimedBy(volume, claim)
    const taken = claimed === volume ? volume : client.update('persistentvolumes', claimed)
    setVolumePhase(client, taken, 'Bound')
    const { annotations } = claim.metadata
    const isNew = claim.spec.volumeName !== volume.metadata.name
    const bound = isNew || annotations?.[bindCompleted] === undefined
      ? client.update('persistentvolumeclaims', {
          ...claim,
          metadata: { ...claim.metadata, annotations: { ...annotations, [bindCompleted]: 'yes', ...isNew && { [boundByController]: 'yes' } } },
          spec: { ...claim.spec, volumeName: volume.metadata.name },
        })
      : claim
    setClaimPhase(client, bound, 'Bound', volume)
  }

  function keepBound(claim: PersistentVolumeClaim): void {
    const volume = claim.spec.volumeName ? volumes.get(claim.spec.volumeName) : undefined
    if (!claim.spec.volumeName) lose(claim, 'ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!')
    else if (!volume) lose(claim, 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!')
    else if (!volume.spec.claimRef || volume.spec.claimRef.uid === claim.metadata.uid) bind(volume, claim)
    else lose(claim, 'ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly')
  }

  function lose(claim: PersistentVolumeClaim, reason: string, message: string): void {
    if (claim.status.phase === 'Lost') return
    setClaimPhase(client, claim, 'Lost')
    recorder.event(claim, 'Warning', reason, message)
  }

  /** Made together, a claim may be heard of before its class. */
  const storageClass = (claim: PersistentVolumeClaim): StorageClass | undefined => {
    const wanted = classOf(claim)
    return wanted === '' ? undefined : classes.get(wanted) ?? client.find('storageclasses.storage.k8s.io', undefined, wanted)
  }

  const waitsForConsumer = (claim: PersistentVolumeClaim): boolean => storageClass(claim)?.volumeBindingMode === 'WaitForFirstConsumer'

  function tellWhomItWaitsFor(claim: PersistentVolumeClaim): void {
    const consumers = pods.list().filter(({ metadata, spec }) =>
      metadata.namespace === claim.metadata.namespace && !spec.nodeName && spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim.metadata.name))
    if (consumers.length === 0) recorder.event(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding')
    else recorder.event(claim, 'Normal', 'WaitForPodScheduled', `waiting for pod${consumers.length > 1 ? 's' : ''} ${consumers.map(({ metadata }) => metadata.name).join(',')} to be scheduled`)
  }

  /** A volume is made by somebody else, whom an annotation on the claim tells of it. */
  function provision(claim: PersistentVolumeClaim): void {
    const named = storageClass(claim)?.provisioner
    const provisioner = named === undefined ? undefined : successors.get(named) ?? named
    if (provisioner === undefined) recorder.event(claim, 'Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io "${classOf(claim)}" not found`)
    else if (provisioner === noProvisioner) recorder.event(claim, 'Warning', 'ProvisioningFailed', `no volume plugin matched name: ${noProvisioner}`)
    else {
      const { annotations } = claim.metadata
      if (provisionerAnnotations.some(key => annotations?.[key] !== provisioner))
        client.update('persistentvolumeclaims', { ...claim, metadata: { ...claim.metadata, annotations: { ...annotations, ...Object.fromEntries(provisionerAnnotations.map(key => [key, provisioner])) } } })
      recorder.event(claim, 'Normal', 'ExternalProvisioning', `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`)
    }
  }

  function syncVolume(key: string): void {
    const volume = volumes.get(key)
    if (!volume) return
    const { claimRef } = volume.spec
    if (!claimRef?.uid) {
      setVolumePhase(client, volume, 'Available')
      return
    }
    const found = claims.get(`${claimRef.namespace}/${claimRef.name}`)
    const claim = found?.metadata.uid === claimRef.uid ? found : undefined
    if (!claim) return release(volume)
    if (!claim.spec.volumeName) claimQueue.add(keyOf(claim)) // on its way to be bound
    else if (claim.spec.volumeName === key) setVolumePhase(client, volume, 'Bound')
    else unbind(volume)
  }

  function release(volume: PersistentVolume): void {
    const { phase } = volume.status
    const released = phase === 'Released' || phase === 'Failed' ? volume : setVolumePhase(client, volume, 'Released')
    reclaim(client, recorder, released)
  }

  /** Its claim took another volume. */
  function unbind(volume: PersistentVolume): void {
    const { claimRef, ...spec } = volume.spec
    const { [boundByController]: isOurs, ...annotations } = volume.metadata.annotations ?? {}
    const { uid: _uid, resourceVersion: _version, ...anyOfItsName } = claimRef ?? {}
    const free = client.update('persistentvolumes', {
      ...volume, metadata: { ...volume.metadata, annotations }, spec: { ...spec, ...isOurs === undefined && { claimRef: anyOfItsName } },
    })
    setVolumePhase(client, free, 'Available')
  }

  return {
    name,
    start: () => {
      const ofClaim = ({ spec }: PersistentVolumeClaim): void => { if (spec.volumeName) volumeQueue.add(spec.volumeName) }
      claims.handle({
        added: claim => claimQueue.add(keyOf(claim)),
        updated: claim => claimQueue.add(keyOf(claim)),
        deleted: ofClaim,
      })
      volumes.handle({
        added: volume => volumeQueue.add(keyOf(volume)),
        updated: volume => volumeQueue.add(keyOf(volume)),
        deleted: ({ spec: { claimRef } }) => { if (claimRef) claimQueue.add(`${claimRef.namespace}/${claimRef.name}`) },
      })
    },
    stop: () => {
      claimQueue.stop()
      volumeQueue.stop()
    },
  }
}

const newestFirst = ({ metadata: a }: StorageClass, { metadata: b }: StorageClass): number =>
  a.creationTimestamp !== b.creationTimestamp ? (a.creationTimestamp > b.creationTimestamp ? -1 : 1) : a.name < b.name ? -1 : 1
