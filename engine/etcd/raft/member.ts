// One member of a raft. It does nothing by itself: it is told that time passes (`tick`) and what others say (`step`),
// and answers with what it wants said. As in etcd, a leader that hears from no quorum for a while steps down.
import type { Random } from '../../clock/random.ts'
import type { Disk } from './log.ts'
import type { MemberId, Message } from './message.ts'

export type Role = 'follower' | 'candidate' | 'leader'

/** Without a word from a leader for this long, and up to twice as long by chance, a member stands for election. */
export const electionTicks = 10

/** What a leader knows of another member. */
interface Progress { nextIndex: number, matchIndex: number, heard: boolean }

export class Member<C> {
  readonly id: MemberId
  readonly disk: Disk<C>
  role: Role = 'follower'
  leader: MemberId | undefined
  /** Up to here the log will never change again. */
  commitIndex = 0
  private readonly others: readonly MemberId[]
  private readonly random: Random
  private ticks = 0
  private patienceTicks = 0
  private readonly votes = new Set<MemberId>()
  private readonly progress = new Map<MemberId, Progress>()

  constructor(id: MemberId, all: readonly MemberId[], disk: Disk<C>, random: Random) {
    this.id = id
    this.others = all.filter(other => other !== id)
    this.disk = disk
    this.random = random
    this.restartPatience()
  }

  get term(): number { return this.disk.term }

  /** One heartbeat's time passes. */
  tick(): readonly Message<C>[] {
    this.ticks++
    if (this.role !== 'leader') return this.ticks >= this.patienceTicks ? this.campaign() : []
    if (this.ticks % electionTicks === 0 && !this.hearsQuorum()) {
      this.follow(this.term, undefined)
      return []
    }
    return this.toAll(other => this.appendFor(other))
  }

  /** A leader takes a command into its log; whoever is none does not. */
  propose(command: C | undefined): readonly Message<C>[] | undefined {
    if (this.role !== 'leader') return undefined
    this.disk.log.add({ term: this.term, command })
    this.commitWhatQuorumHolds()
    return this.toAll(other => this.appendFor(other))
  }

  step(message: Message<C>): readonly Message<C>[] {
    if (message.term > this.term) this.follow(message.term, undefined)
    switch (message.type) {
      case 'vote?': return [{ ...this.to(message.from), type: 'vote', granted: this.grants(message) }]
      case 'append?': return [this.take(message)]
      case 'vote': return message.term === this.term && this.role === 'candidate' && message.granted ? this.count(message.from) : []
      case 'append': return message.term === this.term && this.role === 'leader' ? this.learn(message) : []
    }
  }

  private campaign(): readonly Message<C>[] {
    this.follow(this.term + 1, undefined)
    this.role = 'candidate'
    this.disk.votedFor = this.id
    this.votes.clear()
    const { lastIndex, lastTerm } = this.disk.log
    const elected = this.count(this.id)
    return this.role === 'candidate' ? this.toAll(other => ({ ...this.to(other), type: 'vote?', lastIndex, lastTerm })) : elected
  }

  private count(voter: MemberId): readonly Message<C>[] {
    this.votes.add(voter)
    return this.isQuorum(this.votes.size) ? this.lead() : []
  }

  private lead(): readonly Message<C>[] {
    this.role = 'leader'
    this.leader = this.id
    this.ticks = 0
    for (const other of this.others) this.progress.set(other, { nextIndex: this.disk.log.lastIndex + 1, matchIndex: 0, heard: false })
    return this.propose(undefined) ?? [] // of earlier terms only what an entry of its own term stands on counts as committed
  }

  private follow(term: number, leader: MemberId | undefined): void {
    if (term > this.term) {
      this.disk.term = term
      this.disk.votedFor = undefined
    }
    this.role = 'follower'
    this.leader = leader
    this.restartPatience()
  }

  private grants({ from, term, lastIndex, lastTerm }: Message<C> & { readonly type: 'vote?' }): boolean {
    const { disk } = this
    if (term < disk.term || (disk.votedFor !== undefined && disk.votedFor !== from)) return false
    if (!disk.log.isCoveredBy(lastIndex, lastTerm)) return false
    disk.votedFor = from
    this.restartPatience()
    return true
  }

  /** What a leader sends, taken into the log if it fits. */
  private take({ from, term, previousIndex, previousTerm, entries, commitIndex }: Message<C> & { readonly type: 'append?' }): Message<C> {
    const { log } = this.disk
    const answer = { ...this.to(from), type: 'append' } as const
    if (term < this.term) return { ...answer, accepted: false, index: log.lastIndex }
    this.follow(term, from)
    if (!log.agreesAt(previousIndex, previousTerm)) return { ...answer, accepted: false, index: Math.min(log.lastIndex, previousIndex - 1) }
    log.takeOver(previousIndex, entries)
    const index = previousIndex + entries.length
    this.commitIndex = Math.max(this.commitIndex, Math.min(commitIndex, index))
    return { ...answer, accepted: true, index }
  }

  /** What a follower answered. */
  private learn({ from, accepted, index }: Message<C> & { readonly type: 'append' }): readonly Message<C>[] {
    const progress = this.progress.get(from)
    if (!progress) return []
    progress.heard = true
    if (accepted) progress.matchIndex = Math.max(progress.matchIndex, index)
    progress.nextIndex = Math.max(progress.matchIndex, Math.min(index, this.disk.log.lastIndex)) + 1
    if (accepted && this.commitWhatQuorumHolds()) return this.toAll(other => this.appendFor(other)) // so that all know at once
    return !accepted || progress.nextIndex <= this.disk.log.lastIndex ? [this.appendFor(from)] : []
  }

  private commitWhatQuorumHolds(): boolean {
    const { log } = this.disk
    for (let index = log.lastIndex; index > this.commitIndex && log.termAt(index) === this.term; index--) {
      const holders = 1 + this.others.filter(other => (this.progress.get(other)?.matchIndex ?? 0) >= index).length
      if (!this.isQuorum(holders)) continue
      this.commitIndex = index
      return true
    }
    return false
  }

  private appendFor(other: MemberId): Message<C> {
    const { log } = this.disk
    const nextIndex = this.progress.get(other)?.nextIndex ?? log.lastIndex + 1
    return { ...this.to(other), type: 'append?', previousIndex: nextIndex - 1, previousTerm: log.termAt(nextIndex - 1), entries: log.from(nextIndex), commitIndex: this.commitIndex }
  }

  private hearsQuorum(): boolean {
    const heard = 1 + [...this.progress.values()].filter(progress => progress.heard).length
    for (const progress of this.progress.values()) progress.heard = false
    return this.isQuorum(heard)
  }

  private isQuorum(count: number): boolean { return 2 * count > this.others.length + 1 }
  private toAll(say: (other: MemberId) => Message<C>): readonly Message<C>[] { return this.others.map(say) }
  private to(other: MemberId): { from: MemberId, to: MemberId, term: number } { return { from: this.id, to: other, term: this.term } }

  private restartPatience(): void {
    this.ticks = 0
    this.patienceTicks = electionTicks + this.random.below(electionTicks)
  }
}
