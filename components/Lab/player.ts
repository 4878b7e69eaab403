// One player for each lab, shared by every slide and preview that shows it. It is the only thing that lets virtual
// time run, and only while a slide on screen asks for it.
import { shallowRef, type ShallowRef } from 'vue'
import { linesOf, type Scene, type Session, type Stage } from '../../engine/lab/index.ts'

export interface View {
  readonly scene: Scene
  /** What the host's terminal has said; it only grows, unless the session went back. */
  readonly output: string
  /** The same as plain lines, for paper and for a still. */
  readonly lines: readonly string[]
  readonly busy: boolean
  readonly steps: number
  readonly running: boolean
  readonly caption: string
}

/** A background tab gives no frames; when it comes back, time goes on from where it stood. */
const longestFrameMs = 100

export class Player {
  readonly view: ShallowRef<View>
  readonly playing = shallowRef(false)
  readonly speed = shallowRef(1)
  private readonly session: Session
  private readonly stageOf: (session: Session) => Stage
  private stage: Stage
  private world: Session['now']
  private frame = 0
  private lastFrameMs = 0
  /** Virtual time that frames have given but events have not yet used up. */
  private owedMs = 0
  private stopAtStep = false

  constructor(session: Session, stageOf: (session: Session) => Stage) {
    this.session = session
    this.stageOf = stageOf
    this.stage = stageOf(session)
    this.world = session.now
    this.view = shallowRef(this.look())
  }

  get stepCount(): number { return this.session.lab.steps.length }

  play(): void {
    if (this.playing.value) return
    this.playing.value = true
    this.lastFrameMs = performance.now()
    this.frame = requestAnimationFrame(now => this.tick(now))
  }

  pause(): void {
    this.playing.value = false
    cancelAnimationFrame(this.frame)
  }

  /** Exactly the next thing that happens. */
  stepEvent(): void {
    this.pause()
    const before = this.session.now.cluster.store.revision
    for (let left = 200; left > 0 && this.session.stepEvent() !== undefined && this.session.now.cluster.store.revision === before; left--);
    this.refresh()
  }

  type(keys: string): void {
    this.session.input('keys', keys)
    this.stopAtStep = false
    this.refresh()
    this.play()
  }

  /** Shows the lab after `count` steps. One more than now is run before one's eyes; any other jump is made at once. */
  goToStep(count: number, live: boolean): void {
    if (count === this.session.stepsBegun) return
    if (live && count === this.session.stepsBegun + 1) {
      this.speed.value = this.session.lab.steps[count - 1]?.speed ?? 1
      this.session.beginStep()
      this.stopAtStep = true
      this.play()
    }
    else {
      this.pause()
      this.session.goToStep(count)
    }
    this.refresh()
  }

  /** The picture of a step, for paper. */
  goToStill(count: number): void {
    this.session.goToStill(count)
    this.refresh()
  }

  private tick(nowMs: number): void {
    const passedMs = Math.min(nowMs - this.lastFrameMs, longestFrameMs)
    this.lastFrameMs = nowMs
    this.owedMs += passedMs * this.speed.value
    const wholeMs = Math.floor(this.owedMs)
    this.owedMs -= wholeMs
    const ended = this.session.advanceTo(this.session.now.nowMs + wholeMs)
    this.refresh()
    if (ended && this.stopAtStep) this.pause()
    else if (this.playing.value) this.frame = requestAnimationFrame(now => this.tick(now))
  }

  private refresh(): void { this.view.value = this.look() }

  private look(): View {
    if (this.world !== this.session.now) {
      this.world = this.session.now
      this.stage = this.stageOf(this.session)
    }
    const { lab, stepsBegun, isStepDone } = this.session
    return {
      scene: this.stage.scene(),
      output: this.world.terminal.output,
      lines: linesOf(this.world.terminal.output),
      busy: this.world.terminal.isBusy,
      steps: stepsBegun,
      running: !isStepDone,
      caption: lab.steps[stepsBegun - 1]?.say ?? lab.say,
    }
  }
}
