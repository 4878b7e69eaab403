// The pod that a StatefulSet makes for an ordinal.
import type { Pod, PodTemplateSpec, StatefulSet } from '../../apiserver/types.gen.ts'
import type { Draft } from '../../client/resources.ts'
import { podFrom } from '../pod-control.ts'
import { claimName, identityLabels, podName, revisionLabel } from './identity.ts'

export function statefulPod(set: StatefulSet, template: PodTemplateSpec, ordinal: number, revisionName: string): Draft<Pod> & { readonly spec: PodTemplateSpec['spec'] } {
  const name = podName(set, ordinal)
  const claims = (set.spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata?.name ?? '')
  const volumes = [
    ...claims.map(claim => ({ name: claim, persistentVolumeClaim: { claimName: claimName(set, claim, ordinal) } })),
    ...(template.spec.volumes ?? []).filter(volume => !claims.includes(volume.name)),
  ]
  const draft = podFrom(set, template)
  return {
    ...draft,
    metadata: { ...draft.metadata, name, labels: { ...template.metadata.labels, ...identityLabels(set, ordinal), [revisionLabel]: revisionName } },
    spec: {
      ...template.spec,
      hostname: name,
      ...set.spec.serviceName && { subdomain: set.spec.serviceName },
      ...volumes.length > 0 && { volumes },
    },
  }
}
