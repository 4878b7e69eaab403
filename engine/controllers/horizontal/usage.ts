// How many replicas the use of a resource asks for. Pods that are not ready, or of which nothing is known, count
// as what would make the answer more cautious.

export interface Usage {
  /** What pods use, by their names, in thousandths. */
  readonly used: ReadonlyMap<string, number>
  /** Use over target, of all these pods together. */
  readonly ratioOf: (used: ReadonlyMap<string, number>) => number
  /** What a pod that is not measured may be using, when the others use little. */
  readonly atMost: (pod: string) => number
  readonly ready: readonly string[]
  /** They run, but do not serve yet. */
  readonly unready: readonly string[]
  /** They should be measured, but are not. */
  readonly missing: readonly string[]
}

/** By how much use may differ from its target without anything being done: a tenth, unless said otherwise. */
export interface Tolerance { readonly up: number, readonly down: number }
export const usualTolerance: Tolerance = { up: 0.1, down: 0.1 }

const isWithin = (ratio: number, { up, down }: Tolerance): boolean => ratio >= 1 - down && ratio <= 1 + up

export function replicasFor(current: number, { used, ratioOf, atMost, ready, unready, missing }: Usage, tolerance: Tolerance = usualTolerance): number {
  const measured = new Map([...used].filter(([pod]) => ready.includes(pod)))
  const ratio = ratioOf(measured)
  const growing = ratio > 1
  if (missing.length === 0 && !(growing && unready.length > 0)) return isWithin(ratio, tolerance) ? current : Math.ceil(ratio * ready.length)
  for (const pod of missing) if (ratio !== 1) measured.set(pod, growing ? 0 : atMost(pod))
  if (growing) for (const pod of unready) measured.set(pod, 0)
  const cautious = ratioOf(measured)
  const turned = ratio < 1 && cautious > 1 || growing && cautious < 1
  if (isWithin(cautious, tolerance) || turned) return current
  const replicas = Math.ceil(cautious * measured.size)
  return cautious < 1 && replicas > current || cautious > 1 && replicas < current ? current : replicas
}
