// The members of a raft and the network between them, which can be cut. Messages lie in flight until they are
// delivered: one by one for who looks on, all at once for who only wants to know whether a command was taken.
import type { Random } from '../../clock/random.ts'
import { Disk } from './log.ts'
import { Member } from './member.ts'
import type { MemberId, Message } from './message.ts'

export class Ensemble<C> {
  readonly ids: readonly MemberId[]
  private readonly random: Random
  private readonly disks = new Map<MemberId, Disk<C>>()
  private readonly running = new Map<MemberId, Member<C>>()
  private readonly inFlight: Message<C>[] = []
  /** Who can talk to whom: those in the same part. All are in one part while the network is whole. */
  private parts: readonly ReadonlySet<MemberId>[]

  constructor(ids: readonly MemberId[], random: Random) {
    this.ids = ids
    this.random = random
    this.parts = [new Set(ids)]
    for (const id of ids) {
      this.disks.set(id, new Disk())
      this.start(id)
    }
  }

  /** undefined: it is stopped. */
  member(id: MemberId): Member<C> | undefined { return this.running.get(id) }

  /** What a member has on its disk, running or not. */
  disk(id: MemberId): Disk<C> | undefined { return this.disks.get(id) }

  /** The leader whose word counts: a quorum can hear it, and nobody there knows of a later term. Others may still believe that they lead. */
  get leader(): Member<C> | undefined {
    return [...this.running.values()].find(({ id, role, term }) => {
      const heardBy = [...this.running.values()].filter(other => this.isConnected(id, other.id))
      return role === 'leader' && 2 * heardBy.length > this.ids.length && heardBy.every(other => other.term <= term)
    })
  }

  /** A member comes back with what is on its disk, and nothing else. */
  start(id: MemberId): void {
    const disk = this.disks.get(id)
    if (disk && !this.running.has(id)) this.running.set(id, new Member(id, this.ids, disk, this.random.fork(id)))
  }

  stop(id: MemberId): void { this.running.delete(id) }

  /** Cuts the network: who is named in no part is alone. */
  partition(...parts: readonly (readonly MemberId[])[]): void { this.parts = parts.map(part => new Set(part)) }

  heal(): void { this.parts = [new Set(this.ids)] }

  tick(id: MemberId): void { this.inFlight.push(...this.running.get(id)?.tick() ?? []) }

  /** Delivers the oldest message; what cannot arrive is lost. Answers what arrived, or undefined when nothing is left. */
  deliver(): Message<C> | undefined {
    for (let message = this.inFlight.shift(); message; message = this.inFlight.shift()) {
      const receiver = this.running.get(message.to)
      if (!receiver || !this.isConnected(message.from, message.to)) continue
      this.inFlight.push(...receiver.step(message))
      return message
    }
    return undefined
  }

  /** Puts a command before the leader; false when there is none, and then nobody took it. */
  propose(command: C): boolean {
    const messages = this.leader?.propose(command)
    this.inFlight.push(...messages ?? [])
    return messages !== undefined
  }

  private isConnected(a: MemberId, b: MemberId): boolean { return a === b || this.parts.some(part => part.has(a) && part.has(b)) }
}
