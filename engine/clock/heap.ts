// A binary heap of events by (time, sequence): the queue of the clock.

export interface Timed { readonly atMs: number; readonly id: number }

export class EventHeap<T extends Timed> {
  private readonly items: T[] = []

  peek(): T | undefined { return this.items[0] }

  push(item: T): void {
    const { items } = this
    let hole = items.length
    items.push(item)
    while (hole > 0) {
      const above = (hole - 1) >> 1
      const parent = items[above]
      if (!parent || before(parent, item)) break
      items[hole] = parent
      hole = above
    }
    items[hole] = item
  }

  pop(): T | undefined {
    const { items } = this
    const top = items[0]
    const last = items.pop()
    if (top === undefined || last === undefined || items.length === 0) return top
    let hole = 0
    for (;;) {
      const child = this.earlierChild(hole)
      const below = items[child]
      if (!below || before(last, below)) break
      items[hole] = below
      hole = child
    }
    items[hole] = last
    return top
  }

  private earlierChild(hole: number): number {
    const left = this.items[2 * hole + 1]
    const right = this.items[2 * hole + 2]
    return left && right && before(right, left) ? 2 * hole + 2 : 2 * hole + 1
  }
}

const before = (a: Timed, b: Timed): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.id < b.id)
