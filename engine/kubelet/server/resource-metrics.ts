// GET /metrics/resource: what each container, and the node as a whole, has used so far.
import type { TrackedPod } from '../tracked-pod.ts'

/** What a node uses for itself: the system, the runtime, the kubelet. */
const ownCores = 0.05
const ownBytes = 400 * 2 ** 20

export function resourceMetrics(pods: Iterable<TrackedPod>, unixMs: number, epochMs: number): string {
  const cpu: string[] = []
  const memory: string[] = []
  const started: string[] = []
  let coreSeconds = ownCores * (unixMs - epochMs) / 1000
  let bytes = ownBytes
  for (const { pod: { metadata }, records } of pods) {
    for (const { spec, container } of records.all()) {
      if (!container.isRunning) continue
      const { coreMs, use } = container.meter
      const labels = `{container="${spec.name}",namespace="${metadata.namespace ?? ''}",pod="${metadata.name}"}`
      cpu.push(`container_cpu_usage_seconds_total${labels} ${coreMs / 1000} ${unixMs}`)
      memory.push(`container_memory_working_set_bytes${labels} ${use.memoryBytes} ${unixMs}`)
      started.push(`container_start_time_seconds${labels} ${(epochMs + (container.startedAtMs ?? 0)) / 1000}`)
      coreSeconds += coreMs / 1000
      bytes += use.memoryBytes
    }
  }
  return [
    '# HELP container_cpu_usage_seconds_total [STABLE] Cumulative cpu time consumed by the container in core-seconds', '# TYPE container_cpu_usage_seconds_total counter', ...cpu,
    '# HELP container_memory_working_set_bytes [STABLE] Current working set of the container in bytes', '# TYPE container_memory_working_set_bytes gauge', ...memory,
    '# HELP container_start_time_seconds [STABLE] Start time of the container since unix epoch in seconds', '# TYPE container_start_time_seconds gauge', ...started,
    '# HELP node_cpu_usage_seconds_total [STABLE] Cumulative cpu time consumed by the node in core-seconds', '# TYPE node_cpu_usage_seconds_total counter', `node_cpu_usage_seconds_total ${coreSeconds} ${unixMs}`,
    '# HELP node_memory_working_set_bytes [STABLE] Current working set of the node in bytes', '# TYPE node_memory_working_set_bytes gauge', `node_memory_working_set_bytes ${bytes} ${unixMs}`,
    '# HELP resource_scrape_error [STABLE] 1 if there was an error while getting container metrics, 0 otherwise', '# TYPE resource_scrape_error gauge', 'resource_scrape_error 0', '',
  ].join('\n')
}
