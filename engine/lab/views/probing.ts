// What the kubelet of a pod's node knows of its probes.
import type { Pod } from '../../apiserver/types.gen.ts'
import type { Part } from '../../clock/part.ts'
import type { Kubelet, Probing } from '../../kubelet/index.ts'
import type { Cluster } from '../cluster.ts'

const nothing: Probing = { attempts: [], stands: [] }

const isKubelet = (part: Part | undefined): part is Kubelet => part !== undefined && 'probing' in part

export function probingOf({ parts }: Cluster, { spec, metadata }: Pod): Probing {
  const kubelet = parts.get(`kubelet ${spec.nodeName}`)
  return isKubelet(kubelet) && kubelet.probing(metadata.namespace ?? '', metadata.name) || nothing
}
