// What is served, by group and version, with the subresources of each resource.
import type { Registry } from '../registry.ts'
import { apiVersionOf, groupVersionOf, type ResourceDefinition } from '../resource.ts'
import { servedResources } from '../schema/index.ts'

export interface Subresource {
  readonly name: string
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly verbs: readonly string[]
}

export interface ServedVersion { readonly version: string, readonly definitions: readonly ResourceDefinition[] }
export interface ServedGroup { readonly group: string, readonly versions: readonly ServedVersion[] }

/** The groups in the order of the server, the preferred version of each first. */
export function servedGroups(registry: Registry): readonly ServedGroup[] {
  const groups = Map.groupBy(registry.all(), ({ group }) => group)
  const order = new Map(builtinGroups().map((group, i) => [group, i]))
  const placeOf = ({ group }: ServedGroup): number => order.get(group) ?? order.size
  return [...groups].map(([group, definitions]) => ({
    group,
    versions: [...Map.groupBy(definitions, ({ version }) => version)].map(([version, inVersion]) => ({ version, definitions: inVersion.toSorted(byPlural) })),
  })).sort((a, b) => placeOf(a) - placeOf(b) || (a.group < b.group ? -1 : 1))
}

const byPlural = (a: ResourceDefinition, b: ResourceDefinition): number => a.plural < b.plural ? -1 : 1

let known: readonly string[] | undefined
const builtinGroups = (): readonly string[] => known ??= [...new Set(servedResources().map(({ group }) => group))]

const changing = ['get', 'patch', 'update']

/** The subresources of a resource, by name. */
export function subresourcesOf({ group, version, plural, kind, custom, subresources }: ResourceDefinition): readonly Subresource[] {
  if (custom)
    return subresources.map(name => name === 'scale' ? { name, group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: changing } : { name, group, version, kind, verbs: changing }).sort(byName)
  return servedResources()
    .filter(served => served.subresource !== '' && served.group === group && served.version === version && served.plural === plural)
    .map(served => ({ name: served.subresource, ...groupVersionOf(served.kindApiVersion ?? apiVersionOf(group, version)), kind: served.kind, verbs: served.verbs }))
    .sort(byName)
}

const byName = (a: Subresource, b: Subresource): number => a.name < b.name ? -1 : 1
