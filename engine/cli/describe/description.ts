// The text of a description as it grows: lines at a level, cells of a line divided by tabs.
import { timestamp, parseTimestamp } from '../../clock/time.ts'
import { align, descriptionTabs, escapeTerminal } from '../print/tabwriter.ts'

export class Description {
  private readonly done: string[] = []
  private text = ''
  private readonly aligned: boolean

  /** Not aligned: with the tabs left in, as a rollout's history shows templates. */
  constructor(aligned = true) { this.aligned = aligned }

  /** A whole line; each level is two blanks. */
  line(level: number, text: string): void { this.write(level, `${text}\n`) }

  /** A part of a line. */
  write(level: number, text: string): void { this.text += escapeTerminal('  '.repeat(level) + text) }

  /** What follows is aligned for itself. */
  flush(): void {
    this.done.push(this.aligned ? align(this.text, descriptionTabs) : this.text)
    this.text = ''
  }

  toString(): string {
    this.flush()
    return this.done.join('')
  }
}

const days = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'] // 1970 began on a Thursday
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Sat, 21 Nov 2026 00:42:05 +0000`; a time that is not set is the beginning of Go's time. */
export function dateText(time: string | null | undefined): string {
  const unixMs = parseTimestamp(time ?? '')
  if (unixMs === undefined) return 'Mon, 01 Jan 0001 00:00:00 +0000'
  const [year = '', month = '', day = '', clock = ''] = timestamp(unixMs).split(/[-TZ]/)
  return `${days[((Math.floor(unixMs / 86_400_000) % 7) + 7) % 7]}, ${day} ${months[Number(month) - 1]} ${year} ${clock} +0000`
}

/** `2026-11-21 00:42:05 +0000 UTC`. */
export function goTimeText(time: string): string {
  const unixMs = parseTimestamp(time)
  return unixMs === undefined ? '0001-01-01 00:00:00 +0000 UTC' : `${timestamp(unixMs).replace('T', ' ').replace('Z', '')} +0000 UTC`
}

export const sortedKeys = (map: object | undefined): readonly string[] => Object.keys(map ?? {}).sort()
