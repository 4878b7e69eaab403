// Dates as servers and tools write them, always in UTC.
import { timestamp } from '../../../clock/time.ts'

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const dayMs = 86_400_000
const epochWeekday = 4

/** A date in the manner of strftime: `%Y-%m-%d`. */
export function strftime(format: string, unixMs: number): string {
  const text = timestamp(unixMs)
  const month = months[Number(text.slice(5, 7)) - 1] ?? ''
  const day = days[(Math.floor(unixMs / dayMs) + epochWeekday) % 7] ?? ''
  const hour = Number(text.slice(11, 13))
  return format.replace(/%(-?[a-zA-Z%])/g, (whole, letter: string) => {
    switch (letter) {
      case 'Y': return text.slice(0, 4)
      case 'y': return text.slice(2, 4)
      case 'm': return text.slice(5, 7)
      case 'd': return text.slice(8, 10)
      case 'e': return String(Number(text.slice(8, 10))).padStart(2)
      case 'H': return text.slice(11, 13)
      case 'I': return String(hour % 12 || 12).padStart(2, '0')
      case 'M': return text.slice(14, 16)
      case 'S': return text.slice(17, 19)
      case 'p': return hour < 12 ? 'AM' : 'PM'
      case 'F': return text.slice(0, 10)
      case 'T': return text.slice(11, 19)
      case 'R': return text.slice(11, 16)
      case 'D': return `${text.slice(5, 7)}/${text.slice(8, 10)}/${text.slice(2, 4)}`
      case 's': return String(Math.floor(unixMs / 1000))
      case 'N': return String(Math.floor(unixMs % 1000)).padStart(3, '0') + '000000'
      case 'a': return day.slice(0, 3)
      case 'A': return day
      case 'b':
      case 'h': return month.slice(0, 3)
      case 'B': return month
      case 'u': return String(days.indexOf(day) || 7)
      case 'w': return String(days.indexOf(day))
      case 'Z': return 'UTC'
      case 'z': return '+0000'
      case 'n': return '\n'
      case 't': return '\t'
      case '%': return '%'
      default: return whole
    }
  })
}

// A server writes these two with every answer, so they go without a format to read.

/** `Sat, 21 Nov 2026 09:00:00 GMT`, as in headers. */
export function httpDate(unixMs: number): string {
  const text = timestamp(unixMs)
  const day = days[(Math.floor(unixMs / dayMs) + epochWeekday) % 7] ?? ''
  return `${day.slice(0, 3)}, ${text.slice(8, 10)} ${monthIn(text)} ${text.slice(0, 4)} ${text.slice(11, 19)} GMT`
}

/** `21/Nov/2026:09:00:00 +0000`, as in access logs. */
export function accessDate(unixMs: number): string {
  const text = timestamp(unixMs)
  return `${text.slice(8, 10)}/${monthIn(text)}/${text.slice(0, 4)}:${text.slice(11, 19)} +0000`
}

const monthIn = (timestamp: string): string => (months[Number(timestamp.slice(5, 7)) - 1] ?? '').slice(0, 3)
