// Events: what a part has to tell about an object. The same thing told again raises a count.
import type { Event, ObjectReference } from '../apiserver/types.gen.ts'
import type { KubeObject } from '../apiserver/object.ts'
import { StatusError } from '../apiserver/status.ts'
import { hex8 } from '../clock/random.ts'
import { parseTimestamp, timestamp } from '../clock/time.ts'
import type { Client } from './client.ts'
import type { Draft } from './resources.ts'

/** Of one reason about one object so many different messages are told apart; further ones are told as one. */
const toldApart = 9
const forgottenAfterMs = 600_000
/** Of how many objects a recorder remembers what it told, and how many messages for one reason. */
const rememberedObjects = 4096
const rememberedMessages = 2 * toldApart

/** About one object so much of a type is told in one go; then, one more after each such while. */
const toldAtOnce = 25
const toldAgainAfterMs = 300_000

type Type = 'Normal' | 'Warning'
interface Allowance { readonly left: number, readonly atMs: number }

/** What was told about one object for one reason more than once. */
interface Subject {
  readonly type: Type
  readonly reason: string
  readonly fieldPath: string | undefined
  /** How many different messages there were of late. */
  different: number
  lastMs: number
  /** Mostly it is one: it then needs no list. */
  told: Event | readonly Event[] | undefined
  /** The one that stands for all messages that were too many to be told apart. */
  combined: Event | undefined
}

/** What was told about one object: kept by the object, since a recorder tells of many, and little of each. */
interface Memory {
  subjects: readonly (Event | Subject)[]
  normal: Allowance | undefined
  warning: Allowance | undefined
  /** How the object was referred to the last time. */
  reference: ObjectReference | undefined
  /** When it was told of last, counted in events. */
  turn: number
}

const nothing: readonly never[] = []

export class EventRecorder {
  /** By the uid of the object. */
  private readonly memories = new Map<string, Memory>()
  private turns = 0
  /** How many events it knows of. */
  private known = 0
  private readonly client: Client
  private readonly source: { readonly component: string, readonly host?: string }

  constructor(client: Client, component: string, host?: string) {
    this.client = client
    this.source = { component, ...host !== undefined && { host } }
  }

  event(about: KubeObject, type: Type, reason: string, message: string, fieldPath?: string): void {
    const memory = this.memoryOf(about.metadata.uid)
    const at = timestamp(this.client.unixMs)
    const subject = this.subjectIn(memory, type, reason, fieldPath)
    if (!subject) return this.tellFirst(memory, about, type, reason, message, fieldPath, at)
    const isCombined = this.isOneTooMany(subject, message)
    const text = isCombined ? `(combined from similar events): ${message}` : message
    const known = isCombined ? subject.combined : told(subject, message)
    const again = known && { ...known, message: text, count: (known.count ?? 1) + 1, lastTimestamp: at, metadata: { ...known.metadata, resourceVersion: '' } }
    if (!this.mayTell(memory, type)) {
      if (again) this.remember(subject, isCombined, known, again) // it counts, though nobody hears of it now
      return
    }
    this.remember(subject, isCombined, known, this.sent(again ?? this.draft(about, memory, type, reason, text, fieldPath, at), again))
  }

  /** Most is told once: the event itself is all there is to remember of it. */
  private tellFirst(memory: Memory, about: KubeObject, type: Type, reason: string, message: string, fieldPath: string | undefined, at: string): void {
    const event = this.mayTell(memory, type) ? this.sent(this.draft(about, memory, type, reason, message, fieldPath, at)) : undefined
    if (event) this.known++
    memory.subjects = memory.subjects.concat([event ?? { type, reason, fieldPath, different: 1, lastMs: this.client.clock.nowMs, told: undefined, combined: undefined }])
  }

