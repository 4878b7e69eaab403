// Back-off: how long to leave something alone that keeps failing. It doubles from 10 s to 5 min, and is forgotten
// when all went well for twice that.
import type { Clock } from '../clock/clock.ts'

const firstMs = 10_000
const longestMs = 300_000

interface Entry { readonly backoffMs: number, readonly updatedMs: number }

export class Backoff {
  private readonly clock: Clock
  private readonly entries = new Map<string, Entry>()

  constructor(clock: Clock) { this.clock = clock }

  /** Less than the back-off has passed since something happened. */
  isInBackOffSince(key: string, sinceMs: number): boolean { return this.leftMs(key, sinceMs) > 0 }

  /** Less than the back-off has passed since it was last raised. */
  isInBackOff(key: string): boolean { return this.leftMs(key, this.entries.get(key)?.updatedMs ?? 0) > 0 }

  /** It failed at an instant and is tried again now: next time it has to wait longer. */
  raise(key: string, failedMs: number): void {
    const entry = this.entries.get(key)
    const backoffMs = !entry || hasExpired(entry, failedMs) ? firstMs : Math.min(entry.backoffMs * 2, longestMs)
    this.entries.set(key, { backoffMs, updatedMs: this.clock.nowMs })
  }

  backoffMs(key: string): number { return this.entries.get(key)?.backoffMs ?? 0 }

  leftMs(key: string, sinceMs: number): number {
    const entry = this.entries.get(key)
    return !entry || hasExpired(entry, sinceMs) ? 0 : Math.max(0, entry.backoffMs - (this.clock.nowMs - sinceMs))
  }

  forget(key: string): void { this.entries.delete(key) }
}

const hasExpired = ({ updatedMs }: Entry, atMs: number): boolean => atMs - updatedMs > 2 * longestMs
