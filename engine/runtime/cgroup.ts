// What a container reads of its own limits and use: the files of its cgroup, as version 2 has them.
import type { Layer } from './files.ts'
import type { Meter } from './usage.ts'

/** The limit is given out anew every such while; who has used it up waits for the next. */
const periodMs = 100

const folder = '/sys/fs/cgroup'
const microsOf = (ms: number): number => Math.round(ms * 1000)
const most = (amount: number): string => Number.isFinite(amount) ? String(Math.round(amount)) : 'max'

const texts: Readonly<Record<string, (meter: Meter) => string>> = {
  [`${folder}/cpu.max`]: ({ limited }) => `${most(limited.cpuMillicores * periodMs)} ${microsOf(periodMs)}\n`,
  [`${folder}/cpu.stat`]: ({ coreMs, throttling: { busyMs, heldBackMs } }) => {
    const periods = Math.floor(busyMs / periodMs)
    const lines = {
      usage_usec: microsOf(coreMs), user_usec: microsOf(coreMs), system_usec: 0,
      nr_periods: periods, nr_throttled: heldBackMs === 0 ? 0 : Math.max(1, Math.min(periods, Math.ceil(heldBackMs / periodMs))), throttled_usec: microsOf(heldBackMs),
      nr_bursts: 0, burst_usec: 0,
    }
    return Object.entries(lines).map(([name, value]) => `${name} ${value}\n`).join('')
  },
  [`${folder}/memory.current`]: ({ use }) => `${use.memoryBytes}\n`,
  [`${folder}/memory.max`]: ({ limited }) => `${most(limited.memoryBytes)}\n`,
}

const paths = Object.keys(texts)

/** Over other files that its machine gives a container. */
export class CgroupFiles implements Layer {
  private readonly owner: { readonly meter: Meter }
  private readonly others: Layer | undefined

  constructor(owner: { readonly meter: Meter }, others: Layer | undefined) {
    this.owner = owner
    this.others = others
  }

  keys(): Iterable<string> { return [...this.others?.keys() ?? [], ...paths] }
  has(path: string): boolean { return path.startsWith(folder) ? Object.hasOwn(texts, path) : this.others?.has(path) ?? false }
  get(path: string): string | undefined { return path.startsWith(folder) && Object.hasOwn(texts, path) ? texts[path]?.(this.owner.meter) : this.others?.get(path) }
}
