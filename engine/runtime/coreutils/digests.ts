// md5sum and sha256sum.
import { utf8Bytes } from '../../apiserver/schema/utf8.ts'
import { sha256 } from '../sha256.ts'
import { resolvePath } from '../files.ts'
import type { Task } from '../task.ts'
import { cannotOpen, forEach, linesOf, missing, readAll, readFile, whole, type Bench, type Tool } from './bench.ts'
import { withOptions } from './options.ts'

const hex = (bytes: readonly number[]): string => bytes.map(byte => byte.toString(16).padStart(2, '0')).join('')

const shifts = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]] as const
const sines = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32))

/** The digest of bytes, as its 16 bytes. */
function md5(bytes: ArrayLike<number>): readonly number[] {
  const words = new Uint32Array(Math.ceil((bytes.length + 9) / 64) * 16)
  const put = (at: number, byte: number): void => { words[at >> 2] = (words[at >> 2] ?? 0) | byte << at % 4 * 8 }
  for (let i = 0; i < bytes.length; i++) put(i, bytes[i] ?? 0)
  put(bytes.length, 0x80)
  words[words.length - 2] = bytes.length * 8
  const state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476]
  for (let at = 0; at < words.length; at += 16) {
    let [a = 0, b = 0, c = 0, d = 0] = state
    for (let i = 0; i < 64; i++) {
      const round = i >> 4
      const mixed = round === 0 ? b & c | ~b & d : round === 1 ? d & b | ~d & c : round === 2 ? b ^ c ^ d : c ^ (b | ~d)
      const place = round === 0 ? i : round === 1 ? (5 * i + 1) % 16 : round === 2 ? (3 * i + 5) % 16 : 7 * i % 16
      const sum = a + mixed + (sines[i] ?? 0) + (words[at + place] ?? 0) | 0
      const by = shifts[round]?.[i % 4] ?? 0;
      [a, d, c, b] = [d, c, b, b + (sum << by | sum >>> 32 - by) | 0]
    }
    for (const [i, part] of [a, b, c, d].entries()) state[i] = (state[i] ?? 0) + part | 0
  }
  return state.flatMap(word => [word & 255, word >>> 8 & 255, word >>> 16 & 255, word >>> 24])
}

const latin = (bytes: ArrayLike<number>): string => Array.from(bytes, byte => String.fromCharCode(byte)).join('')

const digest = (name: string, of: (bytes: ArrayLike<number>) => readonly number[]): Tool => withOptions(name, 'btcz check=c binary=b text=t quiet status', function* (bench, { flags, operands }) {
  if (flags.has('c')) return yield* checked(bench, name, of, operands)
  const names = operands.length > 0 ? operands : ['-']
  const input = names.includes('-') ? yield* whole(bench) : ''
  return forEach(bench, name, names, (path, shown) => bench.out(`${hex(of(utf8Bytes(shown === '-' ? input : readFile(bench, path))))}  ${shown}\n`), cannotOpen)
})

/** `-c`: whether files are as they were when their digests were written down. */
function* checked(bench: Bench, tool: string, of: (bytes: ArrayLike<number>) => readonly number[], names: readonly string[]): Task<number> {
  const { text, status } = yield* readAll(bench, tool, names, cannotOpen)
  let [failed, lost] = [0, 0]
  for (const line of linesOf(text)) {
    const [, sum = '', name = ''] = /^(\w+) [ *](.+)$/.exec(line) ?? []
    const found = bench.files.read(resolvePath(bench.cwd, name))
    const isSame = found !== undefined && hex(of(utf8Bytes(found))) === sum
    if (found === undefined) bench.err(`${tool}: ${name}: ${missing}\n`)
    if (found === undefined) lost++
    else if (!isSame) failed++
    bench.out(`${name}: ${isSame ? 'OK' : found === undefined ? 'FAILED open or read' : 'FAILED'}\n`)
  }
  const warn = (count: number, one: string, several: string): void => { if (count > 0) bench.err(`${tool}: WARNING: ${count} ${count === 1 ? one : several}\n`) }
  warn(lost, 'listed file could not be read', 'listed files could not be read')
  warn(failed, 'computed checksum did NOT match', 'computed checksums did NOT match')
  return status || Number(failed + lost > 0)
}

export const digests: Readonly<Record<string, Tool>> = { md5sum: digest('md5sum', md5), sha256sum: digest('sha256sum', bytes => sha256(latin(bytes))) }
