// Manifests as kubectl reads them from a file: one document after the other, JSON if it begins like that and
// is, else YAML between lines of `---`. Lines are counted within each document.
import type { Json } from '../../apiserver/object.ts'
import { decodeFields, JsonError, messageOf, nodeFrom, readJsonValue, utf8Length } from '../../apiserver/schema/index.ts'
import { YamlError } from './cursor.ts'
import { yamlToJson } from './load.ts'

export interface Manifests {
  /** The documents before the error, empty ones left out. */
  readonly documents: readonly Json[]
  /** `error parsing pod.yaml: error converting YAML to JSON: yaml: line 4: …` */
  readonly error?: string
}

/** `source` is what errors call the text: the path as given, or STDIN. */
export function readManifests(text: string, source: string): Manifests {
  const documents: Json[] = []
  try {
    for (const document of text.trimStart().startsWith('{') ? jsonDocuments(text) : yamlDocuments(text)) if (document !== null) documents.push(document)
    return { documents }
  } catch (error) {
    return { documents, error: `error parsing ${source}: ${messageOf(error)}` }
  }
}

/** One value: JSON as it stands if it begins with a brace, else YAML. Throws as yaml.ToJSON does. */
export function readValue(text: string): Json {
  return text.trimStart().startsWith('{') ? readJsonValue(text, 0)?.value ?? null : convert(text)
}

const metadataOnly = nodeFrom('metadataOnlyObject(apiVersion:s kind:s metadata*ObjectMeta)')

/** Why kubectl cannot even find out what a document is called: `unable to decode "pod.yaml": json: …` */
export function metadataError(document: Json, source: string): string | undefined {
  try {
    decodeFields(metadataOnly, document)
    return undefined
  } catch (error) {
    return `unable to decode ${JSON.stringify(source)}: ${messageOf(error)}`
  }
}

/** Values one after the other, as `{…}{…}`. If the first or second is no JSON, all that is left is read as YAML. */
function* jsonDocuments(text: string): Generator<Json> {
  let at = 0
  for (let count = 0; ; count++) {
    const next = tryJson(text, at)
    if (next === undefined) return
    if (next instanceof Error) {
      if (count > 1) throw next
      return yield* insteadOf(next, yamlDocuments(text.slice(at).replace(/^[^\S\n]*\n?/, '')))
    }
    yield next.value
    at = next.end
  }
}

function tryJson(text: string, at: number): { value: Json, end: number } | undefined | Error {
  try {
    return readJsonValue(text, at)
  } catch (error) {
    if (!(error instanceof JsonError)) return new Error(messageOf(error))
    return error.at >= text.length ? new Error('unexpected EOF') : new Error(`json: offset ${utf8Length(text.slice(0, error.at)) + 1}: ${error.message}`)
  }
}

/** When it is no YAML either, the first error counts for the first document. */
function* insteadOf(error: Error, documents: Generator<Json>): Generator<Json> {
  for (let first = true; ; first = false) {
    let next: IteratorResult<Json>
    try {
      next = documents.next()
    } catch (other) {
      throw first ? error : other
    }
    if (next.done) return
    yield next.value
  }
}

function* yamlDocuments(text: string): Generator<Json> {
  let lines: string[] = []
  const all = text.split('\n')
  if (all.at(-1) === '') all.pop()
  for (const ended of all) {
    const line = ended.endsWith('\r') ? ended.slice(0, -1) : ended
    if (line.startsWith('---')) {
      const after = line.slice(3).trim()
      if (after !== '' && !after.startsWith('#')) throw new YamlError(`invalid Yaml document separator: ${after}`)
      if (lines.length > 0) {
        yield convert(lines.join(''))
        lines = []
        continue
      }
    }
    lines.push(`${line}\n`) // so lines are counted from a separator that nothing is in front of
  }
  if (lines.length > 0) yield convert(lines.join(''))
}

function convert(text: string): Json {
  try {
    return yamlToJson(text)
  } catch (error) {
    throw new YamlError(`error converting YAML to JSON: ${messageOf(error)}`)
  }
}
