// One player for each lab, shared by every slide and preview that shows it. It is the only thing that lets virtual
// time run, and only while a slide on screen asks for it. What is done to the cluster is a deed that all windows share.
import { shallowRef, type ShallowRef } from 'vue'
import { forked, linesOf, Session, Views, type Scene, type Stage } from '../../engine/lab/index.ts'
import type { WarningMark } from '../../engine/lab/session.ts'
import type { Deed, Pace } from '../../engine/lab/shared.ts'
import type { Entry, FromOutside } from '../../engine/lab/tape.ts'
import { Channel } from './channel.ts'

export interface View {
  readonly scene: Scene
  /** What the host's terminal has said; it only grows, unless the session went back. */
  readonly output: string
  /** The same as plain lines, for paper and for a still. */
  readonly lines: readonly string[]
  readonly busy: boolean
  readonly steps: number
  readonly running: boolean
  /** Something was done that the lab did not ask for. */
  readonly strayed: boolean
  readonly caption: string
  /** Why the step that is under way will not end any more. */
  readonly overdue: string | undefined
  /** From where to where the run goes, when its steps began, and where it warned. */
  readonly beganMs: number
  readonly endMs: number
  readonly marks: readonly number[]
  readonly warnings: readonly WarningMark[]
}

/** A background tab gives no frames; when it comes back, time goes on from where it stood. */
const longestFrameMs = 100

/** Another window that is no farther away than this catches up by itself. */
const nearMs = 2_000

/** A run that somebody sent may be made to keep this machine busy. */
const longestAdoptionMs = 8_000
const adoptedBitMs = 20_000

export class Player {
  readonly view: ShallowRef<View>
  readonly playing = shallowRef(false)
  readonly speed = shallowRef(1)
  /** Why this lab cannot go on; starting it anew helps. */
  readonly failure = shallowRef('')
  /** The other branch, once there is one. */
  readonly other = shallowRef<Player>()
  /** Whether one may do something here, or only look on. */
  readonly mayWrite = shallowRef(true)
  private readonly session: Session
  private readonly stageOf: (session: Session) => Stage
  private channel = new Channel()
  private stage: Stage
  /** What else there is to see of the cluster as it is now. */
  views: Views
  private world: Session['now']
  private frame = 0
  private lastFrameMs = 0
  /** Virtual time that frames have given but events have not yet used up. */
  private owedMs = 0
  private stopAtStep = false
  /** Nobody looks: what others do meanwhile is only noted. */
  private isHidden = false
  private isBehind = false
  /** It stands where others are, wherever a slide would have it. */
  private isLed = false
  private onChange: (() => void) | undefined

  constructor(session: Session, stageOf: (session: Session) => Stage) {
    this.session = session
    this.stageOf = stageOf
    this.stage = stageOf(session)
    this.world = session.now
    this.views = new Views(session.now.cluster, 'default', session.now.browser, session.now.host)
    this.view = shallowRef(this.look())
  }

  get lab() { return this.session.lab }
  get stepCount(): number { return this.session.lab.steps.length }
  get tape(): readonly Entry[] { return this.session.entries }
  get nowMs(): number { return this.session.nowMs }
  get cluster() { return this.session.now.cluster }

  /** Shares the run with other windows, which may have begun before this one. */
  share(channel: Channel): void {
    this.channel = channel
    this.isLed = !channel.log.isEmpty
    channel.onChange(() => {
      this.mayWrite.value = channel.mayWrite
      this.agree()
    })
  }

  /** The presenter says whether the others may do something, too. */
  allow(audienceWrites: boolean): void { this.channel.allow(audienceWrites) }

  /** Calls back when there is something new to keep. */
  watch(onChange: () => void): void { this.onChange = onChange }

  /** A slide shows it. */
  appear(): void {
    this.other.value?.appear()
    this.isHidden = false
    if (this.isBehind) this.agree()
  }

  /** No slide shows it: time stands, and nothing is lived through. */
  vanish(): void {
    this.other.value?.vanish()
    this.pause()
    this.isHidden = true
  }

  play(): void { if (!this.playing.value) this.pace({ playing: true }) }

  pause(): void { if (this.playing.value) this.pace({ playing: false }) }

