// Evicting pods: those that hold more storage than they may, and, when the node itself runs short, one after another.
import type { Pod } from '../../apiserver/types.gen.ts'
import { isTolerated } from '../../client/placement/tolerations.ts'
import type { Refusal } from '../allocation.ts'
import type { Host } from '../host.ts'
import { isStatic } from '../mirror.ts'
import { wellAndReady, type Health } from '../node-status.ts'
import type { PodWorker } from '../pod-worker.ts'
import { qosClassOf } from '../qos.ts'
import { bytesOf, bytesText } from '../resources.ts'
import { inOrder, offenders, type Starved } from './ranking.ts'
import { storageFault } from './storage.ts'
import { diskUse, memoryUse, totalUse } from './usage.ts'

const leastFreeMemory = 100 * 2 ** 20
const leastFreeDiskShare = 0.15
/** A node is told to be short of something for so long after it last was. */
const transitionMs = 300_000
const evictedGraceMs = 1000
/** Measuring storage takes its time: what is too much is known by the third look. */
const looksUntilKnown = 3
const criticalPriority = 2_000_000_000

export class Evictions {
  private readonly host: Host
  private readonly capacity: Readonly<Record<Starved, number>>
  private readonly lastShortMs = new Map<Starved, number>()
  /** How often pods have been found to hold too much storage, one look after the other. */
  private found: ReadonlyMap<PodWorker, number> = new Map()
  private leaving: PodWorker | undefined
  private told: Health = wellAndReady

  constructor(host: Host, capacity: Readonly<Record<string, string>>) {
    this.host = host
    this.capacity = { 'memory': bytesOf(capacity['memory'] ?? '0'), 'ephemeral-storage': bytesOf(capacity['ephemeral-storage'] ?? '0') }
  }

  get health(): Health { return this.told }

  /** Why the node takes no such pod now. */
  refuse(pod: Pod): Refusal | undefined {
    const { memoryIsShort, diskIsShort } = this.told
    if ((!memoryIsShort && !diskIsShort) || isCritical(pod)) return undefined
    const mayCome = qosClassOf(pod) !== 'BestEffort' || isTolerated({ key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' }, pod.spec.tolerations ?? [])
    if (!diskIsShort && mayCome) return undefined
    const conditions = [...memoryIsShort ? ['MemoryPressure'] : [], ...diskIsShort ? ['DiskPressure'] : []]
    return { reason: 'Evicted', message: `The node had condition: [${conditions.join(' ')}]. ` }
  }

  look(pods: Iterable<PodWorker>): void {
    const active = [...pods].filter(({ isActive }) => isActive)
    const shortOf = (['memory', 'ephemeral-storage'] as const).filter(resource => this.available(resource, active) < this.threshold(resource))
    for (const resource of shortOf) this.lastShortMs.set(resource, this.host.clock.nowMs)
    this.updateHealth()
    if (this.evictForStorage(active)) return
    const [starved] = shortOf
    if (starved !== undefined && this.leaving?.hasLeft !== false) this.reclaim(starved, active)
  }

  private evictForStorage(active: readonly PodWorker[]): boolean {
    const found = new Map<PodWorker, number>()
    let any = false
    for (const worker of active) {
      const fault = storageFault(worker)
      if (fault === undefined || isCritical(worker.pod)) continue
      const times = (this.found.get(worker) ?? 0) + 1
      if (times < looksUntilKnown) found.set(worker, times)
      else {
        this.evict(worker, fault, false)
        any = true
      }
    }
    this.found = found
    return any
  }

  private reclaim(starved: Starved, active: readonly PodWorker[]): void {
    const { host } = this
    host.recorder.event(host.itself, 'Warning', 'EvictionThresholdMet', `Attempting to reclaim ${starved}`)
    if (starved === 'ephemeral-storage') {
      host.images.removeAllBut(new Set(active.flatMap(({ records }) => [...records.all()].map(({ container }) => container.image.name))))
      if (this.available(starved, active) >= this.threshold(starved)) return
    }
    const available = this.available(starved, active)
    const victim = inOrder(active, starved).find(({ pod }) => !isCritical(pod))
    if (!victim) return
    const about = offenders(victim, starved).map(({ name, used, requested }) => `Container ${name} was using ${bytesText(used)}, request is ${requested === 0 ? '0' : bytesText(requested)}, has larger consumption of ${starved}. `)
    this.evict(victim, `The node was low on resource: ${starved}. Threshold quantity: ${bytesText(this.threshold(starved))}, available: ${bytesText(Math.max(0, available))}. ${about.join('')}`, true)
  }

  private evict(worker: PodWorker, message: string, isDisruption: boolean): void {
    this.leaving = worker
    this.host.recorder.event(worker.pod, 'Warning', 'Evicted', message)
    worker.evict({ reason: 'Evicted', message, isDisruption }, evictedGraceMs, true)
  }

  private threshold(resource: Starved): number {
    return resource === 'memory' ? Math.min(leastFreeMemory, this.capacity.memory) : this.capacity[resource] * leastFreeDiskShare
  }

  private available(resource: Starved, active: readonly PodWorker[]): number {
    if (resource === 'memory') return this.capacity.memory - totalUse(active, memoryUse)
    const { images, storage } = this.host
    const imageBytes = images.list().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    return this.capacity[resource] - imageBytes - storage.disk.tree.bytes - totalUse(active, diskUse)
  }

  private updateHealth(): void {
    const isShort = (resource: Starved): boolean => this.host.clock.nowMs - (this.lastShortMs.get(resource) ?? -Infinity) < transitionMs
    const [memoryIsShort, diskIsShort] = [isShort('memory'), isShort('ephemeral-storage')]
    if (memoryIsShort !== this.told.memoryIsShort || diskIsShort !== this.told.diskIsShort) this.told = { memoryIsShort, diskIsShort }
  }
}

/** Without it the cluster or the node does not work: it is never evicted. */
const isCritical = (pod: Pod): boolean => isStatic(pod) || (pod.spec.priority ?? 0) >= criticalPriority
