// Rules of fields, and tables of them: what an object is held to, field by field, in the order of the table.
import { named, oneOf, oneOfIfSet } from './check.ts'
import type { NameRule } from './names.ts'
import type { Path } from './path.ts'

export interface Rule<T> {
  (path: Path, value: T): void
  /** It has nothing to say of what is left out: not even its place need be known. */
  readonly isOptional?: true
}
export type Rules<T> = { readonly [K in keyof T]?: Rule<T[K]> }

export function holdTo<T extends object>(path: Path, object: T, rules: Rules<T>): void {
  for (const field in rules) holdFieldTo(path, object, field, rules)
}

export function holdFieldTo<T extends object, K extends keyof T & string>(path: Path, object: T, field: K, rules: Rules<T>): void {
  const rule: Rule<T[K]> | undefined = rules[field]
  const value = object[field]
  if (rule && !(rule.isOptional && !value)) rule(path.to(field), value)
}

/** For what may be left out. */
export const given = <T>(rule: Rule<T>): Rule<T | undefined> =>
  Object.assign((path: Path, value: T | undefined): void => { if (value) rule(path, value) }, { isOptional: true as const })

/** For each element of a list. */
export const each = <T>(rule: Rule<T>): Rule<readonly T[] | undefined> =>
  given((path: Path, list: readonly T[]) => list.forEach((item, i) => rule(path.to(i), item)))

export const name = (rule: NameRule): Rule<string | undefined> => (path, text) => named(path, text, rule)
export const nameIfGiven = (rule: NameRule): Rule<string | undefined> => given(name(rule))
export const among = (...allowed: readonly string[]): Rule<string | undefined> => (path, value) => oneOf(path, value, allowed)
export const amongIfGiven = (...allowed: readonly string[]): Rule<string | undefined> => (path, value) => oneOfIfSet(path, value, allowed)

export const positive: Rule<number> = (path, value) => { if (value <= 0) path.invalid(value, 'must be greater than zero') }
export const atMost = (limit: number): Rule<number> => (path, value) => { if (value > limit) path.invalid(value, `must be less than or equal to ${limit}`) }
