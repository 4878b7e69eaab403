// What is wrong with a definition of custom resources. What all its versions say alike, the real server holds but
// once, and speaks of it as if it had been said so.
import { equal } from '../equal.ts'
import type { Json } from '../object.ts'
import type {
  CustomResourceColumnDefinition, CustomResourceConversion, CustomResourceDefinition, CustomResourceDefinitionNames, CustomResourceDefinitionVersion, CustomResourceSubresources, JSONSchemaProps,
} from '../types.gen.ts'
import { webhookAt } from '../validation/admission.ts'
import { named, oneOf, present } from '../validation/check.ts'
import { compactJson } from '../validation/internal.ts'
import { type Faults, oldDnsLabel, subdomain } from '../validation/names.ts'
import type { Path } from '../validation/path.ts'
import { checkSchema } from './structure.ts'

type Version = CustomResourceDefinitionVersion

export function checkDefinition(root: Path, { metadata, spec, status }: CustomResourceDefinition): void {
  const { group, names, scope, versions, conversion } = spec
  if (metadata.name !== `${names.plural}.${group}`) root.to('metadata.name').invalid(metadata.name, 'must be spec.names.plural+"."+spec.group')
  const at = root.to('spec')
  named(at.to('group'), group, text => text.includes('.') ? joined(subdomain(text)) : ['should be a domain with at least one dot'])
  oneOf(at.to('scope'), scope, ['Cluster', 'Namespaced'])
  versions.forEach(({ schema }, i) => { if (!schema?.openAPIV3Schema) at.to(`versions[${i}].schema.openAPIV3Schema`).required('schemas are required') })
  const shared = alike(versions)
  versions.forEach((version, i) => {
    fails(at.to(`versions[${i}].name`), version.name)
    warning(at.to(`versions[${i}].deprecationWarning`), version)
    parts(at.to(`versions[${i}]`), 'schema', without(version, shared))
  })
  const [first] = versions
  if (new Set(versions.map(({ name }) => name)).size < versions.length) at.to('versions').invalidText(shown(versions, shared), 'must contain unique version names')
  if (versions.filter(({ storage }) => storage).length !== 1) at.to('versions').invalidText(shown(versions, shared), 'must have exactly one version marked as storage version')
  if (first?.name) fails(at.to('version'), first.name)
  checkNames(at.to('names'), names)
  if (first) parts(at, 'validation', without(first, partsOfVersions.filter(part => !shared.includes(part))))
  if (conversion) checkConversion(at.to('conversion'), conversion)
  stored(root.to('status.storedVersions'), status.storedVersions ?? [], versions)
  approved(root, metadata, group)
}

const partsOfVersions = ['schema', 'subresources', 'additionalPrinterColumns', 'selectableFields'] as const
type Part = typeof partsOfVersions[number]

const alike = ([first, ...others]: readonly Version[]): readonly Part[] =>
  partsOfVersions.filter(part => first?.[part] !== undefined && others.every(version => version[part] !== undefined && equal(version[part], first[part])))

const without = (version: Version, parts: readonly Part[]): Partial<Version> =>
  Object.fromEntries(Object.entries(version).filter(([field]) => !(parts as readonly string[]).includes(field)))

function shown(versions: readonly Version[], shared: readonly Part[]): string {
  return versions.length === 0 ? 'null' : compactJson(versions.map(({ name, served, storage, deprecated = false, deprecationWarning = null, ...version }) => {
    const { schema, ...own } = without({ name, served, storage, ...version }, shared)
    const { subresources: { status, scale = null } = {}, additionalPrinterColumns: columns = null, selectableFields: fields = null } = own
    return {
      Name: name, Served: served, Storage: storage, Deprecated: deprecated, DeprecationWarning: deprecationWarning,
      Schema: schema ? { OpenAPIV3Schema: schema.openAPIV3Schema ? shownSchema(schema.openAPIV3Schema) : null } : null,
      Subresources: own.subresources ? { Status: status ? {} : null, Scale: scale && { SpecReplicasPath: scale.specReplicasPath, StatusReplicasPath: scale.statusReplicasPath, LabelSelectorPath: scale.labelSelectorPath ?? null } } : null,
      AdditionalPrinterColumns: columns && columns.map(({ name: title, type, format = '', description = '', priority = 0, jsonPath }) => ({ Name: title, Type: type, Format: format, Description: description, Priority: priority, JSONPath: jsonPath })),
      SelectableFields: fields && fields.map(({ jsonPath }) => ({ JSONPath: jsonPath })),
    }
  }))
}

