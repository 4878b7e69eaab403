import type { Strategy } from '../resource.ts'
import type { Pod } from '../types.gen.ts'

const usualGraceSeconds = 30

export const pods: Strategy<Pod> = {
  /** A new pod has no past, whatever its maker says. */
  prepareForCreate: pod => ({ ...pod, status: { phase: 'Pending' } }),
  /** A pod that no kubelet runs, or that has ended, needs no farewell. */
  gracePeriodSeconds: (pod, asked) => {
    const { nodeName, terminationGracePeriodSeconds = usualGraceSeconds } = pod.spec ?? {}
    const phase = pod.status?.phase
    return !nodeName || phase === 'Succeeded' || phase === 'Failed' ? 0 : asked ?? terminationGracePeriodSeconds
  },
  selectable: [
    'spec.hostNetwork', 'spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName', 'spec.serviceAccountName',
    'status.nominatedNodeName', 'status.phase', 'status.podIP',
  ],
}
