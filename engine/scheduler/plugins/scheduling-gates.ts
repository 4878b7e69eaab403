// SchedulingGates: a pod with gates is not even tried.
import { unresolvable, type Plugin } from '../framework.ts'

export const schedulingGates: Plugin = {
  name: 'SchedulingGates',
  preEnqueue: ({ pod }) => {
    const gates = pod.spec.schedulingGates ?? []
    return gates.length === 0 ? undefined : unresolvable(`waiting for scheduling gates: [${gates.map(gate => gate.name).join(' ')}]`)
  },
}
