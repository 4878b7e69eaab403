// The object that a slide speaks of: `deployment/web`, or `pod/web-*` for the newest of those; `shop/pod/web-*` in a
// namespace of its own.
import type { KubeObject } from '../../apiserver/object.ts'
import { resourceKey } from '../../apiserver/resource.ts'
import { resourceNamed } from '../../client/discovery.ts'
import type { Cluster } from '../cluster.ts'

export interface Found { readonly key: string, readonly namespace: string | undefined, readonly object: KubeObject }

export class ReferenceError extends Error {}

/** What a reference means, whether there is such an object or not; throws for what can never be one. */
export interface Meant {
  /** The bucket of the store, as `deployments.apps`. */
  readonly key: string
  readonly namespace: string | undefined
  isMeant(name: string): boolean
}

export function meantBy({ admin }: Cluster, reference: string, inNamespace: string): Meant {
  const parts = reference.split('/')
  const [name = '', kind = '', namespace = inNamespace, ...more] = parts.toReversed()
  if (kind === '' || name === '' || more.length > 0) throw new ReferenceError(`${JSON.stringify(reference)} names no object; write kind/name, as deployment/web`)
  const definition = resourceNamed(admin.definitions(), kind)
  if (!definition) throw new ReferenceError(`the server doesn't have a resource type ${JSON.stringify(kind)}`)
  return {
    key: resourceKey(definition.group, definition.plural),
    namespace: definition.namespaced ? namespace : undefined,
    isMeant: found => name.endsWith('*') ? found.startsWith(name.slice(0, -1)) : found === name,
  }
}

/** The one that was born last; undefined while there is none. */
export function findObject(cluster: Cluster, reference: string, inNamespace: string): Found | undefined {
  const { store } = cluster
  const { key, namespace, isMeant } = meantBy(cluster, reference, inNamespace)
  const prefix = namespace === undefined ? '' : `${namespace}/`
  const bornAt = ({ metadata: { name } }: KubeObject): number => store.get(key, `${prefix}${name}`)?.createRevision ?? 0
  const found = store.range(key, prefix).filter(({ metadata }) => isMeant(metadata.name))
  const newest = found.reduce<KubeObject | undefined>((best, next) => best && bornAt(best) > bornAt(next) ? best : next, undefined)
  return newest && { key, namespace, object: newest }
}
