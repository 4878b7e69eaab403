// `-f`: files, directories, standard input; each document becomes a subject, or an error in its place.
import type { Json, JsonObject } from '../../apiserver/object.ts'
import { apiVersionOf, groupVersionOf, type ResourceDefinition } from '../../apiserver/resource.ts'
import { discover, type Program } from '../../client/program.ts'
import { metadataError, readManifests } from '../../client/yaml/index.ts'
import { resolvePath } from '../../runtime/files.ts'
import { isPattern, pathsLike } from '../../shell/glob.ts'
import { goJson } from '../../client/yaml/index.ts'
import { UnknownKind, UsageError } from './failure.ts'
import { at, isObject, listAt, nameOf, namespaceOf, textAt, withAt } from './fields.ts'
import { kustomized } from './kustomize/index.ts'
import type { Call } from './verb.ts'

/** One object that a command is about. */
export interface Subject {
  readonly definition: ResourceDefinition
  readonly namespace: string | undefined
  readonly name: string
  /** As the file has it, or as the server listed it. */
  readonly object: JsonObject | undefined
  /** The file it comes from; undefined for what was named by arguments. */
  readonly source: string | undefined
}

export interface Found { readonly subjects: readonly Subject[], readonly errors: readonly unknown[] }

export const hasFiles = ({ flags }: Call): boolean => flags.has('filename') || flags.has('kustomize')

interface Text { readonly source: string, readonly text: string }

const manifestName = /\.(json|yaml|yml)$/

/** The texts behind one `-f`; throws when the path is none. */
function textsAt(path: string, call: Call): readonly Text[] {
  const { invocation: { environment: { files, cwd, page }, stdin = '' }, flags } = call
  if (path === '-') return [{ source: 'STDIN', text: stdin }]
  const published = page(path)
  if (published !== undefined) return [{ source: path, text: published }]
  if (/^https?:\/\//.test(path)) throw new UsageError(`unable to read URL ${JSON.stringify(path)}, server reported 404 Not Found, status code=404`)
  const whole = resolvePath(cwd, path)
  const text = files.read(whole)
  if (text !== undefined) return [{ source: path, text }]
  if (!files.isDirectory(whole)) {
    const found = isPattern(path) ? pathsLike(path, files, cwd) : []
    if (found.length === 0) throw new UsageError(`the path ${JSON.stringify(path)} does not exist`)
    return found.flatMap(one => textsAt(one, call))
  }
  const inside = files.below(whole)
    .filter(file => manifestName.test(file) && (flags.isOn('recursive') || !file.slice(whole.length + 1).includes('/')))
    .map(file => ({ source: `${path.replace(/\/+$/, '')}/${file.slice(whole.length + 1)}`, text: files.read(file) ?? '' }))
  if (inside.length === 0) throw new UsageError(`error reading [${path}]: recognized file extensions are [.json .yaml .yml]`)
  return inside
}

/** All that the files of a command hold. Without checks: whatever could be read of it at all. */
export function* subjectsInFiles(call: Call, validate: boolean): Program<Found> {
  const definitions = yield* discover()
  const directory = call.flags.text('kustomize')
  if (directory !== undefined && call.flags.has('filename')) throw new UsageError('only one of -f or -k can be specified')
  const texts = directory === undefined ? call.flags.texts('filename').flatMap(path => textsAt(path, call)) : [{ source: directory, text: yield* kustomized(directory, call) }]
  const subjects: Subject[] = []
  const errors: unknown[] = []
  for (const { source, text } of texts) {
    try {
      for (const found of documentsOf(text, source, validate)) {
        if (found instanceof Error) errors.push(found)
        else {
          for (const object of itemsOf(found)) {
            try { subjects.push(subjectOf(object, source, call, definitions)) }
            catch (error) { errors.push(error) }
          }
        }
      }
    }
    catch (error) { errors.push(error) } // the rest of this file cannot be read
  }
  return { subjects, errors }
}

function* documentsOf(text: string, source: string, validate: boolean): Generator<JsonObject | Error> {
  const { documents, error } = readManifests(text, source)
  for (const document of documents) {
    const wrong = validate ? shapeError(document) : undefined
    if (wrong !== undefined)
      throw new UsageError(`error validating ${JSON.stringify(source)}: error validating data: ${wrong}; if you choose to ignore these errors, turn validation off with --validate=false`)
    const unreadable = metadataError(document, source)
    if (unreadable !== undefined) yield new UsageError(unreadable)
    else if (!isObject(document)) yield new UsageError(`unable to decode ${JSON.stringify(source)}: json: cannot unmarshal ${jsonKind(document)} into Go value of type struct`)
    else {
      const missing = textAt(document, 'kind') === '' ? 'Kind' : textAt(document, 'apiVersion') === '' ? 'apiVersion' : undefined
      if (missing !== undefined) yield new UsageError(`unable to decode ${JSON.stringify(source)}: Object '${missing}' is missing in '${goJson(document)}'`)
      else yield document
    }
  }
  if (error !== undefined) throw new UsageError(error)
}

const jsonKind = (value: Json): string => Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value

/** What kubectl itself looks at before it sends a manifest. */
function shapeError(document: Json): string | undefined {
  if (!isObject(document)) return 'invalid object to validate'
  const missing = (['apiVersion', 'kind'] as const).filter(field => textAt(document, field) === '').map(field => `${field} not set`)
  if (missing.length > 0) return missing.length === 1 ? missing[0] : `[${missing.join(', ')}]`
  const apiVersion = textAt(document, 'apiVersion')
  if (apiVersion.split('/').length > 2) return `unexpected GroupVersion string: ${apiVersion}`
  return undefined
}

const itemsOf = (document: JsonObject): readonly JsonObject[] =>
  textAt(document, 'kind').endsWith('List') && Array.isArray(at(document, 'items')) ? listAt(document, 'items').filter(isObject).flatMap(itemsOf) : [document]

function subjectOf(object: JsonObject, source: string, call: Call, definitions: readonly ResourceDefinition[]): Subject {
  const [apiVersion, kind] = [textAt(object, 'apiVersion'), textAt(object, 'kind')]
  const definition = definitionOf(apiVersion, kind, definitions)
  const given = namespaceOf(object)
  if (!definition) {
    throw new UnknownKind(`resource mapping not found for name: ${JSON.stringify(nameOf(object))} namespace: ${JSON.stringify(given)} from ${JSON.stringify(source)}: `
      + `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`)
  }
  if (!definition.namespaced) return { definition, namespace: undefined, name: nameOf(object), object, source }
  if (call.namespaceGiven && given !== '' && given !== call.namespace)
    throw new UsageError(`the namespace from the provided object ${JSON.stringify(given)} does not match the namespace ${JSON.stringify(call.namespace)}. You must pass '--namespace=${given}' to perform this operation.`)
  const namespace = given === '' ? call.namespace : given
  return { definition, namespace, name: nameOf(object), object: call.flags.isOn('local') ? object : withAt(object, ['metadata', 'namespace'], namespace), source }
}

/** A kind is found by its name in lower case, too. */
function definitionOf(apiVersion: string, kind: string, definitions: readonly ResourceDefinition[]): ResourceDefinition | undefined {
  const { group, version } = groupVersionOf(apiVersion)
  return definitions.find(known => known.group === group && known.version === version && (known.kind === kind || known.kind.toLowerCase() === kind))
}

export const gvkText = ({ group, version, kind }: ResourceDefinition): string => `${apiVersionOf(group, version)}, Kind=${kind}`
