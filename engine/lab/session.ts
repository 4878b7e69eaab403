// A session: a lab and what came from outside while it ran. Any instant of it is the log told again up to there,
// so going back is as exact as going on.
import { holds, parsePredicate } from './predicate.ts'
import type { Lab, Step } from './lab.ts'
import { World, type FileWritten, type Input } from './world.ts'

/** How long a step may take before it counts as never ending. */
const longestStepMs = 3_600_000

/** Where a step began: what the log held then, and when. */
interface Mark { readonly atMs: number, readonly inputs: number }

/** What someone does to a lab: type, run a line, let something befall a component, write a file. */
export type FromOutside =
  | { readonly kind: 'keys' | 'command' | 'act', readonly payload: string }
  | { readonly kind: 'file', readonly payload: FileWritten }

export class StepError extends Error {}

export class Session {
  readonly lab: Lab
  private world: World
  private readonly log: Input[] = []
  private marks: Mark[] = []
  /** The step that has begun and not yet ended: until its command came back and its predicate holds. */
  private awaited: Step | undefined
  private checkedRevision = -1

  constructor(lab: Lab) {
    this.lab = lab
    this.world = this.fresh()
  }

  get now(): World { return this.world }
  get inputs(): readonly Input[] { return this.log }
  /** How many steps have begun; 0 is the picture before the first. */
  get stepsBegun(): number { return this.marks.length }
  /** Whether the step that began last has come to its end. */
  get isStepDone(): boolean { return this.awaited === undefined }

  /** Something from outside, now. */
  input(what: FromOutside): void {
    const input: Input = { atMs: this.world.nowMs, ...what }
    this.log.push(input)
    this.world.apply(input)
  }

  /** Lets time run until an instant, or until the awaited predicate holds. Answers whether the step ended. */
  advanceTo(untilMs: number): boolean {
    const { clock } = this.world.cluster
    while (this.awaited) {
      if (this.awaitedHolds()) {
        clock.advanceTo(clock.nowMs) // the rest of the instant, so that a step ends in the same state whichever way one comes to it
        return true
      }
      const nextAtMs = clock.nextAtMs
      if (nextAtMs === undefined || nextAtMs > untilMs) break
      clock.step()
    }
    clock.advanceTo(untilMs)
    return false
  }

  /** Runs exactly the next event. */
  stepEvent(): string | undefined {
    const event = this.world.cluster.clock.step()
    this.awaitedHolds()
    return event?.what
  }

  /** Begins the next step of the lab; time has still to pass until it ends. */
  beginStep(): void {
    const step = this.lab.steps[this.marks.length]
    if (!step) return
    this.finishStep()
    this.marks.push({ atMs: this.world.nowMs, inputs: this.log.length })
    this.awaited = step
    this.checkedRevision = -1
    for (const act of step.act) this.input({ kind: 'act', payload: act })
    if (step.run !== undefined) this.input({ kind: 'command', payload: step.run })
  }

  /** Lets time run until the step that began last ends. */
  finishStep(): void {
    if (!this.awaited) return
    const waitsFor = this.awaited.until?.text ?? this.awaited.run ?? this.awaited.act.join(', ')
    const beganMs = this.marks.at(-1)?.atMs ?? 0
    if (!this.advanceTo(beganMs + longestStepMs)) throw new StepError(`step ${this.marks.length} of lab ${this.lab.name}: "${waitsFor}" did not come to its end within an hour`)
  }

  /** Makes it so that exactly `count` steps have begun and ended: forwards by running them, backwards by telling the log again. */
  goToStep(count: number): void {
    const wanted = Math.max(0, Math.min(count, this.lab.steps.length))
    const mark = this.marks[wanted]
    if (mark) {
      this.retell(mark)
      this.marks = this.marks.slice(0, wanted)
    }
    for (this.finishStep(); this.marks.length < wanted; this.finishStep()) this.beginStep()
  }

  /** Begins anew, as if nothing had been done. */
  restart(): void {
    this.marks = []
    this.retell({ atMs: 0, inputs: 0 })
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

  private awaitedHolds(): boolean {
    const { cluster: { store, admin }, terminal } = this.world
    if (!this.awaited || terminal.isBusy || store.revision === this.checkedRevision) return false
    this.checkedRevision = store.revision
    if (this.awaited.until && !holds(this.awaited.until, admin)) return false
    this.awaited = undefined
    return true
  }

  private retell({ atMs, inputs }: Mark): void {
    this.log.length = inputs
    this.world = this.fresh()
    for (const input of this.log) this.world.apply(input)
    this.world.cluster.clock.advanceTo(atMs)
    this.awaited = undefined
  }

  private fresh(): World {
    const { seed, profile, nodes, etcdMembers, addons, registry, files } = this.lab
    const world = new World({ seed, profile, files, ...nodes !== undefined && { nodes }, ...etcdMembers && { etcdMembers }, ...addons && { addons }, ...registry && { registry } })
    settle(world)
    return world
  }
}

/** A cluster is handed over with all its nodes Ready. */
export function settle({ cluster }: World): void {
  const ready = parsePredicate('nodes condition=Ready')
  const isSettled = (): boolean => cluster.admin.list('nodes').length === cluster.nodes.length && holds(ready, cluster.admin)
  const { clock, store } = cluster
  for (let seenRevision = -1; clock.nowMs <= longestStepMs && (store.revision === seenRevision || !isSettled());) {
    seenRevision = store.revision
    if (!clock.step()) return
  }
  clock.advanceTo(clock.nowMs)
}
