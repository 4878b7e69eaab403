// Texts that are kept by the thousand.

/** A template as one string. Left to itself, JavaScript keeps the chain of its pieces, which takes several times the room. */
export function flat(texts: TemplateStringsArray, ...values: readonly (string | number | undefined)[]): string {
  const pieces = new Array<string | undefined>(texts.length + values.length)
  for (let i = 0; i < texts.length; i++) {
    pieces[2 * i] = texts[i]
    if (i < values.length) pieces[2 * i + 1] = String(values[i])
  }
  return pieces.join('')
}

const mostShared = 10_000
const known = new Map<string, string>()

/** The same text for all who make an equal one: for what thousands of objects say alike. */
export function shared(text: string): string {
  const before = known.get(text)
  if (before !== undefined) return before
  if (known.size === mostShared) known.clear()
  known.set(text, text)
  return text
}
