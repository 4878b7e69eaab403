// What a shell has under way: pipelines that run in the background or stand still, by their numbers.
import type { Group, Process } from '../runtime/process.ts'

export interface Job {
  readonly number: number
  readonly text: string
  readonly group: Group | undefined
  readonly processes: readonly Process[]
  /** Whether it was started with `&`, or sent there. */
  inBackground: boolean
  /** What was last told of it. */
  told: string
}

/** The end of a job is the end of its last process. */
export const lastOf = ({ processes }: Job): Process | undefined => processes.at(-1)
export const isOver = ({ processes }: Job): boolean => processes.every(({ status }) => status)
export const isStopped = (job: Job): boolean => !isOver(job) && job.processes.every(({ status, isStopped }) => status || isStopped)

const endings: ReadonlyMap<number, string> = new Map([[1, 'Hangup'], [2, 'Interrupt'], [3, 'Quit'], [9, 'Killed'], [13, 'Broken pipe'], [15, 'Terminated'], [24, 'CPU time limit exceeded']])

/** `Running`, `Stopped`, `Done`, `Exit 3`, `Terminated`. */
export function stateOf(job: Job): string {
  if (isStopped(job)) return 'Stopped'
  if (!isOver(job)) return 'Running'
  const { code, signal } = lastOf(job)?.status ?? { code: 0 }
  if (signal !== undefined) return endings.get(signal) ?? `Signal ${signal}`
  return code === 0 ? 'Done' : `Exit ${code}`
}

export class Jobs {
  private all: readonly Job[] = []
  private readonly columns: number

  /** `columns`: how wide its states are shown. */
  constructor(columns: number) { this.columns = columns }

  get list(): readonly Job[] { return this.all }
  get stopped(): readonly Job[] { return this.all.filter(isStopped) }

  add(text: string, processes: readonly Process[], group: Group | undefined, inBackground: boolean): Job {
    const number = 1 + this.all.reduce((most, job) => Math.max(most, job.number), 0)
    const job = { number, text, processes, group, inBackground, told: '' }
    this.all = [...this.all, job]
    return job
  }

  remove(job: Job): void { this.all = this.all.filter(other => other !== job) }

  /** It is the one that `fg` means now. */
  bringToFront(job: Job): void { this.all = [...this.all.filter(other => other !== job), job] }

  /** What `%1`, `%%`, `%-`, `%name`, `%?part` or a process id means. */
  named(name: string): Job | undefined {
    const [current, previous] = this.recent
    if (/^%?[%+]?$/.test(name)) return current
    if (name === '%-') return previous ?? current
    const text = name.slice(1)
    if (!name.startsWith('%')) return this.all.find(({ processes }) => processes.some(({ pid }) => String(pid) === name))
    if (/^\d+$/.test(text)) return this.all.find(({ number }) => String(number) === text)
    return this.all.findLast(job => text.startsWith('?') ? job.text.includes(text.slice(1)) : job.text.startsWith(text))
  }

  /** One line about a job. */
  line(job: Job, withPid = false): string {
    const [current, previous] = this.recent
    const mark = job === current ? '+' : job === previous ? '-' : ' '
    const state = stateOf(job)
    const ampersand = state === 'Running' && job.inBackground ? ' &' : ''
    return `[${job.number}]${mark}  ${withPid ? `${job.processes[0]?.pid ?? 0} ` : ''}${state.padEnd(this.columns)}${job.text}${ampersand}\n`
  }

  /** What has happened since it was last told; what is over is forgotten. */
  news(): string {
    let text = ''
    for (const job of this.all.toSorted((a, b) => a.number - b.number)) {
      const state = stateOf(job)
      if (state !== 'Running' && state !== job.told) text += this.line(job)
      job.told = state
    }
    for (const job of this.all) if (isOver(job)) this.remove(job)
    return text
  }

  /** The job that `fg` means, and the one before it: what stands still comes first. */
  private get recent(): readonly (Job | undefined)[] {
    return [...this.stopped.toReversed(), ...this.all.filter(job => !isStopped(job)).toReversed()].slice(0, 2)
  }
}
