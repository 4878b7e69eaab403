import type { AdmissionPlugin } from '../admission.ts'
import type { Pod, RuntimeClass } from '../types.gen.ts'
import { onCreate, refusal } from './plugin.ts'

/** A pod that asks for a runtime takes on what that costs, and where it is. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  mutate: onCreate<Pod>('pods', (pod, attributes, { lookup }) => {
    const { runtimeClassName: name } = pod.spec
    if (!name) return pod
    const found = lookup('runtimeclasses.node.k8s.io', undefined, name) as RuntimeClass | undefined // the key names the type
    if (!found) throw refusal(attributes, `pod rejected: RuntimeClass "${name}" not found`)
    const { overhead, scheduling } = found
    return {
      ...pod,
      spec: {
        ...pod.spec,
        ...overhead?.podFixed && { overhead: overhead.podFixed },
        ...scheduling?.nodeSelector && { nodeSelector: { ...pod.spec.nodeSelector, ...scheduling.nodeSelector } },
        ...scheduling?.tolerations && { tolerations: [...pod.spec.tolerations ?? [], ...scheduling.tolerations] },
      },
    }
  }),
}
