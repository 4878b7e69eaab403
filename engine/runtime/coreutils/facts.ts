// The tools that tell about the machine and its moment.
import { kernelRelease } from '../usage.ts'
import { strftime } from '../programs/http/dates.ts'
import { echoText, printfText } from '../programs/busybox/words.ts'
import { given, joined, type Tool } from './bench.ts'

const date: Tool = (bench, args) => {
  const format = args.find(arg => arg.startsWith('+'))?.slice(1)
  const { flags, values } = given(args, ['d', 'date', 'r'])
  const said = values.get('d') ?? values.get('date')
  const unixMs = said?.startsWith('@') ? Number(said.slice(1)) * 1000 : bench.unixMs
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
  printf: says((_bench, args) => printfText(args)),
  pwd: says(({ cwd }) => `${cwd}\n`),
  true: () => 0,
  uname,
  whoami: says(({ user }) => `${user}\n`),
}
