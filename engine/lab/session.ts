// A session: a lab and what came from outside while it ran, kept as a tape. Any instant of it is the tape told again up
// to there, so going back is as exact as going on.
import { holds, lastSeen } from './predicate.ts'
import type { Lab, Step } from './lab.ts'
import { settle } from './settle.ts'
import { Spares, type Told } from './spares.ts'
import { commonOf, inputsOf, stepsOn, type Entry, type FromOutside } from './tape.ts'
import { World, type Input } from './world.ts'

export type { Entry, FromOutside } from './tape.ts'

/** How long a step may take, unless it says so, before it counts as never ending. */
const longestStepMs = 3_600_000

export class StepError extends Error {}

export interface WarningMark { readonly atMs: number, readonly revision: number, readonly reason: string }

/** A step on shows a change; after this many instants without one, time has passed. */
const mostQuietInstants = 200

export class Session {
  readonly lab: Lab
  private world: World
  private tape: readonly Entry[] = []
  /** How much of the tape the world has been told: less than all while one looks at the past. */
  private told = 0
  /** How far the run has come; the world may stand earlier. */
  private reachedMs: number
  private readonly startMs: number
  /** When a step that began with an entry came to its end. */
  private readonly ends = new WeakMap<Entry, number>()
  /** The step that has begun and not yet ended: until its command came back and its predicate holds. */
  private awaited: Step | undefined
  private stepUnderWay: Entry | undefined
  /** Then it ends, as has been seen before; before that there is no need to look. */
  private knownEndMs = 0
  private checkedRevision = -1
  private readonly spares: Spares
  private seenWarnings: { readonly marks: readonly WarningMark[], readonly revision: number } = { marks: [], revision: 0 }

  constructor(lab: Lab) {
    this.lab = lab
    this.world = this.fresh()
    this.startMs = this.world.nowMs
    this.reachedMs = this.startMs
    this.spares = new Spares({ fresh: () => this.fresh(), tell: (from, told, untilMs) => this.tellOn(from, told, untilMs) })
  }

  get now(): World { return this.world }
  get nowMs(): number { return this.world.nowMs }
  get endMs(): number { return this.reachedMs }
  get entries(): readonly Entry[] { return this.tape }
  get entriesTold(): number { return this.told }
  get beganMs(): number { return this.startMs }
  get isInPast(): boolean { return this.told < this.tape.length || this.nowMs < this.reachedMs }
  /** All that came from outside up to now. */
  get inputs(): readonly Input[] {
    return this.tape.slice(0, this.told).flatMap((entry, i) => entry.kind === 'step' ? this.inputsAt(this.tape, i) : [entry])
  }

  /** How many steps have begun; 0 is the picture before the first. */
  get stepsBegun(): number { return stepsOn(this.tape.slice(0, this.told)) }
  /** Whether the step that began last has come to its end. */
  get isStepDone(): boolean { return this.awaited === undefined }

  /** Something from outside, now. In the past it is the beginning of another future. */
  input(what: FromOutside): void { this.enter({ atMs: this.nowMs, ...what }) }

  /** Lets time run until an instant, or until the awaited predicate holds. Answers whether the step ended. */
  advanceTo(untilMs: number): boolean {
    for (;;) {
      const next = this.tape[this.told]
      if (this.run(Math.min(untilMs, next?.atMs ?? untilMs))) return true
      if (!next || next.atMs > untilMs) return false
      this.tellNext()
    }
  }

  /** Goes on to the next instant at which something changes, or as far as some quiet ones lead. */
  stepEvent(): void {
    const { cluster: { clock, store } } = this.world
    const before = store.revision
    for (let left = mostQuietInstants; left > 0 && store.revision === before && clock.nextAtMs !== undefined; left--) this.advanceTo(clock.nextAtMs)
  }

  /** Goes back to the instant of the last change before this one. */
  stepBack(): void { this.seek(lastWriteBefore(this.world, this.nowMs)) }

  /** Begins the next step of the lab; time has still to pass until it ends. */
  beginStep(): void {
    if (this.stepsBegun >= this.lab.steps.length) return
    this.finishStep()
    this.enter({ atMs: this.nowMs, kind: 'step' })
  }

  /** Lets time run until the step that began last ends. */
  finishStep(): void {
    const step = this.awaited
    if (!step) return
    const untilMs = this.stepBeganMs + (step.withinMs ?? longestStepMs)
    while (this.awaited === step && this.nowMs < untilMs) if (!this.advanceTo(untilMs)) break
    if (this.awaited === step) throw new StepError(this.whyNotDone(step))
  }

  /** Why the step that is under way will not end any more: its time is over. */
  get overdue(): string | undefined {
    const step = this.awaited
    return step && this.nowMs >= this.stepBeganMs + (step.withinMs ?? longestStepMs) ? this.whyNotDone(step) : undefined
  }

  /** Makes it so that exactly `count` steps have begun and ended: forwards by running them, backwards by telling the tape again. */
  goToStep(count: number): void {
    const wanted = Math.max(0, Math.min(count, this.lab.steps.length))
    const next = this.stepEntry(wanted)
    const entry = this.tape[next]
    if (entry) {
      this.reach(next, entry.atMs)
      this.cut()
    }
    else this.reach(this.tape.length, this.reachedMs)
    for (this.finishStep(); this.stepsBegun < wanted; this.finishStep()) this.beginStep()
  }

