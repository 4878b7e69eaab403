// What a controller has done but its informer has not told yet. Until it has, counting would count wrongly.

export class Expectations {
  private readonly awaited = new Map<string, Set<string>>()

  willSee(key: string, objectKey: string): void {
    const awaited = this.awaited.get(key)
    if (awaited) awaited.add(objectKey)
    else this.awaited.set(key, new Set([objectKey]))
  }

  seen(key: string | undefined, objectKey: string): void {
    if (key === undefined) return
    const awaited = this.awaited.get(key)
    if (awaited?.delete(objectKey) && awaited.size === 0) this.awaited.delete(key)
  }

  areMet(key: string): boolean { return !this.awaited.has(key) }
  forget(key: string): void { this.awaited.delete(key) }
}
