// Discovery: what clients read to learn which resources there are.
import type { JsonObject } from '../object.ts'
import { apiVersionOf, type ResourceDefinition } from '../resource.ts'
import { subresourcesOf, type ServedGroup, type ServedVersion } from './resources.ts'

const ownAddress = '172.18.0.100:6443'

export const apiVersions = (): JsonObject =>
  ({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: ownAddress }] })

function groupFields({ group, versions }: ServedGroup): JsonObject {
  const texts = versions.map(({ version }) => ({ groupVersion: apiVersionOf(group, version), version }))
  return { name: group, versions: texts, preferredVersion: texts[0] }
}

export const apiGroup = (group: ServedGroup): JsonObject => ({ kind: 'APIGroup', apiVersion: 'v1', ...groupFields(group) })

export const apiGroupList = (groups: readonly ServedGroup[]): JsonObject =>
  ({ kind: 'APIGroupList', apiVersion: 'v1', groups: groups.filter(({ group }) => group !== '').map(groupFields) })

export function apiResourceList(group: string, { version, definitions }: ServedVersion): JsonObject {
  return {
    kind: 'APIResourceList',
    ...group !== '' && { apiVersion: 'v1' }, // as the real one
    groupVersion: apiVersionOf(group, version),
    resources: definitions.flatMap(definition => [resource(definition), ...subresources(definition)]),
  }
}

function resource({ plural, singular, namespaced, kind, verbs, shortNames, categories }: ResourceDefinition): JsonObject {
  return { name: plural, singularName: singular, namespaced, kind, verbs, ...shortNames.length > 0 && { shortNames }, ...categories.length > 0 && { categories } }
}

const subresources = (definition: ResourceDefinition): readonly JsonObject[] => subresourcesOf(definition).map(({ name, group, version, kind, verbs }) => ({
  name: `${definition.plural}/${name}`,
  singularName: '',
  namespaced: definition.namespaced,
  ...(group !== definition.group || version !== definition.version) && { group, version },
  kind,
  verbs,
}))

/** All at once, as clients prefer it: of the core group (`/api`), or of all others (`/apis`). */
export function groupDiscoveryList(groups: readonly ServedGroup[]): JsonObject {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(({ group, versions }) => ({
      metadata: { ...group !== '' && { name: group }, creationTimestamp: null },
      versions: versions.map(({ version, definitions }) => ({ version, resources: definitions.map(discoveredResource), freshness: 'Current' })),
    })),
  }
}

function discoveredResource(definition: ResourceDefinition): JsonObject {
  const { group, version, kind, plural, singular, namespaced, verbs, shortNames, categories } = definition
  const parts = subresourcesOf(definition).map(part => ({ subresource: part.name, responseKind: { group: part.group, version: part.version, kind: part.kind }, verbs: part.verbs }))
  return {
    resource: plural,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...shortNames.length > 0 && { shortNames },
    ...categories.length > 0 && { categories },
    ...parts.length > 0 && { subresources: parts },
  }
}
