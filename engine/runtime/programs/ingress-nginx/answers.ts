// What the controller answers itself.
import type { HttpResponse } from '../../network.ts'
import { utf8Length } from '../../../apiserver/schema/index.ts'
import { httpDate } from '../http/dates.ts'

const titles: ReadonlyMap<number, string> = new Map([
  [301, 'Moved Permanently'], [302, 'Found'], [307, 'Temporary Redirect'], [308, 'Permanent Redirect'], [400, 'Bad Request'], [404, 'Not Found'],
  [502, 'Bad Gateway'], [503, 'Service Temporarily Unavailable'], [504, 'Gateway Time-out'],
])

const pageOf = (title: string, ...lines: readonly string[]): string =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n${lines.map(line => `<center>${line}</center>\r\n`).join('')}<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`

export function page(status: number, unixMs: number, location?: string): HttpResponse {
  const title = `${status} ${titles.get(status) ?? ''}`
  return answer(status, pageOf(title, `<h1>${title}</h1>`), 'text/html', unixMs, location === undefined ? [] : [['Location', location]])
}

export const plainOverTls = (unixMs: number): HttpResponse =>
  answer(400, pageOf('400 The plain HTTP request was sent to HTTPS port', '<h1>400 Bad Request</h1>', 'The plain HTTP request was sent to HTTPS port'), 'text/html', unixMs, [])

const answer = (status: number, body: string, type: string, unixMs: number, more: readonly (readonly [string, string])[]): HttpResponse =>
  ({ status, reason: titles.get(status) ?? '', body, headers: new Map([['Date', httpDate(unixMs)], ['Content-Type', type], ['Content-Length', String(utf8Length(body))], ['Connection', 'keep-alive'], ...more]) })

const own: ReadonlySet<string> = new Set(['server', 'date', 'connection', 'keep-alive', 'content-type', 'content-length'])

/** A backend's answer, as the controller hands it back. */
export function passedOn({ headers = new Map(), ...response }: HttpResponse, unixMs: number): HttpResponse {
  const { body } = response
  const given = new Map([...headers].map(([name, value]) => [name.toLowerCase(), value] as const))
  const type = given.get('content-type')
  return {
    ...response,
    headers: new Map([
      ['Date', httpDate(unixMs)], ...type === undefined ? [] : [['Content-Type', type] as const], ['Content-Length', given.get('content-length') ?? String(utf8Length(body))], ['Connection', 'keep-alive'],
      ...[...headers].filter(([name]) => !own.has(name.toLowerCase())),
    ]),
  }
}

/** Who came over TLS is to come so from now on. */
export const strict = (response: HttpResponse): HttpResponse =>
  ({ ...response, headers: new Map([...response.headers ?? [], ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains']]) })
