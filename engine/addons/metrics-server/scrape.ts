// What a kubelet says at /metrics/resource, read line by line.

/** How much was used up to an instant. */
export interface Sample { readonly atMs: number, readonly cpuSeconds: number, readonly memoryBytes: number, readonly startedMs: number | undefined }

export interface Scraped {
  readonly node: Sample | undefined
  /** By `namespace/pod container`. */
  readonly containers: ReadonlyMap<string, Sample>
}

const line = /^(\w+)(?:\{([^}]*)\})? (\S+)(?: (\d+))?$/

export function scraped(text: string): Scraped {
  const samples = new Map<string, Sample>()
  for (const each of text.split('\n')) {
    const [, metric = '', labels = '', value = '', at = '0'] = line.exec(each) ?? []
    const field = fieldOf(metric)
    if (!field) continue
    const key = metric.startsWith('node_') ? '' : `${labelIn(labels, 'namespace')}/${labelIn(labels, 'pod')} ${labelIn(labels, 'container')}`
    const known = samples.get(key) ?? { atMs: 0, cpuSeconds: NaN, memoryBytes: NaN, startedMs: undefined }
    samples.set(key, { ...known, ...field(Number(value)), ...!metric.endsWith('start_time_seconds') && { atMs: Number(at) } })
  }
  const node = samples.get('')
  samples.delete('')
  return { node, containers: samples }
}

function fieldOf(metric: string): ((value: number) => Partial<Sample>) | undefined {
  switch (metric) {
    case 'container_cpu_usage_seconds_total': case 'node_cpu_usage_seconds_total': return cpuSeconds => ({ cpuSeconds })
    case 'container_memory_working_set_bytes': case 'node_memory_working_set_bytes': return memoryBytes => ({ memoryBytes })
    case 'container_start_time_seconds': return seconds => ({ startedMs: seconds * 1000 })
    default: return undefined
  }
}

const labelIn = (labels: string, name: string): string => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? ''
