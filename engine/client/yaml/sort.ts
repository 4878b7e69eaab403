// The order of keys in YAML output: like a person would, so that item2 comes before item10.

const isLetter = (char: string): boolean => /\p{L}/u.test(char)
const isDigit = (char: string): boolean => /\p{Nd}/u.test(char)

export function compareKeys(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  const shared = left.findIndex((char, i) => char !== right[i])
  if (shared < 0 || shared >= right.length) return left.length - right.length
  const [x = '', y = ''] = [left[shared], right[shared]]
  const [xIsLetter, yIsLetter] = [isLetter(x), isLetter(y)]
  if (xIsLetter && yIsLetter) return x < y ? -1 : 1
  if (xIsLetter || yIsLetter) return yIsLetter ? -1 : 1
  return compareNumbers(left, right, shared) || (x < y ? -1 : 1)
}

/** The digits from the first difference on, as numbers; then the longer run of digits is the larger one. */
function compareNumbers(left: readonly string[], right: readonly string[], from: number): number {
  const lead = left[from] === '0' || right[from] === '0' ? leadingDigit(left, from) : ''
  const [x, y] = [digitsFrom(left, from), digitsFrom(right, from)]
  const difference = Number(lead + x) - Number(lead + y)
  return difference !== 0 ? difference : x.length - y.length
}

/** A zero counts if a digit other than zero comes before it: 10 and 1. */
function leadingDigit(chars: readonly string[], from: number): string {
  for (let i = from - 1; i >= 0 && isDigit(chars[i] ?? ''); i--) if (chars[i] !== '0') return '1'
  return ''
}

function digitsFrom(chars: readonly string[], from: number): string {
  let end = from
  while (end < chars.length && isDigit(chars[end] ?? '')) end++
  return chars.slice(from, end).join('')
}
