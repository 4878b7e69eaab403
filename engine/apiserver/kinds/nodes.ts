// Nodes, and what they have besides: their signs of life, and their ways of running containers.
import type { Lease, Node, NodeStatus, RuntimeClass } from '../types.gen.ts'
import { cidr, failsAt, immutable, notNegative, seenBefore } from '../validation/check.ts'
import { compactJson } from '../validation/internal.ts'
import { labels } from '../validation/labels.ts'
import { dnsLabel } from '../validation/names.ts'
import type { Path } from '../validation/path.ts'
import { taints, tolerations } from '../validation/placement.ts'
import { containerResourceRequirements, quantityValue } from '../validation/resources.ts'
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

export const leases: Kind<Lease> = {
  check(root, { spec: { leaseDurationSeconds: duration = 1, leaseTransitions } = {} }) {
    if (duration <= 0) root.to('spec.leaseDurationSeconds').invalid(duration, 'must be greater than 0')
    if (leaseTransitions !== undefined && leaseTransitions < 0) notNegative(root.to('spec.leaseTransitions'), leaseTransitions)
  },
}

export const runtimeclasses: Kind<RuntimeClass> = {
  check(root, { handler, overhead, scheduling }) {
    failsAt(root, 'handler', handler, dnsLabel(handler))
    if (overhead?.podFixed) containerResourceRequirements(root.to('overhead.podFixed'), { limits: overhead.podFixed })
    if (!scheduling) return
    labels(root.to('scheduling.nodeSelector'), scheduling.nodeSelector)
    tolerations(root.to('scheduling.tolerations'), scheduling.tolerations ?? [])
  },
  checkUpdate: (root, next, current) => immutable(root.to('handler'), next.handler === current.handler, next.handler),
}
