// What a member of a raft writes to its disk and finds there after a restart: its term, its vote and its log.
import type { Entry, MemberId } from './message.ts'

export class Disk<C> {
  term = 0
  votedFor: MemberId | undefined
  readonly log = new Log<C>()
}

/** Entries are counted from 1; before the first comes nothing, in term 0. */
export class Log<C> {
  private readonly entries: Entry<C>[] = []

  get lastIndex(): number { return this.entries.length }
  get lastTerm(): number { return this.termAt(this.lastIndex) }

  termAt(index: number): number { return this.entries[index - 1]?.term ?? 0 }
  at(index: number): Entry<C> | undefined { return this.entries[index - 1] }
  from(index: number): readonly Entry<C>[] { return this.entries.slice(index - 1) }
  add(entry: Entry<C>): void { this.entries.push(entry) }

  /** Whether it holds what another log holds at an index, and so everything before it. */
  agreesAt(index: number, term: number): boolean { return index <= this.lastIndex && this.termAt(index) === term }

  /** Whether a log that ends so holds at least what this one holds of the committed. */
  isCoveredBy(lastIndex: number, lastTerm: number): boolean {
    return lastTerm > this.lastTerm || (lastTerm === this.lastTerm && lastIndex >= this.lastIndex)
  }

  /** Takes over a leader's entries after an index: what contradicts them goes, what is there already stays. */
  takeOver(previousIndex: number, entries: readonly Entry<C>[]): void {
    for (const [i, entry] of entries.entries()) {
      const index = previousIndex + 1 + i
      if (this.agreesAt(index, entry.term)) continue
      this.entries.length = index - 1
      this.entries.push(entry)
    }
  }
}
