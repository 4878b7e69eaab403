// The file that says what a directory is made of: found, read, and looked at as the real tool does.
import type { Json, JsonObject } from '../../../apiserver/object.ts'
import type { Environment } from '../../../shell/command.ts'
import { readValue } from '../../../client/yaml/index.ts'
import { isObject, listAt } from '../fields.ts'
import { UsageError } from '../failure.ts'

export interface Kustomization {
  /** The directory, as a whole path. */
  readonly root: string
  readonly says: JsonObject
}

const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']

const texts = ['apiVersion', 'kind', 'namePrefix', 'nameSuffix', 'namespace']
const textLists = ['resources', 'bases', 'patchesStrategicMerge']
const others = ['metadata', 'commonLabels', 'labels', 'commonAnnotations', 'patchesJson6902', 'patches', 'images', 'replicas', 'configMapGenerator', 'secretGenerator', 'generatorOptions']
/** Known, but not carried out here. */
const leftOut = ['buildMetadata', 'components', 'configurations', 'crds', 'generators', 'helmChartInflationGenerator', 'helmCharts', 'helmGlobals', 'imageTags', 'openapi', 'replacements', 'sortOptions', 'transformers', 'validators', 'vars']
const known: ReadonlySet<string> = new Set([...texts, ...textLists, ...others, ...leftOut])

const generatorFields = ['name', 'namespace', 'behavior', 'literals', 'files', 'env', 'envs', 'options']
const entryFields: Readonly<Record<string, readonly string[]>> = {
  configMapGenerator: generatorFields,
  secretGenerator: [...generatorFields, 'type'],
  images: ['name', 'newName', 'newTag', 'tagSuffix', 'digest'],
  labels: ['pairs', 'includeSelectors', 'includeTemplates', 'fields'],
  patches: ['path', 'patch', 'target', 'options'],
  patchesJson6902: ['path', 'patch', 'target', 'options'],
  replicas: ['name', 'count'],
}

const deprecated: readonly (readonly [string, string])[] = [['bases', 'resources'], ['commonLabels', 'labels'], ['patchesJson6902', 'patches'], ['patchesStrategicMerge', 'patches']]

/** `called` is what the directory is called when it holds no such file. */
export function readKustomization(root: string, { files }: Environment, called = root): Kustomization {
  const found = fileNames.filter(name => files.read(`${root}/${name}`) !== undefined)
  const [name] = found
  if (name === undefined) throw new UsageError(`unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${called}'`)
  if (found.length > 1) throw new UsageError(`Found multiple kustomization files under: ${root}\n`)
  const text = files.read(`${root}/${name}`) ?? ''
  const says = checked(parsed(text))
  if (Object.keys(says).every(field => field === 'apiVersion' || field === 'kind' || says[field] === null || says[field] === '')) throw new UsageError('kustomization.yaml is empty')
  const wrong = [
    ...[undefined, 'Kustomization', 'Component'].some(kind => kind === says['kind']) ? [] : ['kind should be Kustomization or Component'],
    ...[undefined, 'kustomize.config.k8s.io/v1beta1', 'kustomize.config.k8s.io/v1alpha1'].some(version => version === says['apiVersion']) ? [] : ['apiVersion for Kustomization should be kustomize.config.k8s.io/v1beta1'],
  ]
  if (wrong.length > 0) throw new UsageError(`Failed to read kustomization file under ${root}:\n${wrong.join('\n')}\n`)
  return { root, says }
}

const isEmpty = (value: Json | undefined): boolean => value === null || value === undefined || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)

function parsed(text: string): JsonObject {
  let value: Json
  try { value = readValue(text) }
  catch (error) { throw new UsageError(`invalid Kustomization: ${(error instanceof Error ? error.message : String(error)).replace(/^error converting YAML to JSON: /, '')}`) }
  if (value === null) return {}
  if (!isObject(value)) throw new UsageError(`invalid Kustomization: json: cannot unmarshal ${kindOfJson(value)} into Go value of type types.Kustomization`)
  return value
}

const kindOfJson = (value: Json): string => Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value

function checked(says: JsonObject): JsonObject {
  const refuse = (why: string): never => { throw new UsageError(`invalid Kustomization: json: ${why}`) }
  for (const field of Object.keys(says).sort()) {
    const value = says[field] ?? null
    if (!known.has(field)) refuse(`unknown field ${JSON.stringify(field)}`)
    if (texts.includes(field) && value !== null && typeof value !== 'string') refuse(`cannot unmarshal ${kindOfJson(value)} into Go struct field Kustomization.${field} of type string`)
    if (textLists.includes(field) && value !== null && !Array.isArray(value)) refuse(`cannot unmarshal ${kindOfJson(value)} into Go struct field Kustomization.${field} of type []string`)
    const allowed = Object.hasOwn(entryFields, field) ? entryFields[field] : undefined
    for (const entry of allowed ? listAt(says, field).filter(isObject) : []) {
      for (const inner of Object.keys(entry).sort()) if (allowed?.includes(inner) === false) refuse(`unknown field ${JSON.stringify(inner)}`)
      if (field === 'images' && typeof entry['newTag'] === 'number') refuse('cannot unmarshal number into Go struct field Image.images.newTag of type string')
    }
    if (leftOut.includes(field) && !isEmpty(value)) throw new UsageError(`${field} of a kustomization is not there yet`)
  }
  return says
}

export const warningsOf = ({ says }: Kustomization): readonly string[] => deprecated
  .filter(([field]) => Object.hasOwn(says, field))
  .map(([field, instead]) => `# Warning: '${field}' is deprecated. Please use '${instead}' instead. Run 'kustomize edit fix' to update your Kustomization automatically.\n`)
