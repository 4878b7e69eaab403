// Paths of resources: `/apis/apps/v1/namespaces/default/deployments/web/scale`.
import type { Target } from '../request.ts'

/** What a path is about; undefined if it is not the path of a resource. */
export function targetOf(path: string): Target | undefined {
  const [, root, ...rest] = path.split('/').map(decoded)
  const group = root === 'apis' ? rest.shift() : root === 'api' ? '' : undefined
  const version = rest.shift()
  if (group === undefined || version === undefined) return undefined
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2 && !(group === '' && ofNamespaces.has(rest[2] ?? ''))
  const [resource, name, ...subresource] = inNamespace ? rest.slice(2) : rest
  if (!resource) return undefined
  return {
    group, version, resource,
    ...inNamespace && { namespace: rest[1] ?? '' },
    ...name && { name },
    ...subresource.length > 0 && { subresource: subresource.join('/') },
  }
}

const ofNamespaces = new Set(['finalize', 'status'])

function decoded(part: string): string {
  try { return decodeURIComponent(part) }
  catch { return part }
}
