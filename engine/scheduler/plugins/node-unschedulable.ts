// NodeUnschedulable: a cordoned node takes no new pods, save those that tolerate it.
import type { Taint } from '../../apiserver/types.gen.ts'
import { isTolerated } from '../../client/placement/tolerations.ts'
import { offeredNode } from '../cluster-event.ts'
import { unresolvable, type Plugin } from '../framework.ts'

const cordon: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }
const cordoned = unresolvable('node(s) were unschedulable')

export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  filter: (_cycle, { pod }, node) => node.unschedulable && !isTolerated(cordon, pod.spec.tolerations ?? []) ? cordoned : undefined,
  mayHelp: event => {
    const node = offeredNode(event)
    return node !== undefined && !node.spec.unschedulable
  },
}
