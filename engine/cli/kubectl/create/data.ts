// The data of ConfigMaps and Secrets from literals, files and env files.
import { configKey } from '../../../apiserver/validation/names.ts'
import { resolvePath } from '../../../runtime/files.ts'
import type { JsonObject } from '../../../apiserver/object.ts'
import { nameOf, withAt } from '../fields.ts'
import { hashOf } from '../kustomize/hash.ts'
import { UsageError, type Call } from '../verb.ts'

export const dataFlags = {
  'from-literal': { kind: 'texts' },
  'from-file': { kind: 'list' },
  'from-env-file': { kind: 'list' },
  'append-hash': { kind: 'switch' },
} as const

/** `fileKey`: what a file is kept under that was given no key. */
export function dataOf(call: Call, kind: string, fileKey?: string): ReadonlyMap<string, string> {
  const { flags } = call
  const data = new Map<string, string>()
  if (flags.has('from-env-file') && (flags.has('from-file') || flags.has('from-literal')))
    throw new UsageError('from-env-file cannot be combined with from-file or from-literal')
  const add = (key: string, value: string): void => {
    const faults = configKey(key)
    if (faults.length > 0) throw new UsageError(`${JSON.stringify(key)} is not a valid key name for a ${kind}: ${faults.join(';')}`)
    if (data.has(key)) throw new UsageError(kind === 'Secret' ? `cannot add key ${key}, another key by that name already exists` : `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ${kind} ${JSON.stringify(flags.args[0] ?? '')}`)
    data.set(key, value)
  }
  for (const literal of flags.texts('from-literal')) {
    const equals = literal.indexOf('=')
    if (equals < 0) throw new UsageError(`invalid literal source ${literal}, expected key=value`)
    if (equals === 0) throw new UsageError(`invalid literal source ${literal}, expected key=value`)
    add(literal.slice(0, equals), literal.slice(equals + 1))
  }
  for (const source of flags.texts('from-file')) for (const [key, text] of filesOf(source, call, fileKey)) add(key, text)
  for (const path of flags.texts('from-env-file')) for (const [key, value] of environmentOf(readFile(path, call), call)) add(key, value)
  return new Map([...data].sort(([a], [b]) => a < b ? -1 : 1))
}

function readFile(path: string, { invocation: { environment: { files, cwd } } }: Call): string {
  const whole = resolvePath(cwd, path)
  const text = files.read(whole)
  if (text !== undefined) return text
  throw new UsageError(files.isDirectory(whole) ? `read ${path}: is a directory` : `error reading ${path}: no such file or directory`)
}

function filesOf(source: string, call: Call, fileKey: string | undefined): readonly (readonly [string, string])[] {
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
  return [[equals > 0 ? source.slice(0, equals) : fileKey ?? path.split('/').at(-1) ?? path, readFile(path, call)]]
}

/** Unless a variable can be called so. */
export function refuseName(name: string): void {
  if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name)) throw new UsageError(`${JSON.stringify(name)} is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`)
}

function environmentOf(text: string, { invocation: { variables } }: Call): readonly (readonly [string, string])[] {
  return text.replace(/^\uFEFF/, '').split('\n').map(line => line.replace(/\r$/, '').trimStart()).filter(line => line !== '' && !line.startsWith('#')).flatMap(line => {
    const equals = line.indexOf('=')
    const key = equals < 0 ? line : line.slice(0, equals)
    refuseName(key)
    if (equals >= 0) return [[key, line.slice(equals + 1)]]
    const inherited = variables.get(key)
    return inherited === undefined ? [] : [[key, inherited]]
  })
}

/** With `--append-hash`, the name ends in a hash of what the object holds. */
export function namedByContent(object: JsonObject, { flags }: Call): JsonObject {
  return flags.isOn('append-hash') ? withAt(object, ['metadata', 'name'], `${nameOf(object)}-${hashOf(object, nameOf(object), null)}`) : object
}
