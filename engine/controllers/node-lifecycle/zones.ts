// How fast nodes of a zone are given up. One lost node after another is normal; half a zone at once looks like a
// broken network, and then patience is better than moving everything.
import type { Clock } from '../../clock/clock.ts'
import type { Node } from '../../apiserver/types.gen.ts'
import { readyCondition } from './taints.ts'

type State = 'normal' | 'partial' | 'full'

const usualGapMs = 10_000 // 0.1 nodes a second
const carefulGapMs = 100_000
const unhealthyShare = 0.55
const largeZone = 50

const zoneOf = ({ metadata: { labels = {} } }: Node): string =>
  `${labels['topology.kubernetes.io/region'] ?? ''}:${labels['topology.kubernetes.io/zone'] ?? ''}`

interface Zone { readonly waiting: Set<string>, state: State, size: number, nextMs: number, armed: boolean }

export class Zones {
  private readonly zones = new Map<string, Zone>()
  private stopped = false
  private readonly clock: Clock
  private readonly what: string
  private readonly giveUp: (node: string) => void

  constructor(clock: Clock, what: string, giveUp: (node: string) => void) {
    this.clock = clock
    this.what = what
    this.giveUp = giveUp
  }

  /** Takes stock; answers whether no zone at all is well any more. */
  survey(nodes: readonly Node[]): boolean {
    const byZone = Map.groupBy(nodes, zoneOf)
    for (const name of this.zones.keys()) if (!byZone.has(name)) this.zones.delete(name)
    for (const [name, members] of byZone) {
      const zone = this.zone(name)
      const unwell = members.filter(node => readyCondition(node)?.status !== 'True').length
      zone.size = members.length
      zone.state = unwell > 0 && unwell === members.length ? 'full' : unwell > 2 && unwell / members.length >= unhealthyShare ? 'partial' : 'normal'
    }
    return this.allLost
  }

  get allLost(): boolean { return this.zones.size > 0 && [...this.zones.values()].every(({ state }) => state === 'full') }

  add(node: Node): void {
    const zone = this.zone(zoneOf(node))
    zone.waiting.add(node.metadata.name)
    this.arm(zone)
  }

  remove(node: Node): void { this.zone(zoneOf(node)).waiting.delete(node.metadata.name) }

  stop(): void { this.stopped = true }

  private gapMs({ state, size }: Zone): number {
    if (this.allLost) return Infinity
    if (state !== 'partial') return usualGapMs
    return size > largeZone ? carefulGapMs : Infinity
  }

  /** The next node of the zone in its turn; one that may not be given up now is looked at again with the next survey. */
  private arm(zone: Zone): void {
    if (zone.armed || zone.waiting.size === 0 || this.gapMs(zone) === Infinity) return
    zone.armed = true
    this.clock.after(zone.nextMs - this.clock.nowMs, `${this.what}: a node is given up`, () => {
      zone.armed = false
      const gapMs = this.gapMs(zone)
      const [node] = zone.waiting
      if (this.stopped || node === undefined || gapMs === Infinity) return
      zone.waiting.delete(node)
      zone.nextMs = this.clock.nowMs + gapMs
      this.giveUp(node)
      this.arm(zone)
    })
  }

  private zone(name: string): Zone {
    let zone = this.zones.get(name)
    if (!zone) this.zones.set(name, zone = { waiting: new Set(), state: 'normal', size: 0, nextMs: 0, armed: false })
    return zone
  }
}
