// What a pod requests of its node, or may use at most, all containers together.
import type { Container, Pod, ResourceList } from '../../apiserver/types.gen.ts'
import { addQuantities, compareQuantities, parseQuantity, type Quantity } from '../../apiserver/schema/quantity.ts'

export type Amounts = ReadonlyMap<string, Quantity>
export type Side = 'requests' | 'limits'

const amountsOf = (list: ResourceList | undefined): Amounts =>
  new Map(Object.entries(list ?? {}).map(([name, text]) => [name, parseQuantity(text)]))

const merged = (merge: (a: Quantity, b: Quantity) => Quantity) => (a: Amounts, b: Amounts): Amounts => {
  const all = new Map(a)
  for (const [name, amount] of b) {
    const known = all.get(name)
    all.set(name, known ? merge(known, amount) : amount)
  }
  return all
}

export const added = merged(addQuantities)
const larger = merged((a, b) => compareQuantities(a, b) < 0 ? b : a)

/** With `actual`, a container that is being resized counts with the larger of what it has and what it asks for. */
export function resourcesOf(pod: Pod, side: Side, actual: boolean): Amounts {
  const asked = sumOf(pod, container => amountsOf(container.resources[side]))
  const containers = actual ? larger(asked, sumOf(pod, container => actualOf(pod, container, side))) : asked
  const own = amountsOf(pod.spec.resources?.[side])
  const total = new Map([...containers, ...[...own].filter(([name]) => /^(cpu|memory|hugepages-.*)$/.test(name))])
  const overhead = [...amountsOf(pod.spec.overhead)].filter(([name]) => side === 'requests' || (total.get(name)?.nanos ?? 0n) !== 0n)
  return added(total, new Map(overhead))
}

/** Init containers run one after the other, beside the sidecars before them. */
function sumOf({ spec }: Pod, amounts: (container: Container) => Amounts): Amounts {
  let running = spec.containers.map(amounts).reduce(added, new Map())
  let sidecars: Amounts = new Map()
  let starting: Amounts = new Map()
  for (const container of spec.initContainers ?? []) {
    const needed = added(amounts(container), sidecars)
    if (container.restartPolicy === 'Always') {
      running = added(running, amounts(container))
      sidecars = needed
    }
    starting = larger(starting, needed)
  }
  return larger(running, starting)
}

function actualOf({ status }: Pod, { name, resources }: Container, side: Side): Amounts {
  const known = [...status.containerStatuses ?? [], ...status.initContainerStatuses ?? []].find(container => container.name === name)
  const allocated = side === 'requests' ? known?.allocatedResources : undefined
  const present = known?.resources?.[side] ?? allocated ?? resources[side]
  return larger(amountsOf(present), amountsOf(allocated))
}
