// What a WOFF2 font can draw and how wide: its cmap and hmtx tables, read as the specification lays them down.
import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'

export interface Font {
  readonly has: (codePoint: number) => boolean
  readonly advance: (codePoint: number) => number | undefined
}

const knownTags = ['cmap', 'head', 'hhea', 'hmtx', 'maxp', 'name', 'OS/2', 'post', 'cvt ', 'fpgm', 'glyf', 'loca']

export function openFont(path: string): Font {
  const table = tablesOf(readFileSync(path))
  const glyphs = readCmap(table('cmap'))
  const widths = table('hmtx')
  const wide = table('hhea').readUInt16BE(34) // glyphs with a width of their own; all later ones share the last
  return {
    has: codePoint => glyphs.has(codePoint),
    advance: (codePoint) => {
      const glyph = glyphs.get(codePoint)
      return glyph === undefined ? undefined : widths.readUInt16BE(Math.min(glyph, wide - 1) * 4)
    },
  }
}

function tablesOf(font: Buffer): (tag: string) => Buffer {
  let at = 48 // after the header
  const base128 = (): number => {
    let value = 0
    for (;;) {
      const byte = font.readUInt8(at++)
      value = value * 128 + (byte & 127)
      if (byte < 128) return value
    }
  }
  const places = new Map<string, { readonly start: number, readonly end: number, readonly plain: boolean }>()
  let start = 0
  for (let i = 0; i < font.readUInt16BE(12); i++) {
    const flags = font.readUInt8(at++)
    let tag = knownTags[flags & 63] ?? `known ${flags & 63}`
    if ((flags & 63) === 63) tag = font.toString('latin1', at, at += 4)
    const length = base128()
    const plain = (tag === 'glyf' || tag === 'loca') === (flags >> 6 === 3)
    const end = start + (plain ? length : base128())
    places.set(tag, { start, end, plain })
    start = end
  }
  const tables = brotliDecompressSync(font.subarray(at))
  return (tag) => {
    const place = places.get(tag)
    if (place === undefined || !place.plain) throw new Error(`no plain table ${tag}`)
    return tables.subarray(place.start, place.end)
  }
}

function readCmap(cmap: Buffer): ReadonlyMap<number, number> {
  const glyphs = new Map<number, number>()
  for (let i = 0; i < cmap.readUInt16BE(2); i++) {
    const subtable = cmap.subarray(cmap.readUInt32BE(8 + i * 8))
    const format = subtable.readUInt16BE(0)
    if (format === 4) readSegments(subtable, glyphs)
    if (format === 12) readGroups(subtable, glyphs)
  }
  return glyphs
}

/** Format 4: segments of the basic plane. */
function readSegments(table: Buffer, glyphs: Map<number, number>): void {
  const bytes = table.readUInt16BE(6)
  for (let i = 0; i < bytes; i += 2) {
    const end = table.readUInt16BE(14 + i)
    const start = table.readUInt16BE(16 + bytes + i)
    const delta = table.readUInt16BE(16 + bytes * 2 + i)
    const rangeAt = 16 + bytes * 3 + i
    const range = table.readUInt16BE(rangeAt)
    for (let code = start; code <= end && code < 0xffff; code++) {
      const glyph = range === 0 ? code : table.readUInt16BE(rangeAt + range + (code - start) * 2)
      if (range === 0 || glyph !== 0) glyphs.set(code, (glyph + delta) & 0xffff)
    }
  }
}

/** Format 12: groups of all planes. */
function readGroups(table: Buffer, glyphs: Map<number, number>): void {
  for (let i = 0; i < table.readUInt32BE(12); i++) {
    const start = table.readUInt32BE(16 + i * 12)
    const end = table.readUInt32BE(20 + i * 12)
    for (let code = start; code <= end; code++) glyphs.set(code, table.readUInt32BE(24 + i * 12) + code - start)
  }
}
