// What a pod belongs to: the Services that select it and the workload that made it. Their selectors together tell
// which pods are alike, when the pod itself says nothing about spreading.
import { isEmptySelector } from '../apiserver/validation/labels.ts'
import type { LabelSelector, LabelSelectorRequirement, Pod, Service } from '../apiserver/types.gen.ts'
import type { InformerFactory } from '../client/informer.ts'
import type { OwnSelector } from './plugins/pod-topology-spread.ts'

export function ownSelectors(informers: InformerFactory): OwnSelector {
  const servicesByLabel = informers.of('services').indexBy(firstLabel)
  const replicaSets = informers.of('replicasets.apps')
  const statefulSets = informers.of('statefulsets.apps')

  function workloadSelector({ metadata }: Pod): LabelSelector | undefined {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller)
    const key = `${metadata.namespace}/${owner?.name}`
    if (owner?.kind === 'ReplicaSet') return replicaSets.get(key)?.spec.selector
    return owner?.kind === 'StatefulSet' ? statefulSets.get(key)?.spec.selector : undefined
  }

  function servicesOf({ metadata: { namespace, labels = {} } }: Pod): readonly Service[] {
    const found: Service[] = []
    for (const name in labels) {
      for (const service of servicesByLabel(`${namespace}/${name}=${labels[name]}`))
        if (Object.entries(service.spec.selector ?? {}).every(([key, wanted]) => labels[key] === wanted)) found.push(service)
    }
    return found
  }

  return pod => {
    const services = servicesOf(pod)
    const workload = workloadSelector(pod)
    if (services.length === 0) return workload && !isEmptySelector(workload) ? workload : undefined
    const requirements = [...requirementsOf(workload?.matchLabels), ...workload?.matchExpressions ?? []]
    return { matchLabels: Object.fromEntries(services.flatMap(({ spec }) => Object.entries(spec.selector ?? {}))), matchExpressions: requirements }
  }
}

const requirementsOf = (labels: Readonly<Record<string, string>> = {}): readonly LabelSelectorRequirement[] =>
  Object.entries(labels).map(([key, value]) => ({ key, operator: 'In', values: [value] }))

/** A Service is found by the first label that it selects; one that selects nothing, by none. */
function firstLabel({ metadata, spec }: Service): readonly string[] {
  const [label] = Object.entries(spec.selector ?? {})
  return label ? [`${metadata.namespace}/${label[0]}=${label[1]}`] : []
}
