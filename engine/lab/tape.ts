// The tape of a session: all that came from outside, in order. With a lab and a seed it is the whole run.
import type { Step } from './lab.ts'
import type { FileWritten, Input } from './world.ts'

/** Something from outside, or the beginning of the lab's next step. */
export type Entry = Input | { readonly atMs: number, readonly kind: 'step' }

/** What someone does to a lab: type, run a line, let something befall a component, open a page, write a file. */
export type FromOutside =
  | { readonly kind: 'keys' | 'command' | 'act' | 'browse', readonly payload: string }
  | { readonly kind: 'file', readonly payload: FileWritten }

/** What a step does when it begins. */
export function inputsOf(step: Step, atMs: number): readonly Input[] {
  return [
    ...[...step.files].map(([path, text]): Input => ({ atMs, kind: 'file', payload: { path, text } })),
    ...step.act.map((payload): Input => ({ atMs, kind: 'act', payload })),
    ...step.run === undefined ? [] : [{ atMs, kind: 'command', payload: step.run } as const],
    ...step.browse === undefined ? [] : [{ atMs, kind: 'browse', payload: step.browse } as const],
  ]
}

/** How many steps begin on a tape. */
export const stepsOn = (tape: readonly Entry[]): number => tape.filter(({ kind }) => kind === 'step').length

/** How many entries two tapes have in common at their beginning. */
export function commonOf(one: readonly Entry[], other: readonly Entry[]): number {
  let common = 0
  while (common < one.length && same(one[common], other[common])) common++
  return common
}

/** Tapes that share entries share the objects, so that most of the time looking at one is enough. */
function same(one: Entry | undefined, other: Entry | undefined): boolean {
  if (one === other) return true
  if (!one || !other || one.atMs !== other.atMs || one.kind !== other.kind) return false
  if (one.kind === 'step' || other.kind === 'step') return true
  return one.payload === other.payload || JSON.stringify(one.payload) === JSON.stringify(other.payload)
}
