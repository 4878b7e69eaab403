// What is done to a cluster from outside, as far as it bears on what may be expected of it.
import type { Cluster } from '../../engine/lab/cluster.ts'
import type { Deed } from './plan.ts'
import type { Outside } from './view.ts'

/** News takes some milliseconds; a second look, a second. */
const newsMs = 3_000
/** So long after all is mended its traces may still be found: retries, evictions, heartbeats. */
const echoMs = 60_000
/** What takes pods away does so at once or, for a drain, until it comes back. */
const tremorMs = 2_000
/** So long after its node the last pod is gone. */
const orphansMs = 90_000

const takesPods: ReadonlySet<Deed['do']> = new Set<Deed['do']>(['delete', 'delete pods', 'drain', 'relabel', 'taint', 'delete node', 'namespace'])

export class Strain implements Outside {
  private readonly cluster: Cluster
  private readonly broken = new Set<string>()
  private readonly cut = new Set<string>()
  isForced = false
  private faultSinceMs: number | undefined
  private faultUntilMs = -Infinity
  private calmFromMs = 0
  private isTakingPods = false

  constructor(cluster: Cluster) { this.cluster = cluster }

  get nowMs(): number { return this.cluster.clock.nowMs }
  get unixMs(): number { return this.cluster.unixMs }
  get isCalm(): boolean { return this.broken.size === 0 && !this.isTakingPods && this.nowMs >= this.calmFromMs }
  get knownSinceMs(): number { return (this.isStrained ? this.faultSinceMs ?? this.nowMs : this.nowMs) - newsMs }

  isReachable(node: string): boolean {
    return this.cluster.components.get(`kubelet ${node}`)?.isRunning !== false && !this.cut.has(`kubelet ${node}`) && !this.cut.has(`machine ${node}`)
  }

  begins(deed: Deed): void {
    if (deed.do === 'act') this.noteAct(deed)
    this.isForced = deed.do === 'delete pods' && deed.force
    this.isTakingPods = takesPods.has(deed.do)
  }

  ended(deed: Deed): void {
    if (this.isTakingPods) this.calmFromMs = Math.max(this.calmFromMs, this.nowMs + (deed.do === 'delete node' ? orphansMs : tremorMs))
    this.isTakingPods = false
  }

  private get isStrained(): boolean { return this.broken.size > 0 || this.nowMs < this.faultUntilMs }

  private noteAct({ verb, component }: Deed & { readonly do: 'act' }): void {
    if (!this.isStrained) this.faultSinceMs = this.nowMs
    if (verb === 'cut') this.cut.add(component)
    if (verb === 'mend') this.cut.delete(component)
    if (verb === 'stop') this.broken.add(`${component} stopped`)
    else if (verb === 'start' || verb === 'restart') this.broken.delete(`${component} stopped`)
    else if (verb === 'mend') this.broken.delete(`${component} ailing`)
    else this.broken.add(`${component} ailing`)
    this.faultUntilMs = this.nowMs + echoMs
    this.calmFromMs = Math.max(this.calmFromMs, this.faultUntilMs)
  }
}
