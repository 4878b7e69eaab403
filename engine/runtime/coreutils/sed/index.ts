// sed: edits lines as they come.
import { resolvePath } from '../../files.ts'
import type { Task } from '../../task.ts'
import type { Bench, Complaint, Tool } from '../bench.ts'
import { Lines } from '../lines.ts'
import { withOptions } from '../options.ts'
import { commandsOf, ScriptError, type Command, type End, type Test } from './script.ts'

const cannotRead: Complaint = (name, error) => ({ gnu: error === 'Is a directory' ? `read error on ${name}: ${error}` : `can't read ${name}: ${error}`, busybox: `${name}: ${error}` })
const usage = 'Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n'
const panic = 4

export const sed: Tool = withOptions('sed', 'e:f:i::l:nrEsuz expression:=e file:=f in-place::=i line-length:=l quiet=n silent=n regexp-extended=E separate=s unbuffered=u null-data=z', function* (bench, { flags, values, all, operands }) {
  const inPlace = flags.has('i')
  const file = values.get('f')
  const text = file === undefined ? '' : bench.files.read(resolvePath(bench.cwd, file))
  if (text === undefined) {
    bench.err(`sed: couldn't open file ${file ?? ''}: No such file or directory\n`)
    return panic
  }
  const isApart = values.has('e') || file !== undefined
  const scripts = isApart ? [...all('e'), ...file === undefined ? [] : [text]] : operands.slice(0, 1)
  const names = isApart ? operands : operands.slice(1)
  if (scripts.length === 0) {
    bench.err(bench.style === 'gnu' ? usage : 'BusyBox multi-call binary.\n\nUsage: sed [-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\n')
    return 1
  }
  let commands: readonly Command[]
  try { commands = commandsOf(scripts.join('\n'), flags.has('E') || flags.has('r')) }
  catch (error) {
    if (!(error instanceof ScriptError)) throw error
    const where = error.at === undefined ? '' : file === undefined ? `-e expression #1, char ${error.at}: ` : `file ${file} line 1: `
    bench.err(bench.style === 'gnu' ? `sed: ${where}${error.message}\n` : `sed: ${error.message}\n`)
    return 1
  }
  const isQuiet = flags.has('n')
  let status = 0
  for (const group of !inPlace && !flags.has('s') ? [names] : names.map(name => [name])) {
    const [name = ''] = group
    const before = !inPlace ? undefined : bench.files.read(resolvePath(bench.cwd, name))
    let text = ''
    const lines = new Lines(bench, 'sed', group, cannotRead)
    const editor = new Editor(bench, commands, lines, isQuiet, !inPlace ? bench.out : more => { text += more })
    yield* editor.run()
    status ||= editor.status || (lines.status > 0 && bench.style === 'gnu' ? names.some(each => bench.files.isDirectory(resolvePath(bench.cwd, each))) ? panic : 2 : lines.status)
    if (before === undefined) continue
    const suffix = values.get('i')
    if (suffix !== undefined) bench.files.write(resolvePath(bench.cwd, suffix.includes('*') ? suffix.replaceAll('*', name) : name + suffix), before)
    bench.files.write(resolvePath(bench.cwd, name), text)
  }
  return status
}, { usage })

const mostSteps = 100_000
const lettersPerStep = 100

class Editor {
  status = 0
  private readonly bench: Bench
  private readonly commands: readonly Command[]
  private readonly lines: Lines
  private readonly isQuiet: boolean
  private readonly out: (text: string) => void
  private line = ''
  private held = ''
  private number = 0
  private after = ''
  private isOver = false
  /** Ranges that have begun: up to which line, if that is known. */
  private readonly open = new Map<Command, number | undefined>()

  constructor(bench: Bench, commands: readonly Command[], lines: Lines, isQuiet: boolean, out: (text: string) => void) {
    this.bench = bench
    this.commands = commands
    for (const { writes } of commands) if (writes !== undefined && !writes.startsWith('/dev/')) bench.files.write(resolvePath(bench.cwd, writes), '')
    this.lines = lines
    this.isQuiet = isQuiet
    this.out = out
  }

  * run(): Task {
    let keeps = false
    while (!this.isOver) {
      if (!keeps && !(yield* this.read(line => { this.line = line }))) break
      keeps = yield* this.cycle()
      yield* this.bench.room()
    }
  }

  private* read(take: (line: string) => void): Task<boolean> {
    const line = yield* this.lines.next()
    if (line === undefined) return false
    this.number++
    take(line)
    return true
  }

  private say(text: string): void { this.out(this.lines.isWhole ? `${text}\n` : text) }

