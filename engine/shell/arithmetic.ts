// `$((…))` and `((…))`: whole numbers, variables, assignments, and the usual operators by precedence.

interface Variables {
  get(name: string): string | undefined
  set(name: string, value: string): void
}

const binary: readonly (readonly string[])[] = [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<=', '>=', '<', '>'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']]
const token = /\s*(0[xX][\da-fA-F]+|\d+#[\da-zA-Z]+|\d+|[A-Za-z_]\w*(?:\[[^\]]*\])?|(?:<<|>>|[-+*/%&|^])=(?!=)|\+\+|--|\*\*|\|\||&&|<<|>>|[=!<>]=|[-+*/%()<>!=&|^~?:,])/y
const assignment = /^(?:<<|>>|[-+*/%&|^])?=$/
const name = /^[A-Za-z_]/
const deepest = 200

export class ArithmeticError extends Error {}

export function arithmetic(expression: string, variables: Variables): number {
  const tokens: string[] = []
  token.lastIndex = 0
  for (let match = token.exec(expression); match; match = token.exec(expression)) tokens.push(match[1] ?? '')
  let at = 0
  let depth = 0
  /** Whether what is read counts: the other side of `?:`, `&&` and `||` changes nothing. */
  let counts = true

  const missing = (): never => { throw new ArithmeticError(`syntax error: operand expected (error token is "${tokens.at(-1) ?? ''}")`) }
  const valueOf = (variable: string): number => Math.trunc(Number(variables.get(variable) ?? 0)) || 0
  const store = (variable: string, value: number): number => {
    if (counts) variables.set(variable, String(value))
    return value
  }
  const skipping = (isSkipped: boolean, read: () => number): number => {
    const before = counts
    counts &&= !isSkipped
    const value = read()
    counts = before
    return value
  }

  const comma = (): number => {
    let value = assigned()
    while (tokens[at] === ',') {
      at++
      value = assigned()
    }
    return value
  }
  const assigned = (): number => {
    if (++depth > deepest) throw new ArithmeticError('expression recursion level exceeded')
    const [target = '', operator = ''] = [tokens[at], tokens[at + 1]]
    let value: number
    if (name.test(target) && assignment.test(operator)) {
      at += 2
      const right = assigned()
      value = store(target, operator === '=' ? right : apply(operator.slice(0, -1), valueOf(target), right, counts))
    }
    else value = choice()
    depth--
    return value
  }
  const choice = (): number => {
    const condition = level(0)
    if (tokens[at] !== '?') return condition
    at++
    const yes = skipping(condition === 0, assigned)
    at++
    const no = skipping(condition !== 0, assigned)
    return condition !== 0 ? yes : no
  }
  const level = (precedence: number): number => {
    const operators = binary[precedence]
    if (!operators) return power()
    let value = level(precedence + 1)
    for (let operator = tokens[at]; operator !== undefined && operators.includes(operator); operator = tokens[at]) {
      at++
      const isDecided = operator === '&&' ? value === 0 : operator === '||' && value !== 0
      value = apply(operator, value, skipping(isDecided, () => level(precedence + 1)), counts)
    }
    return value
  }
  const power = (): number => {
    const base = unary()
    if (tokens[at] !== '**') return base
    at++
    return base ** power()
  }
  const unary = (): number => {
    const next = tokens[at++] ?? (tokens.length === 0 ? '0' : missing())
    if (next === '-') return -unary()
    if (next === '+') return unary()
    if (next === '!') return unary() === 0 ? 1 : 0
    if (next === '~') return ~unary()
    if (next === '++' || next === '--') {
      const target = tokens[at++] ?? ''
      return store(target, valueOf(target) + (next === '++' ? 1 : -1))
    }
    if (next === '(') {
      const value = comma()
      at++
      return value
    }
    if (/^0[0-7]*[89]/.test(next)) throw new ArithmeticError(`value too great for base (error token is "${next}")`)
    if (/^\d/.test(next)) return wholeOf(next)
    if (!name.test(next)) throw new ArithmeticError(`syntax error: operand expected (error token is "${next}")`)
    const value = valueOf(next)
    const after = tokens[at]
    if (after === '++' || after === '--') {
      at++
      store(next, value + (after === '++' ? 1 : -1))
    }
    return value
  }
  try {
    const value = comma()
    if (at < tokens.length) throw new ArithmeticError(`syntax error in expression (error token is "${tokens.slice(at).join(' ')}")`)
    return value
  }
  catch (error) {
    if (!(error instanceof ArithmeticError)) throw error
    throw new ArithmeticError(`${expression.trim()}: ${error.message}`)
  }
}

/** A leading 0 makes it octal. */
const wholeOf = (text: string): number => text.includes('#') ? Number.parseInt(text.slice(text.indexOf('#') + 1), Number.parseInt(text, 10)) || 0 : /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text)

function apply(operator: string, a: number, b: number, counts: boolean): number {
  switch (operator) {
    case '+': return a + b
    case '-': return a - b
    case '*': return a * b
    case '/':
    case '%':
      if (b === 0 && counts) throw new ArithmeticError('division by 0 (error token is "0")')
      return b === 0 ? 0 : operator === '/' ? Math.trunc(a / b) : a % b
    case '|': return a | b
    case '^': return a ^ b
    case '&': return a & b
    case '<<': return a << b
    case '>>': return a >> b
    case '==': return Number(a === b)
    case '!=': return Number(a !== b)
    case '<': return Number(a < b)
    case '>': return Number(a > b)
    case '<=': return Number(a <= b)
    case '>=': return Number(a >= b)
    case '&&': return Number(a !== 0 && b !== 0)
    default: return Number(a !== 0 || b !== 0)
  }
}
