// The pod of a DaemonSet for one node, which it names in its affinity and whose troubles it tolerates.
import type { DaemonSet, Node, Pod, PodSpec, PodTemplateSpec, TaintEffect, Toleration } from '../../apiserver/types.gen.ts'
import { podSelectsNode } from '../../client/placement/node-affinity.ts'
import { untoleratedTaint } from '../../client/placement/tolerations.ts'

export const revisionLabel = 'controller-revision-hash'
const generationLabel = 'pod-template-generation'
const generationAnnotation = 'deprecated.daemonset.template.generation'

const troubles: readonly (readonly [string, TaintEffect])[] = [
  ['not-ready', 'NoExecute'], ['unreachable', 'NoExecute'], ['disk-pressure', 'NoSchedule'],
  ['memory-pressure', 'NoSchedule'], ['pid-pressure', 'NoSchedule'], ['unschedulable', 'NoSchedule'],
]

const exists = ([trouble, effect]: readonly [string, TaintEffect]): Toleration => ({ key: `node.kubernetes.io/${trouble}`, operator: 'Exists', effect })

const isSame = (a: Toleration, b: Toleration): boolean =>
  a.key === b.key && a.effect === b.effect && a.operator === b.operator && (a.value ?? '') === (b.value ?? '')

/** A toleration of the template that says the same gives way to one without a time limit. */
export function withTolerations({ tolerations = [], hostNetwork }: PodSpec): readonly Toleration[] {
  const added = [...troubles, ...hostNetwork ? [['network-unavailable', 'NoSchedule'] as const] : []].map(exists)
  const own = tolerations.map(toleration => added.find(each => isSame(each, toleration)) ?? toleration)
  return [...own, ...added.filter(each => !own.includes(each))]
}

export function templateFor({ metadata, spec: { template } }: DaemonSet, nodeName: string, hash: string): PodTemplateSpec {
  const { affinity, ...rest } = template.spec
  const generation = metadata.annotations?.[generationAnnotation]
  const nodeSelectorTerms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [nodeName] }] }] as const
  return {
    metadata: { ...template.metadata, labels: { ...template.metadata.labels, ...generation !== undefined && { [generationLabel]: generation }, [revisionLabel]: hash } },
    spec: {
      ...rest,
      affinity: { ...affinity, nodeAffinity: { ...affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
      tolerations: withTolerations(template.spec),
    },
  }
}

/** The node that a pod is on or, before it is bound, the one that it was made for. */
export function nodeNameOf({ spec }: Pod): string {
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  return spec.nodeName || terms.flatMap(({ matchFields = [] }) => matchFields.flatMap(({ values = [] }) => values))[0] || ''
}

export interface Eligibility { readonly shouldRun: boolean, readonly mayStay: boolean }

/** Whether a node gets a pod, and whether one that is there may stay: new taints that only keep away let it. Each node is judged once. */
export function eligibility({ spec: { template } }: DaemonSet): (node: Node) => Eligibility {
  const tolerations = withTolerations(template.spec)
  const known = new Map<Node, Eligibility>()
  function judge({ metadata, spec }: Node): Eligibility {
    const { nodeName } = template.spec
    const node = { name: metadata.name, labels: metadata.labels ?? {} }
    if (nodeName && nodeName !== node.name || !podSelectsNode(template.spec, node)) return { shouldRun: false, mayStay: false }
    const keptAwayBy = (effects: readonly TaintEffect[]): boolean => untoleratedTaint(spec.taints ?? [], tolerations, effects) !== undefined
    return { shouldRun: !keptAwayBy(['NoSchedule', 'NoExecute']), mayStay: !keptAwayBy(['NoExecute']) }
  }
  return node => {
    const verdict = known.get(node) ?? judge(node)
    known.set(node, verdict)
    return verdict
  }
}
