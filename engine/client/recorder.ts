// Events: what a part has to tell about an object. The same thing told again raises a count.
import type { Event, ObjectReference } from '../apiserver/types.gen.ts'
import type { KubeObject } from '../apiserver/object.ts'
import { StatusError } from '../apiserver/status.ts'
import { hex8 } from '../clock/random.ts'
import { timestamp } from '../clock/time.ts'
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

/** What was told about one object for one reason. */
interface Subject {
  readonly type: Type
  readonly reason: string
  readonly fieldPath: string | undefined
  /** How many different messages there were of late. */
  different: number
  lastMs: number
  told: readonly Event[]
  /** The one that stands for all messages that were too many to be told apart. */
  combined: Event | undefined
}

/** What was told about one object: kept by the object, since a recorder tells of many, and little of each. */
interface Memory {
  subjects: readonly Subject[]
  normal: Allowance | undefined
  warning: Allowance | undefined
  /** How the object was referred to the last time. */
  reference: ObjectReference | undefined
}

const nothing: readonly never[] = []

export class EventRecorder {
  /** By the uid of the object; what was told of last is last. */
  private readonly memories = new Map<string, Memory>()
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
    const subject = subjectIn(memory, type, reason, fieldPath)
    const isCombined = this.isOneTooMany(subject, message)
    const text = isCombined ? `(combined from similar events): ${message}` : message
    const at = timestamp(this.client.unixMs)
    const known = isCombined ? subject.combined : told(subject, message)
    const again = known && { ...known, message: text, count: (known.count ?? 1) + 1, lastTimestamp: at, metadata: { ...known.metadata, resourceVersion: '' } }
    if (!this.mayTell(memory, type)) {
      if (again) this.remember(subject, isCombined, known, again) // it counts, though nobody hears of it now
      return
    }
    try {
      this.remember(subject, isCombined, known, again
        ? this.client.update('events', again)
        : this.client.create('events', this.draft(about, memory, subject, text, at)))
    }
    catch (error) {
      if (!(error instanceof StatusError)) throw error // an event that cannot be told (its namespace is going) is let go
      this.remember(subject, isCombined, known, undefined)
    }
  }

  /** Lets go of the object that was not told of for longest when there are too many. */
  private memoryOf(uid: string): Memory {
    const known = this.memories.get(uid)
    const memory = known ?? { subjects: nothing, normal: undefined, warning: undefined, reference: undefined }
    if (known) this.memories.delete(uid)
    this.memories.set(uid, memory)
    if (this.memories.size > rememberedObjects) {
      const [oldest] = this.memories.keys()
      if (oldest !== undefined) this.memories.delete(oldest)
    }
    return memory
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

  private draft(about: KubeObject, memory: Memory, { type, reason, fieldPath }: Subject, message: string, at: string): Draft<Event> {
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

function changed(events: readonly Event[], known: Event | undefined, event: Event | undefined): readonly Event[] {
  const others = known ? events.filter(other => other !== known) : events
  return event ? others.slice(1 - rememberedMessages).concat([event]) : others
}

const told = (subject: Subject, message: string): Event | undefined => subject.told.find(event => event.message === message)

function subjectIn(memory: Memory, type: Type, reason: string, fieldPath: string | undefined): Subject {
  const known = memory.subjects.find(subject => subject.reason === reason && subject.type === type && subject.fieldPath === fieldPath)
  if (known) return known
  const subject: Subject = { type, reason, fieldPath, different: 0, lastMs: 0, told: nothing, combined: undefined }
  memory.subjects = memory.subjects.concat([subject])
  return subject
}

/** The same reference as the last time, if nothing has changed. */
function referenceTo({ apiVersion, kind, metadata: { name, namespace, uid, resourceVersion } }: KubeObject, fieldPath: string | undefined, last: ObjectReference | undefined): ObjectReference {
  if (last?.resourceVersion === resourceVersion && last.fieldPath === fieldPath) return last
  return { apiVersion, kind, name, uid, resourceVersion, ...namespace !== undefined && { namespace }, ...fieldPath !== undefined && { fieldPath } }
}

/** Sixteen hex digits that grow with time, as the real recorder's nanoseconds do. */
function suffixOf(unixMs: number, told: number): string {
  const nanos = unixMs * 4096 + told % 4096
  return (Math.floor(nanos / 2 ** 32).toString(16) + hex8(nanos % 2 ** 32)).padStart(16, '1')
}
