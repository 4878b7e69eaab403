// What can be read of the server by path and is no resource: discovery, OpenAPI, version, health.
import type { JsonObject } from '../object.ts'
import type { Registry } from '../registry.ts'
import { apiGroup, apiGroupList, apiResourceList, apiVersions, groupDiscoveryList } from './documents.ts'
import { openApiIndex, openApiOf, openApiPath } from './openapi.ts'
import { servedGroups } from './resources.ts'
import { serverVersion } from './version.ts'

export { servedGroups, subresourcesOf, type ServedGroup, type ServedVersion, type Subresource } from './resources.ts'
export { serverVersion } from './version.ts'
export { targetOf } from './paths.ts'

const health = new Set(['/healthz', '/livez', '/readyz'])

/** The text under a path, to the letter; undefined if there is nothing. `aggregated`: a client that asks for APIGroupDiscoveryList. */
export function documentAt(registry: Registry, path: string, aggregated = false): string | undefined {
  if (health.has(path)) return 'ok'
  if (path === '/version' || path === '/version/') return JSON.stringify(serverVersion, null, 2)
  const found = jsonAt(registry, path.replace(/\/$/, ''), aggregated)
  return found && `${JSON.stringify(found)}\n`
}

function jsonAt(registry: Registry, path: string, aggregated: boolean): JsonObject | undefined {
  const groups = servedGroups(registry)
  if (path === '') return { paths: rootPaths(registry) }
  if (path === '/api') return aggregated ? groupDiscoveryList(groups.filter(({ group }) => group === '')) : apiVersions()
  if (path === '/apis') return aggregated ? groupDiscoveryList(groups.filter(({ group }) => group !== '')) : apiGroupList(groups)
  if (path === '/openapi/v3') return openApiIndex(groups)
  for (const served of groups) {
    if (served.group !== '' && path === `/apis/${served.group}`) return apiGroup(served)
    for (const inVersion of served.versions) {
      const place = `/${openApiPath(served.group, inVersion.version)}`
      if (path === place) return apiResourceList(served.group, inVersion)
      if (path === `/openapi/v3${place}`) return openApiOf(served.group, inVersion)
    }
  }
  return undefined
}

function rootPaths(registry: Registry): readonly string[] {
  const ofGroups = servedGroups(registry).flatMap(({ group, versions }) => [...group === '' ? [] : [`/apis/${group}`], ...versions.map(({ version }) => `/${openApiPath(group, version)}`)])
  return [...new Set(['/api', '/apis', ...ofGroups, ...health, '/openapi/v3', '/version'])].sort()
}
