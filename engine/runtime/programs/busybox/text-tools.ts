// The tools that filter text, and those that tell about the machine.
import { timestamp } from '../../../clock/time.ts'
import { echoText, printfText, testHolds } from './words.ts'
import { readAll, type Tool } from './file-tools.ts'

const operandsOf = (args: readonly string[]): readonly string[] => args.filter(arg => !arg.startsWith('-'))
const linesOf = (text: string): readonly string[] => text === '' ? [] : text.replace(/\n$/, '').split('\n')
const joined = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join('')

/** `-n 5` or `-5`. */
function countOf(args: readonly string[], usual: number): { readonly count: number, readonly operands: readonly string[] } {
  const at = args.indexOf('-n')
  if (at >= 0) return { count: Number(args[at + 1]), operands: operandsOf(args.filter((_, i) => i !== at + 1)) }
  const short = args.find(arg => /^-\d+$/.test(arg))
  return { count: short === undefined ? usual : Number(short.slice(1)), operands: operandsOf(args) }
}

export const textTools: Readonly<Record<string, Tool>> = {
  echo: (process, args) => process.out(echoText(args)) ?? 0,
  printf: (process, args) => process.out(printfText(args)) ?? 0,
  test: (process, args) => Number(!testHolds(args, process)),
  '[': (process, args) => Number(!testHolds(args.slice(0, -1), process)),
  true: () => 0,
  false: () => 1,
  pwd: process => process.out(`${process.cwd}\n`) ?? 0,
  env: process => process.out(joined([...process.env].map(([name, value]) => `${name}=${value}`))) ?? 0,
  printenv: (process, args) => {
    const value = process.env.get(args[0] ?? '')
    if (value !== undefined) process.out(`${value}\n`)
    return Number(value === undefined)
  },
  hostname: process => process.out(`${process.machine.hostname}\n`) ?? 0,
  whoami: process => process.out('root\n') ?? 0,
  id: process => process.out('uid=0(root) gid=0(root) groups=0(root)\n') ?? 0,
  uname: process => process.out('Linux\n') ?? 0,
  date: (process, args) => {
    const seconds = Math.floor(process.unixMs / 1000)
    process.out(`${args[0] === '+%s' ? seconds : timestamp(process.unixMs)}\n`)
    return 0
  },
  sort: (process, args) => {
    const { text, status } = readAll(process, 'sort', operandsOf(args))
    const lines = linesOf(text).toSorted()
    process.out(joined(args.includes('-r') ? lines.toReversed() : lines))
    return status
  },
  grep: (process, args) => {
    const options = args.filter(arg => /^-[a-zA-Z]/.test(arg)).join('')
    const [pattern = '', ...names] = operandsOf(args)
    const { text, status } = readAll(process, 'grep', names)
    const fold = (line: string): string => options.includes('i') ? line.toLowerCase() : line
    const found = linesOf(text).filter(line => fold(line).includes(fold(pattern)) !== options.includes('v'))
    if (!options.includes('q')) process.out(options.includes('c') ? `${found.length}\n` : joined(found))
    return status > 0 ? 2 : Number(found.length === 0)
  },
  wc: (process, args) => {
    const names = operandsOf(args)
    const { text, status } = readAll(process, 'wc', names)
    const lines = text.split('\n').length - 1
    const counts = args.includes('-l') ? [lines] : args.includes('-c') ? [text.length] : [lines, text.split(/\s+/).filter(word => word !== '').length, text.length]
    process.out(`${[...counts, ...names].join(' ')}\n`)
    return status
  },
  head: (process, args) => {
    const { count, operands } = countOf(args, 10)
    const { text, status } = readAll(process, 'head', operands)
    process.out(joined(linesOf(text).slice(0, count)))
    return status
  },
}
