// Resizing a pod in place: what it asks for now, whether the node can give it, and what its containers have by now.
import type { Container, Pod, ResourceRequirements } from '../apiserver/types.gen.ts'
import { amountOf } from '../client/placement/requests.ts'
import type { Limits } from '../runtime/usage.ts'
import { unlimited } from '../runtime/usage.ts'
import type { Allocated, Refusal } from './allocation.ts'
import { isSidecar, seen, type ContainerRecord, type Records } from './records.ts'

/** How far a resize has come. */
export interface Resizing {
  /** Why it is not granted. */
  readonly pending?: Refusal
  /** It is granted and being carried out: the generation of the pod that asked for it. */
  readonly inProgress?: number
}

export const noResizing: Resizing = {}

const resized = ['cpu', 'memory'] as const
const kinds = ['limits', 'requests'] as const

/** What of its resources a container has that it should not have, or the other way round. */
function differences(has: ResourceRequirements = {}, should: ResourceRequirements = {}): readonly string[] {
  return resized.filter(resource => kinds.some(kind => has[kind]?.[resource] !== should[kind]?.[resource]))
}

export const isResizable = (container: Container, isInit: boolean): boolean => !isInit || isSidecar(container)

/** Whether the resources of a pod are others than before. */
export function isResized(pod: Pod, before: Pod): boolean {
  if (pod.spec === before.spec) return false
  return pod.spec.containers.some((container, i) => differences(before.spec.containers[i]?.resources, container.resources).length > 0)
    || (pod.spec.initContainers ?? []).some((container, i) => isSidecar(container) && differences(before.spec.initContainers?.[i]?.resources, container.resources).length > 0)
}

export const isAsAllocated = ({ spec }: Pod, allocated: Allocated): boolean =>
  [...spec.initContainers ?? [], ...spec.containers].every(container => differences(allocated(container), container.resources).length === 0)

export interface Change { readonly record: ContainerRecord, readonly resources: ResourceRequirements }

/** The running containers that do not have yet what they were given, and can get it as they run. */
export function changesInPlace({ spec }: Pod, records: Records, allocated: Allocated): readonly Change[] {
  return [...spec.initContainers ?? [], ...spec.containers].flatMap(container => {
    const record = records.latest(container.name)
    if (!record || seen(record) !== 'running' || needsRestart(container, record, allocated)) return []
    const resources = allocated(container) ?? {}
    return differences(record.resources, resources).length > 0 ? [{ record, resources }] : []
  })
}

/** A container can say that it wants to be started anew for it. */
export const needsRestart = (container: Container, { resources }: ContainerRecord, allocated: Allocated): boolean =>
  differences(resources, allocated(container)).some(resource => container.resizePolicy?.find(({ resourceName }) => resourceName === resource)?.restartPolicy === 'RestartContainer')

export const isDone = (pod: Pod, records: Records, allocated: Allocated): boolean =>
  [...pod.spec.initContainers ?? [], ...pod.spec.containers].every(container => {
    const record = records.latest(container.name)
    return !record || seen(record) !== 'running' || differences(record.resources, allocated(container)).length === 0
  })

export function limitsOf({ limits = {} }: ResourceRequirements = {}): Limits {
  const { cpu, memory } = limits
  if (cpu === undefined && memory === undefined) return unlimited
  return {
    cpuMillicores: cpu === undefined ? Infinity : amountOf('cpu', cpu),
    memoryBytes: memory === undefined ? Infinity : amountOf('memory', memory),
  }
}

/** What events say of a resize. */
export function resizeText(pod: Pod, allocated: Allocated, error?: string): string {
  const told = (containers: readonly Container[] = []) => containers.map(container => ({ name: container.name, resources: sorted(allocated(container) ?? {}) }))
  const sidecars = (pod.spec.initContainers ?? []).filter(isSidecar)
  return JSON.stringify({
    ...sidecars.length > 0 && { initContainers: told(sidecars) },
    containers: told(pod.spec.containers),
    generation: pod.metadata.generation,
    ...error !== undefined && { error },
  })
}

const sorted = (resources: ResourceRequirements): ResourceRequirements =>
  Object.fromEntries(kinds.flatMap(kind => resources[kind] ? [[kind, Object.fromEntries(Object.entries(resources[kind] ?? {}).sort())]] : []))
