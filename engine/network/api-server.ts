// The API server as those in the network find it: behind an address, by HTTP, to read and to delete. Whoever brings a
// token or a certificate is who it says.
import { StatusError, failure } from '../apiserver/status.ts'
import { targetOf } from '../apiserver/discovery/index.ts'
import type { Caller, Credentials, Request } from '../apiserver/request.ts'
import type { Door } from '../apiserver/server.ts'
import type { HttpRequest, HttpResponse, Listener } from '../runtime/network.ts'
import { Ports } from '../runtime/network.ts'

export const apiServerPort = 6443

/** A door that can be shut. */
export interface Entrance extends Door { readonly isDead: boolean }

/** Nobody listens while the server is down. */
export class ApiServerPorts extends Ports {
  private readonly door: Entrance
  private readonly listener: Listener

  /** `certificate`: what it shows, PEM. */
  constructor(door: Entrance, certificate: () => string) {
    super()
    this.door = door
    this.listener = {
      tls: () => ({ certificates: certificate(), protocols: ['h2', 'http/1.1'] }),
      http: request => request.tls ? answer(door, request) : plainly,
    }
  }

  override at(port: number): Listener | undefined { return port === apiServerPort && !this.door.isDead ? this.listener : undefined }
}

/** To whoever does not speak TLS. */
const plainly: HttpResponse = { status: 400, body: 'Client sent an HTTP request to an HTTPS server.\n' }

const caller: Caller = { user: { name: 'system:anonymous', groups: ['system:unauthenticated'] }, userAgent: 'curl' }

function answer(door: Door, request: HttpRequest): HttpResponse {
  try { return answerOf(door, request) }
  catch (error) {
    if (error instanceof StatusError) return json(error.status.code, error.status)
    throw error
  }
}

function answerOf(door: Door, { method, path, headers, tls }: HttpRequest): HttpResponse {
  const [plain = '/', query = ''] = path.split('?')
  const credentials = tls?.clientCertificate === undefined ? credentialsOf(headers) : { certificatePem: tls.clientCertificate }
  const found = targetOf(plain)
  if (!found) {
    const text = door.document(caller, { credentials, path: plain })
    return { status: 200, headers: new Map([['Content-Type', text.startsWith('{') ? 'application/json' : 'text/plain; charset=utf-8']]), body: text }
  }
  const { code, body: answered } = door.handle(caller, requestOf(method, { ...found, credentials }, query))
  return json(code, answered)
}

type Target = NonNullable<ReturnType<typeof targetOf>> & { readonly credentials: Credentials }

function requestOf(method: string, target: Target, query: string): Request {
  const { name } = target
  switch (method) {
    case 'GET': return name === undefined ? { verb: 'list', ...target, ...selectorsOf(query) } : { verb: 'get', ...target, name }
    case 'DELETE': if (name !== undefined) return { verb: 'delete', ...target, name }
  }
  throw failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource')
}

function selectorsOf(query: string): { readonly labelSelector?: string, readonly fieldSelector?: string } {
  const values = new Map(query.split('&').map((pair): [string, string] => { const [key = '', value = ''] = pair.split('='); return [key, decodeURIComponent(value)] }))
  const [labelSelector, fieldSelector] = [values.get('labelSelector'), values.get('fieldSelector')]
  return { ...labelSelector !== undefined && { labelSelector }, ...fieldSelector !== undefined && { fieldSelector } }
}

function credentialsOf(headers: ReadonlyMap<string, string>): Credentials {
  for (const [name, value] of headers) {
    const [, token] = name.toLowerCase() === 'authorization' ? /^Bearer (\S+)$/i.exec(value) ?? [] : []
    if (token !== undefined) return { token }
  }
  return {}
}

const json = (status: number, body: object): HttpResponse => ({ status, headers: new Map([['Content-Type', 'application/json']]), body: `${JSON.stringify(body, undefined, 2)}\n` })
