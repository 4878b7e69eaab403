import { forbidden } from '../resource.ts'
import type { Node } from '../types.gen.ts'
import { cidr, type Errors } from '../validation/check.ts'
import { taints } from '../validation/placement.ts'
import { quantityValue } from '../validation/resources.ts'
import type { Kind } from './kind.ts'

export const nodes: Kind<Node> = {
  takesStatus: true,
  check(errors, { spec, status }) {
    if (spec.taints) taints(errors, 'metadata.taints', spec.taints)
    for (const field of ['capacity', 'allocatable'] as const) amounts(errors, `status.${field}`, status?.[field] ?? {})
    spec.podCIDRs?.forEach((range, i) => cidr(errors, `spec.podCIDRs[${i}]`, range))
  },
  checkUpdate(errors, { spec: next }, { spec: current }) {
    if (next === current) return
    if (current.podCIDRs?.length && current.podCIDRs.join() !== next.podCIDRs?.join()) errors.push(forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'))
    if (current.providerID && current.providerID !== next.providerID) errors.push(forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'))
  },
  selectable: ['spec.unschedulable'],
}

function amounts(errors: Errors, path: string, list: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(list)) quantityValue(errors, `${path}.${name}`, name, list[name] ?? '')
}
