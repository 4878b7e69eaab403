// Virtual time. Everything that happens in a cluster is an event of this clock: ordered by (time, sequence),
// atomic while it runs, and aware of the event that caused it.
import { Heap } from './heap.ts'

/** The sequence number of an event; also its name in a chain of causes. */
export type EventId = number

/** The cause of what has none inside the cluster: an input, or a part starting up. */
export const noCause: EventId = -1

export interface ClockEvent {
  readonly id: EventId
  readonly atMs: number
  readonly cause: EventId
  /** Who does what, e.g. `kube-scheduler: default/web-1`. */
  readonly what: string
}

const inOrder = (a: ClockEvent, b: ClockEvent): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.id < b.id)

export interface Timer { cancel(): void }

/** An event to come. What it will do goes when it is done or called off; the event itself is kept. */
class Planned implements ClockEvent, Timer {
  readonly id: EventId
  readonly atMs: number
  readonly cause: EventId
  private readonly does: string
  private readonly about: string
  body: (() => void) | undefined

  constructor(id: EventId, atMs: number, cause: EventId, does: string, about: string, body: () => void) {
    this.id = id
    this.atMs = atMs
    this.cause = cause
    this.does = does
    this.about = about
    this.body = body
  }

  get what(): string { return this.does + this.about }

  cancel(): void { this.body = undefined }
}

export class Clock {
  /** Virtual milliseconds since the cluster was made; always whole. */
  nowMs = 0
  private current: EventId = noCause
  /** The event that runs, while nothing has come of it yet. */
  private idle: EventId = noCause
  private readonly pending = new Heap<Planned>(inOrder)
  private readonly history: ClockEvent[] = []
  private nextId: EventId = 0

  /** The event that is running now; what is written now was caused by it. */
  get cause(): EventId {
    this.cameOf(this.current)
    return this.current
  }

  /** Runs `body` after a delay, as an event caused by the running one. Whoever plans many says in two parts what they are: texts that it has anyway. */
  after(delayMs: number, does: string, body: () => void, about = ''): Timer {
    this.cameOf(this.current)
    const event = new Planned(this.nextId++, this.nowMs + Math.max(0, Math.round(delayMs)), this.current, does, about, body)
    this.pending.push(event)
    return event
  }

  /** Does something on account of an event that ran before: what is planned there was caused by that one. */
  because<T>(cause: EventId, body: () => T): T {
    const outer = this.current
    this.current = cause
    try { return body() }
    finally { this.current = outer }
  }

  /** Something from outside happens now: the root of a chain of causes. */
  input<T>(what: string, body: () => T): T {
    const outer = this.current
    const id = this.nextId++
    this.history.push({ id, atMs: this.nowMs, cause: noCause, what })
    this.current = id
    try { return body() }
    finally { this.current = outer }
  }

  /** The time of the next event, or undefined when nothing is going to happen. */
  get nextAtMs(): number | undefined {
    for (let next = this.pending.peek(); next; next = this.pending.peek()) {
      if (next.body) return next.atMs
      this.pending.pop()
    }
    return undefined
  }

  /** Runs the next event and moves time to it. */
  step(): ClockEvent | undefined {
    if (this.nextAtMs === undefined) return undefined
    const event = this.pending.pop()
    if (!event?.body) return undefined
    const { body } = event
    event.body = undefined
    this.nowMs = event.atMs
    this.current = event.id
    this.idle = event.id
    this.history.push(event)
    try { body() }
    finally { this.current = noCause }
    if (this.idle === event.id) this.forget(event)
    return event
  }

  private cameOf(event: EventId): void { if (event === this.idle) this.idle = noCause }

  /** Most news tells a part nothing that it acts on: no chain of causes will ever lead through it. */
  private forget(event: ClockEvent): void {
    if (this.history.at(-1) !== event) return
    this.history.pop()
    this.indexed = Math.min(this.indexed, this.history.length)
  }

  /** Runs everything up to and including an instant. Taking it in small steps or large ones makes no difference. */
  advanceTo(untilMs: number): void {
    for (let at = this.nextAtMs; at !== undefined && at <= untilMs; at = this.nextAtMs) this.step()
    this.nowMs = Math.max(this.nowMs, untilMs)
  }

  /** The chain of causes of an event, from itself back to its root. */
  chain(id: EventId): readonly ClockEvent[] {
    const links: ClockEvent[] = []
    for (let event = this.find(id); event; event = this.find(event.cause)) links.push(event)
    return links
  }

  /** Everything that happened so far and of which something came, in order. */
  get events(): readonly ClockEvent[] { return this.history }

  private find(id: EventId): ClockEvent | undefined {
    return id === noCause ? undefined : this.byId.get(id)
  }

  private get byId(): ReadonlyMap<EventId, ClockEvent> {
    for (; this.indexed < this.history.length; this.indexed++) {
      const event = this.history[this.indexed]
      if (event) this.index.set(event.id, event)
    }
    return this.index
  }

  private readonly index = new Map<EventId, ClockEvent>()
  private indexed = 0
}
