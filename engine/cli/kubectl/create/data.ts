// The data of ConfigMaps and Secrets from literals, files and env files.
import { resolvePath } from '../../../runtime/files.ts'
import type { Call } from '../verb.ts'
import { UsageError } from '../verb.ts'

export const dataFlags = {
  'from-literal': { kind: 'texts' },
  'from-file': { kind: 'list' },
  'from-env-file': { kind: 'list' },
  'append-hash': { kind: 'switch' },
} as const

const keyForm = /^[-._a-zA-Z0-9]+$/

export function dataOf(call: Call, kind: string): ReadonlyMap<string, string> {
  const { flags } = call
  const data = new Map<string, string>()
  if (flags.has('from-env-file') && (flags.has('from-file') || flags.has('from-literal')))
    throw new UsageError('from-env-file cannot be combined with from-file or from-literal')
  const add = (key: string, value: string): void => {
    if (!keyForm.test(key))
      throw new UsageError(`${JSON.stringify(key)} is not a valid key name for a ${kind}: a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`)
    if (data.has(key)) throw new UsageError(`cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ${kind} ${JSON.stringify(flags.args[0] ?? '')}`)
    data.set(key, value)
  }
  for (const literal of flags.texts('from-literal')) {
    const equals = literal.indexOf('=')
    if (equals < 0) throw new UsageError(`invalid literal source ${literal}, expected key=value`)
    if (equals === 0) throw new UsageError(`invalid literal source ${literal}, expected key=value`)
    add(literal.slice(0, equals), unquoted(literal.slice(equals + 1)))
  }
  for (const source of flags.texts('from-file')) for (const [key, text] of filesOf(source, call)) add(key, text)
  for (const path of flags.texts('from-env-file')) for (const [key, value] of environmentOf(readFile(path, call), call)) add(key, value)
  return new Map([...data].sort(([a], [b]) => a < b ? -1 : 1))
}

/** One pair of quotes around a literal is taken off. */
const unquoted = (text: string): string => /^(["'])[^]*\1$/.test(text) && text.length > 1 ? text.slice(1, -1) : text

function readFile(path: string, { invocation: { environment: { files, cwd } } }: Call): string {
  const whole = resolvePath(cwd, path)
  const text = files.read(whole)
  if (text !== undefined) return text
  throw new UsageError(files.isDirectory(whole) ? `read ${path}: is a directory` : `error reading ${path}: no such file or directory`)
}

function filesOf(source: string, call: Call): readonly (readonly [string, string])[] {
  const { files, cwd } = call.invocation.environment
  const equals = source.indexOf('=')
  if (equals === 0) throw new UsageError(`key name for file path ${source.slice(1)} missing`)
  if (equals > 0 && source.indexOf('=', equals + 1) >= 0) throw new UsageError('key names or file paths cannot contain \'=\'')
  if (equals === source.length - 1) throw new UsageError(`file path for key name ${source.slice(0, -1)} missing`)
  const path = source.slice(equals + 1)
  const whole = resolvePath(cwd, path)
  if (files.read(whole) === undefined && files.isDirectory(whole)) {
    if (equals > 0) throw new UsageError('cannot give a key name for a directory path')
    return files.below(whole).filter(file => !file.slice(whole.length + 1).includes('/')).map(file => [file.slice(whole.length + 1), files.read(file) ?? ''])
  }
  return [[equals > 0 ? source.slice(0, equals) : path.split('/').at(-1) ?? path, readFile(path, call)]]
}

function environmentOf(text: string, { invocation: { variables } }: Call): readonly (readonly [string, string])[] {
  return text.replace(/^\uFEFF/, '').split('\n').map(line => line.replace(/\r$/, '').trimStart()).filter(line => line !== '' && !line.startsWith('#')).flatMap(line => {
    const equals = line.indexOf('=')
    const key = equals < 0 ? line : line.slice(0, equals)
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key)) throw new UsageError(`${JSON.stringify(key)} is not a valid key name: a valid environment variable name must consist only of printable ASCII characters other than '='`)
    if (equals >= 0) return [[key, line.slice(equals + 1)]]
    const inherited = variables.get(key)
    return inherited === undefined ? [] : [[key, inherited]]
  })
}
