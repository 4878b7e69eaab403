// A binary heap with the order of one's choice: the queue of the clock, and those of the scheduler.

export class Heap<T> {
  private readonly items: T[] = []
  private readonly before: (a: T, b: T) => boolean

  constructor(before: (a: T, b: T) => boolean) { this.before = before }

  get size(): number { return this.items.length }
  peek(): T | undefined { return this.items[0] }

  push(item: T): void {
    const { items } = this
    let hole = items.push(item) - 1
    while (hole > 0) {
      const above = (hole - 1) >> 1
      const parent = items[above]
      if (parent === undefined || !this.before(item, parent)) break
      items[hole] = parent
      hole = above
    }
    items[hole] = item
  }

  pop(): T | undefined {
    const { items } = this
    const top = items[0]
    const last = items.pop()
    if (last === undefined || items.length === 0) return top
    let hole = 0
    for (;;) {
      const left = items[2 * hole + 1]
      const right = items[2 * hole + 2]
      const toRight = left !== undefined && right !== undefined && this.before(right, left)
      const below = toRight ? right : left
      if (below === undefined || !this.before(below, last)) break
      items[hole] = below
      hole = 2 * hole + (toRight ? 2 : 1)
    }
    items[hole] = last
    return top
  }
}
