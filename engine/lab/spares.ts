// Worlds kept ready at earlier instants. A world cannot be copied, since what waits in it is a program half run; but
// another one that was told the same is the same. So going back takes the spare nearest before and lets it run on.
import type { Entry } from './tape.ts'
import type { World } from './world.ts'

/** A world, and how much of which tape it has been told. */
export interface Told { readonly world: World, readonly tape: readonly Entry[], readonly told: number }

export interface Recipe {
  readonly fresh: () => World
  /** Lets a world live through a part of a tape. Answers how many entries it has been told then. */
  readonly tell: (from: Told, told: number, untilMs: number) => number
}

const mostSpares = 8
/** How much virtual time lies between spares, at least. */
const leastApartMs = 15_000
/** A spare moves to another place only for a gap that is this much wider than the one it leaves. */
const worthwhile = 0.7
/** How much virtual time a growing spare lives through at once. */
const bitMs = 10_000

export class Spares {
  private spares: Told[] = []
  private growing: Told | undefined
  private growsToMs: number | undefined
  private readonly recipe: Recipe

  constructor(recipe: Recipe) { this.recipe = recipe }

  /** Whether so much nearer before an instant stands a spare than a world that would have to live on from its own that changing over is worth it. */
  isNearer(tape: readonly Entry[], told: number, atMs: number, worldMs: number): boolean {
    return (this.nearest(tape, told, atMs)?.world.nowMs ?? 0) >= worldMs + leastApartMs
  }

  /** The nearest before: a spare, or a world that was told nothing. It is the caller's then. */
  take(tape: readonly Entry[], told: number, atMs: number): Told {
    const best = this.nearest(tape, told, atMs)
    if (!best) return { world: this.recipe.fresh(), tape, told: 0 }
    this.spares = this.spares.filter(spare => spare !== best)
    return { ...best, tape }
  }

  private nearest(tape: readonly Entry[], told: number, atMs: number): Told | undefined {
    let best: Told | undefined
    for (const spare of this.spares) if (serves(spare, tape, told, atMs) && spare.world.nowMs >= (best?.world.nowMs ?? 0)) best = spare
    return best
  }

  /** A world that is not needed at the moment. */
  keep(spare: Told): void {
    if (spare.world.nowMs > 0) this.spares.push(spare)
    if (this.spares.length > mostSpares) this.spares = thinned(this.spares).others
  }

  /** Where spares of a tape stand. */
  placesOn(tape: readonly Entry[]): readonly number[] {
    return this.spares.filter(spare => serves(spare, tape, tape.length, Infinity)).map(({ world }) => world.nowMs).sort((a, b) => a - b)
  }

  /** Works a little on one more spare, where the next is farthest. Answers whether there is more to do. */
  tend(tape: readonly Entry[], endMs: number): boolean {
    this.spares = this.spares.filter(spare => serves(spare, tape, tape.length, endMs))
    if (this.growing && !serves(this.growing, tape, tape.length, endMs)) this.growing = undefined
    if (!this.growing) {
      this.growsToMs = this.placeFor(tape, endMs)
      if (this.growsToMs === undefined) return false
      this.growing = { world: this.recipe.fresh(), tape, told: 0 }
      return true
    }
    const toMs = this.growsToMs ?? 0
    const untilMs = Math.min(toMs, this.growing.world.nowMs + bitMs)
    const told = this.recipe.tell({ ...this.growing, tape }, tape.findLastIndex(entry => entry.atMs <= untilMs) + 1, untilMs)
    this.growing = { ...this.growing, tape, told }
    if (this.growing.world.nowMs >= toMs) {
      this.keep(this.growing)
      this.growing = undefined
    }
    return true
  }

  /** In the middle of the widest gap, if that is worth a spare; where there are enough, the one that is least missed goes for it. */
  private placeFor(tape: readonly Entry[], endMs: number): number | undefined {
    const places = [0, ...this.placesOn(tape), endMs]
    let widest = { fromMs: 0, lengthMs: 0 }
    for (const [i, toMs] of places.slice(1).entries()) {
      const fromMs = places[i] ?? 0
      if (toMs - fromMs > widest.lengthMs) widest = { fromMs, lengthMs: toMs - fromMs }
    }
    if (widest.lengthMs <= Math.max(leastApartMs, 1.2 * endMs / mostSpares)) return undefined
    if (this.spares.length >= mostSpares) {
      const { others, gapMs } = thinned(this.spares)
      if (gapMs > worthwhile * widest.lengthMs) return undefined
      this.spares = others
    }
    return Math.round(widest.fromMs + widest.lengthMs / 2)
  }
}

/** Whether a world can come to an instant of a tape by living on. */
function serves({ world, tape: its, told: has }: Told, tape: readonly Entry[], told: number, atMs: number): boolean {
  if (has > told || world.nowMs > atMs) return false
  for (let i = 0; i < has; i++) if (its[i] !== tape[i]) return false
  return has >= told || (tape[has]?.atMs ?? Infinity) >= world.nowMs
}

/** Leaves out the one whose place the others can best do without, and tells the gap that it leaves. */
function thinned(spares: readonly Told[]): { readonly others: Told[], readonly gapMs: number } {
  const sorted = [...spares].sort((a, b) => a.world.nowMs - b.world.nowMs)
  const gapWithout = (i: number): number => (sorted[i + 1]?.world.nowMs ?? sorted[i]?.world.nowMs ?? 0) - (sorted[i - 1]?.world.nowMs ?? 0)
  const least = sorted.reduce((best, _, i) => gapWithout(i) < gapWithout(best) ? i : best, 0)
  return { others: sorted.filter((_, i) => i !== least), gapMs: gapWithout(least) }
}
