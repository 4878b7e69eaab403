// How windows that show the same lab hear of each other. In `npm start` the dev server stands between them and gives out
// places; in the static site the browser's own channels do, and each window gives out its places itself.
import { SharedLog, toldOf, type Deed } from '../../engine/lab/shared.ts'

/** Something through which messages go to all other windows. */
export interface Wire {
  /** Whether places are given out at its other end: a deed has none until it comes back. */
  readonly givesPlaces: boolean
  post(message: object): void
  listen(listener: (message: unknown) => void): void
}

/** How long one waits for others to answer, before one is the first. */
const patienceMs = 80

export class Channel {
  readonly log = new SharedLog()
  /** Whether one may do something here, or only look on. */
  mayWrite = true
  private readonly lab: string
  private readonly author: string
  private readonly wire: Wire | undefined
  private readonly isPresenter: boolean
  private deeds = 0
  private heard: () => void = () => {}
  private answered: () => void = () => {}

  constructor(lab = '', author = '', { wire, isPresenter = true }: { wire?: Wire, isPresenter?: boolean } = {}) {
    this.lab = lab
    this.author = author
    this.wire = wire
    this.isPresenter = isPresenter
    wire?.listen(message => this.hear(message))
  }

  /** Hears what the others have done so far, if there are any. */
  async join(): Promise<this> {
    const answer = new Promise<void>(resolve => { this.answered = resolve })
    this.wire?.post({ kind: 'hello', lab: this.lab })
    if (this.wire) await Promise.race([answer, new Promise(resolve => { setTimeout(resolve, patienceMs) })])
    return this
  }

  onChange(heard: () => void): void { this.heard = heard }

  tell(deed: Deed): void {
    const told = { author: this.author, count: ++this.deeds, order: this.wire?.givesPlaces ? undefined : this.log.lastOrder + 1, deed }
    this.log.take(told)
    this.wire?.post({ kind: 'told', lab: this.lab, told: [told] })
  }

  /** The presenter says whether the others may do something, too. */
  allow(audienceWrites: boolean): void { this.wire?.post({ kind: 'rules', audienceWrites }) }

  private hear(message: unknown): void {
    if (typeof message !== 'object' || message === null || !('kind' in message)) return
    try {
      if (message.kind === 'rules' && 'audienceWrites' in message) {
        this.mayWrite = this.isPresenter || message.audienceWrites === true
        this.heard()
      }
      if (!('lab' in message) || message.lab !== this.lab) return
      if (message.kind === 'hello' && this.wire?.givesPlaces === false && !this.log.isEmpty) this.wire.post({ kind: 'told', lab: this.lab, told: this.log.all })
      if (message.kind !== 'told' || !('told' in message) || !Array.isArray(message.told)) return
      for (const told of message.told) this.log.take(toldOf(told))
      this.answered()
      if (message.told.length > 0) this.heard()
    }
    catch (error) { console.warn(`다른 창의 소식을 읽지 못했습니다: ${error instanceof Error ? error.message : String(error)}`) }
  }
}