// The fields of a schema, as they follow one another inside; what is not nil where nothing is said follows it.
const schemaFields = 'id="" $schema="" $ref description="" type="" nullable=false format="" title="" default maximum exclusiveMaximum=false minimum exclusiveMinimum=false maxLength minLength pattern="" maxItems minItems uniqueItems=false multipleOf enum maxProperties minProperties required items allOf oneOf anyOf not properties additionalProperties patternProperties dependencies additionalItems definitions externalDocs example x-kubernetes-preserve-unknown-fields x-kubernetes-embedded-resource=false x-kubernetes-int-or-string=false x-kubernetes-list-map-keys x-kubernetes-list-type x-kubernetes-map-type x-kubernetes-validations'
  .split(' ').map(field => field.split('='))

function shownSchema(schema: JSONSchemaProps): Json {
  const said = new Map<string, unknown>(Object.entries(schema))
  return Object.fromEntries(schemaFields.map(([field = '', zero = 'null']) => {
    const name = field === 'id' ? 'ID' : field.replace('$', '').replace('x-kubernetes', 'X').replace(/(?:^|-)(\w)/g, (_all, letter: string) => letter.toUpperCase())
    return [name, said.has(field) ? shownPart(field, said.get(field)) : JSON.parse(zero) as Json]
  }))
}

const isSchema = (value: unknown): value is JSONSchemaProps => typeof value === 'object' && value !== null && !Array.isArray(value)
const schemas = (value: unknown): Json => Array.isArray(value) ? value.filter(isSchema).map(shownSchema) : isSchema(value) ? shownSchema(value) : null

function shownPart(field: string, value: unknown): Json {
  switch (field) {
    case 'allOf': case 'anyOf': case 'oneOf': case 'not': return schemas(value)
    case 'items': return { Schema: Array.isArray(value) ? null : schemas(value), JSONSchemas: Array.isArray(value) ? schemas(value) : null }
    case 'additionalProperties': case 'additionalItems': return { Allows: value !== false, Schema: schemas(value) }
    case 'properties': case 'patternProperties': case 'definitions':
      return Object.fromEntries(Object.entries(value as Readonly<Record<string, JSONSchemaProps>>).sort(([a], [b]) => a < b ? -1 : 1).map(([name, part]) => [name, shownSchema(part)])) // so these fields are typed
    default: return value as Json // the rest of what JSON can say
  }
}

const joined = (faults: Faults): Faults => faults.length === 0 ? faults : [faults.join(',')]

function fails(path: Path, name: string, of = name, said = ''): void {
  for (const fault of joined(oldDnsLabel(of))) path.invalid(name, said + fault)
}

function warning(path: Path, { deprecated = false, deprecationWarning: text }: Version): void {
  if (text === undefined) return
  if (!deprecated) return path.invalid(text, 'can only be set for deprecated versions')
  if (text.length > 256) path.invalid(text, 'must be <= 256 characters long')
  if (text === '') path.invalid(text, 'must not be an empty string')
}

/** What a version says, or all of them together. */
function parts(path: Path, schemaAt: string, { schema, subresources, additionalPrinterColumns: columns = [] }: Partial<Version>): void {
  if (schema?.openAPIV3Schema) checkSchema(path.to(schemaAt).to('openAPIV3Schema'), schema.openAPIV3Schema)
  if (subresources) checkSubresources(path.to('subresources'), subresources)
  columns.forEach((column, i) => checkColumn(path.to('additionalPrinterColumns').to(i), column))
}

