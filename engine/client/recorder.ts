// Events: what a part has to tell about an object. The same thing told again raises a count.
import type { Event } from '../apiserver/types.gen.ts'
import type { KubeObject } from '../apiserver/object.ts'
import { StatusError } from '../apiserver/status.ts'
import { timestamp } from '../clock/time.ts'
import type { Client } from './client.ts'
import type { Draft } from './resources.ts'

export class EventRecorder {
  private readonly told = new Map<string, Event>()
  private readonly client: Client
  private readonly source: { readonly component: string, readonly host?: string }

  constructor(client: Client, component: string, host?: string) {
    this.client = client
    this.source = { component, ...host !== undefined && { host } }
  }

  event(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void {
    const key = [about.kind, about.metadata.namespace, about.metadata.name, about.metadata.uid, fieldPath, type, reason, message].join('\n')
    const at = timestamp(this.client.unixMs)
    const known = this.told.get(key)
    try {
      this.told.set(key, known
        ? this.client.update('events', { ...known, count: (known.count ?? 1) + 1, lastTimestamp: at, metadata: { ...known.metadata, resourceVersion: '' } })
        : this.client.create('events', this.draft(about, type, reason, message, fieldPath, at)))
    }
    catch (error) {
      if (!(error instanceof StatusError)) throw error // an event that cannot be told (its namespace is going) is let go
      this.told.delete(key)
    }
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
