// The objects of one kind: by their uid, by what they are indexed by, and what they were a while ago.
import type { KubeObject } from '../../engine/apiserver/object.ts'

interface Change<T> { readonly before: T | undefined, readonly after: T | undefined }
interface Past<T> { readonly object: T, readonly untilMs: number }

/** So long the past is remembered at least. */
const memories = 64

export class Shelf<T extends KubeObject, Index extends string = string> {
  private readonly objects = new Map<string, T>()
  private readonly past = new Map<string, Past<T>[]>()
  private readonly indexes: ReadonlyMap<string, (object: T) => string | undefined>
  private readonly byValue = new Map<string, Map<string, T>>()

  constructor(indexes: Readonly<Record<Index, (object: T) => string | undefined>>) {
    this.indexes = new Map(Object.entries<(object: T) => string | undefined>(indexes))
  }

  get(uid: string): T | undefined { return this.objects.get(uid) }
  all(): readonly T[] { return [...this.objects.values()] }
  by(index: Index, value: string): readonly T[] { return [...this.byValue.get(`${index} ${value}`)?.values() ?? []] }

  /** What an object is, and all that it was since an instant. */
  since(object: T, sinceMs: number): readonly T[] {
    const past = this.past.get(object.metadata.uid) ?? []
    return [object, ...past.filter(({ untilMs }) => untilMs >= sinceMs).map(({ object }) => object)]
  }

  take({ before, after }: Change<T>, nowMs: number): void {
    if (before) this.drop(before)
    if (after) this.put(after)
    if (!before || !after) return
    const past = this.past.get(after.metadata.uid) ?? []
    past.push({ object: before, untilMs: nowMs })
    if (past.length > memories) past.shift()
    this.past.set(after.metadata.uid, past)
  }

  private put(object: T): void {
    this.objects.set(object.metadata.uid, object)
    for (const key of this.keysOf(object)) {
      const bucket = this.byValue.get(key) ?? new Map<string, T>()
      bucket.set(object.metadata.uid, object)
      this.byValue.set(key, bucket)
    }
  }

  private drop(object: T): void {
    this.objects.delete(object.metadata.uid)
    for (const key of this.keysOf(object)) this.byValue.get(key)?.delete(object.metadata.uid)
  }

  private keysOf(object: T): readonly string[] {
    return [...this.indexes].flatMap(([index, valueOf]) => {
      const value = valueOf(object)
      return value === undefined ? [] : [`${index} ${value}`]
    })
  }
}