  setSpeed(speed: number): void {
    this.speed.value = speed
    if (this.playing.value) this.pace({ playing: true, untilStep: this.stopAtStep })
  }

  /** On to the next change. */
  stepEvent(): void {
    this.halt()
    if (this.guard(() => this.session.stepEvent())) this.pace({ playing: false })
  }

  /** Back to the change before. */
  stepBack(): void {
    this.halt()
    if (this.guard(() => this.session.stepBack())) this.pace({ playing: false })
  }

  /** To the end of the step that is under way. */
  finishStep(): void {
    this.halt()
    if (this.guard(() => this.session.finishStep())) this.pace({ playing: false })
  }

  /** Shows another instant of the run; what came after it is kept. */
  seek(atMs: number): void {
    this.halt()
    if (this.guard(() => this.session.seek(Math.min(atMs, this.session.endMs)))) this.pace({ playing: false })
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
    if (!this.mayWrite.value) return
    this.leaveFuture()
    this.do({ kind: 'add', entry: { atMs: this.session.nowMs, ...what }, speed: this.speed.value })
  }

  /** Shows the lab after `count` steps. One more than now is run before one's eyes; any other jump is made at once. */
  goToStep(count: number, live: boolean): void {
    const { stepsBegun, isStepDone, isInPast } = this.session
    if (count === stepsBegun && (isStepDone || live || isInPast)) return
    if (live && count === stepsBegun + 1) {
      if (!this.guard(() => this.session.finishStep())) return
      this.leaveFuture()
      this.do({ kind: 'add', entry: { atMs: this.session.nowMs, kind: 'step' }, step: count, speed: this.session.lab.steps[count - 1]?.speed ?? 1 })
    }
    else this.change(() => this.session.goToStep(count))
  }

  /** A slide opens it at its step. Where others are already, or what an address brought, comes first. */
  openAt(count: number): void {
    if (this.isLed) {
      this.isLed = false
      this.agree()
    }
    else if (this.channel.log.isEmpty && (count !== this.session.stepsBegun || !this.session.isStepDone)) this.guard(() => this.session.goToStep(count)) // nobody else need know
    else this.goToStep(count, false)
  }

  /** Begins anew, as if nothing had been done, and takes the first `count` steps. */
  restart(count: number): void {
    this.change(() => {
      this.session.restart()
      this.session.goToStep(count)
    })
  }

  /** Becomes a run that was kept, or sent by someone. It is lived through in bits; one that takes too long is broken off: false. */
  async adopt(tape: readonly Entry[], nowMs: number, isLed = false): Promise<boolean> {
    const { session } = this
    const before = { tape: session.entries, nowMs: session.nowMs }
    const endMs = Math.max(nowMs, tape.at(-1)?.atMs ?? 0)
    const deadlineMs = performance.now() + longestAdoptionMs
    this.halt()
    for (let atMs = session.beganMs; atMs < endMs; atMs += adoptedBitMs) {
      if (performance.now() > deadlineMs || !this.guard(() => session.adopt(tape, atMs, tape.findLastIndex(entry => entry.atMs <= atMs) + 1))) {
        this.guard(() => session.adopt(before.tape, before.nowMs))
        return false
      }
      await new Promise(resolve => { setTimeout(resolve) })
    }
    this.change(() => {
      session.adopt(tape, endMs)
      session.seek(nowMs)
    })
    this.isLed = isLed
    return true
  }

  /** The same run up to now, as another branch; this one stays as it is. */
  fork(session: Session = this.session.fork()): Player {
    return this.other.value = new Player(session, this.stageOf)
  }

  /** The other branch that the lab itself tells of. */
  forked(): Player { return new Player(new Session(forked(this.session.lab)), this.stageOf) }

  /** Lives through the same as another player, at the same time. */
  follow({ session }: Player): void {
    this.guard(() => this.session.adopt(session.entries, session.nowMs, session.entriesTold))
  }

  /** Stands at the same instant as another player, in a run of its own. */
  meet({ session }: Player): void {
    if (this.session.nowMs !== session.nowMs) this.guard(() => this.session.seek(session.nowMs))
  }

  /** The picture of a step, for paper. */
  goToStill(count: number): void {
    this.guard(() => this.session.goToStill(count))
  }

  /** Prepares later jumps, a little at a time. Answers whether there is more to prepare. */
  tend(): boolean { return !this.isHidden && !this.playing.value && this.session.tend() }

