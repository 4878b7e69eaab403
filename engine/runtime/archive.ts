// Archives as `tar` makes them: a block of 512 letters about each file, then its text, filled up to whole blocks.

export interface Member {
  readonly name: string
  /** undefined: a directory. */
  readonly text: string | undefined
}

const block = 512
const checksumAt = 148

export function packed(members: readonly Member[]): string {
  return `${members.map(memberText).join('')}${'\0'.repeat(2 * block)}`
}

function memberText({ name, text }: Member): string {
  const content = text ?? ''
  const fields: readonly (readonly [value: string, width: number])[] = [
    [text === undefined ? `${name}/` : name, 100], [text === undefined ? '0000755' : '0000644', 8], ['0000000', 8], ['0000000', 8],
    [content.length.toString(8).padStart(11, '0'), 12], ['00000000000', 12], [' '.repeat(8), 8], [text === undefined ? '5' : '0', 1],
    ['', 100], ['ustar', 6], ['00', 2],
  ]
  const header = fields.map(([value, width]) => value.slice(0, width).padEnd(width, '\0')).join('').padEnd(block, '\0')
  let sum = 0
  for (let i = 0; i < block; i++) sum += header.charCodeAt(i)
  const checksum = `${sum.toString(8).padStart(6, '0')}\0 `
  return header.slice(0, checksumAt) + checksum + header.slice(checksumAt + 8) + content + '\0'.repeat((block - content.length % block) % block)
}

/** The members of an archive; undefined when it is none. */
export function unpacked(archive: string): readonly Member[] | undefined {
  const members: Member[] = []
  for (let at = 0; at < archive.length;) {
    const header = archive.slice(at, at + block)
    if (/^\0*$/.test(header)) return members
    if (!header.startsWith('ustar', 257)) return undefined
    const field = (from: number, width: number): string => header.slice(from, from + width).split('\0')[0] ?? ''
    const size = Number.parseInt(field(124, 12), 8)
    const name = field(0, 100).replace(/\/$/, '')
    members.push({ name, text: field(156, 1) === '5' ? undefined : archive.slice(at + block, at + block + size) })
    at += block + Math.ceil(size / block) * block
  }
  return archive === '' ? undefined : members
}
