// What the expressions of a template find in an object.
import { JsonPathError, type Expression, type Node, type Template } from './parse.ts'
import { goJson, goText, goTypeOf, isMap } from './go-text.ts'

export interface FindOptions {
  /** A field that nothing has is no error, but nothing found. */
  readonly allowMissingKeys: boolean
}

type Values = readonly unknown[]

/** One list of values for each text and expression of the template, in the order of output. */
export function find(template: Template, data: unknown, options: FindOptions): readonly Values[] {
  return findIn(template, 0, template.length, data, options)
}

function findIn(template: Template, start: number, end: number, data: unknown, options: FindOptions): readonly Values[] {
  const found: Values[] = []
  for (let i = start; i < end; i++) {
    const part = template[i] ?? ''
    if (typeof part === 'string') {
      found.push([part])
      continue
    }
    if (saysWord(part, 'end')) throw new JsonPathError('not in range, nothing to end')
    const values = evaluate(part, [data], options)
    if (!saysWord(part, 'range')) {
      found.push(values)
      continue
    }
    const close = closeOf(template, i, end)
    for (const value of values) found.push(...findIn(template, i + 1, close ?? end, value, options))
    i = close ?? i // what follows a range without an end is evaluated once more outside of it
  }
  return found
}

const saysWord = (part: string | Expression, name: string): boolean =>
  typeof part !== 'string' && part.some(node => node.type === 'word' && node.name === name)

/** Where the {end} of the {range} at `open` stands. */
function closeOf(template: Template, open: number, end: number): number | undefined {
  let depth = 0
  for (let i = open; i < end; i++) {
    const part = template[i] ?? ''
    if (saysWord(part, 'range')) depth++
    if (saysWord(part, 'end') && --depth === 0) return i
  }
  return undefined
}

function evaluate(expression: Expression, input: Values, options: FindOptions): Values {
  return expression.reduce((values, node) => step(node, values, options), input)
}

function step(node: Node, input: Values, options: FindOptions): Values {
  switch (node.type) {
    case 'text': return [node.text]
    case 'literal': return input.map(() => node.value)
    case 'field': return fieldOf(node.name, input, options)
    case 'slice': return input.flatMap(value => isNothing(value) ? [] : slice(node, value))
    case 'filter': return input.flatMap(value => filter(node, value, options))
    case 'union': return node.branches.flatMap(branch => evaluate(branch, input, options))
    case 'wildcard': return input.flatMap(childrenOf)
    case 'recursive': return descendants(input)
    case 'word':
      if (node.name === 'range') return input
      if (node.name === 'end') return []
      throw new JsonPathError(`unrecognized identifier ${node.name}`)
  }
}

const isNothing = (value: unknown): boolean => value === null || value === undefined

function fieldOf(name: string, input: Values, { allowMissingKeys }: FindOptions): Values {
  const found = input.flatMap(value => isMap(value) && Object.hasOwn(value, name) && value[name] !== undefined ? [value[name]] : [])
  if (found.length === 0 && input.length > 0 && !allowMissingKeys) throw new JsonPathError(`${name} is not found`)
  return found
}

function slice({ from, to, step, single }: Extract<Node, { type: 'slice' }>, value: unknown): Values {
  if (!Array.isArray(value)) throw new JsonPathError(`${goTypeOf(value)} is not array or slice`)
  const length = value.length
  const first = from === undefined ? 0 : from < 0 ? from + length : from
  const past = to === undefined ? length : to < 0 || (to === 0 && single) ? to + length : to
  if (first === past) return []
  if (first >= length || first < 0) throw new JsonPathError(`array index out of bounds: index ${first}, length ${length}`)
  if (past > length || past < 0) throw new JsonPathError(`array index out of bounds: index ${past - 1}, length ${length}`)
  if (first > past) throw new JsonPathError(`starting index ${first} is greater than ending index ${past}`)
  if (step !== undefined && step <= 0) throw new JsonPathError('step must be > 0')
  return value.slice(first, past).filter((_, i) => i % (step ?? 1) === 0)
}

function filter({ left, operator, right }: Extract<Node, { type: 'filter' }>, value: unknown, options: FindOptions): Values {
  if (!Array.isArray(value)) throw new JsonPathError(`${goText(value)} is not array or slice and cannot be filtered`)
  return value.filter(element => {
    const lefts = evaluate(left, [element], operator === 'exists' ? { allowMissingKeys: true } : options)
    if (operator === 'exists') return lefts.length > 0
    const rights = lefts.length === 0 ? [] : evaluate(right, [element], options)
    if (lefts.length === 0 || rights.length === 0) return false
    if (lefts.length > 1 || rights.length > 1) throw new JsonPathError('can only compare one element at a time')
    return compare(lefts[0], operator, rights[0])
  })
}

function compare(left: unknown, operator: string, right: unknown): boolean {
  const kind = kindOf(left)
  if (kind !== kindOf(right)) throw new JsonPathError('incompatible types for comparison')
  if (operator === '==') return left === right
  if (operator === '!=') return left !== right
  if (!['<', '<=', '>', '>='].includes(operator)) throw new JsonPathError(`unrecognized filter operator ${operator}`)
  if (kind === 'bool') throw new JsonPathError('invalid type for comparison')
  const [a, b] = [left as string | number, right as string | number] // of the same kind, and neither a bool
  return operator === '<' ? a < b : operator === '<=' ? a <= b : operator === '>' ? a > b : a >= b
}

function kindOf(value: unknown): 'bool' | 'int' | 'float' | 'string' {
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  throw new JsonPathError('invalid type for comparison')
}

function childrenOf(value: unknown): Values {
  if (Array.isArray(value)) return value
  return isMap(value) ? Object.keys(value).sort().map(key => value[key]) : []
}

/** Every value that has something inside, from the outside in. A stack, since objects may be deep. */
function descendants(input: Values): Values {
  const found: unknown[] = []
  const stack = input.toReversed()
  while (stack.length > 0) {
    const value = stack.pop()
    const children = childrenOf(value)
    if (children.length === 0) continue
    found.push(value)
    for (const child of children.toReversed()) stack.push(child)
  }
  return found
}

/** How found values are printed: one blank between them, what has an inside as JSON. */
export function textOf(values: Values): string {
  return values.map(value => typeof value === 'object' && value !== null ? goJson(value) : goText(value)).join(' ')
}
