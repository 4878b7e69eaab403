// The laws of raft, whatever the network and the machines do: messages are lost, delayed and overtake one another,
// the network is cut and healed, members stop and come back with their disks.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Random } from '../../../../engine/clock/random.ts'
import { Ensemble } from '../../../../engine/etcd/raft/ensemble.ts'
import { Disk } from '../../../../engine/etcd/raft/log.ts'
import { Member } from '../../../../engine/etcd/raft/member.ts'
import type { Entry, MemberId, Message } from '../../../../engine/etcd/raft/message.ts'

const names = ['a', 'b', 'c', 'd', 'e']

const weather = fc.record({
  seed: fc.nat(1_000_000),
  members: fc.constantFrom(3, 5),
  lossPercent: fc.integer({ min: 0, max: 40 }),
  /** How often a tick comes instead of a message. */
  haste: fc.integer({ min: 1, max: 40 }),
  /** How often something breaks or is mended, per thousand steps. */
  faults: fc.integer({ min: 0, max: 30 }),
})
type Weather = typeof weather extends fc.Arbitrary<infer T> ? T : never

/** Members under a network that does what it likes. */
class Storm {
  readonly ids: readonly MemberId[]
  readonly disks = new Map<MemberId, Disk<number>>()
  readonly running = new Map<MemberId, Member<number>>()
  readonly chance: Random
  private inFlight: Message<number>[] = []
  private cut = new Set<MemberId>()
  private commands = 0
  private readonly weather: Weather

  constructor(weather: Weather) {
    this.weather = weather
    this.chance = new Random(weather.seed)
    this.ids = names.slice(0, weather.members)
    for (const id of this.ids) {
      this.disks.set(id, new Disk())
      this.start(id)
    }
  }

  start(id: MemberId): void {
    const disk = this.disks.get(id)
    if (disk && !this.running.has(id)) this.running.set(id, new Member(id, this.ids, disk, this.chance.fork(`${id} ${this.chance.uint32()}`)))
  }

  step(): void {
    const { chance, weather } = this
    const id = this.ids[chance.below(this.ids.length)] ?? 'a'
    if (chance.below(1000) < weather.faults) return this.fault(id)
    if (chance.below(100) < 3) return this.send(this.running.get(id)?.propose(++this.commands))
    if (this.inFlight.length === 0 || chance.below(100) < weather.haste) return this.send(this.running.get(id)?.tick())
    const [message] = this.inFlight.splice(chance.below(this.inFlight.length), 1)
    if (message && chance.below(100) >= weather.lossPercent && this.cut.has(message.from) === this.cut.has(message.to))
      this.send(this.running.get(message.to)?.step(message))
  }

  private fault(id: MemberId): void {
    const kind = this.chance.below(4)
    if (kind === 0) this.running.delete(id)
    else if (kind === 1) this.start(id)
    else if (kind === 2) this.cut = new Set(this.ids.filter(() => this.chance.below(2) === 0))
    else this.cut = new Set()
  }

  private send(messages: readonly Message<number>[] = []): void { this.inFlight.push(...messages) }
}

/** Sees everything, and remembers what must never be taken back. */
class Witness {
  private readonly leaders = new Map<number, MemberId>()
  private readonly committed: { readonly entry: Entry<number>, readonly seenInTerm: number }[] = []

  look({ disks, running }: Storm): void {
    for (const member of running.values()) {
      if (member.role === 'leader') {
        expect(this.leaders.get(member.term) ?? member.id, 'one leader per term').toBe(member.id)
        this.leaders.set(member.term, member.id)
        for (const [i, { entry, seenInTerm }] of this.committed.entries())
          if (seenInTerm < member.term && member.disk.log.at(i + 1) !== entry) expect.fail(`leader completeness: ${member.id} lacks entry ${i + 1}`)
      }
      for (let index = 1; index <= member.commitIndex; index++) {
        const entry = member.disk.log.at(index)
        if (!entry) expect.fail(`${member.id} committed what it does not have`)
        const known = this.committed[index - 1]
        if (known) { if (known.entry !== entry) expect.fail(`state machine safety: ${member.id} differs at ${index}`) }
        else this.committed.push({ entry, seenInTerm: member.term })
      }
    }
    const logs = [...disks.values()].map(({ log }) => log)
    for (const a of logs) for (const b of logs) {
      let agree = false
      for (let index = Math.min(a.lastIndex, b.lastIndex); index > 0; index--) {
        agree ||= a.termAt(index) === b.termAt(index)
        if (agree && a.at(index) !== b.at(index)) expect.fail(`log matching: logs that agree later differ at ${index}`)
      }
    }
  }

  get commits(): number { return this.committed.length }
}

describe('raft', () => {
  test('is safe in any weather', () => {
    let commits = 0
    fc.assert(fc.property(weather, fc.integer({ min: 1, max: 1500 }), (given, steps) => {
      const storm = new Storm(given)
      const witness = new Witness()
      for (let i = 0; i < steps; i++) {
        storm.step()
        witness.look(storm)
      }
      commits += witness.commits
    }), { numRuns: 60 })
    expect(commits).toBeGreaterThan(0) // else nothing was tested
  })

  test('goes on once the weather is fair', () => {
    fc.assert(fc.property(fc.nat(1_000_000), fc.constantFrom(1, 3, 5), fc.array(fc.nat(4), { maxLength: 12 }), (seed, size, faults) => {
      const ids = names.slice(0, size)
      const ensemble = new Ensemble<string>(ids, new Random(seed))
      const pass = (ticks: number): void => {
        for (let i = 0; i < ticks; i++) {
          for (const id of ids) ensemble.tick(id)
          while (ensemble.deliver());
        }
      }
      const taken: string[] = []
      const propose = (command: string): boolean => {
        const isTaken = ensemble.propose(command)
        while (ensemble.deliver());
        if (isTaken) taken.push(command)
        return isTaken
      }
      for (const [i, fault] of faults.entries()) {
        const id = ids[i % size] ?? 'a'
        if (fault === 0) ensemble.stop(id)
        else if (fault === 1) ensemble.start(id)
        else if (fault === 2) ensemble.partition([id], ids.filter(other => other !== id))
        else ensemble.heal()
        propose(`early ${i}`)
        pass(fault * 7)
        propose(`late ${i}`)
      }
      ensemble.heal()
      for (const id of ids) ensemble.start(id)
      for (let rounds = 0; !ensemble.leader && rounds < 50; rounds++) pass(10)
      expect(propose('last')).toBe(true)
      pass(1)
      for (const id of ids) {
        const log = ensemble.disk(id)?.log.from(1).flatMap(({ command }) => command ?? [])
        expect(log, 'everyone holds what was taken, and nothing else').toEqual(taken)
        expect(ensemble.member(id)?.commitIndex).toBe(ensemble.disk(id)?.log.lastIndex)
      }
    }), { numRuns: 200 })
  })
})
