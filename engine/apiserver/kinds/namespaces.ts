import type { Strategy } from '../resource.ts'
import type { Namespace } from '../types.gen.ts'

const nameLabel = 'kubernetes.io/metadata.name'

export const namespaces: Strategy<Namespace> = {
  /** It carries its name as a label, and stays until the namespace controller has emptied it. */
  prepareForCreate: namespace => ({
    ...namespace,
    metadata: { ...namespace.metadata, labels: { ...namespace.metadata.labels, [nameLabel]: namespace.metadata.name } },
    spec: { ...namespace.spec, finalizers: [...new Set([...namespace.spec?.finalizers ?? [], 'kubernetes'])] },
    status: { phase: 'Active' },
  }),
  selectable: ['status.phase'],
}
