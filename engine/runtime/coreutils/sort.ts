// sort: by whole lines, by fields, by numbers, sizes, versions and months.
import { resolvePath } from '../files.ts'
import { cannotOpen, given, joined, linesOf, readAll, type Tool } from './bench.ts'

interface Key { readonly from: number, readonly to: number, readonly letter: number, readonly toLetter: number, readonly how: string }

export const sort: Tool = function* (bench, args) {
  const { flags, values, operands } = given(args, ['k', 't', 'o', 'key', 'field-separator', 'S', 'T'])
  const { text, status } = yield* readAll(bench, 'sort', operands, cannotOpen)
  const usual = [...flags].filter(flag => flag.length === 1).join('') + (flags.has('numeric-sort') ? 'n' : '') + (flags.has('reverse') ? 'r' : '')
  const separator = values.get('t') ?? values.get('field-separator')
  const keys = keysIn(args)
  const fieldsOf = (line: string): readonly string[] => separator === undefined ? line.match(/[ \t]*[^ \t]+/g) ?? [] : line.split(separator === '\\t' ? '\t' : separator)
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
  if (flags.has('c')) {
    const wrong = lines.findIndex((line, i) => i > 0 && byKeys(lines[i - 1] ?? '', line) > 0)
    if (wrong >= 0) bench.err(`sort: ${operands[0] ?? '-'}:${wrong + 1}: disorder: ${lines[wrong] ?? ''}\n`)
    return Number(wrong >= 0)
  }
  const last = flags.has('s') || flags.has('u') ? () => 0 : (a: string, b: string) => plainOrder(a, b) * (usual.includes('r') ? -1 : 1)
  const sorted = lines.toSorted((a, b) => byKeys(a, b) || last(a, b))
  const output = joined(flags.has('u') || flags.has('unique') ? sorted.filter((line, i) => i === 0 || byKeys(line, sorted[i - 1] ?? '') !== 0) : sorted)
  const to = values.get('o')
  if (to === undefined) bench.out(output)
  else bench.files.write(resolvePath(bench.cwd, to), output)
  return status
}

/** `-k2,2nr -k 3` */
function keysIn(args: readonly string[]): readonly Key[] {
  return args.flatMap((arg, i) => {
    const [, said] = /^(?:-[a-zA-Z]*k|--key=)(.*)$/.exec(arg) ?? []
    if (said === undefined) return []
    const [, from = '1', letter = '1', first = '', to = '', toLetter = '', second = ''] = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?/.exec(said === '' ? args[i + 1] ?? '' : said) ?? []
    const how = first + second
    return [{ from: Number(from), to: to === '' ? Infinity : Number(to), letter: Number(letter), toLetter: toLetter === '' ? Infinity : Number(toLetter), how: how.replace('b', '') }]
  })
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