  /** An event that cannot be told (its namespace is going) is let go. */
  private sent(draft: Draft<Event>, again?: Event): Event | undefined {
    try { return again ? this.client.update('events', again) : this.client.create('events', draft) }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      return undefined
    }
  }

  private subjectIn(memory: Memory, type: Type, reason: string, fieldPath: string | undefined): Subject | undefined {
    let known: Event | Subject | undefined
    for (const subject of memory.subjects) if (!known && subject.reason === reason && subject.type === type && fieldOf(subject) === fieldPath) known = subject
    if (!known || !isEvent(known)) return known
    const lastMs = (parseTimestamp(known.lastTimestamp ?? '') ?? 0) - this.client.epochMs
    const subject: Subject = { type, reason, fieldPath, different: 1, lastMs, told: known, combined: undefined }
    memory.subjects = memory.subjects.map(other => other === known ? subject : other)
    return subject
  }

  /** Lets go of the object that was not told of for longest when there are too many. */
  private memoryOf(uid: string): Memory {
    const known = this.memories.get(uid)
    const memory: Memory = known ?? { subjects: nothing, normal: undefined, warning: undefined, reference: undefined, turn: 0 }
    memory.turn = ++this.turns
    if (known) return known
    this.memories.set(uid, memory)
    if (this.memories.size > rememberedObjects) this.forgetOldest()
    return memory
  }

  private forgetOldest(): void {
    let oldest: { readonly uid: string, readonly turn: number } | undefined
    for (const [uid, { turn }] of this.memories) if (!oldest || turn < oldest.turn) oldest = { uid, turn }
    if (oldest) this.memories.delete(oldest.uid)
  }

  /** Whoever has too much to tell about one object is not heard for a while. */
  private mayTell(memory: Memory, type: Type): boolean {
    const { nowMs } = this.client.clock
    const known = type === 'Normal' ? memory.normal : memory.warning
    const left = known ? Math.min(toldAtOnce, known.left + (nowMs - known.atMs) / toldAgainAfterMs) : toldAtOnce
    const allowance: Allowance = { left: left < 1 ? left : left - 1, atMs: nowMs }
    if (type === 'Normal') memory.normal = allowance
    else memory.warning = allowance
    return left >= 1
  }

  private isOneTooMany(subject: Subject, message: string): boolean {
    const { nowMs } = this.client.clock
    const different = nowMs - subject.lastMs <= forgottenAfterMs ? subject.different : 0
    const isNew = different === 0 || !told(subject, message)
    const isCombined = isNew && different >= toldApart
    subject.different = isNew && !isCombined ? different + 1 : different
    subject.lastMs = nowMs
    return isCombined
  }

  /** Keeps an event in the place of the one that was known, or forgets it. */
  private remember(subject: Subject, isCombined: boolean, known: Event | undefined, event: Event | undefined): void {
    if (event && !known) this.known++
    if (known && !event) this.known--
    if (isCombined) subject.combined = event
    else subject.told = changed(subject.told, known, event)
  }

  private draft(about: KubeObject, memory: Memory, type: Type, reason: string, message: string, fieldPath: string | undefined, at: string): Draft<Event> {
    const { name, namespace = 'default' } = about.metadata
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${suffixOf(this.client.unixMs, this.known)}`, namespace },
      involvedObject: memory.reference = referenceTo(about, fieldPath, memory.reference),
      reason,
      message,
      source: this.source,
      eventTime: null,
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
      type,
      reportingComponent: this.source.component,
      reportingInstance: this.source.host ?? '',
    }
  }
}

const listOf = (events: Subject['told']): readonly Event[] => events === undefined ? nothing : isOne(events) ? [events] : events
const isOne = (events: Event | readonly Event[]): events is Event => !Array.isArray(events)

function changed(events: Subject['told'], known: Event | undefined, event: Event | undefined): Subject['told'] {
  if (events === known) return event
  const others = listOf(events).filter(other => other !== known)
  return event ? others.slice(1 - rememberedMessages).concat([event]) : others
}

const told = ({ told: events }: Subject, message: string): Event | undefined =>
  events === undefined ? undefined : isOne(events) ? events.message === message ? events : undefined : events.find(event => event.message === message)

const isEvent = (subject: Event | Subject): subject is Event => 'involvedObject' in subject
const fieldOf = (subject: Event | Subject): string | undefined => isEvent(subject) ? subject.involvedObject.fieldPath : subject.fieldPath

/** The same reference as the last time, if nothing has changed. */
function referenceTo({ apiVersion, kind, metadata: { name, namespace, uid, resourceVersion } }: KubeObject, fieldPath: string | undefined, last: ObjectReference | undefined): ObjectReference {
  if (last?.resourceVersion === resourceVersion && last.fieldPath === fieldPath) return last
  return { apiVersion, kind, name, uid, resourceVersion, ...namespace !== undefined && { namespace }, ...fieldPath !== undefined && { fieldPath } }
}

/** The nanosecond in sixteen hex digits, as the scheduler's events have it too: so events sort by their time. */
function suffixOf(unixMs: number, told: number): string {
  const high = Math.floor(unixMs / 2 ** 16) * 1_000_000
  const low = high % 2 ** 16 * 2 ** 16 + unixMs % 2 ** 16 * 1_000_000 + told % 1_000_000
  return hex8(Math.floor(high / 2 ** 16) + Math.floor(low / 2 ** 32)) + hex8(low % 2 ** 32)
}
