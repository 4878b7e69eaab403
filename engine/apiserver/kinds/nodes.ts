import type { Node, NodeStatus } from '../types.gen.ts'
import { cidr, seenBefore } from '../validation/check.ts'
import { compactJson } from '../validation/internal.ts'
import type { Path } from '../validation/path.ts'
import { taints } from '../validation/placement.ts'
import { quantityValue } from '../validation/resources.ts'
import type { Kind } from './kind.ts'

export const nodes: Kind<Node> = {
  takesStatus: true,
  check(root, { spec, status }) {
    if (spec.taints) taints(root.to('metadata.taints'), spec.taints)
    for (const field of ['capacity', 'allocatable'] as const) amounts(root.to(`status.${field}`), status?.[field] ?? {})
    spec.podCIDRs?.forEach((range, i) => cidr(root.to(`spec.podCIDRs[${i}]`), range))
  },
  checkStatus: (root, { status }) => addressesOnce(root, status),
  checkUpdate(root, { spec: next, status }, { spec: current }) {
    if (status) addressesOnce(root, status)
    if (next === current) return
    if (current.podCIDRs?.length && current.podCIDRs.join() !== next.podCIDRs?.join()) root.to('spec.podCIDRs').forbidden('node updates may not change podCIDR except from "" to valid')
    if (current.providerID && current.providerID !== next.providerID) root.to('spec.providerID').forbidden('node updates may not change providerID except from "" to valid')
  },
  selectable: ['spec.unschedulable'],
}

function addressesOnce(root: Path, { addresses = [] }: NodeStatus): void {
  const seen = seenBefore()
  addresses.forEach(({ type, address }, i) => {
    if (seen(`${type} ${address}`)) root.to(`status.addresses[${i}]`).error('Duplicate', `Duplicate value: ${compactJson({ Type: type, Address: address })}`)
  })
}

function amounts(path: Path, list: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(list)) quantityValue(path.to(name), name, list[name] ?? '')
}
