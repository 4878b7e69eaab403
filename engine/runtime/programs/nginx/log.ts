// What nginx says of itself.
import type { Process } from '../../process.ts'
import { strftime } from '../http/dates.ts'

/** `2026/11/21 09:00:00` */
export const logTime = (unixMs: number): string => strftime('%Y/%m/%d %T', unixMs)

/** Tells why it cannot run: to the log, and to whoever started it. */
export function emergency(process: Process, message: string): void {
  process.err(`${logTime(process.unixMs)} [emerg] ${process.pid}#${process.pid}: ${message}\n`)
  process.err(`nginx: [emerg] ${message}\n`)
}
