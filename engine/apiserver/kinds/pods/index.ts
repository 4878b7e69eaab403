import { timestamp } from '../../../clock/time.ts'
import { within } from '../../defaults/fill.ts'
import { wholePodDefaults } from '../../defaults/pod.ts'
import type { Pod, PodCondition, PodStatus } from '../../types.gen.ts'
import { onlyForPods, podSpec } from '../../validation/pod.ts'
import type { Kind } from '../kind.ts'
import { qosClassOf } from './qos.ts'
import { podUpdate } from './update.ts'
import { podWarnings } from './warnings.ts'

const usualGraceSeconds = 30

export const pods: Kind<Pod> = {
  defaults: pod => within(pod, 'spec', wholePodDefaults),

  prepareForCreate: (pod, { unixMs }) => ({ ...pod, status: { ...gated(pod, unixMs), phase: 'Pending', qosClass: qosClassOf(pod.spec) } }),

  prepareForUpdate: (next, current, { unixMs }) => next.spec.nodeName && !current.spec.nodeName ? { ...next, status: placed(next, unixMs) } : next,

  check(errors, pod) {
    podSpec(errors, 'spec', pod.spec, pod.metadata.name)
    onlyForPods(errors, 'spec', pod.spec)
  },
  checkUpdate: podUpdate,
  warnings: pod => podWarnings(pod.spec, 'spec'),

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

/** That a pod has come to its node is told of in its conditions. */
function placed({ status }: Pod, unixMs: number): PodStatus {
  const scheduled: PodCondition = { lastProbeTime: null, lastTransitionTime: timestamp(unixMs), status: 'True', type: 'PodScheduled' }
  const { conditions = [] } = status
  const known = conditions.find(({ type }) => type === scheduled.type)
  return { ...status, conditions: known ? conditions.map(condition => condition === known ? scheduled : condition) : [...conditions, scheduled] }
}

/** Who holds a pod back from scheduling is told of in its conditions from the start. */
function gated({ spec }: Pod, unixMs: number): Partial<PodStatus> {
  if (!spec.schedulingGates?.length) return {}
  return {
    conditions: [{
      lastProbeTime: null,
      lastTransitionTime: timestamp(unixMs),
      message: 'Scheduling is blocked due to non-empty scheduling gates',
      reason: 'SchedulingGated',
      status: 'False',
      type: 'PodScheduled',
    }],
  }
}
