// The engine behind the HTTP API of Kubernetes, on loopback: a real kubectl sees a cluster.
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Caller } from '../engine/apiserver/request.ts'
import { failure, type Status } from '../engine/apiserver/status.ts'
import type { Cluster } from '../engine/lab/cluster.ts'
import { answerOf, refusal, statusOf, type Answer, type Wish } from './answer.ts'
import { selfSigned } from './certificate.ts'
import { forward } from './forwarding.ts'
import { Guard } from './guard.ts'
import { sendLog } from './logs.ts'
import { Pace } from './pace.ts'
import { route, routeUpgrade } from './route.ts'
import { stream } from './streams.ts'
import { watching } from './watching.ts'
import type { Admission } from './kubeconfig.ts'

export interface DoorOptions {
  /** 0: any that is free. */
  readonly port: number
  /** Virtual seconds in a second. */
  readonly speed: number
}

export interface OpenDoor extends Admission { close(): Promise<void> }

const address = '127.0.0.1'
const validDays = 30
const largestBody = 3 * 1024 * 1024

export async function openDoor(cluster: Cluster, { port, speed }: DoorOptions): Promise<OpenDoor> {
  const token = randomBytes(32).toString('base64url')
  const pair = selfSigned('localhost', [address], Date.now(), validDays)
  const guard = new Guard(token)
  const pace = new Pace(cluster.clock, speed)
  const server = createServer({ cert: pair.certificate, key: pair.key }, (request, response) => {
    serve({ cluster, guard, pace, port: (server.address() as AddressInfo).port }, request, response) // an address of TCP is never a string
      .catch((error: unknown) => answerError(statusOf(error), request, response))
  })
  server.on('upgrade', (request: IncomingMessage, wire: Duplex) => {
    wire.on('error', () => wire.destroy())
    try { upgrade({ cluster, guard, pace, port: (server.address() as AddressInfo).port }, request, wire) } // as above
    catch (error) { refuseUpgrade(wire, statusOf(error)) }
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, address, resolve))
  return {
    url: `https://${address}:${(server.address() as AddressInfo).port}`, // as above
    certificate: pair.certificate,
    token,
    close: () => new Promise(resolve => {
      pace.stop()
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

interface Serving { readonly cluster: Cluster, readonly guard: Guard, readonly pace: Pace, readonly port: number }

async function serve({ cluster, guard, pace, port }: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const wish = wishOf(request)
  const verdict = guard.judge(request.headers, port)
  if ('refusal' in verdict) return finish(response, refusal(verdict.refusal, wish))
  const { method = 'GET', url = '/', headers } = request
  const asked = route({ method, url, headers, body: await bodyOf(request) }, verdict.credentials)
  const caller = callerOf(request)
  pace.catchUp()
  const { clock, door: server } = cluster
  if (asked.kind === 'log') return clock.input(`${method} ${url}`, () => sendLog(server, caller, asked.request, response, status => finish(response, refusal(status, wish))))
  if (asked.kind === 'watch') return watching(cluster, caller, asked.request, asked.opening, wish.includeObject, response)
  if (asked.kind === 'document') {
    if (asked.request.path === '/openapi/v2') return finish(response, { code: 200, headers: { 'content-type': 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf' }, body: emptyOpenApi })
    const text = server.document(caller, asked.request)
    return finish(response, { code: 200, headers: { 'content-type': documentType(asked.request.path, asked.request.aggregated ?? false) }, body: text })
  }
  const answered = clock.input(`${method} ${url}`, () => server.handle(caller, asked.request))
  if (isDown(answered.body)) return void request.socket.destroy()
  if (asked.request.subresource === 'token') guard.issue(tokenIn(answered.body))
  finish(response, answerOf(answered, wish))
}

function answerError(status: Status, request: IncomingMessage, response: ServerResponse): void {
  if (isDown(status)) request.socket.destroy()
  else finish(response, refusal(status, wishOf(request)))
}

/** A lab has stopped the API server, or cut it off: nobody answers. */
const isDown = (body: object): boolean => 'reason' in body && (body.reason === 'ConnectionRefused' || body.reason === 'ConnectionTimedOut')

function upgrade({ cluster, guard, pace, port }: Serving, request: IncomingMessage, wire: Duplex): void {
  const verdict = guard.judge(request.headers, port)
  if ('refusal' in verdict) return refuseUpgrade(wire, verdict.refusal)
  const { url = '/', headers } = request
  const asked = routeUpgrade({ url, headers }, verdict.credentials)
  pace.catchUp()
  const serveStream = asked.subresource === 'portforward' ? forward : stream
  serveStream(cluster, callerOf(request), asked, request, wire)
}

function refuseUpgrade(wire: Duplex, status: Status): void {
  const body = JSON.stringify(status)
  wire.end(`HTTP/1.1 ${status.code} ${status.reason ?? 'Error'}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
}

const callerOf = ({ headers }: IncomingMessage): Caller =>
  ({ user: { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] }, userAgent: headers['user-agent']?.split('/')[0] ?? 'unknown' })

function wishOf({ headers, url = '/' }: IncomingMessage): Wish {
  const query = new URLSearchParams(url.split('?')[1])
  const isForEyes = /^(curl|Wget|Mozilla)/i.test(headers['user-agent'] ?? '')
  return {
    accept: headers.accept ?? '',
    pretty: ['1', 'true', ''].includes(query.get('pretty') ?? (isForEyes ? 'true' : 'false')),
    includeObject: query.get('includeObject') ?? 'Metadata',
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) { // its chunks are buffers unless an encoding is set
    length += chunk.length
    if (length <= largestBody) chunks.push(chunk) // the rest is read all the same, so that the client gets to hear why
  }
  if (length > largestBody) throw failure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${largestBody}`)
  return Buffer.concat(chunks)
}

const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

/** The older description, with no kinds in it (as protobuf): a client that checks a List looks for one, and then leaves checking to the server. */
const emptyOpenApi = '\n\u00032.0'

const documentType = (path: string, aggregated: boolean): string =>
  aggregated && ['/api', '/apis'].includes(path) ? aggregatedType : path.endsWith('z') ? 'text/plain; charset=utf-8' : 'application/json'

function tokenIn(body: object): string {
  const status: unknown = 'status' in body ? body.status : undefined
  return typeof status === 'object' && status !== null && 'token' in status && typeof status.token === 'string' ? status.token : ''
}

function finish(response: ServerResponse, { code, headers, body }: Answer): void {
  if (response.headersSent) return void response.end()
  response.writeHead(code, { 'cache-control': 'no-cache, private', ...headers as Record<string, string | string[]> }) // Node's type asks for arrays that it does not change
  response.end(body)
}
