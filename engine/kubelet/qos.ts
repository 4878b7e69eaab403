// The quality-of-service class of a pod: what it gives up first when memory runs short.
import type { Container, Pod, PodQOSClass } from '../apiserver/types.gen.ts'
import { numberOf } from './environment.ts'

const counted = ['cpu', 'memory'] as const

export function qosClassOf({ spec }: Pod): PodQOSClass {
  const containers = [...spec.initContainers ?? [], ...spec.containers]
  const amount = (container: Container, kind: 'limits' | 'requests', name: string): number | undefined => {
    const text = container.resources?.[kind]?.[name]
    return text === undefined || numberOf(text) === 0 ? undefined : numberOf(text)
  }
  const asksNothing = containers.every(container => counted.every(name => amount(container, 'limits', name) === undefined && amount(container, 'requests', name) === undefined))
  if (asksNothing) return 'BestEffort'
  const isFixed = containers.every(container => counted.every(name => {
    const limit = amount(container, 'limits', name)
    return limit !== undefined && (amount(container, 'requests', name) ?? limit) === limit
  }))
  return isFixed ? 'Guaranteed' : 'Burstable'
}
