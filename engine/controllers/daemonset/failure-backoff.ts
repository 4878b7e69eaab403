// A pod that fails again and again on a node is removed ever more slowly, or controller and kubelet would chase each other.
const firstMs = 1000
const lastMs = 900_000

export class FailureBackoff {
  private readonly known = new Map<string, { readonly waitMs: number, readonly atMs: number }>()

  /** How long the failure has to wait still; when that is nothing, the next one waits longer. */
  waitMs(key: string, nowMs: number): number {
    const last = this.known.get(key)
    const leftMs = last ? last.atMs + last.waitMs - nowMs : 0
    if (leftMs > 0) return leftMs
    const isRecent = last && nowMs - last.atMs <= 2 * lastMs
    this.known.set(key, { waitMs: isRecent ? Math.min(lastMs, last.waitMs * 2) : firstMs, atMs: nowMs })
    return 0
  }
}