  private write({ writes }: Command): void {
    if (writes === '/dev/stdout') this.out(`${this.line}\n`)
    else if (writes === '/dev/stderr') this.bench.err(`${this.line}\n`)
    else if (writes !== undefined) {
      const path = resolvePath(this.bench.cwd, writes)
      this.bench.files.write(path, `${this.bench.files.read(path) ?? ''}${this.line}\n`)
    }
  }

  /** All commands on one line; true when the next cycle goes on with what is left of it. */
  private* cycle(): Task<boolean> {
    let edited = false
    const end = (isPrinted: boolean): void => {
      if (isPrinted && !this.isQuiet) this.say(this.line)
      if (this.after !== '') this.out(this.after)
      this.after = ''
    }
    for (let at = 0, steps = 0; at < this.commands.length; at++, steps += 1 + this.line.length / lettersPerStep) {
      if (steps > mostSteps) {
        this.bench.err('sed: stopped: a script that goes round without reading\n')
        this.status = panic
        this.isOver = true
        break
      }
      const command = this.commands[at]
      if (!command) break
      if ((yield* this.applies(command)) === command.not) {
        if (command.name === '{') at = command.end - 1
        continue
      }
      switch (command.name) {
        case 's':
        case 'y': {
          const changed = command.edit?.(this.line) ?? this.line
          if (changed !== this.line) {
            edited = true
            this.line = changed
            if (command.prints) this.out(`${this.line}\n`)
            this.write(command)
          }
          break
        }
        case 'd':
          end(false)
          return false
        case 'D': {
          const rest = this.line.indexOf('\n')
          this.line = this.line.slice(rest + 1)
          end(false)
          return rest >= 0
        }
        case 'p':
          this.out(`${this.line}\n`)
          break
        case 'P':
          this.out(`${this.line.split('\n')[0] ?? ''}\n`)
          break
        case '=':
          this.out(`${this.number}\n`)
          break
        case 'l':
          this.out(`${this.line.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n')}$\n`)
          break
        case 'q':
        case 'Q':
          this.isOver = true
          this.status = Number(command.text)
          end(command.name === 'q')
          return false
        case 'a':
          this.after += `${command.text}\n`
          break
        case 'r':
          this.after += this.bench.files.read(resolvePath(this.bench.cwd, command.text)) ?? ''
          break
        case 'w':
          this.write(command)
          break
        case 'i':
          this.out(`${command.text}\n`)
          break
        case 'c':
          if (!command.to || !this.open.has(command)) this.out(`${command.text}\n`)
          end(false)
          return false
        case 'n':
          end(true)
          if (!(yield* this.read(line => { this.line = line }))) {
            this.isOver = true
            return false
          }
          break
        case 'N':
          if (!(yield* this.read(line => { this.line += `\n${line}` }))) {
            this.isOver = true
            end(true)
            return false
          }
          break
        case 'h': this.held = this.line; break
        case 'H': this.held += `\n${this.line}`; break
        case 'g': this.line = this.held; break
        case 'G': this.line += `\n${this.held}`; break
        case 'x': [this.line, this.held] = [this.held, this.line]; break
        case 'b':
        case 't':
        case 'T': {
          const jumps = command.name === 'b' || (command.name === 't') === edited
          if (command.name !== 'b') edited = false
          if (jumps) at = command.text === '' ? this.commands.length : this.commands.findIndex(({ name, text }) => name === ':' && text === command.text)
          if (at < 0) at = this.commands.length
          break
        }
      }
    }
    end(true)
    return false
  }

  private* applies(command: Command): Task<boolean> {
    const { from, to } = command
    if (!from) return true
    if (!to) return yield* this.holds(from)
    if (this.open.has(command)) {
      const until = this.open.get(command)
      if (until !== undefined ? this.number >= until : yield* this.holds(to)) this.open.delete(command)
      return until === undefined || this.number <= until
    }
    if (!(yield* this.holds(from))) return from.kind === 'line' && from.number === 0 && this.number === 1 && (yield* this.fromTheFirst(command, to))
    const until = to.kind === 'more' ? this.number + to.lines : to.kind === 'line' ? to.number : undefined
    if (until === undefined || until > this.number) this.open.set(command, until)
    return true
  }

  /** `0,/x/`: the first line may be the last of it. */
  private* fromTheFirst(command: Command, to: End): Task<boolean> {
    if (!(yield* this.holds(to))) this.open.set(command, undefined)
    return true
  }

  private* holds(test: Test | End): Task<boolean> {
    switch (test.kind) {
      case 'line': return test.number === this.number
      case 'step': return test.step <= 0 ? this.number === test.first : this.number >= test.first && (this.number - test.first) % test.step === 0
      case 'last': return yield* this.lines.isAtEnd()
      case 'match': return test.matches(this.line)
      case 'more': return false
    }
  }
}
