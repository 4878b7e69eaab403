// Label selectors: conditions that all hold.
import { badRequest } from '../status.ts'
import { goQuote } from '../tables/jsonpath/go-text.ts'
import { parseRequirements } from './labelParser.ts'
import { requirement, requirementText, test, type Labels, type LabelTest, type Operator, type Requirement } from './requirement.ts'

/** A selector as objects hold it: `spec.selector` of a Deployment. */
export interface LabelSelectorObject {
  readonly matchLabels?: Labels
  readonly matchExpressions?: readonly { readonly key?: string, readonly operator?: string, readonly values?: readonly string[] }[]
}

export interface LabelSelector {
  readonly requirements: readonly Requirement[]
  readonly matches: LabelTest
  /** As the real server writes it: conditions in the order of their keys. */
  readonly text: string
}

/** `app=web,tier in (front,back),!legacy`; empty text selects everything. Throws a StatusError. */
export function parseLabelSelector(text: string): LabelSelector {
  const known = parsed.get(text)
  if (known) return known
  if (parsed.size === mostParsed) parsed.clear()
  const selector = selectorOf(parseRequirements(text))
  parsed.set(text, selector)
  return selector
}

/** Every node's parts ask by the same few. */
const parsed = new Map<string, LabelSelector>()
const mostParsed = 1000

function selectorOf(requirements: readonly Requirement[]): LabelSelector {
  const tests = requirements.map(test)
  const [first] = tests
  return {
    requirements,
    matches: tests.length === 1 && first ? first : labels => tests.every(holds => holds(labels)),
    get text() { return requirements.toSorted((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0).map(requirementText).join(',') },
  }
}

const nothing: LabelSelector = { requirements: [], matches: () => false, text: '' }

const operators: ReadonlyMap<string, Operator> = new Map([['In', 'in'], ['NotIn', 'notin'], ['Exists', 'exists'], ['DoesNotExist', '!']])

/** An empty selector selects everything, an absent one nothing. Throws a StatusError. */
export function compileLabelSelector(selector: LabelSelectorObject | undefined): LabelSelector {
  if (!selector) return nothing
  const known = compiled.get(selector)
  if (known) return known
  const fresh = selectorOf(requirementsOf(selector))
  compiled.set(selector, fresh)
  return fresh
}

const compiled = new WeakMap<LabelSelectorObject, LabelSelector>() // objects never change, and controllers ask for every pod

function requirementsOf({ matchLabels = {}, matchExpressions = [] }: LabelSelectorObject): readonly Requirement[] {
  return [
    ...Object.entries(matchLabels).map(([key, value]) => requirement(key, '=', [value])),
    ...matchExpressions.map(({ key = '', operator = '', values = [] }) => {
      const known = operators.get(operator)
      if (!known) throw badRequest(`${goQuote(operator)} is not a valid label selector operator`)
      return requirement(key, known, values)
    }),
  ]
}

export const labelSelectorMatches = (selector: LabelSelectorObject | undefined, labels: Labels): boolean =>
  compileLabelSelector(selector).matches(labels)

/** As tables and descriptions show it. */
export function formatLabelSelector(selector: LabelSelectorObject | undefined): string {
  try {
    return compileLabelSelector(selector).text || '<none>'
  }
  catch {
    return '<error>'
  }
}
