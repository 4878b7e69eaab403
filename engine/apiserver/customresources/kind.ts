// CustomResourceDefinition itself: what may be defined, and whether its names are free.
import { timestamp } from '../../clock/time.ts'
import type { Kind } from '../kinds/kind.ts'
import { type StrategyContext } from '../resource.ts'
import { messageOf } from '../schema/index.ts'
import type { CustomResourceDefinition, CustomResourceDefinitionCondition, CustomResourceDefinitionNames, CustomResourceDefinitionSpec, JSONSchemaProps } from '../types.gen.ts'
import { fails, named, oneOf } from '../validation/check.ts'
import type { Path } from '../validation/path.ts'
import { dnsLabel, subdomain } from '../validation/names.ts'
import { compilePattern } from './pattern.ts'

export const definitionsKey = 'customresourcedefinitions.apiextensions.k8s.io'
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io'
const approval = 'api-approved.kubernetes.io'

export const customresourcedefinitions: Kind<CustomResourceDefinition> = {
  defaults(definition) {
    const { names, ...spec }: Partial<CustomResourceDefinitionSpec> = definition.spec ?? {} // what comes in may lack even what must be there
    const { plural = '', kind = '', singular = kind.toLowerCase(), listKind = `${kind}List`, ...others }: Partial<CustomResourceDefinitionNames> = names ?? {}
    return { ...definition, spec: { group: '', scope: '', versions: [], conversion: { strategy: 'None' }, ...spec, names: { ...others, plural, kind, singular, listKind } } }
  },
  prepareForCreate: definition => withStoredVersions(definition, []),
  prepareForUpdate: (next, current) => withStoredVersions(next, current.status.storedVersions ?? []),
  prepareForDelete(definition, { unixMs }) {
    const { metadata, status } = definition
    const finalizers = metadata.finalizers ?? []
    if (finalizers.includes(cleanupFinalizer) || metadata.deletionTimestamp !== undefined) return definition
    const terminating = condition('Terminating', true, 'InstanceDeletionPending', 'CustomResourceDefinition marked for deletion; CustomResource deletion will occur as soon as possible', unixMs)
    return { ...definition, metadata: { ...metadata, finalizers: [...finalizers, cleanupFinalizer] }, status: { ...status, conditions: [...status.conditions ?? [], terminating] } }
  },
  /** The server takes the names of a new definition if nobody has them, and then serves it. */
  afterWrite(definition, context) {
    const status = accepted(definition, context)
    if (status !== definition.status) context.put(definitionsKey, { ...definition, status })
  },
  check(root, { metadata, spec }) {
    const { group, names, scope, versions } = spec
    if (metadata.name !== `${names.plural}.${group}`) root.to('metadata.name').invalid(metadata.name, 'must be spec.names.plural+"."+spec.group')
    if (isProtected(group) && metadata.annotations?.[approval] === undefined)
      root.to(`metadata.annotations[${approval}]`).required(`protected groups must have approval annotation ${JSON.stringify(approval)}, see https://github.com/kubernetes/enhancements/pull/1111`)
    named(root.to('spec.group'), group, subdomain)
    if (group && !group.includes('.')) root.to('spec.group').invalid(group, 'should be a domain with at least one dot')
    oneOf(root.to('spec.scope'), scope, ['Cluster', 'Namespaced'])
    checkVersions(root, versions ?? [])
    checkNames(root, names)
  },
  checkUpdate(root, next, current) {
    const { names, scope, group } = current.spec
    const fixed = (path: string, now: unknown, before: unknown): void => {
      if (now !== before) root.to(path).invalid(now, 'field is immutable')
    }
    fixed('spec.group', next.spec.group, group)
    if (!isEstablished(current)) return
    fixed('spec.scope', next.spec.scope, scope)
    fixed('spec.names.kind', next.spec.names.kind, names.kind)
    fixed('spec.names.plural', next.spec.names.plural, names.plural)
  },
}

const isProtected = (group: string): boolean => /(^|\.)(k8s|kubernetes)\.io$/.test(group)

function withStoredVersions(definition: CustomResourceDefinition, before: readonly string[]): CustomResourceDefinition {
  const stored = (definition.spec.versions ?? []).filter(({ storage }) => storage).map(({ name }) => name)
  const storedVersions = [...before, ...stored.filter(name => !before.includes(name))]
  return storedVersions.length === before.length ? definition : { ...definition, status: { ...definition.status, storedVersions } }
}

function checkVersions(root: Path, versions: CustomResourceDefinition['spec']['versions']): void {
  const shown = (): string => `[${versions.map(({ name }) => JSON.stringify(name)).join(',')}]`
  if (versions.filter(({ storage }) => storage).length !== 1) root.to('spec.versions').invalidText(shown(), 'must have exactly one version marked as storage version')
  if (new Set(versions.map(({ name }) => name)).size < versions.length) root.to('spec.versions').invalidText(shown(), 'must contain unique version names')
  versions.forEach(({ name, schema }, i) => {
    const path = root.to(`spec.versions[${i}]`)
    named(path.to('name'), name, dnsLabel)
    const { openAPIV3Schema: whole } = schema ?? {}
    const at = path.to('schema.openAPIV3Schema')
    if (!whole) at.required('schemas are required')
    else checkSchema(versions.length === 1 ? root.to('spec.validation.openAPIV3Schema') : at, whole)
  })
}

