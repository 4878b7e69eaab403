// The tools that tell about the machine and its moment.
import { parseTimestamp } from '../../clock/time.ts'
import { kernelRelease } from '../usage.ts'
import { strftime } from '../programs/http/dates.ts'
import { echoText } from '../programs/busybox/words.ts'
import { printf as printed } from './printf.ts'
import { given, joined, type Tool } from './bench.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
const dayMs = 24 * 60 * minuteMs
const units: readonly (readonly [RegExp, number])[] = [[/^sec(ond)?s?$/, secondMs], [/^min(ute)?s?$/, minuteMs], [/^hours?$/, 60 * minuteMs], [/^days?$/, dayMs], [/^weeks?$/, 7 * dayMs]]

/** What `-d` says: `@12`, `2026-11-21T09:00:00Z`, `tomorrow`, `2 days ago`. */
function momentOf(said: string, nowMs: number): number | undefined {
  const [, seconds, day, time = '00:00', rest = ''] = /^\s*(?:@(-?\d+)|(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?:Z| ?UTC)?)?)?(.*)$/.exec(said) ?? []
  const begun = seconds !== undefined ? Number(seconds) * secondMs : day === undefined ? nowMs : parseTimestamp(`${day}T${time.padEnd(8, ':00')}Z`)
  if (begun === undefined) return undefined
  let ms = begun
  const words = rest.trim().split(/\s+/).filter(word => word !== '')
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    const amount = word === 'next' ? 1 : word === 'last' ? -1 : /^[+-]?\d+$/.test(word) ? Number(word) : undefined
    const unit = amount === undefined ? undefined : units.find(([name]) => name.test(words[i + 1] ?? ''))?.[1]
    if (amount !== undefined && unit !== undefined) {
      const isAgo = words[i + 2] === 'ago'
      ms += (isAgo ? -amount : amount) * unit
      i += isAgo ? 2 : 1
    }
    else if (word === 'tomorrow' || word === 'yesterday') ms += word === 'tomorrow' ? dayMs : -dayMs
    else if (word !== 'now' && word !== 'today') return undefined
  }
  return ms
}

const date: Tool = (bench, args) => {
  const { flags, values, operands } = given(args, ['d', 'date', 'r'])
  const format = operands.find(arg => arg.startsWith('+'))?.slice(1)
  const said = values.get('d') ?? values.get('date')
  const unixMs = said === undefined ? bench.unixMs : momentOf(said, bench.unixMs)
  if (unixMs === undefined) {
    bench.err(`date: invalid date '${said ?? ''}'\n`)
    return 1
  }
  const iso = args.find(arg => /^-I|^--iso-8601/.test(arg))
  bench.out(`${strftime(format ?? (iso !== undefined ? iso.includes('s') ? '%FT%T+00:00' : '%F' : flags.has('R') ? '%a, %d %b %Y %T +0000' : '%a %b %e %T UTC %Y'), unixMs)}\n`)
  return 0
}

/** What is set, as `env` shows it. */
export const environmentText = (env: ReadonlyMap<string, string>): string => joined([...env].map(([name, value]) => `${name}=${value}`))

const printenv: Tool = (bench, args) => {
  if (args.length === 0) return bench.out(environmentText(bench.env)) ?? 0
  const values = args.map(name => bench.env.get(name))
  bench.out(joined(values.filter(value => value !== undefined)))
  return Number(values.includes(undefined))
}

const id: Tool = (bench, args) => {
  const { flags } = given(args)
  const isRoot = bench.user === 'root'
  const number = isRoot ? '0' : /^\d+$/.test(bench.user) ? bench.user : '1000'
  if (flags.has('u') || flags.has('g')) bench.out(`${flags.has('n') ? bench.user : number}\n`)
  else bench.out(isRoot ? 'uid=0(root) gid=0(root) groups=0(root)\n' : `uid=${number}${/^\d+$/.test(bench.user) ? '' : `(${bench.user})`} gid=0(root) groups=0(root)\n`)
  return 0
}

const uname: Tool = (bench, args) => {
  const { flags } = given(args)
  const parts: readonly (readonly [string, string])[] = [['s', 'Linux'], ['n', bench.hostname], ['r', kernelRelease], ['v', '#1 SMP'], ['m', 'x86_64'], ['o', 'GNU/Linux']]
  bench.out(`${parts.filter(([flag]) => flags.has('a') || flags.has(flag) || flags.size === 0 && flag === 's').map(([, part]) => part).join(' ')}\n`)
  return 0
}

const printf: Tool = (bench, args) => {
  const [format, ...values] = args[0] === '--' ? args.slice(1) : args
  if (format === undefined) {
    bench.err(bench.style === 'gnu' ? 'printf: missing operand\nTry \'printf --help\' for more information.\n' : 'BusyBox multi-call binary.\n\nUsage: printf FORMAT [ARG]...\n')
    return 1
  }
  const { text, wrong } = printed(format, values, bench.unixMs)
  bench.out(text)
  for (const { what, text: said } of wrong) bench.err(what === 'number' ? bench.style === 'gnu' ? `printf: '${said}': expected a numeric value\n` : `printf: invalid number '${said}'\n` : `printf: %${said}: invalid conversion specification\n`)
  return Number(wrong.length > 0)
}

const says = (text: (bench: Parameters<Tool>[0], args: readonly string[]) => string): Tool => (bench, args) => {
  bench.out(text(bench, args))
  return 0
}

export const factTools: Readonly<Record<string, Tool>> = {
  arch: says(() => 'x86_64\n'),
  clear: says(() => '\x1B[2J\x1B[H'),
  date,
  echo: says((_bench, args) => echoText(args)),
  false: () => 1,
  id,
  printenv,
  printf,
  pwd: says(({ cwd }) => `${cwd}\n`),
  true: () => 0,
  uname,
  whoami: says(({ user }) => `${user}\n`),
}