  /** Begins anew, as if nothing had been done. */
  restart(): void {
    this.adopt([], this.startMs)
    this.reachedMs = this.startMs
  }

  /** Goes to the moment of a step that is worth a picture. */
  goToStill(count: number): void {
    this.goToStep(count - 1)
    if (count === 0) return
    this.beginStep()
    const { cluster: { clock, store, admin } } = this.world
    const still = this.lab.steps[count - 1]?.still
    if (!still) return this.finishStep()
    for (let seenRevision = -1; !this.awaitedHolds();) {
      if (store.revision !== seenRevision && holds(still, admin)) return
      seenRevision = store.revision
      if (!clock.step()) return
    }
  }

  /** Shows an instant of the run without undoing what came after; later ones are lived through first. */
  seek(atMs: number): void {
    const untilMs = Math.max(this.startMs, Math.round(atMs))
    this.reach(this.tape.findLastIndex(entry => entry.atMs <= untilMs) + 1, untilMs)
  }

  /** Becomes the run of another tape, at an instant; `told` says how much of it lies behind then. Where the tape only grew, what was lived stays. */
  adopt(tape: readonly Entry[], nowMs: number, told = tape.length): void {
    const common = commonOf(this.tape, tape)
    const parting = Math.min(this.tape[common]?.atMs ?? Infinity, tape[common]?.atMs ?? Infinity)
    const isOther = common < this.tape.length || parting < this.reachedMs
    this.reachedMs = Math.max(this.startMs, nowMs, tape.at(-1)?.atMs ?? 0, isOther ? 0 : this.reachedMs)
    if (common < tape.length || tape.length < this.tape.length) {
      const before = this.standing
      this.tape = [...this.tape.slice(0, common), ...tape.slice(common)]
      this.forgetWarningsAfter(parting)
      if (this.told > common) this.leave(before, common)
    }
    this.reach(told, Math.max(this.startMs, nowMs))
  }

  /** The same run up to now, as a session of its own; a lab that differs in a step gives a run that differs there. */
  fork(lab: Lab = this.lab): Session {
    const other = new Session(lab)
    other.adopt(this.tape.slice(0, this.told), this.nowMs)
    return other
  }

  /** Does a little for later jumps, while nothing else is to be done. Answers whether there is more of it. */
  tend(): boolean { return this.spares.tend(this.tape, this.reachedMs) }

  /** When each step began, as far as the run has come. */
  get stepMarks(): readonly number[] { return this.tape.filter(({ kind }) => kind === 'step').map(({ atMs }) => atMs) }

  /** The warnings of the run, first tellings only. */
  get warnings(): readonly WarningMark[] {
    const { store } = this.world.cluster
    const { marks, revision } = this.seenWarnings
    if (store.revision <= revision) return marks
    const fresh = store.since('events', Math.max(revision, store.compactedRevision)).flatMap(({ value, previous, atMs, revision }) =>
      value && !previous?.value && 'type' in value && value.type === 'Warning' ? [{ atMs, revision, reason: 'reason' in value ? String(value.reason) : '' }] : [])
    this.seenWarnings = { marks: fresh.length > 0 ? [...marks, ...fresh] : marks, revision: store.revision }
    return this.seenWarnings.marks
  }

  private enter(entry: Entry): void {
    this.cut()
    this.tape = [...this.tape, entry]
    this.tellNext()
  }

  /** Forgets the future that was. */
  private cut(): void {
    if (!this.isInPast) return
    this.tape = this.tape.slice(0, this.told)
    this.reachedMs = this.nowMs
    this.forgetWarningsAfter(this.nowMs)
  }

  private forgetWarningsAfter(atMs: number): void {
    const marks = this.seenWarnings.marks.filter(mark => mark.atMs < atMs)
    this.seenWarnings = { marks, revision: marks.at(-1)?.revision ?? 0 }
  }

  private tellNext(): void {
    const entry = this.tape[this.told]
    if (!entry) return
    this.told = this.tellOne(this.world, this.tape, this.told)
    this.reachedMs = Math.max(this.reachedMs, this.nowMs)
    if (entry.kind === 'step') this.await(entry)
  }

  private await(entry: Entry | undefined): void {
    this.stepUnderWay = entry
    this.awaited = entry && this.lab.steps[this.stepsBegun - 1]
    this.knownEndMs = entry ? this.ends.get(entry) ?? 0 : 0
    this.checkedRevision = -1
  }

  /** Events up to an instant, or to the end of the step that is under way. */
  private run(untilMs: number): boolean {
    const { clock } = this.world.cluster
    while (this.awaited) {
      if (this.awaitedHolds()) {
        clock.advanceTo(clock.nowMs) // the rest of the instant, so that a step ends in the same state whichever way one comes to it
        if (this.stepUnderWay) this.ends.set(this.stepUnderWay, clock.nowMs)
        this.reachedMs = Math.max(this.reachedMs, clock.nowMs)
        return true
      }
      const nextAtMs = clock.nextAtMs
      if (nextAtMs === undefined || nextAtMs > untilMs) break
      clock.step()
    }
    clock.advanceTo(untilMs)
    this.reachedMs = Math.max(this.reachedMs, clock.nowMs)
    return false
  }

