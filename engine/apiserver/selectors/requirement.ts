// One condition on a label.
import { badRequest } from '../status.ts'
import { goQuote } from '../tables/jsonpath/go-text.ts'
import { labelKeyFaults, labelValueFaults } from './names.ts'

export type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt'

export type Labels = Readonly<Record<string, string>>
export type LabelTest = (labels: Labels) => boolean

export interface Requirement {
  readonly key: string
  readonly operator: Operator
  /** Sorted, each once. */
  readonly values: readonly string[]
}

/** Throws a StatusError with the complaints of the real server, which `wrap` puts into their sentence. */
export function requirement(key: string, operator: Operator, values: readonly string[], wrap: (text: string) => string = text => text): Requirement {
  const sorted = [...new Set(values)].sort()
  const faults = [
    ...labelKeyFaults(key).length > 0 ? [keyFault(key, 'key')] : [],
    ...countFault(operator, sorted),
    ...sorted.flatMap((value, i) => labelValueFaults(value).length > 0 ? [`values[${i}][${key}]: Invalid value: ${goQuote(value)}: ${labelValueFaults(value).join('; ')}`] : []),
  ]
  if (faults.length > 0) throw badRequest(wrap(faults.length === 1 ? faults.join() : `[${faults.join(', ')}]`))
  return { key, operator, values: sorted }
}

export const keyFault = (key: string, path: string): string => `${path}: Invalid value: ${goQuote(key)}: ${labelKeyFaults(key).join('; ')}`

function countFault(operator: Operator, values: readonly string[]): readonly string[] {
  const refuse = (why: string): readonly string[] => [`values: Invalid value: ${JSON.stringify(values)}: ${why}`]
  switch (operator) {
    case 'in':
    case 'notin': return values.length === 0 ? refuse('for \'in\', \'notin\' operators, values set can\'t be empty') : []
    case '=':
    case '==':
    case '!=': return values.length === 1 ? [] : refuse('exact-match compatibility requires one single value')
    case 'exists':
    case '!': return values.length === 0 ? [] : refuse('values set must be empty for exists and does not exist')
    case 'gt':
    case 'lt': {
      const integers = values.flatMap((value, i) => toInt64(value) === undefined ? [`values[${i}]: Invalid value: ${goQuote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`] : [])
      return [...values.length === 1 ? [] : refuse('for \'Gt\', \'Lt\' operators, exactly one value is required'), ...integers]
    }
  }
}

/** Whether labels meet the requirement. */
export function test({ key, operator, values }: Requirement): LabelTest {
  const [only] = values
  const all = new Set(values)
  const holds = (value: string): boolean => values.length === 1 ? value === only : all.has(value)
  switch (operator) {
    case 'exists': return labels => Object.hasOwn(labels, key)
    case '!': return labels => !Object.hasOwn(labels, key)
    case 'in':
    case '=':
    case '==': return labels => Object.hasOwn(labels, key) && holds(labels[key] ?? '')
    case 'notin':
    case '!=': return labels => !Object.hasOwn(labels, key) || !holds(labels[key] ?? '')
    case 'gt':
    case 'lt': {
      const bound = toInt64(only ?? '')
      return labels => {
        const value = Object.hasOwn(labels, key) ? toInt64(labels[key] ?? '') : undefined
        return value !== undefined && bound !== undefined && (operator === 'gt' ? value > bound : value < bound)
      }
    }
  }
}

function toInt64(text: string): bigint | undefined {
  if (!/^[+-]?\d{1,40}$/.test(text)) return undefined
  const value = BigInt(text.replace('+', ''))
  return BigInt.asIntN(64, value) === value ? value : undefined
}

export function requirementText({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists': return key
    case '!': return `!${key}`
    case 'in':
    case 'notin': return `${key} ${operator} (${values.join(',')})`
    case 'gt': return `${key}>${values.join()}`
    case 'lt': return `${key}<${values.join()}`
    default: return `${key}${operator}${values.join()}`
  }
}