function checkSubresources(path: Path, { scale }: CustomResourceSubresources): void {
  if (!scale) return
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale
  const below = (field: string, text: string, starts: readonly string[], where: string): void => {
    const at = path.to('scale').to(field)
    if (!text) at.required()
    else if (!text.startsWith('.')) at.invalid(text, simplePath)
    else if (!starts.some(start => text.startsWith(start))) at.invalid(text, `should be a json path under ${where}`)
  }
  below('specReplicasPath', specReplicasPath, ['.spec.'], '.spec')
  below('statusReplicasPath', statusReplicasPath, ['.status.'], '.status')
  if (labelSelectorPath) below('labelSelectorPath', labelSelectorPath, ['.spec.', '.status.'], 'either .spec or .status')
}

const simplePath = 'must be a simple json path starting with .'
const columnTypes = ['boolean', 'date', 'integer', 'number', 'string']
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password']

function checkColumn(path: Path, { name, type, format, jsonPath }: CustomResourceColumnDefinition): void {
  const mustBe = (allowed: readonly string[]): string => `must be one of ${allowed.join(',')}`
  present(path.to('name'), name)
  if (!type) path.to('type').required(mustBe(columnTypes))
  else if (!columnTypes.includes(type)) path.to('type').invalid(type, mustBe(columnTypes))
  if (format && !columnFormats.includes(format)) path.to('format').invalid(format, mustBe(columnFormats))
  if (!jsonPath) path.to('JSONPath').required()
  else if (!jsonPath.startsWith('.')) path.to('JSONPath').invalid(jsonPath, simplePath)
}

function checkNames(path: Path, { plural, singular = '', kind, listKind = '', shortNames = [], categories = [] }: CustomResourceDefinitionNames): void {
  const names = { plural, singular, kind, listKind }
  for (const [field, name] of Object.entries(names)) present(path.to(field), name)
  for (const [field, name] of Object.entries(names)) {
    if (!name) continue
    if (field.endsWith('ind')) fails(path.to(field), name, name.toLowerCase(), 'may have mixed case, but should otherwise match: ')
    else fails(path.to(field), name)
  }
  shortNames.forEach((name, i) => fails(path.to('shortNames').to(i), name))
  if (kind && listKind === kind) path.to('listKind').invalid(listKind, 'kind and listKind may not be the same')
  categories.forEach((name, i) => fails(path.to('categories').to(i), name))
}

function checkConversion(path: Path, { strategy, webhook }: CustomResourceConversion): void {
  const { clientConfig, conversionReviewVersions: versions = [] } = webhook ?? {}
  const [configAt, versionsAt] = [path.to('webhookClientConfig'), path.to('conversionReviewVersions')]
  oneOf(path.to('strategy'), strategy, ['None', 'Webhook'])
  if (strategy !== 'Webhook') {
    if (clientConfig) configAt.forbidden('should not be set when strategy is not set to Webhook')
    if (versions.length > 0) versionsAt.forbidden('should not be set when strategy is not set to Webhook')
    return
  }
  if (!clientConfig) configAt.required('required when strategy is set to Webhook')
  else webhookAt(configAt, clientConfig)
  if (versions.length === 0) versionsAt.required()
  else if (!versions.includes('v1') && !versions.includes('v1beta1')) versionsAt.invalid(versions, 'must include at least one of v1, v1beta1')
}

function stored(path: Path, before: readonly string[], versions: readonly Version[]): void {
  if (before.length === 0) return path.invalidText('null', 'must have at least one stored version')
  before.forEach((version, i) => {
    if (!versions.some(({ name }) => name === version))
      path.to(i).invalid(version, `missing from spec.versions; ${version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${version} and removes ${version} from status.storedVersions`)
  })
}

const approval = 'api-approved.kubernetes.io'

/** The groups of the project itself want to be approved of. */
function approved(root: Path, { annotations = {} }: CustomResourceDefinition['metadata'], group: string): void {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(group)) return
  const { [approval]: said = '' } = annotations
  const asked = `protected groups must have approval annotation ${JSON.stringify(approval)}`
  const seeAlso = ', see https://github.com/kubernetes/enhancements/pull/1111'
  const at = root.to(`metadata.annotations[${approval}]`)
  if (said === '') at.required(asked + seeAlso)
  else if (!said.startsWith('unapproved') && !/^\w+:\/\/[^/]/.test(said)) at.invalid(said, `${asked} with either a URL or a reason starting with "unapproved"${seeAlso}`)
}
