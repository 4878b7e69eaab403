import type { AdmissionPlugin } from '../admission.ts'
import { put } from '../defaults/fill.ts'
import type { Pod, Toleration } from '../types.gen.ts'
import { onWrite } from './plugin.ts'

const given = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
  .map((key): Toleration => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }))

const covers = (toleration: Toleration, { key, effect }: Toleration): boolean =>
  (!toleration.key || toleration.key === key) && (!toleration.effect || toleration.effect === effect)

/** A pod stays for five minutes on a node that is gone, unless it says otherwise. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  mutate: onWrite<Pod>('pods', pod => {
    const { tolerations } = pod.spec
    if (tolerations === undefined) return put(pod, 'spec', { ...pod.spec, tolerations: given })
    const missing = given.filter(usual => !tolerations.some(own => covers(own, usual)))
    return missing.length === 0 ? pod : put(pod, 'spec', { ...pod.spec, tolerations: [...tolerations, ...missing] })
  }),
}
