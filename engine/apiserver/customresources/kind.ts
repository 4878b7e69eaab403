// CustomResourceDefinition itself: what may be defined, and whether its names are free.
import { timestamp } from '../../clock/time.ts'
import type { Kind } from '../kinds/kind.ts'
import { type StrategyContext } from '../resource.ts'
import type { CustomResourceDefinition, CustomResourceDefinitionCondition, CustomResourceDefinitionNames, CustomResourceDefinitionSpec } from '../types.gen.ts'
import { checkDefinition } from './check.ts'

export const definitionsKey = 'customresourcedefinitions.apiextensions.k8s.io'
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io'

export const customresourcedefinitions: Kind<CustomResourceDefinition> = {
  defaults(definition) {
    const { names, ...spec }: Partial<CustomResourceDefinitionSpec> = definition.spec ?? {} // what comes in may lack even what must be there
    const { plural = '', kind = '', singular = kind.toLowerCase(), listKind = kind && `${kind}List`, ...others }: Partial<CustomResourceDefinitionNames> = names ?? {}
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
  check: checkDefinition,
  checkUpdate(root, next, current) {
    const { names, scope, group } = current.spec
    const fixed = (path: string, now: unknown, before: unknown): void => {
      if (now !== before) root.to(path).invalid(now, 'field is immutable')
    }
    if (isEstablished(current)) {
      fixed('spec.scope', next.spec.scope, scope)
      fixed('spec.names.kind', next.spec.names.kind, names.kind)
    }
    fixed('spec.group', next.spec.group, group)
    fixed('spec.names.plural', next.spec.names.plural, names.plural)
  },
}

function withStoredVersions(definition: CustomResourceDefinition, before: readonly string[]): CustomResourceDefinition {
  const stored = (definition.spec.versions ?? []).filter(({ storage }) => storage).map(({ name }) => name)
  const storedVersions = [...before, ...stored.filter(name => !before.includes(name))]
  return storedVersions.length === before.length ? definition : { ...definition, status: { ...definition.status, storedVersions } }
}

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
