// Names that are no directive but were surely meant to be one.
import { directiveNames, visibleDirectives } from './directives.ts'

/** The directive that a misspelt name comes close to. */
export function nearDirective(name: string): string | undefined {
  const word = name.replace(/^_/, '')
  if (directiveNames.has(word)) return undefined
  const lower = word.toLowerCase()
  return visibleDirectives.find(known => distance(lower, known.toLowerCase()) <= tolerance(known))
}

function tolerance(known: string): number {
  return known.length < 8 ? 1 : 2
}

/** Letters to insert, drop, change or swap: the restricted Damerau–Levenshtein distance. */
export function distance(one: string, other: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (let row = 1; row <= one.length; row++) {
    const current = [row]
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1]
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      current.push(Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      ))
    }
    beforeLast = last
    last = current
  }
  return last[other.length] ?? 0
}

export function unknownDirective(name: string): string {
  const near = nearDirective(name)
  return near === undefined
    ? `모르는 지시어 ${name}`
    : `모르는 지시어 ${name}: ${name.startsWith('_') ? '_' : ''}${near}를 쓰려고 했나요?`
}
