// Virtual time for people.

/** `03:07.2`: minutes, seconds, tenths. */
export function clockTime(ms: number): string {
  const tenths = Math.floor(ms / 100)
  return `${pad(Math.floor(tenths / 600))}:${pad(Math.floor(tenths / 10) % 60)}.${tenths % 10}`
}

/** `4ms`, `3.2초`, `2분 5초`. */
export function span(ms: number): string {
  if (ms < 1000) return `${ms}ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1).replace(/\.0$/, '')}초`
  const seconds = Math.floor(ms / 1000) % 60
  return `${Math.floor(ms / 60_000)}분${seconds > 0 ? ` ${seconds}초` : ''}`
}

const pad = (value: number): string => String(value).padStart(2, '0')
