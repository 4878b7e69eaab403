// Where the output of a command goes, and where its input comes from.
import { FileError, resolvePath } from '../runtime/files.ts'
import { Pipe, type Sink } from '../runtime/input.ts'
import type { Process } from '../runtime/process.ts'
import type { Task } from '../runtime/task.ts'
import type { Descriptor, Opened, Streams } from './control.ts'
import type { Redirect } from './parse.ts'
import type { Shell } from './shell.ts'
import type { Word } from './words.ts'

/** No file that is written line by line grows beyond this: a disk is full some day. */
const largestBytes = 16 * 2 ** 20

const firstNamed = 10

/** The streams after redirections; undefined when one of them was not possible. */
export function* redirected(shell: Shell, redirects: readonly Redirect[], outer: Streams, expand: (word: Word) => Task<string>): Task<Streams | undefined> {
  const opened = new Map<number, Descriptor>([...outer.opened ?? [], [0, { input: outer.input }], [1, { out: outer.out }], [2, { out: outer.err }]])
  for (const redirect of redirects) {
    const name = yield* expand(redirect.target)
    const found = descriptorFor(shell, redirect, name, opened)
    if (typeof found === 'string') {
      opened.get(2)?.out?.(found)
      return undefined
    }
    const fd = typeof redirect.fd === 'number' ? redirect.fd : numberFor(shell, redirect.fd, found !== undefined, opened)
    if (found) opened.set(fd, found)
    else opened.delete(fd)
    if (found && isForBoth(redirect, name)) opened.set(2, found)
  }
  const { input } = opened.get(0) ?? {}
  const [out = nowhere, err = nowhere] = [opened.get(1)?.out, opened.get(2)?.out]
  for (const fd of [0, 1, 2]) opened.delete(fd)
  return { ...outer, out, err, input, opened: opened.size > 0 ? opened : undefined }
}

const nowhere: Sink = () => {}

/** `&>file`, and `>&file`: what it prints and what it complains of. */
const isForBoth = ({ fd, how }: Redirect, name: string): boolean => how.startsWith('&>') || how === '>&' && fd === 1 && !isNumber(name)

const isNumber = (name: string): boolean => /^(?:\d+-?|-)$/.test(name)

/** `{log}>file`: a number that is free, kept in the variable; to close it, the number that is there. */
function numberFor(shell: Shell, name: string, opens: boolean, opened: Opened): number {
  if (!opens) return Number(shell.get(name))
  let fd = firstNamed
  while (opened.has(fd)) fd++
  shell.set(name, String(fd))
  return fd
}

/** What a number will stand for; nothing when it is closed; or why it cannot be. */
function descriptorFor({ process, dialect }: Shell, { how, target, fd }: Redirect, name: string, opened: Opened): Descriptor | string | undefined {
  const path = resolvePath(process.cwd, name)
  if (how === '<<' || how === '<<<') return { input: Pipe.of(how === '<<' ? name : `${name}\n`) }
  const [only] = target
  if (name === '' && only?.kind === 'variable' && !only.quoted) return dialect.says(`$${only.name}: ambiguous redirect`)
  const another = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path)?.[1]
  const isCopy = how === '>&' || how === '<&'
  if (isCopy && name === '-') return undefined
  if (isCopy && isNumber(name) || another !== undefined && !process.machine.files.exists(path)) return opened.get(Number.parseInt(another ?? name, 10)) ?? dialect.says(`${name}: Bad file descriptor`)
  if (how === '<&' || isCopy && fd !== 1) return dialect.says(`${name}: ambiguous redirect`)
  if (how === '<' || how === '<>') {
    const text = process.machine.files.read(path)
    if (how === '<' && text === undefined && path !== '/dev/stdin' && path !== '/dev/tty') return process.machine.files.isDirectory(path) ? dialect.cannotCreate(name, 'Is a directory') : dialect.cannotOpen(name)
    const input = text === undefined ? how === '<' ? opened.get(0)?.input : undefined : Pipe.of(text)
    if (how === '<') return { input }
    const out = open(process, path, true, opened)
    return typeof out === 'string' ? dialect.cannotCreate(name, out) : { input, out }
  }
  const out = open(process, path, how.endsWith('>>'), opened)
  return typeof out === 'string' ? dialect.cannotCreate(name, out) : { out }
}

/** A file to write to, or why it cannot be. */
function open(process: Process, path: string, isAppended: boolean, opened: Opened): Sink | string {
  const { files } = process.machine
  if (path === '/dev/tty') return process.out
  if (path === '/dev/stdout' || path === '/dev/stderr') return opened.get(path === '/dev/stdout' ? 1 : 2)?.out ?? nowhere
  if (path === '/dev/null') return nowhere
  try { files.write(path, isAppended ? files.read(path) ?? '' : '') }
  catch (error) {
    if (!(error instanceof FileError)) throw error
    return error.message
  }
  const complain = opened.get(2)?.out ?? nowhere
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
      complain(`write error: ${error.message}\n`)
      isFull = true
    }
  }, { isFile: true })
}
