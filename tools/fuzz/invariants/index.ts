import type { Invariant } from './invariant.ts'
import { ofObjects } from './objects.ts'
import { ofPods } from './pods.ts'
import { ofRollouts } from './rollouts.ts'
import { ofSets } from './sets.ts'

export { Violation, type Invariant } from './invariant.ts'
export { unsettled } from './settled.ts'

/** What is looked at after every write. */
export const invariants: readonly Invariant[] = [...ofObjects, ...ofPods, ...ofRollouts, ...ofSets]