  private tick(nowMs: number): void {
    const passedMs = Math.min(nowMs - this.lastFrameMs, longestFrameMs)
    this.lastFrameMs = nowMs
    this.owedMs += passedMs * this.speed.value
    const wholeMs = Math.floor(this.owedMs)
    this.owedMs -= wholeMs
    const { session } = this
    const isOver = (): boolean => this.stopAtStep && (session.isStepDone || session.overdue !== undefined)
    if (isOver()) return this.pause() // it ended at once: not a moment passes
    let ended = false
    const well = this.guard(() => { ended = session.advanceTo(session.nowMs + wholeMs) })
    if (!well || this.stopAtStep && ended || isOver()) this.pause()
    else if (this.playing.value) this.frame = requestAnimationFrame(now => this.tick(now))
  }

  private run(): void {
    if (this.playing.value) return
    this.playing.value = true
    this.lastFrameMs = performance.now()
    this.frame = requestAnimationFrame(now => this.tick(now))
  }

  private halt(): void {
    this.playing.value = false
    cancelAnimationFrame(this.frame)
  }

  private pace(change: Partial<Pace>): void {
    if (!this.mayWrite.value) {
      if (change.playing) this.run()
      else this.halt()
      return
    }
    this.do({ kind: 'pace', pace: { nowMs: this.session.nowMs, playing: false, speed: this.speed.value, untilStep: false, ...change } })
  }

  /** What comes of this is found out here, and then told to all. */
  private change(act: () => void): void {
    this.halt()
    this.begin()
    const fromSteps = this.stepsOnTape
    const { beganMs } = this.session
    if (!this.guard(act)) return
    const { entries, nowMs, endMs } = this.session
    this.do({ kind: 'set', tape: entries, nowMs: Math.max(beganMs, endMs), fromSteps })
    if (nowMs < endMs) this.seek(nowMs)
  }

  /** Whoever does something in the past leaves the future that was. */
  private leaveFuture(): void {
    const { entries, entriesTold, nowMs, endMs } = this.session
    if (entriesTold === entries.length && nowMs >= endMs) return
    this.do({ kind: 'set', tape: entries.slice(0, entriesTold), nowMs, fromSteps: this.stepsOnTape })
  }

  private get stepsOnTape(): number { return this.session.stepMarks.length }

  /** The first deed of all says from where on. */
  private begin(): void {
    const { entries, endMs } = this.session
    if (this.channel.log.isEmpty && entries.length > 0) this.channel.tell({ kind: 'set', tape: entries, nowMs: endMs, fromSteps: 0 })
  }

  private do(deed: Deed): void {
    this.begin()
    this.channel.tell(deed)
    this.agree()
    this.onChange?.()
  }

  /** Becomes what all windows have agreed on. */
  private agree(): void {
    this.isBehind = this.isHidden
    if (this.isHidden) return
    const { tape, pace } = this.channel.log.agreed()
    if (!pace) return
    const { nowMs, playing, speed, untilStep } = pace
    if (!playing) this.halt()
    this.speed.value = speed
    this.stopAtStep = untilStep
    const isNear = playing && Math.abs(this.session.nowMs - nowMs) <= nearMs * Math.max(1, speed)
    const hereMs = isNear ? this.session.nowMs : nowMs
    const well = this.guard(() => this.session.adopt(tape, hereMs, tape.findLastIndex(entry => entry.atMs <= hereMs) + 1))
    if (!well) this.halt()
    else if (playing) this.run()
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
      this.views = new Views(this.world.cluster, 'default', this.world.browser, this.world.host)
    }
    const { lab, stepsBegun, isStepDone, entries, entriesTold, overdue, beganMs, endMs, stepMarks, warnings } = this.session
    return {
      scene: this.stage.scene(),
      output: this.world.terminal.output,
      lines: linesOf(this.world.terminal.output),
      busy: this.world.terminal.isBusy,
      steps: stepsBegun,
      running: !isStepDone,
      strayed: entries.some(({ kind }, i) => i < entriesTold && kind !== 'step'),
      caption: lab.steps[stepsBegun - 1]?.say ?? lab.say,
      overdue, beganMs, endMs, warnings,
      marks: stepMarks,
    }
  }
}
