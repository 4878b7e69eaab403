// Where the output of a command goes, and where its input comes from.
import { FileError, resolvePath } from '../runtime/files.ts'
import type { Process } from '../runtime/process.ts'
import type { Task } from '../runtime/task.ts'
import type { Streams } from './control.ts'
import type { Redirect } from './parse.ts'
import type { Shell } from './shell.ts'
import type { Word } from './words.ts'

/** The streams after redirections; undefined when one of them was not possible. */
export function* redirected({ process, dialect }: Shell, redirects: readonly Redirect[], outer: Streams, expand: (word: Word) => Task<string>): Task<Streams | undefined> {
  let { out, err, stdin, input } = outer
  const { files } = process.machine
  for (const { fd, how, target } of redirects) {
    const name = yield* expand(target)
    const path = resolvePath(process.cwd, name)
    if (how === '<<') {
      stdin = name
      input = undefined
    }
    else if (how === '>&') {
      if (fd === 2) err = out
      else out = err
    }
    else if (how === '<') {
      const text = files.read(path)
      if (text === undefined) {
        err(dialect.cannotOpen(name))
        return undefined
      }
      stdin = text
      input = undefined
    }
    else {
      const sink = open(process, path, how === '>>', outer)
      if (typeof sink === 'string') {
        err(dialect.cannotCreate(name, sink))
        return undefined
      }
      if (fd === 2) err = sink
      else out = sink
    }
  }
  return { out, err, stdin, input }
}

/** A file to write to, or why it cannot be. */
function open({ machine: { files } }: Process, path: string, isAppended: boolean, outer: Streams): Streams['out'] | string {
  if (path === '/dev/stdout') return outer.out
  if (path === '/dev/stderr') return outer.err
  try { files.write(path, isAppended ? files.read(path) ?? '' : '') }
  catch (error) {
    if (!(error instanceof FileError)) throw error
    return error.message
  }
  return text => files.append(path, text)
}
