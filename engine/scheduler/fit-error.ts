// Why a pod fits nowhere, in the words of the real scheduler.
import type { Verdicts } from './framework.ts'

export interface Diagnosis {
  readonly nodes: number
  /** What a plugin said before any node was looked at. */
  readonly beforehand: string | undefined
  readonly verdicts: Verdicts
  /** What holds for the nodes that were not looked at one by one. */
  readonly others: string | undefined
  readonly afterwards: string
}

export const noNodes = 'no nodes available to schedule pods'

export function fitError({ nodes, beforehand, verdicts, others, afterwards }: Diagnosis): string {
  const counts = new Map<string, number>()
  const count = (reason: string, by: number): void => void counts.set(reason, (counts.get(reason) ?? 0) + by)
  if (beforehand === undefined) {
    for (const { status } of verdicts.values()) for (const reason of status.reasons) count(reason, 1)
    if (others !== undefined && verdicts.size < nodes) count(others, nodes - verdicts.size)
  }
  return [`0/${nodes} nodes are available:`, beforehand === undefined ? histogram(counts) : ` ${beforehand}.`, afterwards && ` ${afterwards}`].join('')
}

/** ` 1 Insufficient cpu, 2 node(s) were unschedulable.`, sorted as text. */
export function histogram(counts: ReadonlyMap<string, number>): string {
  return counts.size === 0 ? '' : ` ${[...counts].map(([reason, times]) => `${times} ${reason}`).sort().join(', ')}.`
}
