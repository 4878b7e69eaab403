// Sets of completion indexes, in the short form of a Job's status: `0-2,5`.

export function parseIndexes(text: string | undefined, limit: number): ReadonlySet<number> {
  const indexes = new Set<number>()
  for (const part of (text ?? '').split(',').filter(each => each !== '')) {
    const [first, last = first] = part.split('-').map(Number)
    for (let index = first ?? 0; index <= Math.min(last ?? 0, limit - 1); index++) indexes.add(index)
  }
  return indexes
}

export function formatIndexes(indexes: ReadonlySet<number>): string {
  const runs: { readonly first: number, last: number }[] = []
  for (const index of [...indexes].sort((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run && run.last + 1 === index) run.last = index
    else runs.push({ first: index, last: index })
  }
  // two neighbours are told one by one, as the real controller does
  return runs.map(({ first, last }) => first === last ? `${first}` : last === first + 1 ? `${first},${last}` : `${first}-${last}`).join(',')
}

/** The lowest indexes that nobody has yet. */
export function firstMissing(count: number, completions: number, taken: ReadonlySet<number>): readonly number[] {
  const missing: number[] = []
  for (let index = 0; index < completions && missing.length < count; index++) if (!taken.has(index)) missing.push(index)
  return missing
}
