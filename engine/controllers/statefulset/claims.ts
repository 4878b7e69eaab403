// The claims of a StatefulSet's pods: made before the pod, and owned so that they go or stay as its policy says.
import { equal } from '../../apiserver/equal.ts'
import type { OwnerReference } from '../../apiserver/object.ts'
import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../apiserver/types.gen.ts'
import type { Draft } from '../../client/resources.ts'
import { controllerRef } from '../owners.ts'
import { claimName } from './identity.ts'

export function claimsFor(set: StatefulSet, ordinal: number): readonly (Draft<PersistentVolumeClaim> & { readonly metadata: { readonly name: string } })[] {
  const { namespace } = set.metadata
  return (set.spec.volumeClaimTemplates ?? []).map(template => ({
    ...template,
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      ...template.metadata,
      name: claimName(set, template.metadata?.name ?? '', ordinal),
      ...namespace !== undefined && { namespace },
      labels: { ...template.metadata?.labels, ...set.spec.selector.matchLabels },
      ...withOwners(ownersByPolicy(set, undefined)),
    },
  }))
}

/** A claim goes with the set, or with its pod when that is one too many, or with none of them. */
function ownersByPolicy(set: StatefulSet, condemned: Pod | undefined): readonly OwnerReference[] {
  const { whenDeleted, whenScaled } = set.spec.persistentVolumeClaimRetentionPolicy ?? {}
  if (condemned && whenScaled === 'Delete') return [{ apiVersion: 'v1', kind: 'Pod', name: condemned.metadata.name, uid: condemned.metadata.uid }]
  return whenDeleted === 'Delete' ? [controllerRef(set)] : []
}

const withOwners = (ownerReferences: readonly OwnerReference[]) => ownerReferences.length > 0 ? { ownerReferences } : {}

/** The claim as the policy wants it; the same when it is so already. */
export function byPolicy(set: StatefulSet, claim: PersistentVolumeClaim, podOfClaim: string, condemned: Pod | undefined): PersistentVolumeClaim {
  const { ownerReferences = [], ...metadata } = claim.metadata
  const others = ownerReferences.filter(({ kind, name, uid }) => uid !== set.metadata.uid && !(kind === 'Pod' && name === podOfClaim))
  const wanted = [...others, ...ownersByPolicy(set, condemned)]
  return equal(wanted, ownerReferences) ? claim : { ...claim, metadata: { ...metadata, ...withOwners(wanted) } }
}
