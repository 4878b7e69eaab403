// NodeVolumeLimits: a node takes only so many volumes of a driver.
import type { Pod } from '../../apiserver/types.gen.ts'
import { claimsNamedBy, classOf, namesClaims, uniqueName } from '../../client/volumes.ts'
import { skip, Slot, unschedulable, type Plugin } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import type { Storage } from './volume-binding.ts'

const tooMany = unschedulable('node(s) exceed max volume count')

/** The volumes of a pod, each under a name of its own, with its driver. */
type Volumes = ReadonlyMap<string, string>

const wanted = new Slot<Volumes>()

export function nodeVolumeLimits({ claims, volumes, classes, csiNodes, attachments }: Storage): Plugin {
  /** A claim without a volume counts as one of the driver that will make it. */
  function volumesOf(pod: Pod): Volumes {
    const found = new Map<string, string>()
    for (const key of claimsNamedBy(pod)) {
      const claim = claims.get(key)
      const volume = claim?.spec.volumeName ? volumes.get(claim.spec.volumeName) : undefined
      if (volume?.spec.csi) found.set(uniqueName(volume), volume.spec.csi.driver)
      else if (claim && !volume) found.set(key, classes.get(classOf(claim))?.provisioner ?? '')
    }
    return found
  }

  /** Those of its pods, and those that are attached though no pod wants them any more. */
  function presentOn(node: NodeInfo): Volumes {
    const present = new Map<string, string>()
    for (const { pod } of node.pods.values()) if (namesClaims(pod)) for (const [name, driver] of volumesOf(pod)) present.set(name, driver)
    for (const { spec } of attachments.list()) {
      const volume = spec.nodeName === node.name ? volumes.get(spec.source.persistentVolumeName ?? '') : undefined
      if (volume) present.set(uniqueName(volume), spec.attacher)
    }
    return present
  }

  return {
    name: 'NodeVolumeLimits',
    preFilter: (cycle, { pod }) => {
      const own = volumesOf(pod)
      if (own.size === 0) return skip
      wanted.write(cycle, own)
      return undefined
    },
    filter: (cycle, _pod, node) => {
      const drivers = csiNodes.get(node.name)?.spec.drivers?.filter(({ allocatable }) => allocatable?.count !== undefined) ?? []
      if (drivers.length === 0) return undefined
      const own = wanted.read(cycle)
      const present = presentOn(node)
      const exceeded = drivers.some(({ name, allocatable }) => {
        const more = [...own].filter(([volume, driver]) => driver === name && !present.has(volume)).length
        const there = [...present.values()].filter(driver => driver === name).length
        return more > 0 && there + more > (allocatable?.count ?? 0)
      })
      return exceeded ? tooMany : undefined
    },
    mayHelp: event => event.kind === 'assigned pod gone'
      || event.kind === 'storage changed' && ['CSINode', 'PersistentVolumeClaim', 'VolumeAttachment'].includes(event.object.kind),
  }
}
