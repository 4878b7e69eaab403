// Where a small tool works: what it reads, what it writes, and in whose words it complains. The same tools serve the
// containers and the host: only their benches differ.
import { FileError, resolvePath } from '../files.ts'
import type { Task } from '../task.ts'

/** The files that a tool sees; what is refused is thrown as a FileError. */
export interface BenchFiles {
  read(path: string): string | undefined
  write(path: string, text: string): void
  remove(path: string): void
  isDirectory(path: string): boolean
  exists(path: string): boolean
  makeDirectory(path: string, withParents: boolean): void
  removeDirectory(path: string): void
  /** The names in a directory, sorted. */
  list(path: string): readonly string[]
}

export interface Bench {
  readonly style: 'gnu' | 'busybox'
  readonly cwd: string
  /** The next piece of its input, as it comes; undefined at its end. */
  readonly read: () => Task<string | undefined>
  /** Waits until there is room for more of its output; who has written so many lines without end is ended. */
  readonly room: (lines?: number) => Task
  readonly env: ReadonlyMap<string, string>
  readonly unixMs: number
  /** When its files were written, as far as anybody remembers. */
  readonly filesUnixMs: number
  readonly user: string
  readonly hostname: string
  /** Somebody looks at what it writes. */
  readonly isTerminal: boolean
  /** How wide it is then. */
  readonly columns: number
  readonly files: BenchFiles
  /** Runs another command line, with this to read; answers its status. */
  readonly run: (line: string, stdin: string, out?: (text: string) => void) => Task<number>
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/** Answers its exit code, at once or in time. */
export type Tool = (bench: Bench, args: readonly string[]) => number | Task<number>

/** All of its input. */
export function* whole({ read }: Bench): Task<string> {
  let text = ''
  for (let piece = yield* read(); piece !== undefined; piece = yield* read()) text += piece
  return text
}

export const linesOf = (text: string): readonly string[] => text === '' ? [] : text.replace(/\n$/, '').split('\n')
export const joined = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join('')

export interface Given {
  /** Options that stand alone, and those with a value. */
  readonly flags: ReadonlySet<string>
  readonly values: ReadonlyMap<string, string>
  readonly operands: readonly string[]
}

/** Takes options from operands; `valued` are the letters and long names that take a value. */
export function given(args: readonly string[], valued: readonly string[] = []): Given {
  const flags = new Set<string>()
  const values = new Map<string, string>()
  const operands: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '--') {
      operands.push(...args.slice(i + 1))
      break
    }
    const [, long, longValue] = /^--([\w-]+)(?:=(.*))?$/s.exec(arg) ?? []
    if (long !== undefined) {
      if (valued.includes(long)) values.set(long, longValue ?? args[++i] ?? '')
      else flags.add(long)
    }
    else if (arg.startsWith('-') && arg.length > 1) {
      for (let at = 1; at < arg.length; at++) {
        const letter = arg.charAt(at)
        if (!valued.includes(letter)) flags.add(letter)
        else {
          values.set(letter, arg.slice(at + 1) || args[++i] || '')
          break
        }
      }
    }
    else operands.push(arg)
  }
  return { flags, values, operands }
}

/** What a tool says of a file that it could not use: `gnu` and `busybox` have words of their own. */
export type Complaint = (name: string, error: string) => { readonly gnu: string, readonly busybox: string }

/** Does something with each operand; what fails is told, and the rest goes on. */
export function forEach(bench: Bench, tool: string, operands: readonly string[], act: (path: string, name: string) => void, complaint: Complaint): number {
  let status = 0
  for (const name of operands) {
    try { act(resolvePath(bench.cwd, name), name) }
    catch (error) {
      if (!(error instanceof FileError)) throw error
      bench.err(`${tool}: ${complaint(name, error.message)[bench.style]}\n`)
      status = 1
    }
  }
  return status
}

export const plainly: Complaint = (name, error) => ({ gnu: `${name}: ${error}`, busybox: `${name}: ${error}` })
export const cannotOpen: Complaint = (name, error) => ({ gnu: `${name}: ${error}`, busybox: `can't open '${name}': ${error}` })

export const missing = 'No such file or directory'

export function readFile({ files }: Bench, path: string): string {
  const text = files.read(path)
  if (text === undefined) throw new FileError(files.isDirectory(path) ? 'Is a directory' : missing)
  return text
}

/** What the operands name, one after the other; standard input when there are none. */
export function* readAll(bench: Bench, tool: string, operands: readonly string[], complaint: Complaint = plainly): Task<{ readonly text: string, readonly status: number }> {
  const input = operands.length === 0 || operands.includes('-') ? yield* whole(bench) : ''
  if (operands.length === 0) return { text: input, status: 0 }
  let text = ''
  const status = forEach(bench, tool, operands, (path, name) => { text += name === '-' ? input : readFile(bench, path) }, complaint)
  return { text, status }
}
