// The tree of commands: where a word leads.
import type { Verb } from './verb.ts'

export interface Branch {
  readonly verb?: Verb
  readonly aliases?: readonly string[]
  readonly summary?: string
  readonly commands?: Readonly<Record<string, Branch>>
  /** What is said when a subcommand is missing, and where. */
  readonly bare?: { readonly to: 'stdout' | 'stderr', readonly exitCode: number }
  /** What stands for its subcommands and flags in its usage. */
  readonly usage?: string
}

export function childNamed(branch: Branch, name: string): readonly [string, Branch] | undefined {
  return Object.entries(branch.commands ?? {}).find(([known, { aliases = [] }]) => known === name || aliases.includes(name))
}

/** Names that are close to what was typed: two letters off at most, or begun like it. */
export function suggestionsFor(typed: string, names: readonly string[]): readonly string[] {
  const word = typed.toLowerCase()
  return names.filter(name => distance(word, name.toLowerCase()) <= 2 || name.toLowerCase().startsWith(word))
}

/** How many letters must be changed, added or taken away. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length] ?? 0
}
