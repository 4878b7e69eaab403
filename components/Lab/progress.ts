// What the reader has done, kept on his device. The key says which version of the format it is: another is not read.
import { parseRun, RunError, type Run } from '../../engine/lab/run-text.ts'

const prefix = 'podium:1:lab:'

export interface Shelf {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** A browser may forbid to keep anything; then nothing is kept. */
function shelfOf(): Shelf | undefined {
  try { return window.localStorage }
  catch { return undefined }
}

export function keptRun(lab: string, shelf: Shelf | undefined = shelfOf()): Run | undefined {
  try {
    const text = shelf?.getItem(prefix + lab)
    if (text === null || text === undefined) return undefined
    const run = parseRun(text)
    return run.lab === lab ? run : undefined
  }
  catch (error) {
    if (error instanceof RunError) shelf?.removeItem(prefix + lab) // it will not get better
    return undefined
  }
}

export function keepRun(lab: string, text: string, shelf: Shelf | undefined = shelfOf()): void {
  try { shelf?.setItem(prefix + lab, text) }
  catch { /* full: what was kept before stays */ }
}

export function forgetRun(lab: string, shelf: Shelf | undefined = shelfOf()): void { shelf?.removeItem(prefix + lab) }
