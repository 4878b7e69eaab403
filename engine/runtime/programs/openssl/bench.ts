// What the commands of openssl share: options with one dash, files in and out, and complaints.
import { FileError, resolvePath } from '../../files.ts'
import type { Process } from '../../process.ts'
import type { Task } from '../../task.ts'

export interface Given {
  /** In the order in which they stand: what is shown, is shown in it. */
  readonly options: readonly (readonly [name: string, value: string])[]
  readonly operands: readonly string[]
}

/** `-days 365 -nodes file`: those in `valued` take a word. */
export function givenTo(args: readonly string[], valued: ReadonlySet<string>): Given {
  const options: [string, string][] = []
  const operands: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    const name = arg.replace(/^--?/, '')
    if (!arg.startsWith('-') || arg === '-') operands.push(arg)
    else options.push([name, valued.has(name) ? args[++i] ?? '' : ''])
  }
  return { options, operands }
}

/** Ends a command: it has said why. */
export class Refusal extends Error {}

export class Bench {
  readonly process: Process
  readonly given: Given

  constructor(process: Process, given: Given) {
    this.process = process
    this.given = given
  }

  has(name: string): boolean { return this.given.options.some(([option]) => option === name) }
  value(name: string): string | undefined { return this.given.options.findLast(([option]) => option === name)?.[1] }
  all(name: string): readonly string[] { return this.given.options.flatMap(([option, value]) => option === name ? [value] : []) }

  read(path: string): string | undefined { return this.process.machine.files.read(resolvePath(this.process.cwd, path)) }

  /** Into the file that `-out` names, or for all to see. */
  write(text: string, path = this.value('out')): void {
    if (path === undefined) return this.process.out(text)
    try { this.process.machine.files.write(resolvePath(this.process.cwd, path), text) }
    catch (error) {
      if (!(error instanceof FileError)) throw error
      this.refuse(`Can't open "${path}" for writing, ${error.message}\n`)
    }
  }

  /** The file that `-in` names, or what is typed. */
  * input(): Task<string | undefined> {
    const path = this.value('in')
    if (path !== undefined && path !== '/dev/stdin' && path !== '-') return this.read(path)
    let text = this.process.stdin
    for (let piece = yield* this.process.read(); piece !== undefined; piece = yield* this.process.read()) text += piece
    return text
  }

  refuse(text: string): never {
    this.process.err(text)
    throw new Refusal()
  }

  /** A file that is not there, in the words of a library that looks for it in many ways. */
  missing(what: string, path: string): never {
    return this.refuse(`Could not open file or uri for loading ${what} from ${path}\n${thread}:error:16000069:STORE routines:ossl_store_get0_loader_int:unregistered scheme:../crypto/store/store_register.c:237:scheme=file\n`
      + `${thread}:error:80000002:system library:file_open:No such file or directory:../providers/implementations/storemgmt/file_store.c:266:calling stat(${path})\n${what.includes('key') ? '' : `Unable to load ${what}\n`}`)
  }
}

export const thread = '40C7ED052E7F0000'
