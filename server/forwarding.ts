// `kubectl port-forward` of a real client: it opens a pair of streams for each connection to its port, one for bytes and
// one for what goes wrong. What comes is read as HTTP, since behind a port of the engine stands who answers requests.
import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Connect, Received } from '../engine/apiserver/connect.ts'
import type { Caller } from '../engine/apiserver/request.ts'
import type { Cluster } from '../engine/lab/cluster.ts'
import { SpdyError, SpdySession } from './spdy/session.ts'
import { accept } from './websocket.ts'

const protocol = 'SPDY/3.1+portforward.k8s.io'
const client = '127.0.0.1'
const largestBody = 3 * 1024 * 1024

interface Pair { readonly port: number, readonly error: Duplex }

/** Throws a StatusError when it is refused before the client is let in. */
export function forward(cluster: Cluster, caller: Caller, asked: Connect, request: IncomingMessage, wire: Duplex): void {
  const waiting = new Map<number, { readonly response: ServerResponse, readonly pair: Pair }>()
  const connection = cluster.clock.input(`forward to ${asked.name}`, () => cluster.door.connect(caller, asked, message => hear(message)))
  let nextId = 1
  const pass = async (incoming: IncomingMessage, response: ServerResponse, pair: Pair): Promise<void> => {
    const body = await bodyOf(incoming)
    if (body === undefined) return void response.writeHead(413, { connection: 'close' }).end()
    const { method = 'GET', url: path = '/', headers } = incoming
    const id = nextId++
    waiting.set(id, { response, pair })
    response.once('close', () => waiting.delete(id))
    cluster.clock.input(`${method} ${path} of ${asked.name}`, () => connection.send({
      kind: 'request', id, port: pair.port,
      request: { from: client, method, path, body, headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')])) },
    }))
  }
  const hear = (message: Received): void => {
    if (message.kind === 'end' || message.kind === 'refused') wire.destroy()
    if (message.kind !== 'response' && message.kind !== 'unreached') return
    const { response, pair } = waiting.get(message.id) ?? {}
    if (message.kind === 'response') return answer(response, message)
    pair?.error.end(message.error)
    response?.destroy()
  }

  const session = new SpdySession(bytes => { socket?.send(bytes) }, pairs((bytes, pair) => speakHttp(bytes, pair, pass)))
  const socket = accept(request, wire, [protocol], {
    message: bytes => {
      try { session.take(bytes) }
      catch (error) {
        if (!(error instanceof SpdyError)) throw error
        wire.destroy()
      }
    },
    closed: () => {
      session.end()
      cluster.clock.input(`end of ${asked.name}`, () => connection.close())
    },
  })
  if (!socket) {
    connection.close()
    wire.end(`HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`)
  }
}

/** The stream for errors comes first, then that for bytes; both name the request. */
function pairs(connected: (bytes: Duplex, pair: Pair) => void): (headers: ReadonlyMap<string, string>, stream: Duplex) => void {
  const errors = new Map<string, Duplex>()
  return (headers, stream) => {
    const id = headers.get('requestid') ?? ''
    if (headers.get('streamtype') === 'error') {
      errors.set(id, stream)
      return
    }
    const error = errors.get(id)
    errors.delete(id)
    const port = Number(headers.get('port'))
    if (!error || !Number.isInteger(port)) {
      stream.destroy()
      return
    }
    stream.once('close', () => error.end())
    connected(stream, { port, error })
  }
}

type Pass = (incoming: IncomingMessage, response: ServerResponse, pair: Pair) => Promise<void>

/** Node's own reader of HTTP, on a connection that is no socket. */
function speakHttp(bytes: Duplex, pair: Pair, pass: Pass): void {
  const http: Server = createServer((incoming, response) => {
    pass(incoming, response, pair).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  http.on('clientError', () => {
    pair.error.end(`port ${pair.port} of this cluster takes requests of HTTP only, and this is none`)
    bytes.destroy()
  })
  http.emit('connection', bytes)
}

/** Node counts the length of the body anew. */
const counted = ['content-length', 'transfer-encoding', 'connection']

function answer(response: ServerResponse | undefined, { status, headers = new Map(), body }: Received & { readonly kind: 'response' }): void {
  const kept = [...headers].filter(([name]) => !counted.includes(name.toLowerCase()))
  response?.writeHead(status, STATUS_CODES[status] ?? '', [...kept, ['Content-Length', `${Buffer.byteLength(body)}`]].flat()).end(body)
}

/** Undefined when it is too long. */
async function bodyOf(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) { // its chunks are buffers unless an encoding is set
    length += chunk.length
    if (length <= largestBody) chunks.push(chunk)
  }
  return length > largestBody ? undefined : Buffer.concat(chunks).toString('utf8')
}
