// From the slices that are there to those that are wanted, with as few changes as possible: slices are filled, never rebalanced.
import { equal } from '../../apiserver/equal.ts'
import type { Endpoint, EndpointSlice } from '../../apiserver/types.gen.ts'
import type { Group } from './desired.ts'

type Contents = Pick<EndpointSlice, 'endpoints' | 'ports'>

export interface Plan {
  readonly create: readonly Contents[]
  readonly update: readonly EndpointSlice[]
  readonly remove: readonly EndpointSlice[]
}

export interface Wish {
  readonly groups: readonly Group[]
  readonly labels: Readonly<Record<string, string>>
  readonly maxEndpoints: number
  /** Whether an empty slice stands for nothing at all. */
  readonly placeholder: boolean
}

/** A slice on its way: as it was, if it was, and what is to be in it. */
interface Filling { readonly slice: EndpointSlice | undefined, readonly endpoints: Endpoint[], isChanged: boolean }

const portsKey = (ports: EndpointSlice['ports']): string => JSON.stringify(ports ?? [])
const identity = ({ addresses, hostname, nodeName, targetRef }: Endpoint): string =>
  JSON.stringify([addresses, hostname, nodeName, targetRef?.kind, targetRef?.namespace, targetRef?.name, targetRef?.uid])

export function plan(existing: readonly EndpointSlice[], wish: Wish): Plan {
  const wanted = new Map(wish.groups.map(group => [portsKey(group.ports), group]))
  const remove = existing.filter(({ ports }) => !wanted.has(portsKey(ports)))
  const create: Contents[] = []
  const update: EndpointSlice[] = []
  for (const [key, group] of wanted) {
    for (const { slice, endpoints, isChanged } of fill(existing.filter(({ ports }) => portsKey(ports) === key), group.endpoints, wish)) {
      if (!slice) create.push({ endpoints, ports: orNull(group.ports) })
      else if (endpoints.length === 0) remove.push(slice)
      else if (isChanged) update.push(withLabels({ ...slice, endpoints }, wish))
    }
  }
  if (wish.placeholder && create.length === 0 && remove.length === existing.length) {
    const empty = remove.find(slice => !slice.endpoints?.length && !slice.ports?.length && hasLabels(slice, wish))
    if (empty) return { create, update, remove: remove.filter(slice => slice !== empty) }
    create.push({ endpoints: null, ports: null })
  }
  return recycle(create, update, remove, wish)
}

const orNull = <T>(items: readonly T[]): readonly T[] | null => items.length > 0 ? items : null

/** What would go becomes what would come: the name stays. */
function recycle(create: readonly Contents[], update: readonly EndpointSlice[], remove: readonly EndpointSlice[], wish: Wish): Plan {
  const count = Math.min(create.length, remove.length)
  const reused = remove.slice(0, count).map((slice, i) => withLabels({ ...slice, ...create[create.length - 1 - i] }, wish))
  return { create: create.slice(0, create.length - count), update: [...update, ...reused], remove: remove.slice(count) }
}

function fill(existing: readonly EndpointSlice[], endpoints: readonly Endpoint[], wish: Wish): readonly Filling[] {
  const left = new Map(endpoints.map(endpoint => [identity(endpoint), endpoint]))
  const fillings = existing.map(slice => keep(slice, left, wish))
  const changed = fillings.filter(({ isChanged, endpoints: { length } }) => isChanged && length > 0)
  for (const filling of changed.toSorted((a, b) => b.endpoints.length - a.endpoints.length)) take(filling, left, wish)
  while (left.size > 0) {
    const fitting = left.size < wish.maxEndpoints ? roomiest(fillings, left.size, wish) : undefined
    const filling = fitting ?? { slice: undefined, endpoints: [], isChanged: true }
    if (!fitting) fillings.push(filling)
    take(filling, left, wish)
  }
  return fillings
}

/** Those endpoints of a slice that stay, as they are now. */
function keep(slice: EndpointSlice, left: Map<string, Endpoint>, wish: Wish): Filling {
  const endpoints: Endpoint[] = []
  let isChanged = !hasLabels(slice, wish)
  for (const before of slice.endpoints ?? []) {
    const key = identity(before)
    const endpoint = left.get(key)
    left.delete(key)
    if (endpoint) endpoints.push(endpoint)
    if (!endpoint || !equal(before, endpoint)) isChanged = true
  }
  return { slice, endpoints, isChanged }
}

function take(filling: Filling, left: Map<string, Endpoint>, { maxEndpoints }: Wish): void {
  for (const [key, endpoint] of left) {
    if (filling.endpoints.length >= maxEndpoints) return
    filling.endpoints.push(endpoint)
    filling.isChanged = true
    left.delete(key)
  }
}

/** Of the slices that nothing else changes, the fullest that has room for all. */
function roomiest(fillings: readonly Filling[], count: number, { maxEndpoints }: Wish): Filling | undefined {
  const fitting = fillings.filter(({ isChanged, endpoints }) => !isChanged && endpoints.length > 0 && endpoints.length + count <= maxEndpoints)
  return fitting.sort((a, b) => b.endpoints.length - a.endpoints.length)[0]
}

const hasLabels = ({ metadata: { labels } }: EndpointSlice, { labels: wanted }: Wish): boolean => equal(labels ?? {}, wanted)
const withLabels = (slice: EndpointSlice, { labels: wanted }: Wish): EndpointSlice =>
  ({ ...slice, metadata: { ...slice.metadata, labels: wanted } })
