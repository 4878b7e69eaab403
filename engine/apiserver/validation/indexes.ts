// Indexes of a job as they are written: `0,2-5`.

type Interval = readonly [first: number, last: number]

/** What is written; or the complaint of the real server. */
export function readIndexes(text: string, completions: number): readonly Interval[] | string {
  if (text === '') return []
  const intervals: Interval[] = []
  for (const part of text.split(',')) {
    const limits = part.split('-')
    if (limits.length > 2) return `the fragment ${JSON.stringify(part)} violates the requirement that an index interval can have at most two parts separated by '-'`
    for (const limit of limits) {
      if (!/^[+-]?\d+$/.test(limit)) return `cannot convert string to integer for index: ${JSON.stringify(limit)}`
      if (Number(limit) >= completions) return `too large index: ${JSON.stringify(limit)}`
    }
    const [first = 0, last = first] = limits.map(Number)
    const before = limits.length > 1 && first >= last ? [first, last] : [intervals.at(-1)?.[1] ?? -1, first]
    if ((before[0] ?? 0) >= (before[1] ?? 0)) return `non-increasing order, previous: ${before[0]}, current: ${before[1]}`
    intervals.push([first, last])
  }
  return intervals
}

export const countOf = (intervals: readonly Interval[]): number => intervals.reduce((sum, [first, last]) => sum + last - first + 1, 0)

/** The first index that is in both. */
export function overlap(some: readonly Interval[], others: readonly Interval[]): number | undefined {
  for (const [first, last] of some) for (const [otherFirst, otherLast] of others) if (first <= otherLast && otherFirst <= last) return Math.max(first, otherFirst)
  return undefined
}
