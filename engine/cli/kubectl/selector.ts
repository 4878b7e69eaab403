// Label selectors that are read on the client's side, before anything is sent.
import type { JsonObject } from '../../apiserver/object.ts'
import { parseLabelSelector, type LabelSelector, type Requirement } from '../../apiserver/selectors/index.ts'
import { StatusError } from '../../apiserver/status.ts'
import { UsageError } from './failure.ts'

/** `tell` puts into words what is wrong. */
export function readSelector(text: string, tell: (why: string) => string = why => why): LabelSelector {
  try { return parseLabelSelector(text) }
  catch (error) { throw error instanceof StatusError ? new UsageError(tell(error.status.message ?? '')) : error }
}

const expressions: Readonly<Partial<Record<Requirement['operator'], string>>> = { 'in': 'In', 'notin': 'NotIn', 'exists': 'Exists', '!': 'DoesNotExist' }

/** As objects hold a selector: what must be equal, and all else. */
export function selectorObject(text: string): JsonObject {
  const { requirements } = readSelector(text, why => `couldn't parse the selector string ${JSON.stringify(text)}: ${why}`)
  const isEqual = ({ operator }: Requirement): boolean => operator === '=' || operator === '=='
  const labels = requirements.filter(isEqual).map(({ key, values }) => [key, values[0] ?? ''] as const)
  const others = requirements.filter(one => !isEqual(one)).map(({ key, operator, values }) => {
    const name = expressions[operator]
    if (name === undefined) throw new UsageError(operator === '!=' ? '"!=" is not a valid label selector operator' : `${JSON.stringify(operator)} isn't supported in label selectors`)
    return { key, operator: name, ...values.length > 0 && { values } }
  })
  return { ...labels.length > 0 && { matchLabels: Object.fromEntries(labels) }, ...others.length > 0 && { matchExpressions: others } }
}
