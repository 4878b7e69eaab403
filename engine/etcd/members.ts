// etcd as several machines: what is written to the store counts once a quorum of them has it in its log. They agree
// within an instant of virtual time; what takes time is to notice that a leader is gone, and to elect another.
import type { Clock } from '../clock/clock.ts'
import type { Part } from '../clock/part.ts'
import type { Random } from '../clock/random.ts'
import { Ensemble } from './raft/ensemble.ts'
import type { Change, Consensus } from './store.ts'

const heartbeatMs = 100

export class EtcdMembers implements Consensus {
  readonly ensemble: Ensemble<Change>
  private readonly clock: Clock

  /** There is a leader when the cluster starts. */
  constructor(count: number, clock: Clock, random: Random) {
    this.clock = clock
    this.ensemble = new Ensemble(Array.from({ length: count }, (_, i) => `etcd-${i}`), random)
    while (!this.ensemble.leader) this.tick()
    this.beat()
  }

  /** Each member can be stopped, and comes back with what was on its disk. */
  get parts(): readonly Part[] {
    return this.ensemble.ids.map(name => ({ name, start: () => this.ensemble.start(name), stop: () => this.ensemble.stop(name) }))
  }

  take(change: Change): boolean {
    const taken = this.ensemble.propose(change)
    this.settle()
    return taken
  }

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
