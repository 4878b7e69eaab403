// A shell: runs command lines, with variables, pipes, redirections and conditions. Commands are programs that the
// machine it runs on knows by name.
import { complain, write, type Effect, type Program } from '../client/program.ts'
import { Files, resolvePath } from './files.ts'
import { parse, type Pipeline, type SimpleCommand, type Word } from './parse.ts'
import { ShellSyntaxError } from './words.ts'

export interface Environment {
  readonly variables: Map<string, string>
  readonly files: Files
  cwd: string
}

export interface Invocation {
  /** The command's words after its name. */
  readonly args: readonly string[]
  readonly environment: Environment
  readonly variables: ReadonlyMap<string, string>
  /** What was piped or redirected in; undefined: the terminal. */
  readonly stdin: string | undefined
  /** Runs another command line in the same shell, as an editor that a command opens. */
  readonly run: (line: string, stdin?: string) => Program<number>
}

export type Command = (invocation: Invocation) => Program<number>

const notFound = 127
const syntaxError = 2

export class Shell {
  readonly environment: Environment
  private readonly commands: ReadonlyMap<string, Command>
  private status = 0

  constructor(commands: ReadonlyMap<string, Command>, environment: Partial<Environment> = {}) {
    this.commands = commands
    this.environment = { variables: new Map(), files: new Files(), cwd: '/root', ...environment }
  }

  * run(line: string, stdin?: string): Program<number> {
    let pipelines: readonly Pipeline[]
    try { pipelines = parse(line) }
    catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error
      yield* complain(`bash: ${error.message}\n`)
      return this.status = syntaxError
    }
    for (const { when, commands } of pipelines) {
      if (when === 'success' && this.status !== 0) continue
      if (when === 'failure' && this.status === 0) continue
      this.status = yield* this.pipeline(commands, stdin)
    }
    return this.status
  }

  private* pipeline(commands: readonly SimpleCommand[], stdin: string | undefined): Program<number> {
    let input = stdin
    let status = 0
    for (const [i, command] of commands.entries()) {
      if (i === commands.length - 1) status = yield* this.redirected(command, input)
      else {
        const caught = capture()
        status = yield* caught.of(this.redirected(command, input))
        input = caught.text()
      }
    }
    return status
  }

  private* redirected(command: SimpleCommand, stdin: string | undefined): Program<number> {
    const { files, cwd } = this.environment
    let input = stdin
    const out: { path: string, append: boolean, text: string[] }[] = []
    let stdout: string[] | undefined
    let stderr: string[] | undefined
    let joined = false
    for (const { operator, target } of command.redirections) {
      const name = (yield* this.expand(target)).join(' ')
      const path = resolvePath(cwd, name)
      if (operator === '2>&1') {
        if (stdout) stderr = stdout
        else joined = true
      }
      else if (operator === '<') {
        input = files.read(path)
        if (input === undefined) {
          yield* complain(`bash: ${name}: No such file or directory\n`)
          return 1
        }
      }
      else {
        const text: string[] = []
        out.push({ path, append: operator.endsWith('>>'), text })
        if (operator.startsWith('2')) stderr = text
        else stdout = text
      }
    }
    const status = yield* diverted(this.simple(command, input), stdout, joined ? 'stdout' : stderr)
    for (const { path, append, text } of out)
      if (path !== '/dev/null') files.write(path, (append ? files.read(path) ?? '' : '') + text.join(''))
    return status
  }

  private* simple({ assignments, words }: SimpleCommand, stdin: string | undefined): Program<number> {
    const [name, ...args] = yield* this.expandAll(words)
    const values: [string, string][] = []
    for (const { name, value } of assignments) values.push([name, (yield* this.expand(value)).join(' ')])
    if (name === undefined) {
      for (const [variable, value] of values) this.environment.variables.set(variable, value)
      return 0
    }
    const command = this.commands.get(name)
    if (!command) {
      yield* complain(`bash: ${name}: command not found\n`)
      return notFound
    }
    return yield* command({ args, stdin, environment: this.environment, variables: new Map([...this.environment.variables, ...values]), run: (line, input) => this.run(line, input) })
  }

  /** The words that a word becomes: what is not quoted may be several, or none. */
  private* expand(word: Word): Program<readonly string[]> {
    const fields: string[] = []
    let current: string | undefined
    for (const piece of word) {
      const text = 'text' in piece ? piece.text : 'variable' in piece ? this.valueOf(piece.variable) : yield* this.said(piece.command)
      if ('text' in piece || piece.quoted) {
        current = (current ?? '') + text
        continue
      }
      for (const [i, part] of text.split(/[ \t\n]+/).entries()) {
        if (i > 0) {
          if (current !== undefined) fields.push(current)
          current = undefined
        }
        if (part !== '') current = (current ?? '') + part
      }
    }
    return current === undefined ? fields : [...fields, current]
  }

  private* expandAll(words: readonly Word[]): Program<readonly string[]> {
    const fields: string[] = []
    for (const word of words) fields.push(...yield* this.expand(word))
    return fields
  }

  /** `$(…)`: what a command line writes, without its last newlines. */
  private* said(line: string): Program<string> {
    const caught = capture()
    yield* caught.of(this.run(line))
    return caught.text().replace(/\n+$/, '')
  }

  private valueOf(variable: string): string {
    return variable === '?' ? String(this.status) : this.environment.variables.get(variable) ?? ''
  }
}

/** Runs a program with its output kept instead of written. */
function capture(): { of: (program: Program<number>) => Program<number>, text: () => string } {
  const kept: string[] = []
  return { of: program => diverted(program, kept, undefined), text: () => kept.join('') }
}

function* diverted(program: Program<number>, stdout: string[] | undefined, stderr: string[] | 'stdout' | undefined): Program<number> {
  try {
    for (let step = program.next(); ; step = program.next()) {
      if (step.done) return step.value
      const effect: Effect = step.value
      if (effect.do !== 'write') yield effect
      else if (effect.to === 'stderr' && stderr === 'stdout') {
        if (stdout) stdout.push(effect.text)
        else yield* write(effect.text)
      }
      else {
        const keep = effect.to === 'stdout' ? stdout : stderr === 'stdout' ? undefined : stderr
        if (keep) keep.push(effect.text)
        else yield effect
      }
    }
  }
  finally { program.return(0) }
}
