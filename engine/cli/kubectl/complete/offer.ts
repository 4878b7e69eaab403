// What is offered, and where it comes from.
import type { ResourceDefinition } from '../../../apiserver/resource.ts'
import { resourceNamed } from '../../../client/discovery.ts'
import { demand, discover, type Program } from '../../../client/program.ts'
import type { Invocation } from '../../../shell/command.ts'
import { nameOf } from '../fields.ts'
import type { Parsed } from '../flags.ts'
import { jsonOf, placeIn } from '../targets.ts'

export interface Asked {
  readonly invocation: Invocation
  /** The word to be finished. */
  readonly typed: string
  /** The command, without `kubectl`. */
  readonly path: readonly string[]
  readonly flags: Parsed
  readonly args: readonly string[]
  readonly namespace: string
}

export interface Offer { readonly lines: readonly string[], readonly code: number }

/** What the number says, bit by bit: as cobra has it. */
export const directive = { files: 0, failed: 1, noSpace: 2, noFiles: 4, endings: 8, directories: 16 } as const

export const nothing: Offer = { lines: [], code: directive.noFiles }
export const anyFile: Offer = { lines: [], code: directive.files }
export const manifests: Offer = { lines: ['json', 'yaml', 'yml'], code: directive.endings }

export const among = (names: readonly string[], { typed }: Pick<Asked, 'typed'>): Offer => ({ lines: names.filter(name => name.startsWith(typed)), code: directive.noFiles })

/** The names of the objects of a kind, as far as they can be listed. */
export function* namesOf(kind: string, { namespace, flags }: Asked): Program<readonly string[]> {
  const definition = resourceNamed(yield* discover(), kind)
  if (!definition?.verbs.includes('list')) return []
  const everywhere = flags.isOn('all-namespaces')
  const { body } = yield* demand({ verb: 'list', ...placeIn(definition, definition.namespaced && !everywhere ? namespace : undefined) })
  return 'items' in body ? body.items.map(item => nameOf(jsonOf(item))) : []
}

/** The kinds that a verb can be asked of: `deployments.apps`. */
export function* kindsFor(verb: string): Program<readonly string[]> {
  const all = (yield* discover()).filter(({ verbs }) => verbs.includes(verb))
  return [...new Set(all.map(fullName))].toSorted()
}

const fullName = ({ plural, group }: ResourceDefinition): string => group === '' ? plural : `${plural}.${group}`
