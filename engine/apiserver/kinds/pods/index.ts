import { timestamp } from '../../../clock/time.ts'
import { within } from '../../defaults/fill.ts'
import { wholePodDefaults } from '../../defaults/pod.ts'
import { type StrategyContext } from '../../resource.ts'
import type { Pod, PodCondition, PodSpec, PodStatus } from '../../types.gen.ts'
import { isLikeLast, remember } from '../../validation/alike.ts'
import type { Path } from '../../validation/path.ts'
import { onlyForPods, podAnnotations, podSpec } from '../../validation/pod.ts'
import type { Kind } from '../kind.ts'
import { qosClassOf } from './qos.ts'
import { podStatus } from './status.ts'
import { podUpdate } from './update.ts'
import { podWarnings } from './warnings.ts'

const usualGraceSeconds = 30
const topologyLabels: readonly string[] = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone']

export const pods: Kind<Pod> = {
  defaults: pod => within(pod, 'spec', wholePodDefaults),

  prepareForCreate: (pod, { unixMs }) => ({ ...pod, status: { ...gated(pod, unixMs), phase: 'Pending', qosClass: qosClassOf(pod.spec) } }),

  prepareForUpdate: (next, current, context) => next.spec.nodeName && !current.spec.nodeName ? placed(next, context) : next,

  check(root, pod) {
    podAnnotations(root.to('metadata.annotations'), pod.metadata.annotations)
    if (!isLikeLast(pod.spec)) checkSpec(root, pod)
    if (pod.metadata.resourceVersion === '') onlyOnceMade(root, pod.spec)
  },
  checkUpdate: podUpdate,
  checkStatus: podStatus,
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

function checkSpec(root: Path, { metadata, spec }: Pod): void {
  const before = root.faults
  podSpec(root.to('spec'), spec, metadata.name)
  onlyForPods(root.to('spec'), spec)
  if (root.faults === before) remember(spec)
}

/** What a new pod cannot have yet. */
function onlyOnceMade(root: Path, { ephemeralContainers = [], nodeName, schedulingGates = [] }: PodSpec): void {
  if (ephemeralContainers.length > 0) root.to('spec.ephemeralContainers').forbidden('cannot be set on create')
  if (nodeName && schedulingGates.length > 0) root.to('spec.nodeName').forbidden('cannot be set until all schedulingGates have been cleared')
}

/** A pod that has come to its node says so in its conditions, and takes over where the node stands. */
function placed(pod: Pod, { unixMs, lookup }: StrategyContext): Pod {
  const { nominatedNodeName: _nominated, conditions = [], ...status } = pod.status
  const scheduled: PodCondition = { lastProbeTime: null, lastTransitionTime: timestamp(unixMs), status: 'True', type: 'PodScheduled' }
  const known = conditions.find(({ type }) => type === scheduled.type)
  const node = lookup('nodes', undefined, pod.spec.nodeName ?? '')
  return { ...pod, metadata: withTopology(pod.metadata, node?.metadata.labels ?? {}), status: { ...status, conditions: known ? conditions.map(condition => condition === known ? scheduled : condition) : conditions.concat([scheduled]) } }
}

function withTopology(metadata: Pod['metadata'], given: Readonly<Record<string, string>>): Pod['metadata'] {
  if (!topologyLabels.some(label => Object.hasOwn(given, label))) return metadata
  return { ...metadata, labels: { ...metadata.labels, ...Object.fromEntries(Object.entries(given).filter(([label]) => topologyLabels.includes(label))) } }
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
