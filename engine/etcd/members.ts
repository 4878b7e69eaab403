// etcd as machines that can fail: what is written to the store counts once a quorum of them has it in its log. They
// agree within an instant of virtual time; what takes time is to notice that a leader is gone, and to elect another.
import type { Clock } from '../clock/clock.ts'
import type { Part } from '../clock/part.ts'
import type { Random } from '../clock/random.ts'
import { Ensemble } from './raft/ensemble.ts'
import { electionTicks } from './raft/member.ts'
import type { Change, Consensus } from './store.ts'

const heartbeatMs = 100
const electionMs = electionTicks * heartbeatMs

export interface Etcd extends Consensus {
  /** Each member can be stopped, and comes back with what was on its disk. */
  readonly parts: readonly Part[]
  /** Whether reads and writes are answered. */
  readonly hasQuorum: boolean
  /** How long a write takes until it counts: as long as the slowest of the fastest quorum. */
  readonly lagMs: number
  /** Cuts a member off from the others. */
  cut(name: string): void
  mend(name: string): void
  slow(name: string, lagMs: number): void
}

export class EtcdMembers implements Etcd {
  readonly ensemble: Ensemble<Change>
  private readonly clock: Clock
  private readonly cutOff = new Set<string>()
  private readonly lags = new Map<string, number>()

  /** There is a leader when the cluster starts. */
  constructor(count: number, clock: Clock, random: Random) {
    this.clock = clock
    this.ensemble = new Ensemble(Array.from({ length: count }, (_, i) => `etcd-${i}`), random)
    while (!this.ensemble.leader) this.tick()
    this.beat()
  }

  get parts(): readonly Part[] {
    return this.ensemble.ids.map(name => ({ name, start: () => this.ensemble.start(name), stop: () => this.ensemble.stop(name) }))
  }

  get hasQuorum(): boolean { return this.ensemble.leader !== undefined }

  get lagMs(): number {
    const { ids } = this.ensemble
    const inOrder = ids.filter(id => this.ensemble.member(id) && !this.isAway(id)).map(id => this.lagOf(id)).sort((a, b) => a - b)
    return inOrder[Math.floor(ids.length / 2)] ?? 0
  }

  take(change: Change): boolean {
    const taken = this.ensemble.propose(change)
    this.settle()
    return taken
  }

  cut(name: string): void {
    this.cutOff.add(name)
    this.connect()
  }

  mend(name: string): void {
    this.cutOff.delete(name)
    this.connect()
  }

  slow(name: string, lagMs: number): void {
    this.lags.set(name, lagMs)
    this.connect()
  }

  private connect(): void { this.ensemble.partition(this.ensemble.ids.filter(id => !this.isAway(id))) }

  /** Whoever answers only after an election has begun is as good as cut off. */
  private isAway(id: string): boolean { return this.cutOff.has(id) || this.lagOf(id) >= electionMs }
  private lagOf(id: string): number { return this.lags.get(id) ?? 0 }

  private beat(): void {
    this.clock.after(heartbeatMs, 'etcd: heartbeat', () => {
      this.tick()
      this.beat()
    })
  }

  private tick(): void {
    for (const id of this.ensemble.ids) this.ensemble.tick(id)
    this.settle()
  }

  private settle(): void { while (this.ensemble.deliver()); }
}

/** etcd on one machine: it is its own quorum, as long as it runs and is reached. */
export class LoneMember implements Etcd {
  lagMs = 0
  private isRunning = true
  private isReached = true

  readonly parts: readonly Part[] = [{
    name: 'etcd-0',
    start: () => { this.isRunning = true },
    stop: () => { this.isRunning = false },
  }]

  get hasQuorum(): boolean { return this.isRunning && this.isReached }
  take(): boolean { return this.hasQuorum }
  cut(): void { this.isReached = false }
  mend(): void { this.isReached = true }
  slow(_name: string, lagMs: number): void { this.lagMs = lagMs }
}
