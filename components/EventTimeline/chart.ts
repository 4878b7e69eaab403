// A chart of lanes over time: what lies on a lane, and where on the paper an instant is.
import type { PodState } from '../states/podState.ts'

/** As a state, or without one: `plain` for what only is, `lit` for what matters, `gap` for time that passes. */
export type Tone = PodState | 'plain' | 'lit' | 'gap'

export interface ChartSpan {
  readonly key: string | number
  readonly fromMs: number
  /** undefined: until now. */
  readonly toMs: number | undefined
  readonly tone: Tone
  readonly text: string
  /** What is written instead where there is less room, the longest first; nothing, if none of them fits. */
  readonly shorter?: readonly string[]
  /** More of it, for who points at it. */
  readonly title?: string
  /** Nobody does anything meanwhile: a back-off. */
  readonly isIdle?: boolean
}

export interface ChartMark {
  readonly key: string | number
  readonly atMs: number
  readonly tone: Tone
  readonly title: string
  /** Beside the glyph, where there is room: an exit code, a count. */
  readonly text?: string
  /** It is still to come. */
  readonly isExpected?: boolean
}

export interface ChartLane {
  readonly key: string
  readonly name: string
  /** Beside the name: a count, a verdict. */
  readonly note?: string
  readonly noteTone?: Tone
  readonly spans: readonly ChartSpan[]
  readonly marks: readonly ChartMark[]
}

/** A line through all lanes. */
export interface ChartGuide { readonly key: string | number, readonly atMs: number, readonly text: string, readonly isExpected?: boolean }

export interface Domain { readonly fromMs: number, readonly toMs: number }

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map(seconds => seconds * 1000)
const mostTicks = 8

/** Between two ticks. */
export const tickMs = ({ fromMs, toMs }: Domain): number => steps.find(step => (toMs - fromMs) / step <= mostTicks) ?? 7_200_000

/** Room for what is still to come, in steps: so nothing moves for most of the time. */
export function roomy(fromMs: number, nowMs: number, leastMs = 10_000): Domain {
  const begin = Math.floor(fromMs / 1000) * 1000
  const needed = Math.max(leastMs, (nowMs - begin) * 1.04)
  const step = tickMs({ fromMs: 0, toMs: needed })
  return { fromMs: begin, toMs: begin + Math.ceil(needed / step) * step }
}

/** The last stretch of time with some room ahead: it moves on by a sixth of itself. */
export function sliding(bornMs: number, nowMs: number, widthMs: number, aheadMs: number): Domain {
  const pace = widthMs / 6
  const needed = nowMs + aheadMs - widthMs
  const fromMs = Math.max(Math.floor(bornMs / 1000) * 1000, Math.ceil(needed / pace) * pace)
  return { fromMs, toMs: fromMs + widthMs }
}

export function ticksOf(domain: Domain): readonly number[] {
  const step = tickMs(domain)
  const first = Math.ceil(domain.fromMs / step) * step
  return Array.from({ length: Math.max(0, Math.floor((domain.toMs - first) / step) + 1) }, (_, i) => first + i * step)
}

/** In percent of the width; what lies outside is at the edge. */
export const placeOf = ({ fromMs, toMs }: Domain, atMs: number): number => Math.max(0, Math.min(100, (atMs - fromMs) / (toMs - fromMs) * 100))

/** `1:05`, `12:00`: minutes and seconds of virtual time. */
export const tickLabel = (ms: number): string => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`
