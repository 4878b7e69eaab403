// What a name stands for: `type` and `command`.
import { bash } from '../dialect.ts'
import { keywords } from '../parse.ts'
import type { Shell } from '../shell.ts'
import { shownFunction } from '../shown.ts'
import { runWords } from '../simple.ts'
import type { Streams } from '../control.ts'
import type { Builtin } from './builtin.ts'

interface Sense { readonly kind: 'alias' | 'keyword' | 'function' | 'builtin' | 'file', readonly text: string }

const notFound = 127

/** All that a name could mean, what counts first. */
function sensesOf(shell: Shell, name: string, isBuiltin: (name: string) => boolean): readonly Sense[] {
  const [alias, body, isProgram] = [shell.aliases.get(name), shell.functions.get(name), shell.process.machine.find(name) !== undefined]
  const paths = !isProgram || name === '' ? [] : name.includes('/') ? [name] : [`/usr/bin/${name}`, `/bin/${name}`]
  return [
    ...alias === undefined ? [] : [{ kind: 'alias', text: alias } as const],
    ...keywords.has(name) ? [{ kind: 'keyword', text: name } as const] : [],
    ...body ? [{ kind: 'function', text: shownFunction(name, body) } as const] : [],
    ...isBuiltin(name) ? [{ kind: 'builtin', text: name } as const] : [],
    ...paths.map(text => ({ kind: 'file', text }) as const),
  ]
}

const describe = ({ dialect }: Shell, name: string, { kind, text }: Sense): string => {
  switch (kind) {
    case 'alias': return dialect === bash ? `${name} is aliased to \`${text}'\n` : `${name} is an alias for ${text}\n`
    case 'keyword': return `${name} is a shell keyword\n`
    case 'function': return dialect === bash ? `${name} is a function\n${text}\n` : `${name} is a shell function\n`
    case 'builtin': return `${name} is a shell builtin\n`
    case 'file': return `${name} is ${text}\n`
  }
}

/** As a command line would have it again. */
const brief = (name: string, { kind, text }: Sense): string => kind === 'alias' ? `alias ${name}='${text}'\n` : `${kind === 'file' ? text : name}\n`

const missing = (shell: Shell, what: string, name: string, { err }: Streams): void => err(shell.dialect === bash ? shell.dialect.says(`${what}: ${name}: not found`) : `${name}: not found\n`)

export const type = (isBuiltin: (name: string) => boolean): Builtin => function* (shell, args, streams) {
  const first = args.findIndex((arg, i) => i > 0 && !/^-[aftpP]+$/.test(arg))
  const letters = shell.dialect === bash ? args.slice(1, first < 0 ? undefined : first).join('') : ''
  let isMissing = false
  for (const name of first < 0 ? [] : args.slice(first)) {
    const all = sensesOf(shell, name, isBuiltin).filter(({ kind }) => !letters.includes('P') || kind === 'file')
    const shown = letters.includes('a') ? all : all.slice(0, 1)
    isMissing ||= all.length === 0
    if (all.length === 0 && !/[tpP]/.test(letters)) missing(shell, 'type', name, streams)
    for (const sense of shown) {
      if (/[pP]/.test(letters)) streams.out(sense.kind === 'file' ? `${sense.text}\n` : '')
      else streams.out(letters.includes('t') ? `${sense.kind}\n` : describe(shell, name, sense))
    }
  }
  return isMissing ? shell.dialect === bash ? 1 : notFound : 0
}

/** `command -v name`, `command -V name`; or a command that is no function. */
export const command = (isBuiltin: (name: string) => boolean): Builtin => function* (shell, args, streams) {
  const [, option = ''] = args
  if (!/^-[vV]$/.test(option)) return yield* runWords(shell, args.slice(1).filter((arg, i) => i > 0 || arg !== '-p'), streams)
  let found = 0
  for (const name of args.slice(2)) {
    const [sense] = sensesOf(shell, name, isBuiltin)
    if (sense) streams.out(option === '-v' ? brief(name, sense) : describe(shell, name, sense))
    else if (option === '-V') missing(shell, 'command', name, streams)
    found += Number(sense !== undefined)
  }
  return found > 0 ? 0 : shell.dialect === bash ? 1 : notFound
}
