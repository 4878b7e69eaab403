// The server's side of SPDY/3.1, as far as Kubernetes uses it: the client opens streams of bytes over one wire, each with
// a few headers. No priorities, no windows: neither side of Kubernetes keeps them.
import { Duplex } from 'node:stream'
import { constants, inflateSync } from 'node:zlib'
import { dictionary } from './dictionary.ts'

const types = { synStream: 1, synReply: 2, rstStream: 3, ping: 6 } as const
const fin = 0x01
const controlBit = 0x80
const headLength = 8
/** Why a stream ends before its time. */
const cancelled = 5
const largestFrame = 1024 * 1024
/** Headers are packed as one text over all of a session's streams. */
const largestPackedHeaders = 4 * 1024 * 1024

export type Opened = (headers: ReadonlyMap<string, string>, stream: Duplex) => void

/** What came is not SPDY; nothing more can be understood. */
export class SpdyError extends Error {}

export class SpdySession {
  private readonly send: (frame: Buffer) => void
  private readonly opened: Opened
  private readonly streams = new Map<number, Duplex>()
  private rest = Buffer.alloc(0)
  private packed = Buffer.alloc(0)
  private unpackedLength = 0
  private hasReplied = false

  constructor(send: (frame: Buffer) => void, opened: Opened) {
    this.send = send
    this.opened = opened
  }

  /** Bytes of the wire, as they come. */
  take(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk])
    while (this.rest.length >= headLength) {
      const length = this.rest.readUIntBE(5, 3)
      if (length > largestFrame) throw new SpdyError(`a frame of ${length} bytes is longer than the ${largestFrame} that are taken`)
      if (this.rest.length < headLength + length) return
      const [head, body] = [this.rest.subarray(0, headLength), this.rest.subarray(headLength, headLength + length)]
      this.rest = this.rest.subarray(headLength + length)
      if (((head[0] ?? 0) & controlBit) === 0) this.data(head.readUInt32BE(0), body, head[4] === fin)
      else this.control(head.readUInt16BE(2), head[4] === fin, body)
    }
  }

  /** The wire is gone. */
  end(): void { for (const id of [...this.streams.keys()]) this.drop(id) }

  /** The other side knows: nothing is said to it. */
  private drop(id: number): void {
    const stream = this.streams.get(id)
    this.streams.delete(id)
    stream?.destroy()
  }

  private data(id: number, bytes: Buffer, isLast: boolean): void {
    const stream = this.streams.get(id)
    if (bytes.length > 0) stream?.push(bytes)
    if (isLast) stream?.push(null)
  }

  private control(type: number, isLast: boolean, body: Buffer): void {
    if (type === types.synStream) this.open(body, isLast)
    else if (type === types.ping) this.send(control(types.ping, body))
    else if (type === types.rstStream && body.length >= 4) this.drop(body.readUInt32BE(0))
  }

  private open(body: Buffer, isLast: boolean): void {
    if (body.length < 10) throw new SpdyError('a stream begins with too few bytes')
    const id = body.readUInt32BE(0)
    const headers = this.unpack(body.subarray(10))
    const stream = new Duplex({
      read: () => {},
      write: (chunk: Buffer, _encoding, done) => {
        this.send(data(id, chunk, 0))
        done()
      },
      final: done => {
        this.send(data(id, Buffer.alloc(0), fin))
        done()
      },
      destroy: (error, done) => {
        if (this.streams.delete(id) && !stream.writableFinished) this.send(control(types.rstStream, Buffer.concat([numbered(id), numbered(cancelled)])))
        done(error)
      },
    })
    stream.on('error', () => stream.destroy())
    this.streams.set(id, stream)
    this.reply(id)
    this.opened(headers, stream)
    if (isLast) stream.push(null)
  }

  /** Each block of headers goes on with the one text of all, so all is unpacked up to here and what is new taken. */
  private unpack(block: Buffer): ReadonlyMap<string, string> {
    this.packed = Buffer.concat([this.packed, block])
    if (this.packed.length > largestPackedHeaders) throw new SpdyError('too many streams for one connection')
    const all = unpacked(this.packed)
    const own = all.subarray(this.unpackedLength)
    this.unpackedLength = all.length
    return headersIn(own)
  }

  /** A stream is taken, without headers: a packed text may say things plainly, in stored blocks; an empty one ends it, as a flush does. */
  private reply(id: number): void {
    const zlibHead = this.hasReplied ? [] : [0x78, 0x01]
    this.hasReplied = true
    this.send(control(types.synReply, Buffer.concat([numbered(id), Buffer.of(...zlibHead), stored(Buffer.alloc(4)), stored(Buffer.alloc(0))])))
  }
}

function unpacked(bytes: Buffer): Buffer {
  try { return inflateSync(bytes, { dictionary, finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 16 * largestPackedHeaders }) }
  catch { throw new SpdyError('its headers cannot be unpacked') }
}

function headersIn(block: Buffer): ReadonlyMap<string, string> {
  let at = 0
  const number = (): number => {
    if (at + 4 > block.length) throw new SpdyError('a header is cut off')
    at += 4
    return block.readUInt32BE(at - 4)
  }
  const text = (): string => {
    const length = number()
    if (at + length > block.length) throw new SpdyError('a header is cut off')
    at += length
    return block.toString('utf8', at - length, at)
  }
  const headers = new Map<string, string>()
  for (let left = number(); left > 0; left--) headers.set(text(), text())
  return headers
}

function numbered(number: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(number)
  return bytes
}

/** A block of a packed text that is not packed. */
const stored = (bytes: Buffer): Buffer => Buffer.concat([Buffer.of(0x00, bytes.length, 0x00, 0xff - bytes.length, 0xff), bytes])

const data = (id: number, bytes: Buffer, flags: number): Buffer => frame(id, flags, bytes)

const control = (type: number, body: Buffer): Buffer => frame(((controlBit << 24 | 3 << 16) >>> 0) + type, 0, body)

function frame(first: number, flags: number, body: Buffer): Buffer {
  const head = Buffer.alloc(headLength)
  head.writeUInt32BE(first, 0)
  head.writeUInt8(flags, 4)
  head.writeUIntBE(body.length, 5, 3)
  return Buffer.concat([head, body])
}
