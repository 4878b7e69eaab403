// The network of a lecture hall fails. What the rest of the deck needs is fetched piece by piece while nobody waits for
// anything; afterwards every slide opens and every lab runs without it.

export type Piece = () => Promise<unknown>

/** What is on screen comes first, and who only looks in needs no more. */
const patienceMs = 15_000

/** Answers how to stop. A piece that cannot be had now is asked for again where it is needed. */
export function layIn(list: () => Promise<readonly Piece[]>): () => void {
  let stopped = false
  const fetchAll = async (): Promise<void> => {
    for (const piece of await list().catch(() => [])) {
      await whenIdle()
      if (stopped) return
      await piece().catch(() => undefined)
    }
  }
  const timer = setTimeout(() => { void fetchAll() }, patienceMs)
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

const whenIdle = (): Promise<void> => new Promise(resolve => {
  if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 500 })
  else setTimeout(resolve, 20)
})
