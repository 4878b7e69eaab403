import type { Duplex } from 'node:stream'
import { constants, createDeflate } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dictionary } from '../../server/spdy/dictionary.ts'
import { SpdyError, SpdySession } from '../../server/spdy/session.ts'

const numbered = (number: number): Buffer => Buffer.from([number >>> 24, number >>> 16, number >>> 8, number])
const text = (of: string): Buffer => Buffer.concat([numbered(of.length), Buffer.from(of)])
const frame = (first: number, flags: number, body: Buffer): Buffer => Buffer.concat([numbered(first), numbered(flags * 0x1000000 + body.length), body])
const ping = (id: number): Buffer => frame(0x80030006, 0, numbered(id))
const data = (id: number, bytes: string, isLast = false): Buffer => frame(id, isLast ? 1 : 0, Buffer.from(bytes))

/** Opens streams as a client does: all headers of a session are one packed text. */
function client() {
  const deflate = createDeflate({ dictionary })
  return async (id: number, headers: Record<string, string>, isLast = false): Promise<Buffer> => {
    const parts: Buffer[] = []
    const keep = (part: Buffer): void => void parts.push(part)
    deflate.on('data', keep)
    const entries = Object.entries(headers)
    deflate.write(Buffer.concat([numbered(entries.length), ...entries.flat().map(text)]))
    await new Promise<void>(resolve => { deflate.flush(constants.Z_SYNC_FLUSH, resolve) })
    deflate.off('data', keep)
    return frame(0x80030001, isLast ? 1 : 0, Buffer.concat([numbered(id), numbered(0), Buffer.of(0, 0), ...parts]))
  }
}

/** What a session says and hears, in words. */
function listen() {
  const sent: string[] = []
  const heard: string[] = []
  const streams: Duplex[] = []
  const session = new SpdySession(bytes => sent.push(bytes.toString('hex')), (headers, stream) => {
    const at = streams.push(stream) - 1
    heard.push(`${at} opened ${JSON.stringify(Object.fromEntries(headers))}`)
    stream.on('data', (bytes: Buffer) => heard.push(`${at} ${bytes.toString()}`))
    stream.on('end', () => heard.push(`${at} ended`))
  })
  return { session, sent, heard, streams }
}

const settled = (): Promise<void> => new Promise(resolve => { setImmediate(resolve) })

test('the words that are taken as known are those of SPDY/3', () => {
  expect(dictionary).toHaveLength(1423)
  const [a, b] = dictionary.reduce(([a, b], byte) => [(a + byte) % 65521, (a + byte + b) % 65521], [1, 0])
  expect((b * 65536 + a).toString(16)).toBe('e3c6a7c2') // Adler-32, which every packed text names
})

test('streams open, speak and end, however the wire cuts their bytes', async () => {
  const open = client()
  const wire = Buffer.concat([
    await open(1, { streamtype: 'error', port: '80', requestid: '0' }, true),
    await open(3, { streamtype: 'data', port: '80', requestid: '0' }),
    data(3, 'GET / '), data(3, 'HTTP/1.1', true), ping(7), data(99, 'nobody'),
  ])
  await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: wire.length })), async cuts => {
    const { session, sent, heard } = listen()
    let from = 0
    for (const to of [...cuts.sort((a, b) => a - b), wire.length]) {
      session.take(wire.subarray(from, to))
      from = to
    }
    await settled()
    expect(heard.filter(line => line.includes('opened') || line.includes('ended')).sort()).toEqual([
      '0 ended', '0 opened {"streamtype":"error","port":"80","requestid":"0"}', '1 ended', '1 opened {"streamtype":"data","port":"80","requestid":"0"}',
    ])
    expect(heard.filter(line => line.startsWith('1 ') && !line.includes('ended') && !line.includes('opened')).map(line => line.slice(2)).join('')).toBe('GET / HTTP/1.1')
    expect(sent).toEqual([
      '8003000200000014000000017801000400fbff00000000000000ffff', // both are taken
      '800300020000001200000003000400fbff00000000000000ffff',
      '800300060000000400000007',
    ])
  }), { numRuns: 40 })
})

test('what is said goes out, and an end is an end', async () => {
  const open = client()
  const { session, sent, streams } = listen()
  session.take(await open(1, {}))
  streams[0]?.end('hi')
  await settled()
  expect(sent.slice(1)).toEqual(['00000001000000026869', '0000000101000000'])
})

test('a stream that is broken off is told so, and so is the other side', async () => {
  const open = client()
  const { session, sent, streams } = listen()
  session.take(Buffer.concat([await open(1, {}), await open(3, {})]))
  streams[0]?.destroy()
  session.take(frame(0x80030003, 0, Buffer.concat([numbered(3), numbered(5)])))
  await settled()
  expect(sent.slice(2)).toEqual(['80030003000000080000000100000005'])
  expect(streams.map(({ destroyed }) => destroyed)).toEqual([true, true])
})

test('when the wire is gone nothing more is said', async () => {
  const open = client()
  const { session, sent, streams } = listen()
  session.take(await open(1, {}))
  session.end()
  await settled()
  expect([streams[0]?.destroyed, sent.length]).toEqual([true, 1])
})

test.each([
  ['a frame that is too long', frame(1, 0, Buffer.alloc(0)).fill(0xff, 5, 8), 'a frame of 16777215 bytes is longer than the 1048576 that are taken'],
  ['a stream of no number', frame(0x80030001, 0, Buffer.alloc(4)), 'a stream begins with too few bytes'],
  ['headers that are not packed', frame(0x80030001, 0, Buffer.alloc(14, 0x41)), 'its headers cannot be unpacked'],
])('%s is refused', (_what, bytes, message) => {
  expect(() => listen().session.take(bytes)).toThrow(new SpdyError(message))
})

test('no bytes do anything else than be refused', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, isStream) => {
    const wire = isStream ? frame(0x80030001, 0, Buffer.from(bytes)) : Buffer.from(bytes)
    try { listen().session.take(wire) }
    catch (error) { expect(error).toBeInstanceOf(SpdyError) }
  }), { numRuns: 300 })
})
