import type { JsonObject } from '../../apiserver/object.ts'
import { find, JsonPathError, parse, textOf } from '../../apiserver/tables/jsonpath/index.ts'
import { ask, demand, next, openWatch, unixNow, type Program } from '../../client/program.ts'
import { isObject, listAt, numberAt, textAt } from './fields.ts'
import { raise } from './failure.ts'
import { hasFiles, type Subject } from './manifests.ts'
import { announcer } from './outcome.ts'
import { jsonOf, placeOf, subjectsOf } from './targets.ts'
import { fileFlags, outputFlags, selectorFlags, UsageError, type Call, type Verb } from './verb.ts'

export const wait: Verb = {
  flags: {
    ...fileFlags,
    ...outputFlags,
    ...selectorFlags,
    'all-namespaces': { kind: 'switch', short: 'A' },
    'for': { kind: 'texts' },
    'local': { kind: 'switch' },
    'timeout': { kind: 'duration', usual: '30s' },
  },
  run: function* (call) {
    const { flags } = call
    const awaited = flags.texts('for').map(conditionOf)
    if (awaited.length === 0) throw new UsageError('unrecognized condition: []')
    const asked = flags.durationMs('timeout') ?? 0
    const untilMs = (yield* unixNow()) + (asked < 0 ? weekMs : asked)
    for (const condition of awaited) yield* waitFor(condition, call, untilMs)
    return 0
  },
}

const weekMs = 7 * 24 * 3_600_000

type Awaited =
  | { readonly kind: 'delete' }
  | { readonly kind: 'create' }
  /** Throws when it can never hold. */
  | { readonly kind: 'state', readonly holds: (object: JsonObject) => boolean }

function conditionOf(text: string): Awaited {
  const lower = text.toLowerCase()
  if (lower === 'delete') return { kind: 'delete' }
  if (lower === 'create') return { kind: 'create' }
  if (text.startsWith('condition=')) {
    const [name = '', value = 'true'] = splitOnce(text.slice('condition='.length))
    return { kind: 'state', holds: object => conditionHolds(object, name, value) }
  }
  if (text === 'jsonpath=') throw new UsageError('jsonpath expression cannot be empty')
  if (text.startsWith('jsonpath=')) return { kind: 'state', holds: jsonPathCondition(text.slice('jsonpath='.length)) }
  throw new UsageError(`unrecognized condition: ${JSON.stringify(text)}`)
}

function splitOnce(text: string): readonly [string, string?] {
  const equals = text.indexOf('=')
  return equals < 0 ? [text] : [text.slice(0, equals), text.slice(equals + 1)]
}

/** Names and values are compared whatever their case; a condition about an older generation does not count. */
function conditionHolds(object: JsonObject, name: string, value: string): boolean {
  const condition = listAt(object, 'status', 'conditions').filter(isObject).find(({ type }) => typeof type === 'string' && type.toLowerCase() === name.toLowerCase())
  if (!condition) return false
  const seen = numberAt(condition, 'observedGeneration') ?? numberAt(object, 'status', 'observedGeneration')
  const generation = numberAt(object, 'metadata', 'generation')
  if (seen !== undefined && generation !== undefined && seen < generation) return false
  return textAt(condition, 'status').toLowerCase() === value.toLowerCase()
}

function jsonPathCondition(text: string): (object: JsonObject) => boolean {
  const close = text.lastIndexOf('}')
  const [path = '', value] = close < 0 ? splitOnce(text) : [text.slice(0, close + 1), text.slice(close + 1).startsWith('=') ? text.slice(close + 2) : undefined]
  const bare = path.replace(/^'|'$/g, '')
  const template = inPath(() => parse(bare.startsWith('{') ? bare : `{${bare.startsWith('.') ? '' : '.'}${bare}}`))
  return object => {
    const values = inPath(() => find(template, object, { allowMissingKeys: true })).flat()
    if (values.length === 0) return false
    if (values.length > 1) throw new UsageError('given jsonpath expression matches more than one value')
    const [only] = values
    if (value === undefined) return true
    if (typeof only === 'object' && only !== null) throw new UsageError('jsonpath leads to a nested object or list which is not supported')
    return textOf([only]) === value.replace(/^"([^]*)"$/, '$1')
  }
}

function inPath<T>(work: () => T): T {
  try { return work() }
  catch (error) { throw error instanceof JsonPathError ? new UsageError(error.message) : error }
}

function* waitFor(condition: Awaited, call: Call, untilMs: number): Program<void> {
  const found = yield* condition.kind === 'create' ? createdSubjects(call, untilMs) : subjectsOf(call, call.flags.args)
  if (condition.kind === 'create' && found.subjects.length > 0) {
    for (const subject of found.subjects) yield* announcer(call, { suffix: '' })(subject.object ?? {}, 'condition met')
    return
  }
  if (found.subjects.length === 0 && found.errors.length === 0) {
    if (condition.kind === 'delete') return
    throw new UsageError('no matching resources found')
  }
  const failed = [...found.errors]
  for (const subject of found.subjects) {
    try { yield* awaitOne(subject, condition, call, untilMs) }
    catch (error) { failed.push(error) }
  }
  raise(failed)
}

function* createdSubjects(call: Call, untilMs: number): ReturnType<typeof subjectsOf> {
  for (;;) {
    const found = yield* subjectsOf(call, call.flags.args)
    const there: Subject[] = []
    for (const subject of found.subjects) {
      const { code, body } = yield* ask({ verb: 'get', ...placeOf(subject) })
      if (code < 400) there.push({ ...subject, object: jsonOf(body) })
    }
    if (there.length > 0 && there.length === found.subjects.length) return { subjects: there, errors: [] }
    const leftMs = untilMs - (yield* unixNow())
    if (leftMs <= 0 || hasFiles(call) && found.subjects.length === 0) throw new UsageError('timed out waiting for the condition')
    yield { do: 'sleep', ms: Math.min(500, leftMs) }
  }
}

function* awaitOne(subject: Subject, condition: Awaited, call: Call, untilMs: number): Program<void> {
  const announce = announcer(call, { suffix: '' })
  const { name, ...place } = placeOf(subject)
  const late = (): UsageError => new UsageError(`${call.flags.durationMs('timeout') === 0 && condition.kind === 'state' ? 'condition not met for' : 'timed out waiting for the condition on'} ${subject.definition.plural}/${name}`)
  if (call.flags.durationMs('timeout') !== 0 && (yield* unixNow()) >= untilMs) throw late() // those before took all the time
  const first = condition.kind === 'delete' ? yield* ask({ verb: 'get', ...place, name }) : yield* demand({ verb: 'get', ...place, name })
  if (first.code === 404) return
  let object = jsonOf(first.body)
  const uid = textAt(object, 'metadata', 'uid')
  if (condition.kind === 'state' && condition.holds(object)) return yield* announce(object, 'condition met')
  const stream = yield* openWatch({ verb: 'watch', ...place, fieldSelector: `metadata.name=${name}`, resourceVersion: textAt(object, 'metadata', 'resourceVersion') })
  try {
    for (;;) {
      const leftMs = untilMs - (yield* unixNow())
      const events = leftMs > 0 ? yield* next(stream, leftMs) : []
      if (events.length === 0) throw late()
      for (const event of events) {
        object = jsonOf(event.object)
        const gone = event.type === 'DELETED' || textAt(object, 'metadata', 'uid') !== uid
        if (condition.kind === 'delete' && gone) return yield* announce(object, 'condition met')
        if (condition.kind === 'state' && !gone && condition.holds(object)) return yield* announce(object, 'condition met')
      }
    }
  }
  finally { stream.stop() }
}

