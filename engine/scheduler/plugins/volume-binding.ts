// VolumeBinding: a pod goes where its volumes can be had; a claim that waited for its first consumer gets its volume there.
import { StatusError } from '../../apiserver/status.ts'
import type { CSINode, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass, VolumeAttachment } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import type { Informer } from '../../client/informer.ts'
import { bestMatch, bindCompleted, claimedBy, classOf, isReachable, selectedNode } from '../../client/volumes.ts'
import { failed, skip, Slot, unresolvable, type Plugin, type Status } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import { hasRoomFor, type Capacities } from './storage-capacity.ts'

export interface Storage extends Capacities {
  readonly claims: Informer<PersistentVolumeClaim>
  readonly volumes: Informer<PersistentVolume>
  readonly classes: Informer<StorageClass>
  readonly csiNodes: Informer<CSINode>
  readonly attachments: Informer<VolumeAttachment>
}

/** The claims of a pod: those that have their volumes, and those that wait for a node. */
interface Claims {
  readonly bound: readonly PersistentVolumeClaim[]
  readonly waiting: readonly PersistentVolumeClaim[]
}

/** What the waiting claims of a pod get on a node: a volume that is there, or one that is to be made. */
interface Choice {
  readonly found: readonly { readonly claim: PersistentVolumeClaim, readonly volume: PersistentVolume }[]
  readonly toBeMade: readonly PersistentVolumeClaim[]
}

/** So long a pod waits for its volumes without complaint. */
const patienceMs = 600_000
const noProvisioner = 'kubernetes.io/no-provisioner'
const unbound = unresolvable('pod has unbound immediate PersistentVolumeClaims')
const noVolume = unresolvable("node(s) didn't find available persistent volumes to bind")
const noRoom = unresolvable('node(s) did not have enough free storage')
const elsewhere = unresolvable("node(s) didn't match PersistentVolume's node affinity")
const lost = unresolvable('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)')
const waiting: Status = { code: 'Wait', reasons: [] }

