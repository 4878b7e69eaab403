// Tab: what could stand where the cursor is. Commands, files and variables are the shell's own; what comes after a
// command that knows better, that command says, as in the real shell.
import { resolvePath } from '../../runtime/files.ts'
import type { Task } from '../../runtime/task.ts'
import { toolNames } from '../../runtime/programs/busybox/index.ts'
import { cellsOf } from '../../runtime/width.ts'
import { builtins } from '../builtins/index.ts'
import { captureProgram } from '../fork.ts'
import type { Shell } from '../shell.ts'
import { keywords } from '../parse.ts'
import { commandAt, quoted, type Typed } from './words.ts'

export interface Candidate {
  /** What stands in place of the word. */
  readonly text: string
  /** How it is shown among others. */
  readonly shown: string
  readonly note?: string
  /** The word may go on: no space follows. */
  readonly isOpen?: boolean
}

export interface Completion {
  /** The part of the line that a candidate takes the place of. */
  readonly word: string
  readonly candidates: readonly Candidate[]
}

/** Commands that say themselves what may follow, when they are called with `__complete`. */
const knowing: ReadonlySet<string> = new Set(['kubectl', 'k', 'kubens', 'kubectx', 'helm', 'argocd', 'minikube', 'kind', 'istioctl'])

const typable: readonly string[] = [...keywords].filter(word => /^\w+$/.test(word) && word !== 'coproc')

export function* completionsAt(shell: Shell, before: string): Task<Completion> {
  const typed = commandAt(before)
  const { word, words } = typed
  const found = variables(shell, typed) ?? (typed.isTarget ? files(shell, typed) : words.length === 0 && !word.includes('/') ? commands(shell, word) : yield* afterCommand(shell, typed))
  return { word: typed.raw, candidates: found }
}

function variables(shell: Shell, { raw, quote }: Typed): readonly Candidate[] | undefined {
  const [, before = '', brace = '', name] = quote === '\'' ? [] : /^(.*)\$(\{?)(\w*)$/s.exec(raw) ?? []
  if (name === undefined) return undefined
  const close = brace === '' ? '' : '}'
  return sorted([...shell.variables.keys()].filter(each => each.startsWith(name))).map(each => ({ text: `${before}$${brace}${each}${close}`, shown: `$${brace}${each}${close}` }))
}

function commands(shell: Shell, word: string): readonly Candidate[] {
  const { machine } = shell.process
  const names = [...builtins.keys(), ...shell.functions.keys(), ...shell.aliases.keys(), ...typable, ...machine.commandNames ?? [], ...toolNames.filter(name => name.startsWith(word) && machine.find(name))]
  return sorted(names.filter(name => name.startsWith(word) && /^\w/.test(name))).map(name => ({ text: name, shown: name }))
}

function files(shell: Shell, { word, quote }: Typed, isWanted: (name: string, isDirectory: boolean) => boolean = () => true): readonly Candidate[] {
  const { machine, cwd } = shell.process
  const slash = word.lastIndexOf('/') + 1
  const [directory, begun] = [word.slice(0, slash), word.slice(slash)]
  const home = shell.get('HOME') ?? '/'
  const path = resolvePath(cwd, directory === '' ? '.' : directory.replace(/^~\//, `${home}/`))
  return machine.files.list(path).flatMap(name => {
    const isDirectory = machine.files.isDirectory(resolvePath(path, name))
    if (!name.startsWith(begun) || name.startsWith('.') && !begun.startsWith('.') || !isWanted(name, isDirectory)) return []
    const mark = isDirectory ? '/' : ''
    return [{ text: quoted(directory + name, quote) + (isDirectory ? '/' : quote), shown: name + mark, isOpen: isDirectory }]
  })
}

function* afterCommand(shell: Shell, typed: Typed): Task<readonly Candidate[]> {
  const words = withoutAlias(shell, typed.words)
  const [name = ''] = words
  const program = knowing.has(name) ? shell.programNamed(name) : undefined
  if (!program) return files(shell, typed, name === 'cd' || name === 'rmdir' ? (_file, isDirectory) => isDirectory : undefined)
  const said = yield* captureProgram(shell, program, [name, '__complete', ...words.slice(1), typed.word])
  return told(shell, typed, said)
}

function withoutAlias(shell: Shell, words: readonly string[]): readonly string[] {
  const alias = shell.aliases.get(words[0] ?? '')
  return alias === undefined || /[|&;<>()$`"']/.test(alias) ? words : [...alias.trim().split(/\s+/), ...words.slice(1)]
}

/** What the number at the end of an answer says, bit by bit. */
const directive = { failed: 1, noSpace: 2, noFiles: 4, endings: 8, directories: 16 } as const

function told(shell: Shell, typed: Typed, said: string): readonly Candidate[] {
  const lines = said.split('\n').filter(line => line !== '')
  const code = Number(lines.findLast(line => /^:\d+$/.test(line))?.slice(1) ?? directive.failed)
  const offered = lines.filter(line => !/^:\d+$/.test(line)).map(line => line.split('\t'))
  if (code & directive.failed) return []
  if (code & directive.endings) return files(shell, typed, (name, isDirectory) => isDirectory || offered.some(([ending = '']) => name.endsWith(`.${ending}`)))
  if (code & directive.directories) return files(shell, typed, (_name, isDirectory) => isDirectory)
  if (offered.length === 0) return code & directive.noFiles ? [] : files(shell, typed)
  const assigned = /^-.*=/.exec(typed.word)?.[0] ?? '' // of `--flag=value` only the value is offered
  return offered.map(([text = '', note]) => ({
    text: quoted((text.startsWith('-') ? '' : assigned) + text, typed.quote), shown: text, isOpen: (code & directive.noSpace) !== 0 || text.endsWith('='), ...note !== undefined && { note },
  }))
}

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort()

export function commonBeginning(texts: readonly string[]): string {
  const [first = '', ...others] = texts
  let length = first.length
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--
  return first.slice(0, length)
}

/** Below each other, as many columns as there is room for; with notes, one a line. */
export function inColumns(candidates: readonly Candidate[], columns: number): string {
  const width = Math.max(...candidates.map(({ shown }) => cellsOf(shown))) + 2
  const pad = (text: string): string => text + ' '.repeat(width - cellsOf(text))
  if (candidates.some(({ note }) => note !== undefined)) return candidates.map(({ shown, note }) => `${note === undefined ? shown : cut(`${pad(shown)}(${note})`, columns - 1)}\n`).join('')
  const perLine = Math.max(1, Math.floor(columns / width))
  const rows = Math.ceil(candidates.length / perLine)
  return Array.from({ length: rows }, (_, row) => `${candidates.filter((_each, i) => i % rows === row).map(({ shown }) => pad(shown)).join('').trimEnd()}\n`).join('')
}

const cut = (text: string, cells: number): string => cellsOf(text) <= cells ? text : `${[...text].slice(0, cells - 3).join('')}...`
