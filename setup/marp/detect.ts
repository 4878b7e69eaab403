// Which files are Marp decks.

/** Marp says so in the front matter. A deck that was opened by name (`npm start -- deck.md`) need not say so. */
export function isMarp(lines: readonly string[], isDeckOpened: boolean): boolean {
  const head = firstBlock(lines)
  if (head.some(line => /^podium:\s*stub\s*$/.test(line))) return false
  return isDeckOpened || head.some(line => /^marp:\s*(["']?)true\1\s*(?:#.*)?$/.test(line))
}

function firstBlock(lines: readonly string[]): readonly string[] {
  if (!/^\uFEFF?-{3,}\s*$/.test(lines[0] ?? '')) return []
  const end = lines.findIndex((line, index) => index > 0 && /^-{3,}\s*$/.test(line))
  return lines.slice(1, end < 0 ? undefined : end)
}
