// Reading what a lab file says: each reader takes a value and the place where it stands, and complains about both.

/** What is wrong with a lab file, and where. */
export class LabError extends Error {}

export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown, where: string, allowed: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new LabError(`${where} must be a map of fields`)
  const strange = Object.keys(value).find(field => !allowed.includes(field))
  if (strange !== undefined) throw new LabError(`${where}: unknown field "${strange}"; known are ${allowed.join(', ')}`)
  return Object.fromEntries(Object.entries(value))
}

export function textOf(value: unknown, where: string): string {
  if (typeof value === 'string' && value !== '') return value.trimEnd()
  throw new LabError(`${where} must be a text`)
}

export function wholeOf(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new LabError(`${where} must be a whole number`)
}

export function oneOf<T>(value: unknown, allowed: readonly T[], where: string): T {
  const found = allowed.find(each => each === value)
  if (found === undefined) throw new LabError(`${where} must be one of ${allowed.join(', ')}`)
  return found
}

/** A map whose names are the author's own. */
export function mapOf<T>(value: unknown, where: string, read: (value: unknown, where: string) => T): Readonly<Record<string, T>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new LabError(`${where} must be a map`)
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, read(each, `${where}.${name}`)]))
}
