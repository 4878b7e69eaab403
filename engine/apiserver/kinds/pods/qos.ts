// The quality of service that a pod gets: by what its containers ask for, and whether that is all they may have.
import { compareQuantities, parseQuantity } from '../../schema/quantity.ts'
import type { PodQOSClass, PodSpec, ResourceRequirements } from '../../types.gen.ts'

const computed = ['cpu', 'memory'] as const

export function qosClassOf(spec: PodSpec): PodQOSClass {
  const asking = spec.resources ? [spec.resources] : [...spec.containers ?? [], ...spec.initContainers ?? []].map(({ resources }) => resources ?? {})
  if (!asking.some(asksAnything)) return 'BestEffort'
  return asking.every(getsAllItAsks) ? 'Guaranteed' : 'Burstable'
}

const some = (amount: string | undefined): amount is string => amount !== undefined && amount !== '0'

const asksAnything = ({ requests, limits }: ResourceRequirements): boolean =>
  computed.some(name => some(requests?.[name]) || some(limits?.[name]))

const getsAllItAsks = ({ requests, limits }: ResourceRequirements): boolean => computed.every(name => {
  const [request, limit] = [requests?.[name], limits?.[name]]
  return some(request) && some(limit) && (request === limit || compareQuantities(parseQuantity(request), parseQuantity(limit)) === 0)
})
