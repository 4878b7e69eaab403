// A template applied to an object.
import { isMap } from '../../../apiserver/tables/jsonpath/index.ts'
import { textOfValue, typeName, type Value } from './fmt.ts'
import { call, isTrue, wrongArity } from './functions.ts'
import { TemplateError } from './lex.ts'
import type { BlockStatement, Command, Operand, Pipe, Statement } from './parse.ts'

interface Place { readonly text: string, readonly at: number }
type Flow = 'go on' | 'break' | 'continue'
interface Variable { readonly name: string, value: Value }

export interface ExecuteOptions {
  readonly source: string
  readonly allowMissingKeys: boolean
}

/** The text that a template makes of an object; what was written before an error comes with it. */
export function execute(statements: readonly Statement[], data: Value, options: ExecuteOptions): { output: string, error?: TemplateError } {
  const execution = new Execution(data, options)
  try { execution.run(statements, data) }
  catch (error) {
    if (error instanceof TemplateError) return { output: execution.output, error }
    throw error
  }
  return { output: execution.output }
}

class Execution {
  output = ''
  private readonly options: ExecuteOptions
  private readonly variables: Variable[]

  constructor(data: Value, options: ExecuteOptions) {
    this.options = options
    this.variables = [{ name: '$', value: data }]
  }

  run(statements: readonly Statement[], dot: Value): Flow {
    for (const statement of statements) {
      const flow = this.statement(statement, dot)
      if (flow !== 'go on') return flow
    }
    return 'go on'
  }

  private statement(statement: Statement, dot: Value): Flow {
    switch (statement.type) {
      case 'text': this.output += statement.text; return 'go on'
      case 'break': case 'continue': return statement.type
      case 'action': {
        const value = this.pipe(statement.pipe, dot)
        if (statement.pipe.variables.length === 0) this.output += value === undefined || value === null ? '<no value>' : textOfValue(value)
        return 'go on'
      }
      case 'if': case 'with': return this.inScope(() => {
        const value = this.pipe(statement.pipe, dot)
        if (!isTrue(value)) return this.run(statement.otherwise, dot)
        return this.run(statement.body, statement.type === 'with' ? value : dot)
      })
      case 'range': return this.inScope(() => this.range(statement, dot))
    }
  }

  private range({ pipe, body, otherwise }: BlockStatement, dot: Value): Flow {
    const entries = this.entries(this.pipe({ ...pipe, variables: [] }, dot), pipe)
    for (const [key, value] of entries) {
      const flow = this.inScope(() => {
        const given = pipe.variables.length > 1 ? [key, value] : [value]
        pipe.variables.forEach((name, i) => this.setVariable(name, given[i], pipe.assigns))
        return this.run(body, value)
      })
      if (flow === 'break') break
    }
    return entries.length === 0 ? this.run(otherwise, dot) : 'go on'
  }

  private entries(value: Value, place: Place): readonly (readonly [Value, Value])[] {
    if (Array.isArray(value)) return value.map((element, i) => [BigInt(i), element] as const)
    if (isMap(value)) return Object.keys(value).sort().map(key => [key, value[key]] as const)
    if (typeof value === 'bigint') return Array.from({ length: Math.max(0, Number(value)) }, (_, i) => [BigInt(i), BigInt(i)] as const)
    if (value === undefined || value === null) return []
    throw this.error(place, `range can't iterate over ${textOfValue(value)}`)
  }

  private inScope(work: () => Flow): Flow {
    const outer = this.variables.length
    try { return work() }
    finally { this.variables.length = outer }
  }

  private setVariable(name: string, value: Value, assigns: boolean): void {
    const known = assigns ? this.variables.findLast(variable => variable.name === name) : undefined
    if (known) known.value = value
    else this.variables.push({ name, value })
  }

  private pipe({ commands, variables, assigns }: Pipe, dot: Value): Value {
    const value = commands.reduce((before: { value: Value } | undefined, command) => ({ value: this.command(command, dot, before) }), undefined)?.value
    for (const name of variables) this.setVariable(name, value, assigns)
    return value
  }

  private command(command: Command, dot: Value, piped: { value: Value } | undefined): Value {
    const [first, ...rest] = command.operands
    if (first?.type === 'call') return this.call(first.name, command, rest, dot, piped)
    if (!first) return undefined
    if (rest.length > 0 || piped) throw this.error(first, `can't give argument to non-function ${first.text}`)
    return this.operand(first, dot)
  }

  private call(name: string, command: Command, operands: readonly Operand[], dot: Value, piped: { value: Value } | undefined): Value {
    const wrong = wrongArity(name, operands.length + (piped ? 1 : 0))
    if (wrong) throw this.error(command.operands[0] ?? command, wrong)
    if (name === 'and' || name === 'or') return this.andOr(name, operands, dot, piped)
    const args = operands.map(operand => this.operand(operand, dot))
    try { return call(name, piped ? [...args, piped.value] : args) }
    catch (error) { throw error instanceof TemplateError ? this.error(command, `error calling ${name}: ${error.message}`) : error }
  }

  /** The first value that decides, or the last one. */
  private andOr(name: 'and' | 'or', operands: readonly Operand[], dot: Value, piped: { value: Value } | undefined): Value {
    let value: Value
    for (const operand of operands) {
      value = this.operand(operand, dot)
      if (isTrue(value) === (name === 'or')) return value
    }
    return piped ? piped.value : value
  }

  private operand(operand: Operand, dot: Value): Value {
    switch (operand.type) {
      case 'dot': return dot
      case 'literal': return operand.value
      case 'fields': return this.fields(dot, operand.names, operand)
      case 'variable': return this.fields(this.variables.findLast(({ name }) => name === operand.name)?.value, operand.names, operand)
      case 'pipe': return this.fields(this.pipe(operand.pipe, dot), operand.names, operand)
      case 'call': return this.call(operand.name, { ...operand, operands: [operand] }, [], dot, undefined)
    }
  }

  private fields(value: Value, names: readonly string[], place: Place): Value {
    return names.reduce((item: Value, name) => {
      if (item === undefined && this.options.allowMissingKeys) return undefined
      if (item === undefined) throw this.error(place, `nil data; no entry for key ${JSON.stringify(name)}`)
      if (item === null) throw this.error(place, `nil pointer evaluating interface {}.${name}`)
      if (!isMap(item)) throw this.error(place, `can't evaluate field ${name} in type ${item === value && typeof item !== 'object' ? typeName(item) : 'interface {}'}`)
      if (Object.hasOwn(item, name)) return item[name]
      if (!this.options.allowMissingKeys) throw this.error(place, `map has no entry for key ${JSON.stringify(name)}`)
      return undefined
    }, value)
  }

  private error({ text, at }: Place, message: string): TemplateError {
    const before = this.options.source.slice(0, at)
    const column = at - (before.lastIndexOf('\n') + 1)
    return new TemplateError(`template: output:${before.split('\n').length}:${column}: executing "output" at <${text}>: ${message}`)
  }
}