  private awaitedHolds(): boolean {
    const { cluster: { store, admin }, isBusy } = this.world
    if (!this.awaited || isBusy || store.revision === this.checkedRevision || this.nowMs < this.knownEndMs) return false
    this.checkedRevision = store.revision
    if (this.awaited.until && !holds(this.awaited.until, admin)) return false
    this.awaited = undefined
    return true
  }

  /** Goes to an instant, in this world if it lies a little ahead of it, else in the one that has least to live through. */
  private reach(told: number, atMs: number): void {
    const last = this.stepEntry(stepsOn(this.tape.slice(0, told)) - 1)
    const entry = this.tape[last]
    const isEndKnown = !entry || this.ends.has(entry)
    const isAhead = this.told > told || this.nowMs > atMs || this.told < told && this.nowMs > (this.tape[this.told]?.atMs ?? atMs)
    const fromTold = isEndKnown ? told : last
    if (isAhead || !isEndKnown && this.told > last && !this.awaited || this.spares.isNearer(this.tape, fromTold, this.latestStart(fromTold, atMs), this.nowMs)) this.leave(this.standing, fromTold, atMs)
    while (this.told < told) {
      this.runOn(this.tape[this.told]?.atMs ?? atMs)
      this.tellNext()
    }
    this.runOn(atMs)
  }

  private runOn(untilMs: number): void { while (this.run(untilMs) && this.nowMs < untilMs); }

  private get standing(): Told { return { world: this.world, tape: this.tape, told: this.told } }

  /** Puts this world aside for one that stands earlier. */
  private leave(standing: Told, told: number, atMs = this.reachedMs): void {
    this.spares.keep(standing)
    const taken = this.spares.take(this.tape, told, this.latestStart(told, atMs))
    this.world = taken.world
    this.told = taken.told
    const entry = this.tape[this.stepEntry(this.stepsBegun - 1)]
    this.await(entry && (this.ends.get(entry) ?? Infinity) > this.nowMs ? entry : undefined)
  }

  /** Where a world may stand at the latest that is to come to an instant, and has been told so much. */
  private latestStart(told: number, atMs: number): number { return Math.min(atMs, this.tape[told]?.atMs ?? Infinity) }

  /** Where on the tape a step begins, counted from 0; -1 when it has not. */
  private stepEntry(step: number): number {
    let left = step
    return step < 0 ? -1 : this.tape.findIndex(({ kind }) => kind === 'step' && left-- === 0)
  }

  private get stepBeganMs(): number { return this.stepUnderWay?.atMs ?? 0 }

  private inputsAt(tape: readonly Entry[], at: number): readonly Input[] {
    const entry = tape[at]
    const step = this.lab.steps[stepsOn(tape.slice(0, at))]
    return entry && step ? inputsOf(step, entry.atMs) : []
  }

  private tellOne(world: World, tape: readonly Entry[], at: number): number {
    const entry = tape[at]
    if (!entry) return at
    for (const input of entry.kind === 'step' ? this.inputsAt(tape, at) : [entry]) world.apply(input)
    world.cluster.clock.advanceTo(world.nowMs) // what comes of it at once belongs to the instant
    return at + 1
  }

  private tellOn({ world, tape, told: from }: Told, told: number, untilMs: number): number {
    let at = from
    while (at < told) {
      world.cluster.clock.advanceTo(tape[at]?.atMs ?? untilMs)
      at = this.tellOne(world, tape, at)
    }
    world.cluster.clock.advanceTo(untilMs)
    return at
  }

  private whyNotDone(step: Step): string {
    const seconds = Math.round((step.withinMs ?? longestStepMs) / 1000)
    const { terminal, browser, cluster } = this.world
    const seen = terminal.isBusy ? `the command has not come back: ${step.run ?? ''}` : browser.isLoading ? `the page has not come: ${browser.current?.asked ?? ''}` : step.until ? lastSeen(step.until, cluster.admin) : 'nothing'
    return `step ${this.stepsBegun} of lab ${this.lab.name} did not come to its end within ${seconds} s: ${seen}`
  }

  private fresh(): World {
    const { seed, profile, nodes, etcdMembers, addons, registry, files } = this.lab
    const world = new World({ seed, profile, files, ...nodes !== undefined && { nodes }, ...etcdMembers && { etcdMembers }, ...addons && { addons }, ...registry && { registry } })
    settle(world)
    return world
  }
}

/** When something was last written before an instant. */
function lastWriteBefore({ cluster: { store } }: World, atMs: number): number {
  const seen = store.revisionAt(atMs - 1)
  for (const bucket of store.bucketNames()) {
    const [version] = store.since(bucket, Math.max(seen - 1, store.compactedRevision))
    if (version?.revision === seen) return version.atMs
  }
  return 0
}
