// What nginx says of itself.
import type { Process } from '../../process.ts'
import { strftime } from '../http/dates.ts'

/** The second that was written last. */
let last = { second: NaN, text: '' }

/** `2026/11/21 09:00:00` */
export function logTime(unixMs: number): string {
  const second = Math.floor(unixMs / 1000)
  if (last.second !== second) last = { second, text: strftime('%Y/%m/%d %T', unixMs) }
  return last.text
}

/** Tells why it cannot run: to the log, and to whoever started it. */
export function emergency(process: Process, message: string): void {
  process.err(`${logTime(process.unixMs)} [emerg] ${process.pid}#${process.pid}: ${message}\n`)
  process.err(`nginx: [emerg] ${message}\n`)
}
