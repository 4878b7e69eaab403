// A run as a text, to be kept, sent and opened elsewhere. What comes back may come from anybody, so it is read
// with suspicion: nothing but what this module writes is taken.
import type { Entry } from './tape.ts'
import { parseAct } from './faults/act.ts'
import { parseLoad } from './faults/load.ts'

export interface Run {
  readonly lab: string
  /** Which engine and which lab file it was made with; with others it may go another way. */
  readonly engine: string
  readonly tape: readonly Entry[]
  readonly nowMs: number
}

/** What is wrong with a text that should be a run, in Korean: readers see it. */
export class RunError extends Error {}

export const longestText = 4 * 1024 * 1024
const mostEntries = 20_000
/** Longer than any lecture: what goes on for longer was made to keep a machine busy. */
const longestRunMs = 6 * 3_600_000

/** Keys that follow each other are one line: the keys, and how long after the one before each came. */
type Line =
  | readonly [afterMs: number, kind: 'step']
  | readonly [afterMs: number, kind: 'command' | 'act' | 'browse' | 'keys', payload: string]
  | readonly [afterMs: number, kind: 'file', path: string, text: string]
  | readonly [aftersMs: readonly number[], kind: 'typed', keys: string]

export function formatRun({ lab, engine, tape, nowMs }: Run): string {
  const lines: Line[] = []
  let beforeMs = 0
  for (const entry of tape) {
    const afterMs = entry.atMs - beforeMs
    beforeMs = entry.atMs
    const last = lines.at(-1)
    if (entry.kind === 'step') lines.push([afterMs, 'step'])
    else if (entry.kind === 'file') lines.push([afterMs, 'file', entry.payload.path, entry.payload.text])
    else if (entry.kind === 'run') throw new RunError('터미널 밖에서 실행한 명령은 담을 수 없습니다.')
    else if (entry.kind === 'keys' && entry.payload.length === 1) {
      if (last?.[1] === 'typed') lines[lines.length - 1] = [[...last[0], afterMs], 'typed', last[2] + entry.payload]
      else lines.push([[afterMs], 'typed', entry.payload])
    }
    else lines.push([afterMs, entry.kind, entry.payload])
  }
  return JSON.stringify({ podium: 1, lab, engine, nowMs, tape: lines })
}

export function parseRun(text: string): Run {
  if (text.length > longestText) throw new RunError('너무 깁니다.')
  const run = fieldsOf(jsonOf(text))
  if (run['podium'] !== 1) throw new RunError('이 버전이 모르는 형식입니다.')
  const { lab, engine, tape } = run
  if (typeof lab !== 'string' || !/^[\w-]{1,60}$/.test(lab)) throw new RunError('실습 이름이 없습니다.')
  if (typeof engine !== 'string' || !/^[\w.+-]{1,60}$/.test(engine)) throw new RunError('엔진 버전이 없습니다.')
  if (!Array.isArray(tape)) throw new RunError('입력 기록이 없습니다.')
  const entries: Entry[] = []
  for (const line of tape) addLine(entries, line)
  const nowMs = wholeOf(run['nowMs'])
  return { lab, engine, tape: entries, nowMs }
}

/** An entry that came from another window. */
export function entryOf(value: unknown): Entry {
  const { atMs, kind, payload } = fieldsOf(value)
  const at = wholeOf(atMs)
  if (kind === 'step') return { atMs: at, kind }
  if (kind === 'file') {
    const { path, text } = fieldsOf(payload)
    return { atMs: at, kind, payload: { path: textOf(path), text: textOf(text) } }
  }
  if (kind === 'keys' || kind === 'command' || kind === 'browse') return { atMs: at, kind, payload: textOf(payload) }
  if (kind === 'act') return { atMs: at, kind, payload: actOf(payload) }
  throw new RunError('입력 기록에 모르는 것이 있습니다.')
}

function addLine(entries: Entry[], line: unknown): void {
  if (!Array.isArray(line)) throw broken()
  const [after, kind, payload, text]: readonly unknown[] = line
  const lastMs = (): number => entries.at(-1)?.atMs ?? 0
  if (kind === 'typed') {
    const keys = textOf(payload)
    if (!Array.isArray(after) || after.length !== keys.length) throw broken()
    for (const [i, ms] of after.entries()) push(entries, { atMs: lastMs() + wholeOf(ms), kind: 'keys', payload: keys.charAt(i) })
  }
  else push(entries, entryOf({ atMs: lastMs() + wholeOf(after), kind, payload: kind === 'file' ? { path: payload, text } : payload }))
}

function push(entries: Entry[], entry: Entry): void {
  wholeOf(entry.atMs)
  if (entries.push(entry) > mostEntries) throw new RunError('입력이 너무 많습니다.')
}

function jsonOf(text: string): unknown {
  try { return JSON.parse(text) }
  catch { throw broken() }
}

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw broken()
  return Object.fromEntries(Object.entries(value))
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  throw broken()
}

function wholeOf(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= longestRunMs) return value
  throw new RunError('시각이 잘못되었습니다.')
}

function actOf(value: unknown): string {
  const text = textOf(value)
  try { if (!parseLoad(text)) parseAct(text) }
  catch { throw new RunError('모르는 조작이 있습니다.') }
  return text
}

const broken = (): RunError => new RunError('깨진 기록입니다.')
