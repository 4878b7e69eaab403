// What a description needs, and what it makes of it.
import type { KubeObject } from '../../apiserver/object.ts'
import type { CoreV1Event } from '../../apiserver/types.gen.ts'
import type { Description } from './description.ts'

/** Something to ask the server for before the description can be written: one object, or a list. */
export interface Need {
  /** `pods`, `replicasets.apps`. */
  readonly resource: string
  readonly namespace?: string | undefined
  readonly name?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
}

/** What the server answered to a need: one object for a name, several for a list, or why there is none. */
export interface Answer {
  readonly objects: readonly KubeObject[]
  readonly error?: string
}

export interface Given {
  readonly nowMs: number
  /** To the needs, in their order. */
  readonly answers: readonly Answer[]
  /** Undefined when events are not to be shown. */
  readonly events?: readonly CoreV1Event[]
}

export interface Describer<T extends KubeObject> {
  needs?(object: T): readonly Need[]
  /** Some kinds never show events. */
  readonly eventless?: boolean
  describe(object: T, out: Description, given: Given): void
}

/** What was asked for comes back: who needed pods gets pods. */
export const objectsOf = <T extends KubeObject>(answer: Answer | undefined): readonly T[] => (answer?.objects ?? []) as readonly T[]
