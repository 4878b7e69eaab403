// The schema that editors use and the reader that the deck uses agree: both are made of the same shapes.
import { globSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { LabError, labOf } from '../../../engine/lab/lab.ts'
import type { JsonSchema } from '../../../engine/lab/shape.ts'
import { schemaFile, schemaText } from '../../../tools/lab-schema.ts'

const schema: JsonSchema = JSON.parse(readFileSync(schemaFile, 'utf8'))

/** As much of JSON schema as the schema uses; another keyword is an error. */
function complaints(value: unknown, { type, enum: values, anyOf, properties, required, additionalProperties, items, minItems, minLength, minimum, pattern, $schema: _schema, title: _title, description: _description, ...others }: JsonSchema, at = ''): string[] {
  if (Object.keys(others).length > 0) throw new Error(`unknown keywords: ${Object.keys(others).join(', ')}`)
  const found: string[] = []
  const fail = (): void => { found.push(at) }
  if (Array.isArray(values) && !values.includes(value)) fail()
  if (Array.isArray(anyOf) && !anyOf.some((each: JsonSchema) => complaints(value, each, at).length === 0)) fail()
  if (type === 'string' && (typeof value !== 'string' || typeof minLength === 'number' && value.length < minLength || typeof pattern === 'string' && !new RegExp(pattern).test(value))) fail()
  if (type === 'integer' && (!Number.isSafeInteger(value) || Number(value) < Number(minimum))) fail()
  if (type === 'boolean' && typeof value !== 'boolean') fail()
  if (type === 'array') {
    if (!Array.isArray(value) || value.length < Number(minItems ?? 0)) fail()
    else for (const [i, item] of value.entries()) found.push(...complaints(item, items as JsonSchema, `${at}[${i}]`))
  }
  if (type === 'object') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [...found, at]
    const known = (properties ?? {}) as Readonly<Record<string, JsonSchema>>
    for (const name of (required ?? []) as readonly string[]) if (!Object.hasOwn(value, name)) fail()
    for (const [name, inner] of Object.entries(value)) {
      const shape = Object.hasOwn(known, name) ? known[name] : additionalProperties
      if (shape === false) fail()
      else found.push(...complaints(inner, shape as JsonSchema, `${at}.${name}`))
    }
  }
  return found
}

const isRead = (document: unknown): boolean => {
  try { labOf('x', document) }
  catch (error) {
    if (error instanceof LabError) return false
    throw error
  }
  return true
}

test('the file that editors read is the one that is made now (node tools/lab-schema.ts)', () => expect(readFileSync(schemaFile, 'utf8')).toBe(schemaText()))

describe.each(globSync('pages/*/labs/*.yaml'))('%s', file => {
  test('holds in both', () => {
    const document = load(readFileSync(file, 'utf8'))
    expect([isRead(document), complaints(document, schema)]).toEqual([true, []])
  })
})

const full = {
  title: 'a', say: 'b', seed: 3, files: { 'a.yaml': 'x' },
  cluster: { profile: 'kind', nodes: 2, etcdMembers: 3, addons: ['metrics-server', { driver: 'd', reach: 'zone', writers: 'one', capacity: '1Gi', attachSeconds: 1, class: 'c', default: true, binding: 'Immediate', reclaim: 'Retain' }], registry: { images: [{ name: 'i', from: 'nginx', command: ['a'], env: { A: 'b' }, sizeBytes: 1 }], accounts: { r: { username: 'u', password: 'p' } } } },
  steps: [{ name: 'one', say: 'c', files: { f: 'x' }, act: ['stop kubelet node-1'], browse: 'about:reload', run: 'ls', until: 'pod/a create', within: 3, then: ['pod/a delete'], still: 'pod count=1', speed: 10 }, { say: 'd', act: 'stop kubelet node-1' }],
  fork: { say: 'e', step: 'one', files: { f: 'y' }, act: 'stop kubelet node-1', run: 'pwd', then: ['pod/a create'] },
}

type Path = readonly (string | number)[]
const pathsOf = (value: unknown, path: Path = []): Path[] =>
  [path, ...typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, Array.isArray(value) ? Number(key) : key])) : []]

/** The document with another value at a path; `undefined` leaves it out. */
function changed(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to
  if (Array.isArray(value)) return value.flatMap((item, i) => i !== key ? [item] : rest.length === 0 && to === undefined ? [] : [changed(item, rest, to)])
  const entries = Object.entries(value as object).flatMap(([name, inner]) => name !== key ? [[name, inner]] : rest.length === 0 && to === undefined ? [] : [[name, changed(inner, rest, to)]])
  return Object.fromEntries(entries)
}

test('whatever is changed in a lab, both take it or both refuse it', () => {
  expect([isRead(full), complaints(full, schema)]).toEqual([true, []])
  const names = pathsOf(full).filter(path => path.length > 0 && !path.includes('fork')) // what a fork names must be there, which no schema can say
  const values = fc.constantFrom<unknown>(undefined, null, 7, -1, 1.5, true, '', 'word', [], {}, ['x'], { strange: 1 })
  fc.assert(fc.property(fc.constantFrom(...names), values, (path, value) => {
    const document = changed(full, path, value)
    const isFine = complaints(document, schema).length === 0
    const differs = isFine && (value === 'word' || value === undefined || Array.isArray(value) && value[0] === 'x') // words that mean nothing to the engine, or leave a fork without its step
    if (!differs) expect(isRead(document), JSON.stringify([path, value])).toBe(isFine)
    if (!isFine) expect(isRead(document)).toBe(false)
  }), { numRuns: 1500 })
})
