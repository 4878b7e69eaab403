// How many terminal cells a text takes: Hangul and other East Asian wide letters take two.

const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115F], [0x2E80, 0x303E], [0x3041, 0x33FF], [0x3400, 0x4DBF], [0x4E00, 0x9FFF], [0xA000, 0xA4CF],
  [0xA960, 0xA97F], [0xAC00, 0xD7A3], [0xF900, 0xFAFF], [0xFE30, 0xFE6F], [0xFF00, 0xFF60], [0xFFE0, 0xFFE6],
  [0x1F300, 0x1F64F], [0x1F900, 0x1F9FF], [0x20000, 0x3FFFD],
]

/** Letters that stand on the one before them. */
const combining = /\p{Mn}|\p{Me}|\u200B|\u200D|\uFE0F/u

export function cellsOf(text: string): number {
  let cells = 0
  for (const letter of text) cells += cellsOfLetter(letter)
  return cells
}

function cellsOfLetter(letter: string): number {
  const code = letter.codePointAt(0) ?? 0
  if (code < 0x20 || code === 0x7F || combining.test(letter)) return 0
  return wide.some(([low, high]) => code >= low && code <= high) ? 2 : 1
}
