// Events: what a part has to tell about an object. The same thing told again raises a count.
import type { Event } from '../apiserver/types.gen.ts'
import type { KubeObject } from '../apiserver/object.ts'
import { StatusError } from '../apiserver/status.ts'
import { timestamp } from '../clock/time.ts'
import type { Client } from './client.ts'
import type { Draft } from './resources.ts'

/** Of one reason about one object so many different messages are told apart; further ones are told as one. */
const toldApart = 9
const forgottenAfterMs = 600_000
/** How much a recorder remembers, as the real one does. */
const remembered = 4096

/** About one object so much of a type is told in one go; then, one more after each such while. */
const toldAtOnce = 25
const toldAgainAfterMs = 300_000

interface Allowance { readonly left: number, readonly atMs: number }
interface Similar { readonly different: number, readonly lastMs: number }

export class EventRecorder {
  private readonly told = new Map<string, Event>()
  private readonly similar = new Map<string, Similar>()
  private readonly allowances = new Map<string, Allowance>()
  private readonly client: Client
  private readonly source: { readonly component: string, readonly host?: string }

  constructor(client: Client, component: string, host?: string) {
    this.client = client
    this.source = { component, ...host !== undefined && { host } }
  }

  event(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void {
    const subject = [about.metadata.uid, fieldPath, type, reason].join('\n')
    const inDetail = [subject, message].join('\n')
    const isCombined = this.isOneTooMany(subject, inDetail)
    const key = isCombined ? subject : inDetail
    const text = isCombined ? `(combined from similar events): ${message}` : message
    const at = timestamp(this.client.unixMs)
    const known = this.told.get(key)
    const again = known && { ...known, message: text, count: (known.count ?? 1) + 1, lastTimestamp: at, metadata: { ...known.metadata, resourceVersion: '' } }
    if (!this.mayTell(about, type)) {
      if (again) remember(this.told, key, again) // it counts, though nobody hears of it now
      return
    }
    try {
      remember(this.told, key, again
        ? this.client.update('events', again)
        : this.client.create('events', this.draft(about, type, reason, text, fieldPath, at)))
    }
    catch (error) {
      if (!(error instanceof StatusError)) throw error // an event that cannot be told (its namespace is going) is let go
      this.told.delete(key)
    }
  }

  /** Whoever has too much to tell about one object is not heard for a while. */
  private mayTell({ metadata }: KubeObject, type: string): boolean {
    const { nowMs } = this.client.clock
    const object = [metadata.uid, type].join('\n')
    const known = this.allowances.get(object)
    const left = known ? Math.min(toldAtOnce, known.left + (nowMs - known.atMs) / toldAgainAfterMs) : toldAtOnce
    remember(this.allowances, object, { left: left < 1 ? left : left - 1, atMs: nowMs })
    return left >= 1
  }

  private isOneTooMany(subject: string, key: string): boolean {
    const { nowMs } = this.client.clock
    const known = this.similar.get(subject)
    const different = known && nowMs - known.lastMs <= forgottenAfterMs ? known.different : 0
    const isNew = different === 0 || !this.told.has(key)
    const isCombined = isNew && different >= toldApart
    remember(this.similar, subject, { different: isNew && !isCombined ? different + 1 : different, lastMs: nowMs })
    return isCombined
  }

  private draft(about: KubeObject, type: string, reason: string, message: string, fieldPath: string | undefined, at: string): Draft<Event> {
    const { metadata: { name, namespace = 'default', uid, resourceVersion }, kind, apiVersion } = about
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${suffixOf(this.client.unixMs, this.told.size)}`, namespace },
      involvedObject: {
        apiVersion, kind, name, uid, resourceVersion,
        ...about.metadata.namespace !== undefined && { namespace },
        ...fieldPath !== undefined && { fieldPath },
      },
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

/** Sixteen hex digits that grow with time, as the real recorder's nanoseconds do. */
const suffixOf = (unixMs: number, told: number): string => (unixMs * 4096 + (told % 4096)).toString(16).padStart(16, '1')

/** Keeps an entry, and lets go of the one that has not been touched for longest when there are too many. */
function remember<V>(entries: Map<string, V>, key: string, value: V): void {
  entries.delete(key)
  entries.set(key, value)
  if (entries.size <= remembered) return
  const [oldest] = entries.keys()
  if (oldest !== undefined) entries.delete(oldest)
}
