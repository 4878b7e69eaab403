// Since when endpoints are due: the first change of a Service or its pods that is not in them yet. Monitoring asks for it.
import { parseTimestamp, timestamp } from '../../clock/time.ts'
import type { Pod, Service } from '../../apiserver/types.gen.ts'

export const triggerTimeAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time'

interface Seen { readonly serviceMs: number, readonly podsMs: ReadonlyMap<string, number> }

export class TriggerTimes {
  private readonly seen = new Map<string, Seen>()

  /** Undefined when nothing has happened but what happened before. */
  next(key: string, { metadata }: Service, pods: readonly Pod[]): string | undefined {
    const before = this.seen.get(key)
    const serviceMs = parseTimestamp(metadata.creationTimestamp) ?? 0
    const podsMs = new Map(pods.flatMap(pod => {
      const since = pod.status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime
      return since ? [[pod.metadata.name, parseTimestamp(since) ?? 0] as const] : []
    }))
    this.seen.set(key, { serviceMs, podsMs })
    if (!before) return timestamp(serviceMs)
    const changed = [...podsMs].filter(([name, ms]) => ms > (before.podsMs.get(name) ?? 0)).map(([, ms]) => ms)
    if (serviceMs > before.serviceMs) changed.push(serviceMs)
    return changed.length > 0 ? timestamp(changed.reduce((a, b) => Math.min(a, b))) : undefined
  }

  forget(key: string): void { this.seen.delete(key) }
}

/** Annotations that tell the trigger time, or no longer tell it. */
export function withTriggerTime(annotations: Readonly<Record<string, string>> | undefined, time: string | undefined): { readonly annotations?: Readonly<Record<string, string>> } {
  const others = Object.entries(annotations ?? {}).filter(([key]) => key !== triggerTimeAnnotation)
  const all = time === undefined ? others : [...others, [triggerTimeAnnotation, time] as const]
  return all.length > 0 ? { annotations: Object.fromEntries(all) } : {}
}
