// What a pod asks of its node, and what a node has to give: amounts in whole units, CPU in thousandths.
import { milliValue, parseQuantity, wholeValue } from '../../apiserver/schema/quantity.ts'
import type { Container, PodSpec, ResourceList } from '../../apiserver/types.gen.ts'

export type Amounts = ReadonlyMap<string, number>

/** What a container is reckoned to need for scoring when it asks for nothing. */
const assumed: readonly (readonly [string, number])[] = [['cpu', 100], ['memory', 200 * 1024 * 1024]]

const parsed = new Map<string, number>()
const parsedAtMost = 10_000

export function amountOf(resource: string, quantity: string): number {
  const key = resource === 'cpu' ? `m${quantity}` : quantity
  const known = parsed.get(key)
  if (known !== undefined) return known
  const amount = resource === 'cpu' ? milliValue(parseQuantity(quantity)) : wholeValue(parseQuantity(quantity))
  if (parsed.size >= parsedAtMost) parsed.clear()
  parsed.set(key, amount)
  return amount
}

const nothing: Amounts = new Map()
/** Pods of one template share what they ask for. */
const known = new WeakMap<ResourceList, Amounts>()

export function amountsOf(list: ResourceList | undefined): Amounts {
  if (!list) return nothing
  const before = known.get(list)
  if (before) return before
  const amounts = new Map(Object.entries(list).map(([resource, quantity]) => [resource, amountOf(resource, quantity)]))
  known.set(list, amounts)
  return amounts
}

/** What the scheduler sets aside for a pod: its containers together or its hungriest init step, whichever is more. */
export const podRequests = (spec: PodSpec): Amounts => requestsOf(spec, container => amountsOf(container.resources?.requests))

/** The same for scoring, where a container that asks for no CPU or memory still counts for some. */
export const podRequestsForScoring = (spec: PodSpec): Amounts => requestsOf(spec, container => reckoned(amountsOf(container.resources?.requests)))

function reckoned(amounts: Amounts): Amounts {
  const before = completed.get(amounts)
  if (before) return before
  const whole = assumed.every(([resource]) => amounts.has(resource)) ? amounts : new Map([...assumed, ...amounts])
  completed.set(amounts, whole)
  return whole
}

const completed = new WeakMap<Amounts, Amounts>()

export const podLimits = (spec: PodSpec): Amounts => requestsOf(spec, container => amountsOf(container.resources?.limits), spec.resources?.limits)

function requestsOf(spec: PodSpec, amountsOfContainer: (container: Container) => Amounts, ofPod = spec.resources?.requests): Amounts {
  const [only] = spec.containers
  if (only && spec.containers.length === 1 && !spec.initContainers && !spec.overhead && !ofPod) return amountsOfContainer(only) // as most pods are
  const total = new Map<string, number>()
  for (const container of spec.containers) add(total, amountsOfContainer(container))
  const sidecars = new Map<string, number>()
  const hungriest = new Map<string, number>()
  for (const container of spec.initContainers ?? []) {
    const amounts = amountsOfContainer(container)
    if (container.restartPolicy === 'Always') { // a sidecar stays: it counts beside all that follow
      add(sidecars, amounts)
      raise(hungriest, sidecars)
    }
    else {
      const together = new Map(amounts)
      add(together, sidecars)
      raise(hungriest, together)
    }
  }
  add(total, sidecars)
  raise(total, hungriest)
  for (const [resource, amount] of amountsOf(ofPod)) total.set(resource, amount)
  add(total, amountsOf(spec.overhead))
  return total
}

function add(sum: Map<string, number>, more: Amounts): void {
  for (const [resource, amount] of more) sum.set(resource, (sum.get(resource) ?? 0) + amount)
}

function raise(high: Map<string, number>, other: Amounts): void {
  for (const [resource, amount] of other) if (amount > (high.get(resource) ?? 0)) high.set(resource, amount)
}
