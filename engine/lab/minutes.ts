// The minutes of a lab, for paper: of each step what was typed and answered, and what the cluster told meanwhile.
import type { Lab } from './lab.ts'
import { Session } from './session.ts'
import { linesOf } from '../shell/screen.ts'
import { eventsOf, type EventLine } from './views/events.ts'

export interface StepMinutes {
  /** Counted as the slide's notes count: its first click is 1. */
  readonly number: number
  readonly say: string
  /** What was done to components: `stop kubelet node-2`. */
  readonly act: readonly string[]
  /** When it began and ended, in virtual milliseconds. */
  readonly fromMs: number
  readonly toMs: number
  /** From the prompt on, as they stand in the terminal. */
  readonly lines: readonly string[]
  readonly events: readonly EventLine[]
}

/** Of the steps after the first `before`, so many. */
export function minutesOf(lab: Lab, before: number, count: number): readonly StepMinutes[] {
  const session = new Session(lab)
  session.goToStep(before)
  return lab.steps.slice(before, before + count).map((step, i) => {
    const { cluster, terminal, nowMs } = session.now
    const known = new Set(eventsOf(cluster, 'default').map(nameOf))
    const prompt = linesOf(terminal.output).length - 1
    session.goToStep(before + i + 1)
    const { now } = session
    const lines = linesOf(now.terminal.output).slice(prompt)
    return {
      number: i + 1, say: step.say, act: step.act, fromMs: nowMs, toMs: now.nowMs,
      lines: lines.at(-1)?.trim() === '$' ? lines.slice(0, -1) : lines,
      events: eventsOf(now.cluster, 'default').filter(event => !known.has(nameOf(event))),
    }
  })
}

const nameOf = ({ uid, count }: EventLine): string => `${uid} ${count}`