export function volumeBinding(client: Client, storage: Storage): Plugin {
  const { claims, volumes, classes } = storage
  const sorted = new Slot<Claims>()
  const chosen = new Slot<Choice>()
  /** Volumes as this plugin has written them, until the news of it is here. */
  const written = new Map<string, PersistentVolume>()

  /** Since when pods wait for volumes that are being made. */
  const waitingSince = new Map<string, number>()

  function wait(uid: string): Status {
    const { nowMs } = client.clock
    const sinceMs = waitingSince.get(uid) ?? nowMs
    if (nowMs - sinceMs < patienceMs) {
      waitingSince.set(uid, sinceMs)
      return waiting
    }
    waitingSince.delete(uid)
    return failed('binding volumes: context deadline exceeded')
  }

  function known(volume: PersistentVolume): PersistentVolume {
    const own = written.get(volume.metadata.name)
    if (!own) return volume
    if (own.metadata.uid === volume.metadata.uid && Number(own.metadata.resourceVersion) > Number(volume.metadata.resourceVersion)) return own
    written.delete(volume.metadata.name)
    return volume
  }

  /** Applied together, a pod may be heard of before its claims, and a claim before its class. */
  const storageClass = (claim: PersistentVolumeClaim): StorageClass | undefined =>
    classes.get(classOf(claim)) ?? (classOf(claim) === '' ? undefined : client.find('storageclasses.storage.k8s.io', undefined, classOf(claim)))

  function sort(pod: Pod, needs: readonly Need[]): Claims | Status {
    const bound: PersistentVolumeClaim[] = []
    const later: PersistentVolumeClaim[] = []
    let isUnbound = false
    for (const { name, isOwn } of needs) {
      const claim = claims.get(`${pod.metadata.namespace}/${name}`) ?? client.find('persistentvolumeclaims', pod.metadata.namespace, name)
      if (!claim) return unresolvable(isOwn ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"` : `persistentvolumeclaim "${name}" not found`)
      if (isOwn && !claim.metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === pod.metadata.uid))
        return unresolvable(`PVC "${pod.metadata.namespace}/${name}" was not created for pod "${pod.metadata.namespace}/${pod.metadata.name}" (pod is not the owner)`)
      if (claim.metadata.deletionTimestamp !== undefined) return unresolvable(`persistentvolumeclaim "${name}" is being deleted`)
      if (claim.status.phase === 'Lost') return unresolvable(`persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"`)
      if (claim.spec.volumeName && claim.metadata.annotations?.[bindCompleted] !== undefined) bound.push(claim)
      else if (!claim.spec.volumeName && storageClass(claim)?.volumeBindingMode === 'WaitForFirstConsumer') later.push(claim)
      else isUnbound = true
    }
    return isUnbound ? unbound : { bound, waiting: later }
  }

  function boundElsewhere({ bound }: Claims, node: NodeInfo): Status | undefined {
    for (const { spec: { volumeName = '' } } of bound) {
      const volume = volumes.get(volumeName)
      if (!volume) return lost
      if (!isReachable(volume, node)) return elsewhere
    }
    return undefined
  }

  function choose({ waiting: those }: Claims, node: NodeInfo): Choice | Status {
    if (those.length === 0) return { found: [], toBeMade: [] }
    const all = volumes.list().map(known)
    const taken = new Set<string>()
    const found: { readonly claim: PersistentVolumeClaim, readonly volume: PersistentVolume }[] = []
    const toBeMade: PersistentVolumeClaim[] = []
    for (const claim of those) {
      const volume = bestMatch(claim, all, node, taken)
      if (volume) {
        taken.add(volume.metadata.name)
        found.push({ claim, volume })
      }
      else {
        const itsClass = storageClass(claim)
        if (!itsClass || !canBeMade(claim, itsClass, node)) return noVolume
        if (!hasRoomFor(claim, itsClass, node, storage)) return noRoom
        toBeMade.push(claim)
      }
    }
    return { found, toBeMade }
  }

  return {
    name: 'VolumeBinding',
    preFilter: (cycle, { pod }) => {
      const needs = needsOf(pod)
      if (needs.length === 0) return skip
      const answer = sort(pod, needs)
      if ('code' in answer) return answer
      sorted.write(cycle, answer)
      return undefined
    },
    filter: (cycle, _pod, node) => {
      const those = sorted.read(cycle)
      const choice = choose(those, node)
      return boundElsewhere(those, node) ?? ('code' in choice ? choice : undefined)
    },
    reserve: (cycle, _pod, node) => {
      const those = sorted.find(cycle)
      const choice = those && choose(those, node)
      if (!choice) return undefined
      if ('code' in choice) return choice
      chosen.write(cycle, choice)
      return undefined
    },
    preBind: (cycle, { pod }, node) => {
      const { found = [], toBeMade = [] } = chosen.find(cycle) ?? {}
      try {
        for (const { claim, volume } of found) {
          const claimed = claimedBy(volume, claim)
          if (claimed !== volume) written.set(volume.metadata.name, client.update('persistentvolumes', claimed))
        }
        for (const claim of toBeMade) {
          const { annotations } = claim.metadata
          if (annotations?.[selectedNode] !== node.name) client.update('persistentvolumeclaims', { ...claim, metadata: { ...claim.metadata, annotations: { ...annotations, [selectedNode]: node.name } } })
        }
      }
      catch (error) {
        if (error instanceof StatusError) return failed(error.message)
        throw error
      }
      if (found.length + toBeMade.length > 0) return wait(pod.metadata.uid) // until the binder has done its part
      waitingSince.delete(pod.metadata.uid)
      return undefined
    },
    mayHelp: (event, { pod }) => {
      if (event.kind === 'node added' || event.kind === 'node changed') return true
      if (event.kind !== 'storage changed') return false
      const { object: { kind, metadata } } = event
      const names = needsOf(pod).map(({ name }) => name)
      if (kind === 'PersistentVolumeClaim') return metadata.namespace === pod.metadata.namespace && names.includes(metadata.name)
      return names.every(name => claims.get(`${pod.metadata.namespace}/${name}`)) // before its claims are there, no volume helps
    },
  }
}

/** A claim that a pod uses; `isOwn`: made for it alone. */
interface Need { readonly name: string, readonly isOwn: boolean }

const needsOf = ({ metadata, spec: { volumes = [] } }: Pod): readonly Need[] => volumes.flatMap(({ name, persistentVolumeClaim, ephemeral }): Need[] =>
  persistentVolumeClaim ? [{ name: persistentVolumeClaim.claimName, isOwn: false }] : ephemeral ? [{ name: `${metadata.name}-${name}`, isOwn: true }] : [])

/** Whether somebody makes volumes of this class for this node. */
function canBeMade({ metadata }: PersistentVolumeClaim, storageClass: StorageClass, node: NodeInfo): boolean {
  const selected = metadata.annotations?.[selectedNode]
  if (storageClass.provisioner === noProvisioner || selected !== undefined && selected !== node.name) return false
  const { allowedTopologies = [] } = storageClass
  return allowedTopologies.length === 0 || allowedTopologies.some(({ matchLabelExpressions = [] }) =>
    matchLabelExpressions.every(({ key, values }) => Object.hasOwn(node.labels, key) && values.includes(node.labels[key] ?? '')))
}
