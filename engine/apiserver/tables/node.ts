// The rows of nodes and of the components that answer for themselves.
import type { ComponentStatus, Node } from '../types.gen.ts'
import { itsAge, orNone, row } from './format.ts'

const rolePrefix = 'node-role.kubernetes.io/'

/** What its labels say the node is for: sorted, each once. */
export function rolesOf({ metadata }: Node): string {
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) =>
    key.startsWith(rolePrefix) ? key.slice(rolePrefix.length) || [] : key === 'kubernetes.io/role' && value !== '' ? value : [])
  return orNone([...new Set(roles)].sort().join())
}

export const nodeRow = row((node: Node) => {
  const { spec, status } = node
  const info = status.nodeInfo
  const ready = status.conditions?.find(({ type }) => type === 'Ready')
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'
  const address = (type: string): string => orNone(status.addresses?.find(known => known.type === type)?.address)
  const orUnknown = (text: string | undefined): string => text || '<unknown>'
  const kernel = info?.kernelVersion ? info.kernelVersion + (info.architecture ? ` (${info.architecture})` : '') : undefined
  return [
    word + (spec.unschedulable ? ',SchedulingDisabled' : ''), rolesOf(node), itsAge, info?.kubeletVersion ?? '',
    address('InternalIP'), address('ExternalIP'), orUnknown(info?.osImage), orUnknown(kernel), orUnknown(info?.containerRuntimeVersion),
  ]
})

export const componentStatusRow = row(({ conditions }: ComponentStatus) => {
  const healthy = conditions?.find(({ type }) => type === 'Healthy')
  const word = healthy === undefined ? 'Unknown' : healthy.status === 'True' ? 'Healthy' : 'Unhealthy'
  return [word, healthy?.message ?? '', healthy?.error ?? '']
})
