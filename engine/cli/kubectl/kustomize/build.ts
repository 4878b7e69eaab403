// A directory and its bases, made into objects.
import type { JsonObject } from '../../../apiserver/object.ts'
import { readManifests } from '../../../client/yaml/index.ts'
import { resolvePath } from '../../../runtime/files.ts'
import type { Environment } from '../../../shell/command.ts'
import { UsageError } from '../failure.ts'
import { isObject, listAt, nameOf, textAt } from '../fields.ts'
import { withGenerated } from './generate.ts'
import { withHash } from './hash.ts'
import { readKustomization, warningsOf, type Kustomization } from './kustomization.ts'
import { inOrder } from './order.ts'
import { withOldOperations, withPatches } from './patch.ts'
import { withReferences } from './references.ts'
import { idOf, resourceOf, type Resource } from './resource.ts'
import { decorated, named, placed, withImages, withReplicas } from './transform.ts'

export interface Built { readonly objects: readonly JsonObject[], readonly warnings: readonly string[] }

/** What the directory stands for, in the order in which it should be made. */
export function build(directory: string, environment: Environment): Built {
  const root = resolvePath(environment.cwd, directory)
  const warnings: string[] = []
  if (environment.files.read(root) !== undefined) throw new UsageError(`must build at directory: '${root}': file is not directory`)
  if (!environment.files.isDirectory(root)) throw new UsageError(`must build at directory: not a valid directory: ${notThere(directory, root, environment)}`)
  const layers = new Layers(environment, warnings)
  const resources = layers.accumulated(layers.read(root, directory === '.' ? directory : root), [root]) // recorded: `.` stays as it is
  const hashed = withReferences(resources, resources.map(withHash))
  return { objects: inOrder(hashed).map(({ object }) => object), warnings }
}

function notThere(path: string, whole: string, { files }: Environment): string {
  const steps = whole.split('/').slice(1)
  const missing = steps.map((_, i) => `/${steps.slice(0, i + 1).join('/')}`).find(part => !files.exists(part)) ?? whole
  return `evalsymlink failure on '${path}' : lstat ${missing}: no such file or directory`
}

const messageOf = (error: unknown): string => error instanceof Error ? error.message : String(error)

class Layers {
  private readonly environment: Environment
  private readonly warnings: string[]

  constructor(environment: Environment, warnings: string[]) {
    this.environment = environment
    this.warnings = warnings
  }

  read(root: string, called = root): Kustomization {
    const kustomization = readKustomization(root, this.environment, called)
    this.warnings.push(...warningsOf(kustomization))
    return kustomization
  }

  /** One layer: what it names, what it generates, and what it does to them. */
  accumulated(kustomization: Kustomization, visited: readonly string[]): readonly Resource[] {
    const { root, says } = kustomization
    const load = (path: string): string => this.fileBelow(root, path)
    const paths = [...listAt(says, 'resources'), ...listAt(says, 'bases')].filter(path => typeof path === 'string')
    const found = paths.reduce<readonly Resource[]>((all, path) => joined(all, this.resourcesAt(path, root, visited), path, resolvePath(root, path), this.environment), [])
    const patched = withPatches(withGenerated(found, kustomization, load), kustomization, load)
    const renamed = patched.map(resource => decorated(kustomization, named(kustomization, placed(textAt(says, 'namespace'), resource))))
    const scaled = withReplicas(withOldOperations(renamed, kustomization, load), kustomization)
    return withReferences(patched, scaled.map(resource => withImages(kustomization, resource)))
  }

  private resourcesAt(path: string, root: string, visited: readonly string[]): readonly Resource[] {
    const { files } = this.environment
    const whole = resolvePath(root, path)
    const accumulating = `accumulating resources: accumulation err='accumulating resources from '${path}': `
    if (files.read(whole) !== undefined) {
      const refuse = (why: string): never => { throw new UsageError(`${accumulating}${why}': must build at directory: '${whole}': file is not directory`) }
      if (!isBelow(whole, root)) refuse(`security; file '${whole}' is not in or below '${root}'`)
      const { documents, error } = readManifests(files.read(whole) ?? '', path)
      if (error !== undefined)
        throw new UsageError(`accumulating resources: accumulating resources from '${path}': MalformedYAMLError: ${error.replace(/^error parsing .*?: (error converting YAML to JSON: )?/, '')} in File: ${path}`)
      const objects = documents.filter(isObject).flatMap(itemsOf)
      for (const object of objects) {
        if (!isObject(object['metadata']) && !(textAt(object, 'kind') !== '' && textAt(object, 'apiVersion') !== '')) refuse('missing Resource metadata')
        if (nameOf(object) === '') refuse(`missing metadata.name in object {{${textAt(object, 'apiVersion')} ${textAt(object, 'kind')}} {{ } map[] map[]}}`)
      }
      return objects.map(object => resourceOf(object))
    }
    if (!files.isDirectory(whole)) {
      const why = notThere(whole, whole, this.environment)
      throw new UsageError(`${accumulating}${why}': must build at directory: not a valid directory: ${why}`)
    }
    const asDirectory = `${accumulating}'${whole}' must resolve to a file': `
    const cycle = visited.find(one => isBelow(one, whole))
    if (cycle !== undefined) throw new UsageError(`${asDirectory}cycle detected: candidate root '${whole}' contains visited root '${cycle}'`)
    const inside = told(`${asDirectory}couldn't make target for path '${whole}': `, () => this.read(whole))
    return told(`${asDirectory}recursed accumulation of path '${whole}': `, () => this.accumulated(inside, [...visited, whole]))
  }

  private fileBelow(root: string, path: string): string {
    const whole = resolvePath(root, path)
    const text = this.environment.files.read(whole)
    if (text === undefined) throw new UsageError(notThere(whole, whole, this.environment))
    if (!isBelow(whole, root)) throw new UsageError(`security; file '${whole}' is not in or below '${root}'`)
    return text
  }
}

const isBelow = (path: string, root: string): boolean => path === root || path.startsWith(root === '/' ? root : `${root}/`)

function told<T>(doing: string, work: () => T): T {
  try { return work() }
  catch (error) { throw new UsageError(doing + messageOf(error)) }
}

const itemsOf = (object: JsonObject): readonly JsonObject[] => textAt(object, 'kind').endsWith('List') && Array.isArray(object['items']) ? listAt(object, 'items').filter(isObject) : [object]

function joined(all: readonly Resource[], more: readonly Resource[], path: string, whole: string, { files }: Environment): readonly Resource[] {
  const ids = new Set(all.map(({ object }) => idOf(object)))
  for (const { object } of more) {
    const id = idOf(object)
    if (ids.has(id)) {
      const how = files.read(whole) === undefined ? `'${whole}' must resolve to a file': merging resources from '${path}': ` : ''
      throw new UsageError(`accumulating resources: accumulation err='merging resources from '${path}': ${how}may not add resource with an already registered id: ${id}'${how === '' ? `: must build at directory: '${whole}': file is not directory` : ''}`)
    }
    ids.add(id)
  }
  return [...all, ...more]
}
