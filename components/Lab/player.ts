// One player for each lab, shared by every slide and preview that shows it. It is the only thing that lets virtual
// time run, and only while a slide on screen asks for it.
import { shallowRef, type ShallowRef } from 'vue'
import { linesOf, Views, type FromOutside, type Scene, type Session, type Stage } from '../../engine/lab/index.ts'

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

/** A step forward shows a change; this many events without one are enough. */
const mostQuietEvents = 200

/** A background tab gives no frames; when it comes back, time goes on from where it stood. */
const longestFrameMs = 100

export class Player {
  readonly view: ShallowRef<View>
  readonly playing = shallowRef(false)
  readonly speed = shallowRef(1)
  /** Why this lab cannot go on; starting it anew helps. */
  readonly failure = shallowRef('')
  private readonly session: Session
  private readonly stageOf: (session: Session) => Stage
  private stage: Stage
  /** What else there is to see of the cluster as it is now. */
  views: Views
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
    this.views = new Views(session.now.cluster, 'default', session.now.browser)
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
    this.guard(() => {
      const before = this.session.now.cluster.store.revision
      for (let left = mostQuietEvents; left > 0 && this.session.stepEvent() !== undefined && this.session.now.cluster.store.revision === before; left--);
    })
  }

  /** Keys into the terminal. */
  type(keys: string): void { this.input({ kind: 'keys', payload: keys }) }
  /** A whole line into the terminal, as if it had been typed there. */
  command(line: string): void { this.input({ kind: 'command', payload: line }) }
  /** Something befalls a component: `stop kubelet node-2`. */
  act(line: string): void { this.input({ kind: 'act', payload: line }) }
  /** An address in the browser, or a button of it: `about:back`, `about:reload`, `about:stop`. */
  browse(address: string): void { this.input({ kind: 'browse', payload: address }) }
  /** A file where the terminal stands, as an editor writes it. */
  write(path: string, text: string): void { this.input({ kind: 'file', payload: { path, text } }) }

  private input(what: FromOutside): void {
    this.stopAtStep = false
    if (this.guard(() => this.session.input(what))) this.play()
  }

  /** Shows the lab after `count` steps. One more than now is run before one's eyes; any other jump is made at once. */
  goToStep(count: number, live: boolean): void {
    if (count === this.session.stepsBegun && this.session.isStepDone) return
    if (live && count === this.session.stepsBegun + 1) {
      this.speed.value = this.session.lab.steps[count - 1]?.speed ?? 1
      this.stopAtStep = true
      if (this.guard(() => this.session.beginStep())) this.play()
    }
    else {
      this.pause()
      this.guard(() => this.session.goToStep(count))
    }
  }

  /** Begins anew, as if nothing had been done, and takes the first `count` steps. */
  restart(count: number): void {
    this.pause()
    this.guard(() => {
      this.session.restart()
      this.session.goToStep(count)
    })
  }

  /** The picture of a step, for paper. */
  goToStill(count: number): void {
    this.guard(() => this.session.goToStill(count))
  }

  private tick(nowMs: number): void {
    const passedMs = Math.min(nowMs - this.lastFrameMs, longestFrameMs)
    this.lastFrameMs = nowMs
    this.owedMs += passedMs * this.speed.value
    const wholeMs = Math.floor(this.owedMs)
    this.owedMs -= wholeMs
    let ended = false
    const well = this.guard(() => { ended = this.session.advanceTo(this.session.now.nowMs + wholeMs) })
    if (!well || ended && this.stopAtStep) this.pause()
    else if (this.playing.value) this.frame = requestAnimationFrame(now => this.tick(now))
  }

  /** The slide never breaks: what goes wrong below is said on it, and the lab can be started anew. */
  private guard(act: () => void): boolean {
    try {
      act()
      this.view.value = this.look()
      this.failure.value = ''
      return true
    }
    catch (error) {
      this.failure.value = error instanceof Error ? error.message : String(error)
      return false
    }
  }

  private look(): View {
    if (this.world !== this.session.now) {
      this.world = this.session.now
      this.stage = this.stageOf(this.session)
      this.views = new Views(this.world.cluster, 'default', this.world.browser)
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
