// sed: edits lines as they come.
import { resolvePath } from '../../files.ts'
import type { Task } from '../../task.ts'
import { given, type Bench, type Complaint, type Tool } from '../bench.ts'
import { Lines } from '../lines.ts'
import { commandsOf, ScriptError, type Command, type End, type Test } from './script.ts'

const cannotRead: Complaint = (name, error) => ({ gnu: `can't read ${name}: ${error}`, busybox: `${name}: ${error}` })

export const sed: Tool = function* (bench, args) {
  const inPlace = args.find(arg => /^-[nrEs]*i/.test(arg) || arg.startsWith('--in-place'))
  const suffix = inPlace?.replace(/^(-[nrEs]*i|--in-place=?)/, '') ?? ''
  const plain = args.flatMap(arg => arg === inPlace ? [arg.startsWith('--') ? '' : arg.replace(/i.*/, '')] : [arg]).filter(arg => arg !== '-' && arg !== '')
  const { flags, values, operands } = given(plain, ['e', 'expression', 'f', 'file', 'l'])
  const isApart = ['e', 'expression', 'f', 'file'].some(name => values.has(name))
  const said = plain.flatMap((arg, i) => /^(-[nrEs]*e|--expression)$/.test(arg) ? [plain[i + 1] ?? ''] : arg.startsWith('--expression=') ? [arg.slice(13)] : [])
  const file = values.get('f') ?? values.get('file')
  const scripts = file === undefined ? isApart ? said : operands.slice(0, 1) : [...said, bench.files.read(resolvePath(bench.cwd, file)) ?? '']
  const names = isApart ? operands : operands.slice(1)
  if (scripts.length === 0) {
    bench.err(bench.style === 'gnu' ? 'Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n' : 'BusyBox multi-call binary.\n\nUsage: sed [-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\n')
    return 1
  }
  let commands: readonly Command[]
  try { commands = commandsOf(scripts.join('\n'), flags.has('E') || flags.has('r') || flags.has('regexp-extended')) }
  catch (error) {
    if (!(error instanceof Error)) throw error
    bench.err(bench.style === 'gnu' ? `sed: -e expression #1, char ${scripts[0]?.length ?? 0}: ${error.message}\n` : `sed: ${error instanceof ScriptError ? error.message : 'bad regex'}\n`)
    return 1
  }
  const isQuiet = flags.has('n') || flags.has('quiet') || flags.has('silent')
  let status = 0
  for (const group of inPlace === undefined && !flags.has('s') ? [names] : names.map(name => [name])) {
    const [name = ''] = group
    const before = inPlace === undefined ? undefined : bench.files.read(resolvePath(bench.cwd, name))
    let text = ''
    const lines = new Lines(bench, 'sed', group, cannotRead)
    const editor = new Editor(commands, lines, isQuiet, inPlace === undefined ? bench.out : more => { text += more })
    yield* editor.run(bench)
    status ||= editor.status || (lines.status > 0 && bench.style === 'gnu' ? 2 : lines.status)
    if (before === undefined) continue
    if (suffix !== '') bench.files.write(resolvePath(bench.cwd, name + suffix), before)
    bench.files.write(resolvePath(bench.cwd, name), text)
  }
  return status
}

const mostSteps = 100_000

class Editor {
  status = 0
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

  constructor(commands: readonly Command[], lines: Lines, isQuiet: boolean, out: (text: string) => void) {
    this.commands = commands
    this.lines = lines
    this.isQuiet = isQuiet
    this.out = out
  }

  * run(bench: Bench): Task {
    let keeps = false
    while (!this.isOver) {
      if (!keeps && !(yield* this.read(line => { this.line = line }))) break
      keeps = yield* this.cycle()
      yield* bench.room()
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

  /** All commands on one line; true when the next cycle goes on with what is left of it. */
  private* cycle(): Task<boolean> {
    let edited = false
    const end = (isPrinted: boolean): void => {
      if (isPrinted && !this.isQuiet) this.say(this.line)
      if (this.after !== '') this.out(this.after)
      this.after = ''
    }
    for (let at = 0, steps = 0; at < this.commands.length && steps < mostSteps; at++, steps++) {
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
          end(command.name === 'q')
          return false
        case 'a':
          this.after += `${command.text}\n`
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
