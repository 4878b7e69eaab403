// Label and field selectors: parsed once, matched often.
import type { LabelSelector } from '../types.gen.ts'

export type Labels = Readonly<Record<string, string>>

const valueOf = (labels: Labels, key: string): string | undefined => Object.hasOwn(labels, key) ? labels[key] : undefined

export function labelSelectorMatches({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Labels): boolean {
  return Object.entries(matchLabels).every(([key, value]) => valueOf(labels, key) === value)
    && matchExpressions.every(({ key, operator, values = [] }) => {
      const value = valueOf(labels, key)
      switch (operator) {
        case 'In': return value !== undefined && values.includes(value)
        case 'NotIn': return value === undefined || !values.includes(value)
        case 'Exists': return value !== undefined
        default: return value === undefined
      }
    })
}

export function parseLabelSelector(text: string): (labels: Labels) => boolean {
  const pairs = text.split(',').map(part => part.split(/==?/))
  return labels => pairs.every(([key = '', value]) => value === undefined ? valueOf(labels, key) !== undefined : valueOf(labels, key) === value)
}

export interface FieldRequirement { readonly field: string, readonly equal: boolean, readonly value: string }

export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  return text.split(',').map(part => {
    const [field = '', operator = '=', value = ''] = part.split(/(!=|==|=)/)
    return { field, equal: operator !== '!=', value }
  })
}
