// kubectl: finds the verb, reads its flags, runs it, and says what went wrong as the real one does.
import type { Impersonation } from '../../apiserver/request.ts'
import { complain, write, type DocumentEffect, type Effect, type Program, type RequestEffect, type WatchEffect } from '../../client/program.ts'
import type { Command, Invocation } from '../../shell/shell.ts'
import { childNamed, suggestionsFor, type Branch } from './commands.ts'
import { ArgumentError, explained, PlainFailure } from './failure.ts'
import { FlagError, parseFlags, takesNext, type Parsed } from './flags.ts'
import { bareText, helpFor, optionsText } from './help.ts'
import { contextOf, readConfig } from './kubeconfig.ts'
import { root } from './root.ts'
import { globalFlags, type Verb } from './verb.ts'

export const kubectl: Command = function* (invocation): Program<number> {
  const { branch, path, words } = descend(root, invocation.args)
  const command = ['kubectl', ...path].join(' ')
  if (path[0] === 'help') return yield* showHelp(words)
  if (path[0] === 'options') {
    yield* write(optionsText())
    return 0
  }
  const { verb } = branch
  if (!verb) return yield* withoutVerb(branch, path, words)
  try {
    const flags = parseFlags(words, { ...globalFlags, ...verb.flags })
    if (flags.isOn('help')) {
      yield* write(helpFor(branch, path))
      return 0
    }
    for (const warning of flags.deprecations) yield* complain(warning)
    return yield* inSession(runVerb(verb, flags, command, invocation), flags)
  }
  catch (error) { return yield* explain(error, command) }
}

function runVerb(verb: Verb, flags: Parsed, command: string, invocation: Invocation): Program<number> {
  const given = flags.text('namespace')
  const namespace = verb.offline ? given ?? 'default' : given ?? contextOf(readConfig(invocation, flags), flags).namespace
  if (given !== undefined && !verb.offline) contextOf(readConfig(invocation, flags), flags)
  return verb.run({ flags, namespace: namespace === '' ? 'default' : namespace, namespaceGiven: given !== undefined, invocation, command })
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
  let flags: Parsed
  try { flags = parseFlags(words, globalFlags) }
  catch (error) {
    // an unknown flag says nothing yet of the command: that is missed first
    if (error instanceof FlagError) return yield* explain(error, command)
    throw error
  }
  const [name] = flags.args
  if (name !== undefined && path.length === 0) {
    const suggestions = suggestionsFor(name, Object.keys(branch.commands ?? {}))
    const hint = suggestions.length > 0 ? `\n\nDid you mean this?\n${suggestions.map(one => `\t${one}\n`).join('')}` : '\n'
    yield* complain(`error: unknown command ${JSON.stringify(name)} for "kubectl"${hint}`)
    return 1
  }
  if (name !== undefined) return yield* explain(new ArgumentError(`unknown command ${JSON.stringify(name)}`), command)
  const { to, exitCode } = flags.isOn('help') || path.length === 0 ? { to: 'stdout', exitCode: 0 } as const : branch.bare ?? { to: 'stdout', exitCode: 1 } as const
  yield* (to === 'stdout' ? write : complain)(bareText(branch, path))
  return exitCode
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

/** Requests go in the name that `--as` says; warnings of the server are told, each once. */
function* inSession(program: Program<number>, flags: Parsed): Program<number> {
  const impersonate = impersonationOf(flags)
  const told = new Set<string>()
  for (let step = program.next(); ; step = program.next()) {
    if (step.done) return step.value
    if (impersonate) yield* inName(step.value, impersonate)
    else yield step.value
    if (step.value.do !== 'request') continue
    for (const warning of step.value.answer?.warnings ?? []) {
      if (told.has(warning)) continue
      told.add(warning)
      yield* complain(`Warning: ${warning}\n`)
    }
  }
}

function* inName(effect: Effect, impersonate: Impersonation): Program<void> {
  switch (effect.do) {
    case 'request': return yield* answered(effect, { ...effect, request: { ...effect.request, impersonate } })
    case 'watch': return yield* answered(effect, { ...effect, request: { ...effect.request, impersonate } })
    case 'document': return yield* answered(effect, { ...effect, asked: { ...effect.asked, impersonate } })
    default: yield effect
  }
}

/** What `asked` is answered, `effect` is answered. */
function* answered<T extends RequestEffect | WatchEffect | DocumentEffect>(effect: T, asked: T): Program<void> {
  yield asked
  effect.answer = asked.answer
}

function impersonationOf(flags: Parsed): Impersonation | undefined {
  const [user, uid, groups] = [flags.text('as'), flags.text('as-uid'), flags.texts('as-group')]
  if (user === undefined && uid === undefined && groups.length === 0) return undefined
  return { ...user !== undefined && { user }, ...uid !== undefined && { uid }, ...groups.length > 0 && { groups } }
}

function* explain(error: unknown, command: string): Program<number> {
  if (error instanceof FlagError) {
    yield* complain(`error: ${error.message}\nSee '${command} --help' for usage.\n`)
    return 1
  }
  const text = explained(error, command)
  if (text === undefined) throw error
  if (text !== '') yield* complain(`${text}\n`)
  return error instanceof PlainFailure ? error.exitCode : 1
}

