// What can be asked for here and not changed. Who wants to change it is told, rather than believed: a file has no modes,
// a machine no limits but its own, and lines are completed as they are.
import { plain, type Builtin } from './builtin.ts'

const usualMask = '0022'

/** The options of bash that people set, and how they stand here. */
const options: ReadonlyMap<string, boolean> = new Map([
  ...['checkwinsize', 'cmdhist', 'expand_aliases', 'extquote', 'histappend', 'interactive_comments', 'progcomp', 'promptvars', 'sourcepath'].map(name => [name, true] as const),
  ...['autocd', 'cdspell', 'dotglob', 'extglob', 'failglob', 'globstar', 'inherit_errexit', 'lastpipe', 'nocaseglob', 'nocasematch', 'nullglob'].map(name => [name, false] as const),
])

const umask = plain((shell, [, mask], { out, err }) => {
  if (mask === undefined) out(`${usualMask}\n`)
  else if (mask.padStart(4, '0') !== usualMask) {
    err(`${shell.dialect.name}: umask: files have no modes here, so that none can be kept from them\n`)
    return 1
  }
  return 0
})

const ulimit = plain((shell, args, { out, err }) => {
  const value = args.slice(1).find(arg => !arg.startsWith('-'))
  if (value === undefined) out(args[1] === '-n' ? '1048576\n' : 'unlimited\n')
  else err(`${shell.dialect.name}: ulimit: limits cannot be set here\n`)
  return Number(value !== undefined)
})

/** What kubectl's own script asks for is done already, for its aliases too. */
const complete = plain((shell, args, { err }) => {
  if (args.length === 1 || args.includes('__start_kubectl')) return 0
  err(`${shell.dialect.name}: ${args[0] ?? ''}: lines are completed here as they are\n`)
  return 1
})

const shopt = plain((shell, args, { out, err }) => {
  const wanted = args[1] === '-s' ? true : args[1] === '-u' ? false : undefined
  const names = args.slice(1).filter(arg => !arg.startsWith('-'))
  let code = 0
  for (const name of names.length > 0 || wanted !== undefined ? names : options.keys()) {
    const state = options.get(name)
    if (state === undefined) err(`${shell.dialect.name}: shopt: ${name}: invalid shell option name\n`)
    else if (wanted === undefined) out(`${name.padEnd(20)}\t${state ? 'on' : 'off'}\n`)
    else if (wanted !== state) err(`${shell.dialect.name}: shopt: ${name}: cannot be changed here\n`)
    if (names.length > 0 && state !== (wanted ?? true)) code = 1
  }
  return code
})

export const fixed: Readonly<Record<string, Builtin>> = { umask, ulimit, complete, compopt: complete, shopt }
