// kubectl: finds the verb, reads its flags, runs it, and says what went wrong as the real one does.
import { complain, unixNow, write, type Program } from '../../client/program.ts'
import type { Command, Invocation } from '../../shell/command.ts'
import { clusterInfo } from './api.ts'
import { childNamed, suggestionsFor, type Branch } from './commands.ts'
import { complete } from './complete/index.ts'
import { ArgumentError, explained, Failures, PlainFailure, UnknownKind, UsageError } from './failure.ts'
import { FlagError, parseFlags, takesNext, type Parsed } from './flags.ts'
import { bareText, helpFor, optionsText } from './help.ts'
import { identityOf } from './identity.ts'
import { contextOf, MissingContext, readConfig } from './kubeconfig.ts'
import { klogLine } from './listening.ts'
import { root } from './root.ts'
import { inSession, memoryOf } from './session.ts'
import { globalFlags, outdatedDryRun, requestTimeoutMs, type Verb } from './verb.ts'

export const kubectl: Command = function* (invocation): Program<number> {
  if (invocation.args[0] === '__complete') return yield* complete(invocation, root)
  const { branch, path, words } = descend(root, invocation.args)
  const command = ['kubectl', ...path].join(' ')
  if (path[0] === 'help') return yield* showHelp(words)
  if (path[0] === 'options') {
    yield* write(optionsText())
    return 0
  }
  const { verb } = branch
  const memory = memoryOf(invocation.environment.files)
  if (!verb) return yield* withoutVerb(branch, path, words)
  try {
    const flags = parseFlags(words, { ...globalFlags, ...verb.flags })
    if (flags.isOn('help')) {
      yield* write(helpFor(branch, path))
      return 0
    }
    if (verb.forgetful) memory.forget()
    for (const warning of flags.deprecations) yield* complain(warning)
    yield* warnOfDryRun(flags)
    return yield* inSession(runVerb(verb, flags, command, invocation), verb.offline ? {} : identityOf(invocation, flags, verb.flags), memory)
  }
  catch (error) {
    if (error instanceof UnknownKind || error instanceof Failures && error.errors.some(one => one instanceof UnknownKind)) memory.forget()
    return yield* explain(verb === clusterInfo && error instanceof MissingContext ? new UsageError(`context ${JSON.stringify(error.context)} does not exist`) : error, command)
  }
}

function* warnOfDryRun(flags: Parsed): Program<void> {
  const value = flags.text('dry-run') ?? 'none'
  const meant = outdatedDryRun.get(value)
  if (meant === undefined) return
  const [place, what] = value === 'unchanged' ? ['helpers.go:703', '--dry-run is deprecated'] : ['helpers.go:717', `--dry-run=${value} is deprecated (boolean value)`]
  yield* complain(klogLine('W', place, `${what} and can be replaced with --dry-run=${meant}.`, yield* unixNow()))
}

function runVerb(verb: Verb, flags: Parsed, command: string, invocation: Invocation): Program<number> {
  if (!verb.offline) requestTimeoutMs(flags)
  const given = flags.text('namespace')
  const namespace = verb.offline ? given ?? 'default' : given ?? contextOf(readConfig(invocation, flags), flags).namespace
  if (given !== undefined && !verb.offline) contextOf(readConfig(invocation, flags), flags)
  return verb.run({ flags, namespace: namespace === '' ? 'default' : namespace, namespaceGiven: (given ?? '') !== '', invocation, command })
}

interface Descent { readonly branch: Branch, readonly path: readonly string[], readonly words: readonly string[] }

/** Follows the words down the tree, past flags; what is left are the words of the last command. */
function descend(from: Branch, args: readonly string[]): Descent {
  let branch = from
  let words = args
  const path: string[] = []
  for (;;) {
    const known = { ...globalFlags, ...branch.verb?.flags }
    let at = 0
    while (at < words.length && words[at] !== '--' && words[at]?.startsWith('-')) at += takesNext(words[at] ?? '', known) ? 2 : 1
    const child = childNamed(branch, words[at] ?? '')
    if (!child) return { branch, path, words }
    path.push(child[0])
    branch = child[1]
    words = words.toSpliced(at, 1)
  }
}

function* withoutVerb(branch: Branch, path: readonly string[], words: readonly string[]): Program<number> {
  const command = ['kubectl', ...path].join(' ')
  const [first] = words
  if (path.length === 0 && first !== undefined && !first.startsWith('-')) return yield* tellUnknown(first, branch)
  let flags: Parsed
  try { flags = parseFlags(words, globalFlags) }
  catch (error) {
    // an unknown flag says nothing yet of the command: that is missed first
    if (error instanceof FlagError) return yield* explain(error, command)
    throw error
  }
  const [name] = flags.args
  if (name !== undefined && path.length === 0) {
    if (words[0]?.startsWith('-')) {
      yield* complain(`Error: flags cannot be placed before plugin name: ${words[0]}\n`)
      return 1
    }
    return yield* tellUnknown(name, branch)
  }
  if (name !== undefined) return yield* explain(new ArgumentError(`unknown command ${JSON.stringify(flags.args.join(' '))}`), command)
  const { to, exitCode } = flags.isOn('help') || path.length === 0 ? { to: 'stdout', exitCode: 0 } as const : branch.bare ?? { to: 'stdout', exitCode: 1 } as const
  yield* (to === 'stdout' ? write : complain)(bareText(branch, path))
  return exitCode
}

function* tellUnknown(name: string, branch: Branch): Program<number> {
  const suggestions = suggestionsFor(name, Object.keys(branch.commands ?? {}))
  const hint = suggestions.length > 0 ? `\n\nDid you mean this?\n${suggestions.map(one => `\t${one}\n`).join('')}` : '\n'
  yield* complain(`error: unknown command ${JSON.stringify(name)} for "kubectl"${hint}`)
  return 1
}

function* showHelp(words: readonly string[]): Program<number> {
  const { branch, path, words: rest } = descend(root, words)
  const [unknown] = rest.filter(word => !word.startsWith('-'))
  if (unknown !== undefined && path.length === 0) {
    yield* complain(`Unknown help topic [\`${unknown}\`].  Please try 'kubectl help'.\n`)
    return 1
  }
  yield* write(branch.verb ? helpFor(branch, path) : bareText(branch, path))
  return 0
}

function* explain(error: unknown, command: string): Program<number> {
  if (error instanceof FlagError) {
    yield* complain(`error: ${error.message}\nSee '${command} --help' for usage.\n`)
    return 1
  }
  const text = explained(error, command)
  if (text === undefined) throw error
  if (text !== '') yield* complain(text.endsWith('\n') ? text : `${text}\n`)
  return error instanceof PlainFailure ? error.exitCode : 1
}

