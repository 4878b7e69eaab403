// The work on a pod: one task at a time, and a look again when somebody wanted one meanwhile or it is time for one.
import type { Clock, Timer } from '../clock/clock.ts'
import { StatusError } from '../apiserver/status.ts'
import { Running, type Task } from '../runtime/task.ts'

const refusedRetryMs = 10_000

/** Whose work it is. */
export interface Subject {
  readonly name: string
  readonly host: { readonly clock: Clock, readonly does: { readonly looks: string } }
  /** What there is to do now. */
  next(): Task | undefined
}

export class Work {
  private readonly subject: Subject
  private running: Running<void> | undefined
  private isBusy = false
  private isWanted = false
  private isPaused = false
  private timer: { readonly atMs: number, readonly timer: Timer } | undefined

  constructor(subject: Subject) { this.subject = subject }

  /** There is reason to look: now, or as soon as the task under way is done. */
  want(): void {
    if (this.isPaused) return
    if (this.isBusy) {
      this.isWanted = true
      return
    }
    const task = this.subject.next()
    if (task) this.start(task)
  }

  /** Once the task under way is done there is another look. */
  wantAgain(): void { this.isWanted = true }

  /** Looks again at an instant, unless something earlier is planned. */
  at(atMs: number): void {
    if (this.timer && this.timer.atMs <= atMs) return
    this.forgetTimer()
    const { name, host: { clock, does } } = this.subject
    const timer = clock.after(atMs - clock.nowMs, does.looks, () => {
      this.timer = undefined
      this.want()
    }, name)
    this.timer = { atMs, timer }
  }

  start(task: Task): void {
    this.forgetTimer()
    this.isBusy = true
    const running = new Running(this.untilRefused(task), () => {
      this.isBusy = false
      this.running = undefined
      if (!this.isWanted) return
      this.isWanted = false
      this.want()
    })
    if (!running.isOver) this.running = running
  }

  /** The task under way is given up where it stands. */
  stop(): void {
    this.running?.abandon()
    this.running = undefined
    this.isBusy = false
    this.isWanted = false
  }

  pause(): void {
    this.isPaused = true
    this.stop()
    this.forgetTimer()
  }

  resume(): void { this.isPaused = false }
  get isOn(): boolean { return !this.isPaused }

  private forgetTimer(): void {
    this.timer?.timer.cancel()
    this.timer = undefined
  }

  /** What a server that does not answer keeps it from, it tries again. */
  private* untilRefused(task: Task): Task {
    try { yield* task }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      this.at(this.subject.host.clock.nowMs + refusedRetryMs)
    }
  }
}
