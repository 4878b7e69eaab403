// Which ReplicaSet of a Deployment is the one that it wants now.
import { equal } from '../../apiserver/equal.ts'
import type { Deployment, PodTemplateSpec, ReplicaSet } from '../../apiserver/types.gen.ts'

/** The oldest one with the template of the deployment, but for the label that tells the sets apart. */
export function newReplicaSetOf({ spec }: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const wanted = withoutHash(spec.template)
  return byAge(sets).find(set => set.spec.template && equal(withoutHash(set.spec.template), wanted))
}

export function byAge(sets: readonly ReplicaSet[]): readonly ReplicaSet[] {
  const key = ({ metadata }: ReplicaSet): string => `${metadata.creationTimestamp} ${metadata.name}`
  return sets.toSorted((a, b) => key(a) < key(b) ? -1 : 1)
}

function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  const { 'pod-template-hash': _hash, ...labels } = template.metadata?.labels ?? {}
  return { ...template, metadata: { ...template.metadata, labels } }
}
