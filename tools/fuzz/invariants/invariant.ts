// An invariant: what must hold after every write, whoever wrote and why.
import type { View, Write } from '../view.ts'

export interface Invariant {
  readonly name: string
  /** What is wrong after a write, if anything. Made anew for each run, so that it may remember. */
  readonly watch: () => (write: Write, view: View) => string | undefined
}

/** One that need not remember anything. */
export const plainly = (name: string, check: (write: Write, view: View) => string | undefined): Invariant => ({ name, watch: () => check })

/** Something that must hold did not. */
export class Violation extends Error {
  readonly invariant: string
  constructor(invariant: string, message: string) {
    super(message)
    this.invariant = invariant
  }
}
