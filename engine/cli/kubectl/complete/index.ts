// `kubectl __complete get po ""`: what could be the last word, a line each, with a note behind a tab; at the end, a number
// that says what else the shell may offer. So the real one answers the completion of shells.
import { complain, write, type Program } from '../../../client/program.ts'
import type { Invocation } from '../../../shell/command.ts'
import { childNamed, type Branch } from '../commands.ts'
import { FlagError, parseFlags, takesNext, type Flags, type Parsed } from '../flags.ts'
import { summaryOf } from '../help.ts'
import { identityOf } from '../identity.ts'
import { contextOf, readConfig } from '../kubeconfig.ts'
import { inSession, memoryOf } from '../session.ts'
import { globalFlags } from '../verb.ts'
import { argumentsOf } from './arguments.ts'
import { directive, nothing, type Asked, type Offer } from './offer.ts'
import { valuesOf } from './values.ts'

export function* complete(invocation: Invocation, root: Branch): Program<number> {
  const typed = invocation.args.at(-1) ?? ''
  const { branch, path, words } = walk(root, invocation.args.slice(1, -1))
  const known = { ...globalFlags, ...branch.verb?.flags }
  const last = words.at(-1) ?? ''
  const isValue = takesNext(last, known) && !words.includes('--')
  let offer: Offer = { lines: [], code: directive.failed }
  try {
    const flags = parseFlags(isValue ? words.slice(0, -1) : words, known)
    const namespace = flags.text('namespace') ?? contextOf(readConfig(invocation, flags), flags).namespace
    const asked: Asked = { invocation, typed, path, flags, args: flags.args, namespace: namespace || 'default' }
    yield* inSession(found(asked, branch, known, isValue ? nameOf(last, known) : undefined, result => { offer = result }), identityOf(invocation, flags, known), memoryOf(invocation.environment.files))
  }
  catch (error) { if (!(error instanceof Error)) throw error } // who cannot be asked has nothing to offer
  for (const line of offer.lines) yield* write(`${line}\n`)
  yield* write(`:${offer.code}\n`)
  yield* complain(`Completion ended with directive: ${spelled(offer.code)}\n`)
  return 0
}

function* found(asked: Asked, branch: Branch, known: Flags, valueOf: string | undefined, tell: (offer: Offer) => void): Program<number> {
  const { typed, flags } = asked
  const [, name, value] = /^--([\w-]+)=(.*)$/s.exec(typed) ?? []
  if (valueOf !== undefined) tell(yield* valuesOf(asked, valueOf))
  else if (name !== undefined) tell(yield* valuesOf({ ...asked, typed: value ?? '' }, name))
  else if (typed.startsWith('-') && flags.dashAt === undefined) tell(flagsLike(typed, flags, known, branch.verb?.flags ?? {}))
  else if (branch.commands && flags.args.length === 0) tell(commandsLike(asked, branch))
  else tell(yield* argumentsOf(asked))
  return 0
}

/** Follows the words down the tree, past flags. */
function walk(root: Branch, args: readonly string[]): { readonly branch: Branch, readonly path: readonly string[], readonly words: readonly string[] } {
  let branch = root
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

const nameOf = (word: string, known: Flags): string => {
  const name = word.startsWith('--') ? word.slice(2) : Object.keys(known).find(flag => known[flag]?.short === word.slice(1))
  if (name === undefined) throw new FlagError(`unknown flag: ${word}`)
  return name
}

function commandsLike({ typed, path }: Asked, { commands = {} }: Branch): Offer {
  const names = Object.keys(commands).filter(name => name.startsWith(typed) && name !== 'options' && name !== 'alpha').toSorted()
  return { lines: names.map(name => noted(name, commands[name]?.summary ?? (path.length === 0 ? summaryOf(name) : ''))), code: directive.noFiles }
}

const noted = (name: string, note: string): string => note === '' ? name : `${name}\t${note}`

/** Those that are not there yet, or may be there more than once. The verb's own come first. */
function flagsLike(typed: string, given: Parsed, known: Flags, own: Flags): Offer {
  const names = Object.keys(known).toSorted((a, b) => Number(Object.hasOwn(own, b)) - Number(Object.hasOwn(own, a)) || (a < b ? -1 : 1))
  const lines = names.flatMap(name => {
    const flag = known[name]
    if (!flag || flag.deprecated !== undefined || given.has(name) && flag.kind !== 'list' && flag.kind !== 'texts') return []
    const takesValue = flag.kind !== 'switch' && flag.bare === undefined
    return [`--${name}`, ...takesValue ? [`--${name}=`] : [], ...flag.short === undefined ? [] : [`-${flag.short}`]]
  }).filter(line => line.startsWith(typed))
  return lines.length === 0 ? nothing : { lines, code: directive.noFiles | (lines.every(line => line.endsWith('=')) ? directive.noSpace : 0) }
}

const bits: readonly (readonly [number, string])[] = [[directive.failed, 'Error'], [directive.noSpace, 'NoSpace'], [directive.noFiles, 'NoFileComp'], [directive.endings, 'FilterFileExt'], [directive.directories, 'FilterDirs']]
const spelled = (code: number): string => bits.filter(([bit]) => code & bit).map(([, name]) => `ShellCompDirective${name}`).join(', ') || 'ShellCompDirectiveDefault'
