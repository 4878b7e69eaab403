// tar, as far as `kubectl cp` and people who pack a directory need it: it makes, lists and unpacks archives.
import { packed, unpacked, type Member } from '../archive.ts'
import { FileError, resolvePath, type Files } from '../files.ts'
import type { Process, Program } from '../process.ts'

const failed = 'tar: error exit delayed from previous errors\n'

export const tar: Program = function* (process) {
  const { letters, archive, directory, names } = wordsOf(process.args.slice(1))
  const base = resolvePath(process.cwd, directory)
  if (letters.includes('c')) return create(process, archive, base, names)
  const source = archive === '-' ? process.stdin : process.machine.files.read(resolvePath(process.cwd, archive))
  const members = source === undefined ? undefined : unpacked(source)
  if (!members) {
    process.err(source === undefined ? `tar: can't open '${archive}': No such file or directory\n` : 'tar: short read\n')
    return 1
  }
  if (letters.includes('t')) process.out(members.map(({ name, text }) => `${name}${text === undefined ? '/' : ''}\n`).join(''))
  else return extract(process, members, base, letters.includes('v'))
  return 0
}

function wordsOf(args: readonly string[]): { readonly letters: string, readonly archive: string, readonly directory: string, readonly names: readonly string[] } {
  let [letters, archive, directory] = ['', '-', '.']
  const names: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg.startsWith('--')) continue
    if (arg === '-C') directory = args[++i] ?? '.'
    else if (i === 0 || arg.startsWith('-') && arg !== '-') {
      letters += arg.replace(/^-/, '')
      if (/f$/.test(arg)) archive = args[++i] ?? '-'
    }
    else names.push(arg)
  }
  return { letters, archive, directory, names }
}

function create({ machine: { files }, out, err, cwd }: Process, archive: string, base: string, names: readonly string[]): number {
  const members: Member[] = []
  let status = 0
  if (names.some(name => name.startsWith('/') && files.exists(name))) err('tar: removing leading \'/\' from member names\n')
  for (const name of names) {
    const path = resolvePath(base, name)
    if (files.exists(path)) members.push(...below(files, path, name.replace(/^\/+/, '').replace(/\/$/, '')))
    else {
      err(`tar: ${name}: No such file or directory\n`)
      status = 1
    }
  }
  if (status !== 0) err(failed)
  if (archive === '-') out(packed(members))
  else files.write(resolvePath(cwd, archive), packed(members))
  return status
}

function* below(files: Files, path: string, name: string): Generator<Member> {
  const text = files.read(path)
  yield { name, text }
  if (text === undefined) for (const inner of files.list(path)) yield* below(files, path === '/' ? `/${inner}` : `${path}/${inner}`, name === '' ? inner : `${name}/${inner}`)
}

function extract({ machine: { files }, out, err }: Process, members: readonly Member[], base: string, isVerbose: boolean): number {
  for (const { name, text } of members) {
    const path = resolvePath(base, name)
    try {
      const parent = path.slice(0, path.lastIndexOf('/')) || '/'
      if (!files.isDirectory(parent)) files.makeDirectory(parent, true)
      if (text !== undefined) files.write(path, text)
      else if (!files.isDirectory(path)) files.makeDirectory(path, true)
    }
    catch (error) {
      if (!(error instanceof FileError)) throw error
      err(`tar: can't open '${name}': ${error.message}\n`)
      return 1
    }
    if (isVerbose) out(`${name}\n`)
  }
  return 0
}
