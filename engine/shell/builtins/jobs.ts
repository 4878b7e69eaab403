// Builtins about what is under way.
import { signalNames, signalOf, type Processes } from '../../runtime/process.ts'
import { resumed, waited } from '../fork.ts'
import { isOver, stateOf, type Job } from '../jobs.ts'
import type { Streams } from '../control.ts'
import type { Shell } from '../shell.ts'
import { plain, type Builtin } from './builtin.ts'

const notFound = 127

/** A job, or the complaint that there is none. */
function jobFor(shell: Shell, what: string, name: string | undefined, { err }: Streams): Job | undefined {
  const job = shell.jobs.named(name === undefined || name.startsWith('%') ? name ?? '' : `%${name}`)
  if (!job || isOver(job)) err(`${shell.dialect.name}: ${what}: ${name ?? 'current'}: no such job\n`)
  return job && !isOver(job) ? job : undefined
}

const jobs: Builtin = plain((shell, args, { out }) => {
  const all = shell.jobs.list.toSorted((a, b) => a.number - b.number)
  if (args.includes('-p')) out(all.map(({ processes }) => `${processes[0]?.pid ?? 0}\n`).join(''))
  else for (const job of all) {
    out(shell.jobs.line(job, args.includes('-l')))
    job.told = stateOf(job)
  }
  for (const job of all) if (isOver(job)) shell.jobs.remove(job)
})

const fg: Builtin = function* (shell, args, streams) {
  const job = jobFor(shell, 'fg', args[1], streams)
  if (!job) return 1
  streams.out(`${job.text}\n`)
  return yield* resumed(shell, job)
}

const bg: Builtin = plain((shell, args, streams) => {
  const job = jobFor(shell, 'bg', args[1], streams)
  if (!job) return 1
  job.inBackground = true
  for (const process of job.processes) process.signal('CONT')
  streams.out(`[${job.number}]${shell.jobs.line(job).charAt(3)} ${job.text} &\n`)
  return 0
})

const wait: Builtin = function* (shell, args, { err }) {
  const names = args.slice(1).filter(arg => arg !== '-n')
  if (names.length === 0) {
    yield* waited(shell, shell.jobs.list)
    return 0
  }
  let status = 0
  for (const name of names) {
    const job = shell.jobs.named(name)
    if (!job && shell.dialect.name === 'bash') err(name.startsWith('%') ? `bash: wait: ${name}: no such job\n` : `bash: wait: pid ${name} is not a child of this shell\n`)
    status = job ? yield* waited(shell, [job]) : notFound
  }
  return status
}

const disown: Builtin = plain((shell, args, streams) => {
  const job = jobFor(shell, 'disown', args[1], streams)
  if (job) shell.jobs.remove(job)
  return job ? 0 : 1
})

/** kill [-SIGNAL] PID|%JOB…: as a builtin and as a command. */
export function kill(processes: Processes, args: readonly string[], complain: (text: string) => void, jobNamed?: (name: string) => Job | undefined): number {
  const words = args.slice(1)
  const option = words[0]?.startsWith('-') && words[0] !== '--' ? words.shift()?.slice(1) : undefined
  const signal = signalOf(option === 's' || option === 'n' ? words.shift() ?? '' : option ?? 'TERM')
  if (!signal && option !== '0') {
    complain(`kill: invalid signal '${option}'\n`)
    return 1
  }
  let status = 0
  for (const word of words.filter(each => each !== '--')) {
    const job = word.startsWith('%') ? jobNamed?.(word) : undefined
    const targets = job ? job.processes : /^-\d+$/.test(word) ? [...processes.values()].filter(({ group }) => group.leader === -Number(word)) : [processes.get(Number(word))]
    for (const target of targets) {
      if (!target) {
        complain(word.startsWith('%') ? `kill: ${word}: no such job\n` : `kill: can't kill pid ${word}: No such process\n`)
        status = 1
      }
      else if (signal) {
        target.signal(signal)
        if (job && (signal === 'TERM' || signal === 'HUP')) target.signal('CONT') // else it would not notice
      }
    }
  }
  return status
}

const killBuiltin: Builtin = plain((shell, args, { out, err }) => {
  if (args[1] === '-l') {
    out(`${signalNames.join(' ')}\n`)
    return 0
  }
  const isBash = shell.dialect.name === 'bash'
  return kill(shell.process.machine.processes, args, text => err(isBash ? `bash: ${text.replace(/can't kill pid (\S+): /, '($1) - ')}` : `sh: ${text}`), name => shell.jobs.named(name))
})

export const jobBuiltins: Readonly<Record<string, Builtin>> = { jobs, fg, bg, wait, disown, kill: killBuiltin }
