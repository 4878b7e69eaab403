// The variables of a container: what its like have too, kept once for all of them, and what it has besides.

/** Set for every container, if nobody says otherwise. */
const defaultHome = '/root'

const nothing: ReadonlyMap<string, string> = new Map()

export class Environment implements ReadonlyMap<string, string> {
  /** Has a place for HOSTNAME, whose value each container has of its own. */
  private readonly shared: ReadonlyMap<string, string>
  private readonly hostname: string
  private readonly own: ReadonlyMap<string, string>
  private all: ReadonlyMap<string, string> | undefined

  constructor(shared: ReadonlyMap<string, string>, hostname: string, own = nothing) {
    this.shared = shared
    this.hostname = hostname
    this.own = own
  }

  get(name: string): string | undefined {
    return this.own.get(name) ?? (name === 'HOSTNAME' ? this.hostname : this.shared.get(name) ?? (name === 'HOME' ? defaultHome : undefined))
  }

  has(name: string): boolean { return this.get(name) !== undefined }
  get size(): number { return this.whole.size }
  keys(): MapIterator<string> { return this.whole.keys() }
  values(): MapIterator<string> { return this.whole.values() }
  entries(): MapIterator<[string, string]> { return this.whole.entries() }
  [Symbol.iterator](): MapIterator<[string, string]> { return this.entries() }
  forEach(tell: (value: string, name: string, map: ReadonlyMap<string, string>) => void): void { this.whole.forEach(tell) }

  /** All of them in order, made when somebody looks at more than single ones. */
  private get whole(): ReadonlyMap<string, string> {
    return this.all ??= new Map([...new Set([...this.shared.keys(), ...this.own.keys(), 'HOME'])].map(name => [name, this.get(name) ?? '']))
  }
}
