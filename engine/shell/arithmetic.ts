// `$((…))`: whole numbers, variables, and the usual operators by precedence.

interface Variables { get(name: string): string | undefined }

const binary: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!='], ['<=', '>=', '<', '>'], ['+', '-'], ['*', '/', '%']]
const token = /\s*(\d+|[A-Za-z_]\w*|\|\||&&|[=!<>]=|[-+*/%()<>!])/y

export function arithmetic(expression: string, variables: Variables): number {
  const tokens: string[] = []
  token.lastIndex = 0
  for (let match = token.exec(expression); match; match = token.exec(expression)) tokens.push(match[1] ?? '')
  let at = 0

  const primary = (): number => {
    const next = tokens[at++] ?? '0'
    if (next === '(') {
      const value = level(0)
      at++
      return value
    }
    if (next === '-') return -primary()
    if (next === '+') return primary()
    if (next === '!') return primary() === 0 ? 1 : 0
    return /^\d/.test(next) ? wholeOf(next) : Math.trunc(Number(variables.get(next) ?? 0)) || 0
  }
  const level = (precedence: number): number => {
    const operators = binary[precedence]
    if (!operators) return primary()
    let value = level(precedence + 1)
    for (let operator = tokens[at]; operator !== undefined && operators.includes(operator); operator = tokens[at]) {
      at++
      value = apply(operator, value, level(precedence + 1))
    }
    return value
  }
  return level(0)
}

/** A leading 0 makes it octal. */
const wholeOf = (text: string): number => /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text)

function apply(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+': return a + b
    case '-': return a - b
    case '*': return a * b
    case '/': return b === 0 ? 0 : Math.trunc(a / b)
    case '%': return b === 0 ? 0 : a % b
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
