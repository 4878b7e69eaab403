// What a controller wrote but its informer has not told it of yet. Whoever acts on such an old copy only gets a
// conflict for it; the news of the write will come, and then is the time to look again.
import type { KubeObject } from '../apiserver/object.ts'

export class OwnWrites {
  private readonly versions = new Map<string, number>()

  /** Remembers an object as it was written, and answers it. */
  note<T extends KubeObject>(object: T): T {
    this.versions.set(object.metadata.uid, Number(object.metadata.resourceVersion))
    return object
  }

  isBehind({ metadata: { uid, resourceVersion } }: KubeObject): boolean {
    const written = this.versions.get(uid)
    if (written === undefined || written > Number(resourceVersion)) return written !== undefined
    this.versions.delete(uid)
    return false
  }

  forget({ metadata }: KubeObject): void { this.versions.delete(metadata.uid) }
}
