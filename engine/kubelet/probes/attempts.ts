// What became of each attempt of a probe, for who looks on: a kubelet itself remembers only how many were alike.
import type { ProbeType } from './worker.ts'

export interface Attempt {
  readonly container: string
  readonly type: ProbeType
  /** The container it was made on; another one has another. */
  readonly containerId: string
  readonly atMs: number
  readonly endedMs: number
  /** `error`: the probe itself could not be made. */
  readonly result: 'success' | 'failure' | 'error'
  readonly message: string
  /** How many in a row were alike, this one included. */
  readonly run: number
}

/** A probe as it stands between two attempts. */
export interface ProbeStand {
  readonly container: string
  readonly type: ProbeType
  readonly containerId: string
  readonly verdict: 'success' | 'failure' | 'unknown'
  /** When it comes round again, whatever it then finds to do. */
  readonly nextAtMs: number
  /** It has condemned its container, and waits for the next. */
  readonly onHold: boolean
}

/** Enough for what a slide can show; older ones go. */
const mostAttempts = 512

export class Attempts {
  private kept: Attempt[] = []

  get all(): readonly Attempt[] { return this.kept }

  add(attempt: Attempt): void {
    this.kept.push(attempt)
    if (this.kept.length > mostAttempts) this.kept = this.kept.slice(mostAttempts / 2)
  }
}
