// sort: by whole lines, by fields, by numbers, sizes, versions and months.
import { resolvePath } from '../files.ts'
import { joined, linesOf, readAll, type Complaint, type Tool } from './bench.ts'
import { Misused, withOptions } from './options.ts'

interface Key { readonly from: number, readonly to: number, readonly letter: number, readonly toLetter: number, readonly how: string }

const unreadable: Complaint = (name, error) => error === 'Is a directory' ? { gnu: `read failed: ${name}: ${error}`, busybox: `${name}: ${error}` } : { gnu: `cannot read: ${name}: ${error}`, busybox: `can't open '${name}': ${error}` }

const options = 'bCcdfghik:mMno:rRsS:t:T:uVz check::=c debug dictionary-order=d field-separator:=t general-numeric-sort=g human-numeric-sort=h ignore-case=f ignore-leading-blanks=b key:=k merge=m month-sort=M numeric-sort=n output:=o parallel: random-sort=R reverse=r stable=s unique=u version-sort=V'

export const sort: Tool = withOptions('sort', options, function* (bench, { flags, values, all, operands }) {
  const separator = values.get('t')?.replace('\\0', '\0')
  if (separator === '') throw new Misused('empty tab', false)
  if (separator !== undefined && [...separator].length > 1) throw new Misused(`multi-character tab ‘${separator}’`, false)
  const keys = all('k').map(keyIn)
  const { text, status } = yield* readAll(bench, 'sort', operands, unreadable)
  if (status > 0) return bench.style === 'gnu' ? 2 : status
  const usual = [...flags].filter(flag => flag.length === 1).join('')
  const fieldsOf = (line: string): readonly string[] => separator === undefined ? line.match(/[ \t]*[^ \t]+/g) ?? [] : line.split(separator)
  const keyOf = (line: string, { from, to, letter, toLetter }: Key): string => {
    const fields = fieldsOf(line).slice(from - 1, to)
    const cut = fields.length === to - from + 1 ? fields.slice(0, -1).concat(fields.at(-1)?.slice(0, toLetter) ?? '') : fields
    return cut.join(separator ?? '').slice(letter - 1)
  }
  const byKeys = (a: string, b: string): number => {
    for (const key of keys) {
      const how = key.how === '' ? usual : key.how
      const order = compare(keyOf(a, key), keyOf(b, key), how) * (how.includes('r') ? -1 : 1)
      if (order !== 0) return order
    }
    return keys.length === 0 ? compare(a, b, usual) * (usual.includes('r') ? -1 : 1) : 0
  }
  const lines = linesOf(text)
  if (/c/i.test(usual)) {
    const wrong = lines.findIndex((line, i) => i > 0 && byKeys(lines[i - 1] ?? '', line) > 0)
    if (wrong >= 0 && flags.has('c')) bench.err(`sort: ${operands[0] ?? '-'}:${wrong + 1}: disorder: ${lines[wrong] ?? ''}\n`)
    return Number(wrong >= 0)
  }
  const last = flags.has('s') || flags.has('u') ? () => 0 : (a: string, b: string) => plainOrder(a, b) * (usual.includes('r') ? -1 : 1)
  const sorted = lines.toSorted((a, b) => byKeys(a, b) || last(a, b))
  const output = joined(flags.has('u') ? sorted.filter((line, i) => i === 0 || byKeys(line, sorted[i - 1] ?? '') !== 0) : sorted)
  const to = values.get('o')
  if (to === undefined) bench.out(output)
  else bench.files.write(resolvePath(bench.cwd, to), output)
  return 0
}, { misused: 2 })

/** `2,2nr` */
function keyIn(said: string): Key {
  const found = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(said)
  if (!found) throw new Misused(`invalid number at field start: invalid count at start of ‘${said}’`, false)
  const [, from = '1', letter = '1', first = '', to = '', toLetter = '', second = ''] = found
  return { from: Number(from), to: to === '' ? Infinity : Number(to), letter: Number(letter), toLetter: toLetter === '' ? Infinity : Number(toLetter), how: (first + second).replace('b', '') }
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const units = 'KMGTPE'

function compare(x: string, y: string, how: string): number {
  const [a, b] = /[bnhM]/.test(how) ? [x.trimStart(), y.trimStart()] : [x, y]
  if (/[ng]/.test(how)) return (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0)
  if (how.includes('h')) return sizeOf(a) - sizeOf(b)
  if (how.includes('M')) return months.indexOf(a.slice(0, 3).toUpperCase()) - months.indexOf(b.slice(0, 3).toUpperCase())
  if (how.includes('V')) return versionOrder(a, b)
  const [p, q] = how.includes('f') ? [a.toUpperCase(), b.toUpperCase()] : [a, b]
  return how.includes('d') ? plainOrder(p.replace(/[^\w\s]/g, ''), q.replace(/[^\w\s]/g, '')) : plainOrder(p, q)
}

const sizeOf = (text: string): number => {
  const [, number = '0', unit = ''] = /^\s*([-\d.]+)([KMGTPE]?)/i.exec(text) ?? []
  return Number.parseFloat(number) * 1024 ** (unit === '' ? 0 : units.indexOf(unit.toUpperCase()) + 1)
}

function versionOrder(a: string, b: string): number {
  const [x, y] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []]
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [p = '', q = ''] = [x[i], y[i]]
    const order = /^\d/.test(p) && /^\d/.test(q) ? Number(p) - Number(q) : plainOrder(p, q)
    if (order !== 0) return order
  }
  return 0
}

export const plainOrder = (a: string, b: string): number => a < b ? -1 : Number(a > b)
