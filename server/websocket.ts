// The server's side of a WebSocket (RFC 6455): the handshake, and whole binary messages both ways.
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

const handshakeGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const largestMessage = 1024 * 1024

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

export interface Socket {
  send(message: Buffer): void
  close(): void
}

export interface SocketEvents {
  readonly message: (message: Buffer) => void
  readonly closed: () => void
}

/** Accepts the upgrade under the first protocol that both know; undefined when there is none. */
export function accept(request: IncomingMessage, stream: Duplex, protocols: readonly string[], events: SocketEvents): Socket | undefined {
  const { 'sec-websocket-key': key, 'sec-websocket-protocol': offered = '' } = request.headers
  const protocol = offered.split(',').map(text => text.trim()).find(text => protocols.includes(text))
  if (key === undefined || protocol === undefined) return undefined
  const proof = createHash('sha1').update(`${key}${handshakeGuid}`).digest('base64')
  stream.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${proof}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`)

  let isOpen = true
  const send = (opcode: number, payload: Buffer): void => { if (isOpen) stream.write(Buffer.concat([headerOf(opcode, payload.length), payload])) }
  const close = (): void => {
    send(opcodes.close, Buffer.of(0x03, 0xe8)) // 1000: all is well
    isOpen = false
    stream.end()
  }
  const reader = new FrameReader()
  stream.on('data', (chunk: Buffer) => {
    for (const { opcode, payload } of reader.take(chunk) ?? [{ opcode: opcodes.close, payload: Buffer.of() }]) {
      if (opcode === opcodes.ping) send(opcodes.pong, payload)
      else if (opcode === opcodes.close) close()
      else if (opcode !== opcodes.pong) events.message(payload)
    }
  })
  stream.once('error', () => stream.destroy())
  stream.once('close', () => {
    isOpen = false
    events.closed()
  })
  return { send: message => send(opcodes.binary, message), close }
}

function headerOf(opcode: number, length: number): Buffer {
  const first = 0x80 | opcode // whole messages only
  if (length < 126) return Buffer.of(first, length)
  if (length < 0x10000) return Buffer.of(first, 126, length >> 8, length & 0xff)
  const header = Buffer.alloc(10)
  header.writeUInt8(first, 0)
  header.writeUInt8(127, 1)
  header.writeBigUInt64BE(BigInt(length), 2)
  return header
}

interface Message { readonly opcode: number, readonly payload: Buffer }

class FrameReader {
  private rest = Buffer.alloc(0)
  private parts: Buffer[] = []
  private opcode = 0

  /** The messages that have come whole; undefined for what no client may send. */
  take(chunk: Buffer): readonly Message[] | undefined {
    this.rest = Buffer.concat([this.rest, chunk])
    const messages: Message[] = []
    for (let frame = this.frame(); frame; frame = this.frame()) {
      if (frame === 'wrong') return undefined
      const { isLast, opcode, payload } = frame
      if (opcode >= opcodes.close) messages.push({ opcode, payload })
      else {
        if (opcode !== opcodes.continuation) this.opcode = opcode
        this.parts.push(payload)
        if (this.parts.reduce((sum, { length }) => sum + length, 0) > largestMessage) return undefined
        if (!isLast) continue
        messages.push({ opcode: this.opcode, payload: Buffer.concat(this.parts) })
        this.parts = []
      }
    }
    return messages
  }

  private frame(): { readonly isLast: boolean, readonly opcode: number, readonly payload: Buffer } | 'wrong' | undefined {
    const { rest } = this
    const [first, second] = rest
    if (first === undefined || second === undefined) return undefined
    const short = second & 0x7f
    const at = short === 126 ? 4 : short === 127 ? 10 : 2
    if (rest.length < at + 4) return undefined
    const length = short === 126 ? rest.readUInt16BE(2) : short === 127 ? Number(rest.readBigUInt64BE(2)) : short
    if ((second & 0x80) === 0 || length > largestMessage) return 'wrong' // a client masks what it sends
    if (rest.length < at + 4 + length) return undefined
    const mask = rest.subarray(at, at + 4)
    const payload = Buffer.from(rest.subarray(at + 4, at + 4 + length).map((byte, i) => byte ^ (mask[i % 4] ?? 0)))
    this.rest = rest.subarray(at + 4 + length)
    return { isLast: (first & 0x80) !== 0, opcode: first & 0x0f, payload }
  }
}
