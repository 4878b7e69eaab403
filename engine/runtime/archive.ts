// Archives as `tar` makes them: a block of 512 bytes about each file, then its text, filled up to whole blocks.
import { utf8Bytes, utf8Length, utf8Text } from '../apiserver/schema/utf8.ts'

export interface Member {
  readonly name: string
  /** undefined: a directory. */
  readonly text: string | undefined
}

const block = 512
/** What stands in its place while it is summed up. */
const noChecksum = ' '.repeat(8)
const nameBytes = 100

export function packed(members: readonly Member[]): string {
  return `${members.map(memberText).join('')}${'\0'.repeat(2 * block)}`
}

function memberText({ name, text }: Member): string {
  const path = text === undefined ? `${name}/` : name
  const isLong = utf8Length(path) > nameBytes
  const entry = entryText(isLong ? 'long' : path, text === undefined ? '5' : '0', text ?? '')
  return isLong ? entryText('PaxHeaders.0', 'x', record(`path=${path}`)) + entry : entry
}

function entryText(path: string, type: '0' | '5' | 'x', content: string): string {
  const size = utf8Length(content)
  const headerWith = (checksum: string): string => filled([
    filled(path, nameBytes), filled(type === '5' ? '0000755' : '0000644', 8), filled('0000000', 8).repeat(2),
    filled(size.toString(8).padStart(11, '0'), 12), filled('00000000000', 12), checksum, type, filled('', 100), filled('ustar', 6), '00',
  ].join(''), block)
  const sum = utf8Bytes(headerWith(noChecksum)).reduce((sum, byte) => sum + byte, 0)
  return headerWith(`${sum.toString(8).padStart(6, '0')}\0 `) + filled(content, Math.ceil(size / block) * block)
}

const filled = (text: string, bytes: number): string => text + '\0'.repeat(Math.max(0, bytes - utf8Length(text)))

/** `20 path=a/long/name`: its own length stands before it, and counts itself. */
function record(text: string): string {
  const length = utf8Length(text) + 2
  const digits = String(length + String(length).length).length
  return `${length + digits} ${text}\n`
}

/** The members of an archive; undefined when it is none. */
export function unpacked(archive: string): readonly Member[] | undefined {
  const bytes = utf8Bytes(archive)
  const members: Member[] = []
  let path: string | undefined
  for (let at = 0; at < bytes.length;) {
    const textAt = (from: number, length: number): string => utf8Text(bytes.slice(at + from, at + from + length))
    const field = (from: number, width: number): string => textAt(from, width).split('\0')[0] ?? ''
    if (field(0, 1) === '') return members
    if (field(257, 5) !== 'ustar') return undefined
    const [type, size] = [field(156, 1), Number.parseInt(field(124, 12), 8)]
    const name = path ?? [field(345, 155), field(0, nameBytes)].filter(part => part !== '').join('/')
    path = type === 'x' ? /^\d+ path=(.*)$/m.exec(textAt(block, size))?.[1] : undefined
    if (type !== 'x' && type !== 'g') members.push({ name: name.replace(/\/$/, ''), text: type === '5' ? undefined : textAt(block, size) })
    at += block + Math.ceil(size / block) * block
  }
  return archive === '' ? undefined : members
}
