// What an update changed, as the real server shows it: a unified diff, found as Python's difflib finds it.

const context = 3

interface Match { readonly a: number, readonly b: number, readonly size: number }

export function unifiedDiff(before: string, after: string): string {
  const a = before.split('\n')
  const b = after.split('\n')
  return hunks(edits(a, b)).map(hunk => hunkText(hunk, a, b)).join('')
}

interface Edit { readonly kind: 'equal' | 'change', readonly a: number, readonly aEnd: number, readonly b: number, readonly bEnd: number }

function edits(a: readonly string[], b: readonly string[]): readonly Edit[] {
  const found: Edit[] = []
  let [atA, atB] = [0, 0]
  for (const match of [...matches(a, b), { a: a.length, b: b.length, size: 0 }]) {
    if (atA < match.a || atB < match.b) found.push({ kind: 'change', a: atA, aEnd: match.a, b: atB, bEnd: match.b })
    atA = match.a + match.size
    atB = match.b + match.size
    if (match.size > 0) found.push({ kind: 'equal', a: match.a, aEnd: atA, b: match.b, bEnd: atB })
  }
  return found
}

/** The blocks that both have, the longest first found and then what is before and after it. */
function matches(a: readonly string[], b: readonly string[]): readonly Match[] {
  const places = new Map<string, number[]>()
  b.forEach((line, i) => {
    const known = places.get(line)
    if (known) known.push(i)
    else places.set(line, [i])
  })
  if (b.length >= 200) { // lines that occur everywhere tell nothing about where a block is
    const often = Math.floor(b.length / 100) + 1
    for (const [line, at] of places) if (at.length > often) places.delete(line)
  }
  const found: Match[] = []
  const pending: (readonly [number, number, number, number])[] = [[0, a.length, 0, b.length]]
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [aLow, aHigh, bLow, bHigh] = next
    const match = longest(a, aLow, aHigh, b, bLow, bHigh, places)
    if (match.size === 0) continue
    found.push(match)
    pending.push([aLow, match.a, bLow, match.b], [match.a + match.size, aHigh, match.b + match.size, bHigh])
  }
  return joined(found.sort((x, y) => x.a - y.a))
}

function joined(blocks: readonly Match[]): readonly Match[] {
  const found: Match[] = []
  for (const block of blocks) {
    const last = found.at(-1)
    if (last && last.a + last.size === block.a && last.b + last.size === block.b) found[found.length - 1] = { ...last, size: last.size + block.size }
    else found.push(block)
  }
  return found
}

function longest(a: readonly string[], aLow: number, aHigh: number, b: readonly string[], bLow: number, bHigh: number, places: ReadonlyMap<string, readonly number[]>): Match {
  let best: Match = { a: aLow, b: bLow, size: 0 }
  let runs = new Map<number, number>() // by the last line in b: how long the block is that ends there
  for (let i = aLow; i < aHigh; i++) {
    const now = new Map<number, number>()
    for (const j of places.get(a[i] ?? '') ?? []) {
      if (j < bLow || j >= bHigh) continue
      const size = (runs.get(j - 1) ?? 0) + 1
      now.set(j, size)
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size }
    }
    runs = now
  }
  let { a: atA, b: atB, size } = best
  while (atA > aLow && atB > bLow && a[atA - 1] === b[atB - 1]) [atA, atB, size] = [atA - 1, atB - 1, size + 1]
  while (atA + size < aHigh && atB + size < bHigh && a[atA + size] === b[atB + size]) size++
  return { a: atA, b: atB, size }
}

function hunks(all: readonly Edit[]): readonly (readonly Edit[])[] {
  const found: Edit[][] = []
  let hunk: Edit[] = []
  all.forEach((edit, i) => {
    const [isFirst, isLast] = [i === 0, i === all.length - 1]
    if (edit.kind === 'change') return void hunk.push(edit)
    const length = edit.aEnd - edit.a
    const head = { ...edit, aEnd: Math.min(edit.aEnd, edit.a + context), bEnd: Math.min(edit.bEnd, edit.b + context) }
    const tail = { ...edit, a: Math.max(edit.a, edit.aEnd - context), b: Math.max(edit.b, edit.bEnd - context) }
    if (isFirst) hunk.push(tail)
    else if (isLast || length > 2 * context) {
      found.push([...hunk, head])
      hunk = isLast ? [] : [tail]
    }
    else hunk.push(edit)
  })
  return hunk.some(({ kind }) => kind === 'change') ? [...found, hunk] : found
}

function hunkText(hunk: readonly Edit[], a: readonly string[], b: readonly string[]): string {
  const [first, last] = [hunk[0], hunk.at(-1)]
  if (!first || !last) return ''
  const lines = hunk.flatMap(edit => edit.kind === 'equal'
    ? a.slice(edit.a, edit.aEnd).map(line => ` ${line}`)
    : [...a.slice(edit.a, edit.aEnd).map(line => `-${line}`), ...b.slice(edit.b, edit.bEnd).map(line => `+${line}`)])
  return [`@@ -${range(first.a, last.aEnd)} +${range(first.b, last.bEnd)} @@`, ...lines, ''].join('\n')
}

function range(from: number, to: number): string {
  const length = to - from
  return length === 1 ? `${from + 1}` : `${length === 0 ? from : from + 1},${length}`
}
