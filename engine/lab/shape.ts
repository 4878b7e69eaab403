// What a file of ours may say, written down once: a shape reads a value, complaining of what is wrong and where, and is a
// JSON schema for editors.
import { fieldsOf, LabError, mapOf, oneOf, textOf, wholeOf } from './fields.ts'

export type JsonSchema = { readonly [keyword: string]: unknown }

export interface Shape<T> {
  readonly schema: JsonSchema
  read(value: unknown, where: string): T
}

/** A field without which the rest means nothing. */
export interface Needed<T> extends Shape<T> { readonly isNeeded: true }

export type Read<S> = S extends Needed<infer T> ? T : S extends Shape<infer T> ? T | undefined : never

export const text: Shape<string> = { schema: { type: 'string', minLength: 1 }, read: textOf }
export const whole: Shape<number> = { schema: { type: 'integer', minimum: 0 }, read: wholeOf }
export const flag: Shape<boolean> = { schema: { type: 'boolean' }, read: (value, where) => oneOf(value, [true, false], where) }

export const choice = <const T>(values: readonly T[]): Shape<T> => ({ schema: { enum: values }, read: (value, where) => oneOf(value, values, where) })

export const needed = <T>(shape: Shape<T>): Needed<T> => ({ ...shape, isNeeded: true })

/** What an editor shows beside it. */
export const told = <S extends Shape<unknown>>(description: string, shape: S): S => ({ ...shape, schema: { ...shape.schema, description } })

/** A text that means something: `parse` throws when it does not. */
export const parsed = <T>(parse: (text: string) => T, keywords: JsonSchema = {}): Shape<T> => ({
  schema: { ...text.schema, ...keywords },
  read(value, where) {
    const written = textOf(value, where)
    try { return parse(written) }
    catch (error) { throw error instanceof LabError ? error : new LabError(`${where}: ${error instanceof Error ? error.message : String(error)}`) }
  },
})

export const list = <T>(each: Shape<T>, what = 'a list', atLeast = 0): Shape<readonly T[]> => ({
  schema: { type: 'array', items: each.schema, ...atLeast > 0 && { minItems: atLeast } },
  read(value, where) {
    if (!Array.isArray(value) || value.length < atLeast) throw new LabError(`${where} must be ${what}`)
    return value.map((item: unknown, i) => each.read(item, `${where}[${i}]`))
  },
})

/** One, or a list of them. */
export const oneOrList = <T>(each: Shape<T>): Shape<readonly T[]> => {
  const many = list(each)
  return { schema: { anyOf: [each.schema, many.schema] }, read: (value, where) => Array.isArray(value) ? many.read(value, where) : [each.read(value, where)] }
}

/** The one for texts if it is a text, else the other. */
export const textOr = <T, U>(ofText: Shape<T>, other: Shape<U>): Shape<T | U> =>
  ({ schema: { anyOf: [ofText.schema, other.schema] }, read: (value, where) => typeof value === 'string' ? ofText.read(value, where) : other.read(value, where) })

/** A map whose names are the author's own. */
export const map = <T>(each: Shape<T>): Shape<Readonly<Record<string, T>>> =>
  ({ schema: { type: 'object', additionalProperties: each.schema }, read: (value, where) => mapOf(value, where, (item, at) => each.read(item, at)) })

/** A map of certain fields, and no others. */
export function fields<const F extends Readonly<Record<string, Shape<unknown>>>>(shapes: F): Shape<{ readonly [K in keyof F]: Read<F[K]> }> {
  const names = Object.keys(shapes)
  const isNeeded = (shape: Shape<unknown> | undefined): boolean => shape !== undefined && 'isNeeded' in shape
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(Object.entries(shapes).map(([name, { schema }]) => [name, schema])),
      required: names.filter(name => isNeeded(shapes[name])),
      additionalProperties: false,
    },
    read(value, where) {
      const given = fieldsOf(value, where, names)
      const read = Object.entries(shapes).map(([name, shape]) => {
        const at = where.includes(': ') ? `${where}.${name}` : `${where}: ${name}`
        return [name, given[name] === undefined && !isNeeded(shape) ? undefined : shape.read(given[name], at)]
      })
      return Object.fromEntries(read) as { readonly [K in keyof F]: Read<F[K]> } // each was read by its own shape
    },
  }
}
