// etcd: a revisioned store. Every write is a new revision of the whole; the old versions of a key stay
// reachable through the new one, so the past is a lookup. Keys live in buckets (`/registry/pods/`), which is
// all the order of etcd's tree that Kubernetes relies on.
import type { EventId } from '../clock/clock.ts'

export interface Version<V> {
  readonly key: string
  /** undefined: the key was deleted in this revision. */
  readonly value: V | undefined
  readonly revision: number
  readonly createRevision: number
  readonly atMs: number
  /** The event that wrote it: no revision without a cause. */
  readonly cause: EventId
  previous: Version<V> | undefined
}

export class CompactedError extends Error {
  readonly compactRevision: number
  constructor(compactRevision: number) {
    super('etcdserver: mvcc: required revision has been compacted')
    this.compactRevision = compactRevision
  }
}

/** One write, as the members of a replicated etcd know it. */
export interface Change { readonly bucket: string, readonly key: string, readonly revision: number }

/** Those who must agree before a write counts: whether they did. */
export interface Consensus { take(change: Change): boolean }

export class NoQuorumError extends Error {
  constructor() { super('etcdserver: request timed out') }
}

interface Bucket<V> {
  readonly heads: Map<string, Version<V>>
  log: Version<V>[]
  sortedKeys: string[] | undefined
  readonly observers: Set<(version: Version<V>) => void>
}

export interface Now { readonly nowMs: number; readonly cause: EventId }

export class Store<V> {
  revision = 0
  compactedRevision = 0
  private readonly buckets = new Map<string, Bucket<V>>()
  private readonly now: Now
  private readonly consensus: Consensus | undefined

  constructor(now: Now, consensus?: Consensus) {
    this.now = now
    this.consensus = consensus
  }

  /** Writes a key; the value is made knowing its revision, since objects carry it. */
  put(bucketName: string, key: string, make: (revision: number) => V): Version<V> {
    const bucket = this.bucket(bucketName)
    return this.commit(bucketName, bucket, key, bucket.heads.get(key), make(this.revision + 1))
  }

  /** As `put`, unless the key is there already: then nothing is written, nor answered. */
  create(bucketName: string, key: string, make: (revision: number) => V): Version<V> | undefined {
    const bucket = this.bucket(bucketName)
    const previous = bucket.heads.get(key)
    return previous?.value === undefined ? this.commit(bucketName, bucket, key, previous, make(this.revision + 1)) : undefined
  }

  delete(bucketName: string, key: string): Version<V> | undefined {
    const bucket = this.bucket(bucketName)
    const previous = bucket.heads.get(key)
    return previous?.value === undefined ? undefined : this.commit(bucketName, bucket, key, previous, undefined)
  }

  get(bucketName: string, key: string, atRevision = this.revision): Version<V> | undefined {
    this.refuseCompacted(atRevision)
    const version = versionAt(this.buckets.get(bucketName)?.heads.get(key), atRevision)
    return version?.value === undefined ? undefined : version
  }

  /** The live values under a prefix at a revision, in the order of their keys. */
  range(bucketName: string, prefix = '', atRevision = this.revision): V[] {
    this.refuseCompacted(atRevision)
    const bucket = this.buckets.get(bucketName)
    if (!bucket) return []
    const keys = bucket.sortedKeys ??= [...bucket.heads.keys()].sort()
    const values: V[] = []
    for (let i = prefix === '' ? 0 : lowerBound(keys, prefix); i < keys.length; i++) {
      const key = keys[i]
      if (key === undefined || !key.startsWith(prefix)) break
      const value = versionAt(bucket.heads.get(key), atRevision)?.value
      if (value !== undefined) values.push(value)
    }
    return values
  }

  /** Whether a bucket holds nothing, nor ever did. */
  isEmpty(bucketName: string): boolean { return (this.buckets.get(bucketName)?.heads.size ?? 0) === 0 }

  /** What was written to a bucket after a revision, oldest first. */
  since(bucketName: string, revision: number): readonly Version<V>[] {
    if (revision < this.compactedRevision) throw new CompactedError(this.compactedRevision)
    const log = this.buckets.get(bucketName)?.log ?? []
    let low = 0
    let high = log.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((log[middle]?.revision ?? 0) <= revision) low = middle + 1
      else high = middle
    }
    return log.slice(low)
  }

  /** Calls back on every write to a bucket, at once; who wants it later waits on the clock. */
  observe(bucketName: string, onWrite: (version: Version<V>) => void): () => void {
    const { observers } = this.bucket(bucketName)
    observers.add(onWrite)
    return () => { observers.delete(onWrite) }
  }

  bucketNames(): readonly string[] { return [...this.buckets.keys()].sort() }

  /** The revision that was current at an instant. */
  revisionAt(atMs: number): number {
    let found = 0
    for (const { log } of this.buckets.values()) {
      let low = 0
      let high = log.length
      while (low < high) {
        const middle = (low + high) >> 1
        if ((log[middle]?.atMs ?? 0) <= atMs) low = middle + 1
        else high = middle
      }
      found = Math.max(found, log[low - 1]?.revision ?? 0)
    }
    return found
  }

  /** Forgets what no reader at or after `revision` can see. */
  compact(revision: number): void {
    this.compactedRevision = Math.max(this.compactedRevision, Math.min(revision, this.revision))
    for (const bucket of this.buckets.values()) {
      for (const [key, head] of bucket.heads) {
        const oldest = versionAt(head, this.compactedRevision)
        if (oldest) oldest.previous = undefined
        if (head === oldest && head.value === undefined && bucket.heads.delete(key)) bucket.sortedKeys = undefined
      }
      bucket.log = bucket.log.filter(version => version.revision > this.compactedRevision)
    }
  }

  private commit(bucketName: string, bucket: Bucket<V>, key: string, previous: Version<V> | undefined, value: V | undefined): Version<V> {
    const revision = this.revision + 1
    if (this.consensus?.take({ bucket: bucketName, key, revision }) === false) throw new NoQuorumError()
    this.revision = revision
    const version: Version<V> = {
      key,
      value,
      revision,
      createRevision: previous?.value === undefined ? revision : previous.createRevision,
      atMs: this.now.nowMs,
      cause: this.now.cause,
      previous,
    }
    if (!previous) bucket.sortedKeys = undefined
    bucket.heads.set(key, version)
    bucket.log.push(version)
    for (const observer of bucket.observers) observer(version)
    return version
  }

  private bucket(name: string): Bucket<V> {
    let bucket = this.buckets.get(name)
    if (!bucket) {
      bucket = { heads: new Map(), log: [], sortedKeys: undefined, observers: new Set() }
      this.buckets.set(name, bucket)
    }
    return bucket
  }

  private refuseCompacted(revision: number): void {
    if (revision < this.compactedRevision) throw new CompactedError(this.compactedRevision)
  }
}

function versionAt<V>(head: Version<V> | undefined, revision: number): Version<V> | undefined {
  let version = head
  while (version && version.revision > revision) version = version.previous
  return version
}

function lowerBound(keys: readonly string[], prefix: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keys[middle] ?? '') < prefix) low = middle + 1
    else high = middle
  }
  return low
}
