// Lists in pages: of one revision, in the order of their keys, each page with a token for the next.
import type { KubeObject } from './object.ts'
import type { ListOptions } from './request.ts'
import { badRequest } from './status.ts'
import { keyOf } from './key.ts'

/** Where a list goes on: behind this key, as it was at this revision. */
interface Place { readonly revision: number, readonly after: string }

export interface Page {
  readonly items: readonly KubeObject[]
  readonly metadata: { readonly continue?: string, readonly remainingItemCount?: number }
}

/** Which revision a list shows. Throws for a token that is none, and for what cannot be asked together. */
export function revisionOf({ continue: token, resourceVersion, resourceVersionMatch: match }: ListOptions, newest: number): number {
  if (token) {
    if (resourceVersion && resourceVersion !== '0') throw badRequest('specifying resource version is not allowed when using continue')
    return placeOf(token).revision
  }
  if (match && !resourceVersion) throw badRequest('resourceVersionMatch is forbidden unless resourceVersion is provided')
  if (resourceVersion && !/^\d+$/.test(resourceVersion)) throw badRequest(`Invalid value: ${JSON.stringify(resourceVersion)}: strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`)
  if (match !== 'Exact') return newest
  if (resourceVersion === '0') throw badRequest('resourceVersionMatch "exact" is forbidden for resourceVersion "0"')
  return Number(resourceVersion)
}

/** The part of all that match which was asked for. How many are left is only told where nothing selects. */
export function pageOf(all: readonly KubeObject[], { limit = 0, continue: token, labelSelector, fieldSelector }: ListOptions, revision: number): Page {
  const after = token ? placeOf(token).after : undefined
  const rest = after === undefined ? all : all.filter(object => keyIn(object) > after)
  const items = limit > 0 ? rest.slice(0, limit) : rest
  const last = items.at(-1)
  if (!last || items.length === rest.length) return { items, metadata: {} }
  const isWhole = !labelSelector && !fieldSelector
  return { items, metadata: { continue: tokenOf({ revision, after: keyIn(last) }), ...isWhole && { remainingItemCount: rest.length - items.length } } }
}

const keyIn = ({ metadata }: KubeObject): string => keyOf(metadata.namespace, metadata.name)

const tokenOf = ({ revision, after }: Place): string => `${revision}.${encodeURIComponent(after)}`

function placeOf(token: string): Place {
  const [, revision, after] = /^(\d+)\.(.+)$/.exec(token) ?? []
  const key = after && decoded(after)
  if (revision === undefined || !key) throw badRequest(`continue key is not valid: ${JSON.stringify(token)}`)
  return { revision: Number(revision), after: key }
}

function decoded(text: string): string | undefined {
  try { return decodeURIComponent(text) }
  catch { return undefined } // not one of ours
}
