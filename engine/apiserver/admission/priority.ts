import type { AdmissionPlugin } from '../admission.ts'
import { fill, within } from '../defaults/fill.ts'
import type { StrategyContext } from '../resource.ts'
import type { Pod, PriorityClass } from '../types.gen.ts'
import { onWrite, refusal } from './plugin.ts'

const classes = 'priorityclasses.scheduling.k8s.io'

/** The priority of a pod is the number of its class. */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  mutate: onWrite<Pod>('pods', (pod, attributes, context) => {
    if (attributes.oldObject) return keepingPriority(pod, attributes.oldObject as Pod) // the key names the type
    const { priorityClassName: name } = pod.spec
    const own = name ? context.lookup(classes, undefined, name) as PriorityClass | undefined : usualClass(context) // the key names the type
    if (name && !own) throw refusal(attributes, `no PriorityClass with name ${name} was found`)
    const { value = 0, preemptionPolicy = 'PreemptLowerPriority' } = own ?? {}
    if (pod.spec.priority !== undefined && pod.spec.priority !== value)
      throw refusal(attributes, `the integer value of priority (${pod.spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`)
    if (pod.spec.preemptionPolicy !== undefined && pod.spec.preemptionPolicy !== preemptionPolicy)
      throw refusal(attributes, `the string value of PreemptionPolicy (${pod.spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`)
    return { ...pod, spec: { ...pod.spec, priority: value, preemptionPolicy, ...own && { priorityClassName: own.metadata.name } } }
  }),
}

/** Whoever replaces a pod need not know what it was given. */
function keepingPriority(pod: Pod, { spec: { priority, preemptionPolicy } }: Pod): Pod {
  return within(pod, 'spec', spec => fill(spec, { ...priority !== undefined && { priority }, ...preemptionPolicy !== undefined && { preemptionPolicy } }))
}

/** Of several classes for whoever says nothing, the least. */
const usualClass = ({ all }: StrategyContext): PriorityClass | undefined =>
  (all(classes) as readonly PriorityClass[]).filter(({ globalDefault }) => globalDefault).sort((a, b) => a.value - b.value)[0]
