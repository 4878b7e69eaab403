// What the controller and the nginx below it write.
import { hexDigest } from '../../images.ts'
import type { Process } from '../../process.ts'
import { accessDate, strftime } from '../http/dates.ts'
import type { KubeObject } from '../../../apiserver/object.ts'
import { logTime } from '../nginx/log.ts'

export const version = 'v1.14.0'
const controllerPid = 7
const workerPid = 31

export const banner = `-------------------------------------------------------------------------------
NGINX Ingress controller
  Release:       ${version}
  Build:         52c0a83ac9bc72e9ce1b9fe4f2d6dcc8854516a8
  Repository:    https://github.com/kubernetes/ingress-nginx
  nginx version: nginx/1.27.1

-------------------------------------------------------------------------------

`

/** A line of the controller: its level, the time to the microsecond, who says it where. */
export function say(process: Process, level: 'I' | 'W' | 'E' | 'F', place: string, text: string): void {
  process.err(`${level}${strftime('%m%d %T', process.unixMs)}.${String(Math.floor(process.unixMs % 1000)).padStart(3, '0')}000 ${String(controllerPid).padStart(7)} ${place}] ${text}\n`)
}

export function sayEvent(process: Process, { apiVersion, kind, metadata: { namespace, name, uid, resourceVersion } }: KubeObject, type: string, reason: string, message: string): void {
  const reference = `v1.ObjectReference{Kind:"${kind}", Namespace:"${namespace}", Name:"${name}", UID:"${uid}", APIVersion:"${apiVersion}", ResourceVersion:"${resourceVersion}", FieldPath:""}`
  say(process, 'I', 'event.go:377', `Event(${reference}): type: '${type}' reason: '${reason}' ${message}`)
}

export interface Access {
  readonly from: string
  readonly request: string
  readonly status: number
  readonly bytes: number
  readonly referer: string
  readonly userAgent: string
  readonly requestBytes: number
  readonly tookMs: number
  readonly backend: string
  readonly upstreams: readonly { readonly address: string, readonly bytes: number, readonly tookMs: number, readonly status: number }[]
  readonly id: string
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3)

/** The format `upstreaminfo`. */
export function sayAccess(process: Process, access: Access): void {
  const { from, request, status, bytes, referer, userAgent, requestBytes, tookMs, backend, upstreams, id } = access
  const listed = (of: (upstream: Access['upstreams'][number]) => string): string => upstreams.length === 0 ? '-' : upstreams.map(of).join(', ')
  process.out(`${from} - - [${accessDate(process.unixMs)}] "${request}" ${status} ${bytes} "${referer}" "${userAgent}" ${requestBytes} ${seconds(tookMs)} [${backend}] [] `
    + `${listed(({ address }) => address)} ${listed(upstream => String(upstream.bytes))} ${listed(upstream => seconds(upstream.tookMs))} ${listed(upstream => String(upstream.status))} ${id}\n`)
}

/** A line of the error log of nginx. */
export function sayError(process: Process, number: number, text: string): void {
  process.err(`${logTime(process.unixMs)} [error] ${workerPid}#${workerPid}: *${number} ${text}\n`)
}

const idDigits = 32
export const requestId = (process: Process, number: number): string => hexDigest(`${process.machine.name} ${process.machine.clock.nowMs} ${number}`).slice(0, idDigits)
