// The object that a slide speaks of: `deployment/web`, or `pod/web-*` for the newest of those.
import type { KubeObject } from '../../apiserver/object.ts'
import { resourceKey } from '../../apiserver/resource.ts'
import { resourceNamed } from '../../client/discovery.ts'
import type { Cluster } from '../cluster.ts'

export interface Found { readonly key: string, readonly namespace: string | undefined, readonly object: KubeObject }

export class ReferenceError extends Error {}

/** Undefined while there is none; throws for what can never be one. */
export function findObject({ admin, store }: Cluster, reference: string, inNamespace: string): Found | undefined {
  const [kind = '', name = '', ...more] = reference.split('/')
  if (kind === '' || name === '' || more.length > 0) throw new ReferenceError(`${JSON.stringify(reference)} names no object; write kind/name, as deployment/web`)
  const definition = resourceNamed(admin.definitions(), kind)
  if (!definition) throw new ReferenceError(`the server doesn't have a resource type ${JSON.stringify(kind)}`)
  const key = resourceKey(definition.group, definition.plural)
  const namespace = definition.namespaced ? inNamespace : undefined
  const prefix = namespace === undefined ? '' : `${namespace}/`
  const isMeant = (found: string): boolean => name.endsWith('*') ? found.startsWith(name.slice(0, -1)) : found === name
  const revisionOf = (object: KubeObject): number => store.get(key, `${prefix}${object.metadata.name}`)?.revision ?? 0
  const found = store.range(key).filter(({ metadata }) => (namespace === undefined || metadata.namespace === namespace) && isMeant(metadata.name))
  const newest = found.reduce<KubeObject | undefined>((best, next) => best && !isYounger(next, best, revisionOf) ? best : next, undefined)
  return newest && { key, namespace, object: newest }
}

function isYounger(a: KubeObject, b: KubeObject, revisionOf: (object: KubeObject) => number): boolean {
  const [madeA, madeB] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '']
  return madeA === madeB ? revisionOf(a) > revisionOf(b) : madeA > madeB
}
