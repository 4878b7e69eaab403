// The life of an object: all that was written of it, the oldest first, also of one that is gone by now.
import type { Version } from '../../etcd/store.ts'
import { keyOf } from '../../apiserver/key.ts'
import type { KubeObject } from '../../apiserver/object.ts'
import type { Cluster } from '../cluster.ts'
import { findObject, meantBy } from './find.ts'

export interface Moment<T extends KubeObject> {
  readonly atMs: number
  readonly revision: number
  readonly cause: number
  readonly object: T
}

export interface Life<T extends KubeObject = KubeObject> {
  readonly name: string
  /** As it was written, again and again. */
  readonly moments: readonly Moment<T>[]
  /** As it was last. */
  readonly last: T
  /** When it was gone; undefined while it is there. */
  readonly goneMs: number | undefined
}

/** The lives of all objects in a bucket whose key begins so, in the order in which they were born. */
export function livesIn<T extends KubeObject>({ store }: Cluster, bucket: string, prefix: string, isMeant: (name: string) => boolean = () => true): readonly Life<T>[] {
  const byBirth = new Map<number, Version<KubeObject>[]>()
  for (const version of store.since(bucket, store.compactedRevision)) {
    if (!version.key.startsWith(prefix) || !isMeant(version.key.slice(prefix.length))) continue
    const life = byBirth.get(version.createRevision)
    if (life) life.push(version)
    else byBirth.set(version.createRevision, [version])
  }
  return [...byBirth.values()].flatMap(versions => lived<T>(versions) ?? [])
}

function lived<T extends KubeObject>(versions: readonly Version<KubeObject>[]): Life<T> | undefined {
  const moments = versions.flatMap(({ atMs, revision, cause, value }) => value ? [{ atMs, revision, cause, object: value as T }] : []) // the bucket names the kind
  const last = moments.at(-1)?.object
  const end = versions.at(-1)
  return last && { name: last.metadata.name, moments, last, goneMs: end?.value === undefined ? end?.atMs : undefined }
}

/** The life of the object that is meant: of the youngest that is there, else of the one that was born last. */
export function lifeOf<T extends KubeObject>(cluster: Cluster, reference: string, inNamespace: string): Life<T> | undefined {
  const found = findObject(cluster, reference, inNamespace)
  const head = found && cluster.store.get(found.key, keyOf(found.namespace, found.object.metadata.name))
  if (head) return lived<T>(versionsOf(head))
  const { key, namespace, isMeant } = meantBy(cluster, reference, inNamespace)
  return livesIn<T>(cluster, key, namespace === undefined ? '' : `${namespace}/`, isMeant).at(-1)
}

/** Back to its birth, the oldest first. */
function versionsOf(head: Version<KubeObject>): readonly Version<KubeObject>[] {
  const versions: Version<KubeObject>[] = []
  for (let version: Version<KubeObject> | undefined = head; version?.createRevision === head.createRevision; version = version.previous) versions.push(version)
  return versions.reverse()
}

/** A stretch of time in which something stayed the same. */
export interface Span<S> {
  readonly fromMs: number
  /** undefined: it still is so. */
  readonly toMs: number | undefined
  readonly state: S
}

/** What stays alike from moment to moment, as stretches; where there is nothing to say there is a gap. */
export function spansOf<T extends KubeObject, S>({ moments, goneMs }: Life<T>, look: (object: T) => S | undefined, isAlike: (a: S, b: S) => boolean = Object.is): readonly Span<S>[] {
  const spans: { fromMs: number, toMs: number | undefined, state: S }[] = []
  for (const { atMs, object } of moments) {
    const state = look(object)
    const last = spans.at(-1)
    const isOpen = last !== undefined && last.toMs === undefined
    if (isOpen && state !== undefined && isAlike(last.state, state)) continue
    if (isOpen) last.toMs = atMs
    if (state !== undefined) spans.push({ fromMs: atMs, toMs: undefined, state })
  }
  const last = spans.at(-1)
  if (last && last.toMs === undefined) last.toMs = goneMs
  return spans
}
