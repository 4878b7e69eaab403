// Where the output of a command goes, and where its input comes from.
import { FileError, resolvePath } from '../runtime/files.ts'
import { Pipe, type Sink } from '../runtime/input.ts'
import type { Process } from '../runtime/process.ts'
import type { Task } from '../runtime/task.ts'
import type { Streams } from './control.ts'
import type { Redirect } from './parse.ts'
import type { Shell } from './shell.ts'
import type { Word } from './words.ts'

/** No file that is written line by line grows beyond this: a disk is full some day. */
const largestBytes = 16 * 2 ** 20

/** The streams after redirections; undefined when one of them was not possible. */
export function* redirected({ process, dialect }: Shell, redirects: readonly Redirect[], outer: Streams, expand: (word: Word) => Task<string>): Task<Streams | undefined> {
  let { out, err, input } = outer
  const { files } = process.machine
  for (const { fd, how, target } of redirects) {
    const name = yield* expand(target)
    const path = resolvePath(process.cwd, name)
    if (how === '<<' || how === '<<<') input = Pipe.of(how === '<<' ? name : `${name}\n`)
    else if (how === '>&' && /^[\d-]$/.test(name)) {
      const to: Sink = name === '-' ? () => {} : name === '2' ? err : name === '1' ? out : () => {}
      if (fd === 2) err = to
      else if (fd === 1) out = to
    }
    else if (how === '<') {
      const text = files.read(path)
      if (text === undefined && path !== '/dev/stdin' && path !== '/dev/tty') {
        err(files.isDirectory(path) ? dialect.cannotCreate(name, 'Is a directory') : dialect.cannotOpen(name))
        return undefined
      }
      if (text !== undefined) input = Pipe.of(text)
    }
    else {
      const sink = open(process, path, how === '>>', outer)
      if (typeof sink === 'string') {
        err(dialect.cannotCreate(name, sink))
        return undefined
      }
      if (fd === 2) err = sink
      else if (fd === 1) out = sink
      if (how === '&>' || how === '>&') err = sink
    }
  }
  return { ...outer, out, err, input }
}

/** A file to write to, or why it cannot be. */
function open(process: Process, path: string, isAppended: boolean, outer: Streams): Sink | string {
  const { files } = process.machine
  if (path === '/dev/stdout' || path === '/dev/tty') return outer.out
  if (path === '/dev/stderr') return outer.err
  if (path === '/dev/null') return () => {}
  try { files.write(path, isAppended ? files.read(path) ?? '' : '') }
  catch (error) {
    if (!(error instanceof FileError)) throw error
    return error.message
  }
  let bytes = 0
  let isFull = false
  return Object.assign((text: string): void => {
    if (isFull) return
    bytes += text.length
    try {
      if (bytes > largestBytes) throw new FileError('No space left on device')
      files.append(path, text)
    }
    catch (error) {
      if (!(error instanceof FileError)) throw error
      outer.err(`write error: ${error.message}\n`)
      isFull = true
    }
  }, { isFile: true })
}