/** A schema must be structural: every value has a type. */
function checkSchema(path: Path, schema: JSONSchemaProps): void {
  if (!schema.type) path.to('type').required('must not be empty at the root')
  else if (schema.type !== 'object') path.to('type').invalid(schema.type, 'must be object at the root')
  checkParts(path, schema)
}

function checkParts(path: Path, schema: JSONSchemaProps): void {
  const typed = (at: Path, part: JSONSchemaProps, what: string): void => {
    if (!part.type && !part['x-kubernetes-int-or-string'] && !part['x-kubernetes-preserve-unknown-fields'] && !part.$ref) at.to('type').required(`must not be empty for specified ${what}`)
    checkParts(at, part)
  }
  const bad = schema.pattern === undefined ? undefined : patternFault(schema.pattern)
  if (bad !== undefined) path.to('pattern').invalid(schema.pattern, `must be a valid regular expression, but isn't: ${bad}`)
  for (const [name, property] of Object.entries(schema.properties ?? {})) typed(path.to(`properties[${name}]`), property, 'object fields')
  if (typeof schema.additionalProperties === 'object') typed(path.to('additionalProperties'), schema.additionalProperties, 'object fields')
  if (schema.items && 'length' in schema.items === false) typed(path.to('items'), schema.items as JSONSchemaProps, 'array items') // what is no array is one schema
  else if (schema.type === 'array' && !schema.items) path.to('items').required('must be specified')
}

function patternFault(pattern: string): string | undefined {
  try { compilePattern(pattern) }
  catch (error) { return messageOf(error) }
  return undefined
}

function checkNames(root: Path, { plural, singular, kind, listKind, shortNames = [] }: CustomResourceDefinitionNames): void {
  named(root.to('spec.names.plural'), plural, dnsLabel)
  if (singular) fails(root.to('spec.names.singular'), singular, dnsLabel(singular))
  if (kind) fails(root.to('spec.names.kind'), kind, kindFaults(kind))
  else root.to('spec.names.kind').required()
  if (listKind) fails(root.to('spec.names.listKind'), listKind, kindFaults(listKind))
  if (listKind === kind && kind) root.to('spec.names.listKind').invalid(listKind, 'kind and listKind may not be the same')
  shortNames.forEach((name, i) => fails(root.to(`spec.names.shortNames[${i}]`), name, dnsLabel(name)))
}

const kindFaults = (kind: string): readonly string[] => dnsLabel(kind.toLowerCase()).map(fault => `may have mixed case, but should otherwise match: ${fault}`)

export const isEstablished = ({ status }: CustomResourceDefinition): boolean =>
  status.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True') ?? false

/** The status once its names were looked at: accepted, or not where another definition of the group has them. */
function accepted({ metadata, spec, status }: CustomResourceDefinition, { all, unixMs }: StrategyContext): CustomResourceDefinition['status'] {
  const inUse = (all(definitionsKey) as readonly CustomResourceDefinition[]) // that is what the key names
    .filter(other => other.spec.group === spec.group && other.metadata.name !== metadata.name).map(other => other.status.acceptedNames)
  const taken = new Set(inUse.flatMap(({ plural, singular = '', shortNames = [] }) => [plural, singular, ...shortNames]))
  const takenKinds = new Set(inUse.flatMap(({ kind, listKind = '' }) => [kind, listKind]))
  const { plural, singular = '', shortNames = [], kind, listKind = '' } = spec.names
  const conflict = [plural, singular, ...shortNames].find(name => taken.has(name)) ?? [kind, listKind].find(name => takenKinds.has(name))
  const conditions = [
    conflict === undefined
      ? condition('NamesAccepted', true, 'NoConflicts', 'no conflicts found', unixMs)
      : condition('NamesAccepted', false, reasonOf(conflict, spec.names), `${JSON.stringify(conflict)} is already in use`, unixMs),
    conflict === undefined
      ? condition('Established', true, 'InitialNamesAccepted', 'the initial names have been accepted', unixMs)
      : condition('Established', false, 'NotAccepted', 'not all names are accepted', unixMs),
  ]
  const before = status.conditions ?? []
  const isSame = conditions.every(({ type, status: is }) => before.some(known => known.type === type && known.status === is))
  if (isSame && JSON.stringify(status.acceptedNames) === JSON.stringify(spec.names)) return status
  const others = before.filter(({ type }) => !conditions.some(now => now.type === type))
  return { ...status, acceptedNames: conflict === undefined ? spec.names : status.acceptedNames, conditions: [...conditions, ...others] }
}

function reasonOf(name: string, { plural, singular, kind, listKind }: CustomResourceDefinitionNames): string {
  if (name === plural) return 'PluralConflict'
  if (name === singular) return 'SingularConflict'
  return name === kind ? 'KindConflict' : name === listKind ? 'ListKindConflict' : 'ShortNamesConflict'
}

const condition = (type: string, holds: boolean, reason: string, message: string, unixMs: number): CustomResourceDefinitionCondition =>
  ({ lastTransitionTime: timestamp(unixMs), message, reason, status: holds ? 'True' : 'False', type })
