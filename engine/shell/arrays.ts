// Arrays, as bash has them: by number, or by name.
import { arithmetic } from './arithmetic.ts'

interface Numbers {
  get(name: string): string | undefined
  set(name: string, value: string): void
}

export class ShellArray {
  /** `declare -A` */
  readonly isNamed: boolean
  private readonly entries: Map<string, string>
  /** Numbers came in their order, so far up to this. */
  private last = -1
  private isOrdered = true

  constructor(isNamed: boolean, entries: Iterable<readonly [string, string]> = []) {
    this.isNamed = isNamed
    this.entries = new Map()
    for (const [key, value] of entries) this.set(key, value)
  }

  static of(values: readonly string[]): ShellArray { return new ShellArray(false, values.map((value, i) => [String(i), value])) }

  copy(): ShellArray { return new ShellArray(this.isNamed, this.entries) }

  keys(): readonly string[] { return this.isNamed || this.isOrdered ? [...this.entries.keys()] : [...this.entries.keys()].sort((a, b) => Number(a) - Number(b)) }
  values(): readonly string[] { return this.keys().map(key => this.entries.get(key) ?? '') }

  /** The key that a subscript means: a number is reckoned, and counts from the end when it is less than 0. */
  keyOf(subscript: string, variables: Numbers): string {
    if (this.isNamed) return subscript
    const number = arithmetic(subscript, variables)
    return String(number < 0 ? this.next + number : number)
  }

  get(key: string): string | undefined { return this.entries.get(key) }
  set(key: string, value: string): void {
    if (Number(key) > this.last) this.last = Number(key)
    else if (!this.entries.has(key)) this.isOrdered = false
    this.entries.set(key, value)
  }

  delete(key: string): void {
    this.entries.delete(key)
    if (!this.isNamed && Number(key) === this.last) this.last = [...this.entries.keys()].reduce((most, each) => Math.max(most, Number(each)), -1)
  }

  /** Puts a value behind a key, or at the end; answers where. */
  push(value: string, behind?: string): string {
    const key = String(behind === undefined ? this.next : Number(behind) + 1)
    this.set(key, value)
    return key
  }

  private get next(): number { return this.last + 1 }
}

/** `a[1]`, taken apart; undefined for a plain name. */
export function element(name: string): readonly [array: string, subscript: string] | undefined {
  const open = name.indexOf('[')
  return open > 0 && name.endsWith(']') ? [name.slice(0, open), name.slice(open + 1, -1)] : undefined
}
