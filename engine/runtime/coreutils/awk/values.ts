// What awk's programs reckon with.

export type Value = string | number
export type Read = (state: State) => Value
export type Act = (state: State) => void

export interface State {
  line: string
  fields: string[]
  number: number
  output: string
  ended: boolean
  skipped: boolean
  readonly variables: Map<string, Value>
}

export interface Rule { readonly when: 'BEGIN' | 'END' | Read | undefined, readonly act: Act }

export const holds = (value: Value): boolean => typeof value === 'number' ? value !== 0 : value !== ''
export const numberOf = (value: Value): number => typeof value === 'number' ? value : Number.parseFloat(value) || 0
export const textOf = (value: Value): string => typeof value === 'string' ? value : Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)))
export const looksNumeric = (value: Value): boolean => typeof value === 'number' || /^\s*-?\d+(\.\d+)?\s*$/.test(value)

export function reckon(operator: string, a: Value, b: Value): number {
  const [x, y] = [numberOf(a), numberOf(b)]
  switch (operator) {
    case '+': return x + y
    case '-': return x - y
    case '*': return x * y
    case '/': return x / y
    default: return x % y
  }
}

export function compares(operator: string, a: Value, b: Value): boolean {
  const order = looksNumeric(a) && looksNumeric(b) || a === '' && typeof b === 'number' ? numberOf(a) - numberOf(b) : textOf(a) < textOf(b) ? -1 : Number(textOf(a) > textOf(b))
  switch (operator) {
    case '==': return order === 0
    case '!=': return order !== 0
    case '<': return order < 0
    case '>': return order > 0
    case '<=': return order <= 0
    default: return order >= 0
  }
}
