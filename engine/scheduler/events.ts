// Events as the scheduler tells them: in the newer form, with an action and a time to the microsecond.
// What is told again about an unchanged pod becomes a series.
import type { CoreV1Event, Pod } from '../apiserver/types.gen.ts'
import { StatusError } from '../apiserver/status.ts'
import { microTimestamp } from '../clock/time.ts'
import type { Client } from '../client/client.ts'

/** The newer kind of event does not name its source. */
const noSource = {}

const keptSeries = 1000

export class SchedulerEvents {
  private readonly told = new Map<string, CoreV1Event>()
  private count = 0
  private readonly client: Client
  private readonly controller: string
  private readonly instance: string

  constructor(client: Client, controller: string) {
    this.client = client
    this.controller = controller
    this.instance = `${controller}-control-plane`
  }

  event(pod: Pod, type: 'Normal' | 'Warning', reason: string, action: string, message: string): void {
    const { uid, resourceVersion } = pod.metadata
    const key = type === 'Warning' ? `${uid} ${resourceVersion} ${reason} ${action}` : undefined // what goes well is told once
    const known = key === undefined ? undefined : this.told.get(key)
    try {
      const event = known ? this.again(known) : this.first(pod, type, reason, action, message)
      if (key !== undefined) this.remember(key, event)
    }
    catch (error) {
      if (!(error instanceof StatusError)) throw error // an event that cannot be told (its namespace is going) is let go
      if (key !== undefined) this.told.delete(key)
    }
  }

  private first({ metadata, kind, apiVersion }: Pod, type: string, reason: string, action: string, message: string): CoreV1Event {
    const { name, namespace = 'default', uid, resourceVersion } = metadata
    return this.client.create('events', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${this.suffix()}`, namespace },
      involvedObject: { apiVersion, kind, name, namespace, uid, resourceVersion },
      action,
      reason,
      message,
      type,
      eventTime: microTimestamp(this.client.unixMs),
      firstTimestamp: null,
      lastTimestamp: null,
      source: noSource,
      reportingComponent: this.controller,
      reportingInstance: this.instance,
    })
  }

  private again(known: CoreV1Event): CoreV1Event {
    return this.client.update('events', {
      ...known,
      metadata: { ...known.metadata, resourceVersion: '' },
      series: { count: (known.series?.count ?? 1) + 1, lastObservedTime: microTimestamp(this.client.unixMs) },
    })
  }

  private remember(key: string, event: CoreV1Event): void {
    this.told.set(key, event)
    const [oldest] = this.told.keys()
    if (oldest !== undefined && this.told.size > keptSeries) this.told.delete(oldest)
  }

  /** Sixteen hex digits that grow: nanoseconds, as in the real names. */
  private suffix(): string { return (BigInt(this.client.unixMs) * 1_000_000n + BigInt(this.count++ % 1_000_000)).toString(16) }
}
