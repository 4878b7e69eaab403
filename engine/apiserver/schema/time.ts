// Times as the API reads and writes them; errors are those of Go's time.Parse.
import { parseTimestamp, timestamp } from '../../clock/time.ts'

/** RFC 3339 in any zone → whole seconds in UTC. */
export const canonicalTime = (text: string): string => timestamp(parsed(text, seconds))

/** RFC 3339 with six digits after the point → the same in UTC. */
export function canonicalMicroTime(text: string): string {
  const unixMs = parsed(text, micros)
  const [, fraction = ''] = /\.(\d{6})/.exec(text) ?? []
  return timestamp(unixMs).replace('Z', `.${fraction}Z`)
}

interface Part { readonly layout: string, readonly form: RegExp, readonly name?: string, readonly max?: number }

const literal = (text: string): Part => ({ layout: text, form: new RegExp(`^${text}`) })
const date: readonly Part[] = [
  { layout: '2006', form: /^\d{4}/ }, literal('-'), { layout: '01', form: /^\d\d/, name: 'month', max: 12 }, literal('-'), { layout: '02', form: /^\d\d/ }, literal('T'),
  { layout: '15', form: /^\d\d/, name: 'hour', max: 23 }, literal(':'), { layout: '04', form: /^\d\d/, name: 'minute', max: 59 }, literal(':'),
]
const second: Part = { layout: '05', form: /^\d\d/, name: 'second', max: 59 }
const zone: Part = { layout: 'Z07:00', form: /^(?:Z|[+-]\d\d:\d\d)/ }

const seconds = { layout: '2006-01-02T15:04:05Z07:00', parts: [...date, { ...second, form: /^\d\d(?:\.\d+)?/ }, zone] }
const micros = { layout: '2006-01-02T15:04:05.000000Z07:00', parts: [...date, second, { layout: '.000000', form: /^\.\d{6}/ }, zone] }

function parsed(text: string, { layout, parts }: { layout: string, parts: readonly Part[] }): number {
  const error = (why: string) => new Error(`parsing time ${JSON.stringify(text)}${why}`)
  let rest = text
  for (const { layout: part, form, name, max = 0 } of parts) {
    const [found] = form.exec(rest) ?? []
    if (found === undefined) throw error(` as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(part)}`)
    const value = Number.parseInt(found)
    if (name !== undefined && (value > max || name === 'month' && value === 0)) throw error(`: ${name} out of range`)
    rest = rest.slice(found.length)
  }
  if (rest !== '') throw error(`: extra text: ${JSON.stringify(rest)}`)
  const unixMs = parseTimestamp(text)
  if (unixMs === undefined) throw error(': day out of range')
  return unixMs
}
