// Tasks: what takes virtual time is a generator that yields what it waits for. Everything that runs on a node is
// one: the work of a kubelet on a pod, a process in a container, the answer to a request.
import type { Clock } from '../clock/clock.ts'

/** Arranges to be resumed; answers how to call that off. */
export type Wait = (resume: () => void) => (() => void) | undefined

export type Task<T = void> = Generator<Wait, T, void>

/** Waits a while of virtual time. */
export const pause = (clock: Clock, ms: number, does: string, about?: string): Wait => resume => {
  const timer = clock.after(ms, does, resume, about)
  return () => timer.cancel()
}

/** Waits for the earlier of two. */
export const either = (one: Wait, other: Wait): Wait => resume => {
  let settled = false
  const cancels: ((() => void) | undefined)[] = []
  const settle = (): void => {
    if (settled) return
    settled = true
    for (const cancel of cancels) cancel?.()
    resume()
  }
  cancels.push(one(settle))
  if (!settled) cancels.push(other(settle))
  return () => {
    settled = true
    for (const cancel of cancels) cancel?.()
  }
}

/** Told what a task has come to. */
export type Follower<T> = ((value: T) => void) | { done(value: T): void }

/** A task on its way. It begins at once and runs until it first has to wait. */
export class Running<T> {
  result: { readonly value: T } | undefined
  private readonly task: Task<T>
  private readonly whenDone: Follower<T> | undefined
  private cancelWait: (() => void) | undefined
  private turn = 0
  private isHeld = false
  /** What it waited for came while it was held. */
  private isDue = false
  private state: 'stepping' | 'waiting' | 'over' = 'waiting'

  constructor(task: Task<T>, whenDone?: Follower<T>) {
    this.task = task
    this.whenDone = whenDone
    this.advance()
  }

  get isOver(): boolean { return this.state === 'over' }

  /** Ends whatever it waits for; the task goes on and sees for itself why. */
  interrupt(): void {
    if (this.state !== 'waiting') return
    this.stopWaiting()
    this.goOn()
  }

  /** Keeps it where it stands: what it waits for may come, but it goes on only when it is let go. */
  hold(): void { this.isHeld = true }

  letGo(): void {
    this.isHeld = false
    if (!this.isDue) return
    this.isDue = false
    this.advance()
  }

  /** Gives it up where it stands; its `finally` blocks run. */
  abandon(): void {
    if (this.state === 'over') return
    this.isDue = false
    const wasStepping = this.state === 'stepping' // it ends its own task: the generator cannot be returned from inside
    this.stopWaiting()
    this.state = 'over'
    if (!wasStepping) this.task.return(undefined as never) // nobody reads what an abandoned task returns
  }

  private goOn(): void {
    if (this.isHeld) this.isDue = true
    else this.advance()
  }

  private advance(): void {
    this.state = 'stepping'
    while (this.state === 'stepping') {
      const { done, value } = this.task.next()
      if (this.isOver) return
      if (done) return this.finish(value)
      this.waitFor(value)
    }
  }

  private waitFor(wait: Wait): void {
    const turn = ++this.turn
    this.state = 'waiting'
    let begun = false
    let resumed = false
    const cancel = wait(() => {
      if (turn !== this.turn || this.state !== 'waiting') return
      resumed = true
      if (!begun) return
      this.cancelWait = undefined
      this.goOn()
    })
    begun = true
    if (resumed && this.isHeld) this.isDue = true
    else if (resumed) this.state = 'stepping'
    else this.cancelWait = cancel
  }

  private stopWaiting(): void {
    this.turn++
    this.cancelWait?.()
    this.cancelWait = undefined
  }

  private finish(value: T): void {
    this.state = 'over'
    this.result = { value }
    if (typeof this.whenDone === 'function') this.whenDone(value)
    else this.whenDone?.done(value)
  }
}
