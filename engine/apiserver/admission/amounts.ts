// Amounts of resources by name, and how much of them a pod takes.
import { addQuantities, compareQuantities, parseQuantity, type Quantity } from '../schema/quantity.ts'
import type { PodSpec, ResourceList } from '../types.gen.ts'

export type Amounts = ReadonlyMap<string, Quantity>

export const amountsOf = (list: ResourceList = {}): Amounts => new Map(Object.entries(list).map(([name, text]) => [name, parseQuantity(text)]))

function merge(a: Amounts, b: Amounts, both: (a: Quantity, b: Quantity) => Quantity): Amounts {
  const merged = new Map(a)
  for (const [name, amount] of b) {
    const other = a.get(name)
    merged.set(name, other ? both(other, amount) : amount)
  }
  return merged
}

export const sum = (a: Amounts, b: Amounts): Amounts => merge(a, b, addQuantities)
const most = (a: Amounts, b: Amounts): Amounts => merge(a, b, (x, y) => compareQuantities(x, y) < 0 ? y : x)

/** The containers together, or the step of the initialization that takes most; sidecars stay, and count beside all that follow. */
export function podAmounts({ containers, initContainers = [], overhead, resources }: PodSpec, which: 'requests' | 'limits'): Amounts {
  let sidecars: Amounts = new Map()
  let step: Amounts = new Map()
  for (const container of initContainers) {
    const own = sum(sidecars, amountsOf(container.resources?.[which]))
    step = most(step, own)
    if (container.restartPolicy === 'Always') sidecars = own
  }
  const running = (containers ?? []).reduce((total, container) => sum(total, amountsOf(container.resources?.[which])), sidecars)
  const ofPod = new Map([...most(running, step), ...amountsOf(resources?.[which])])
  return sum(ofPod, new Map([...amountsOf(overhead)].filter(([name]) => which === 'requests' || ofPod.has(name))))
}
