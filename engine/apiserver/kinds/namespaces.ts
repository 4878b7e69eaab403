import type { Namespace } from '../types.gen.ts'
import { dnsLabel } from '../validation/names.ts'
import { withMeta, type Kind } from './kind.ts'

const nameLabel = 'kubernetes.io/metadata.name'

const labelled = (namespace: Namespace): Namespace => {
  const { labels, name } = namespace.metadata
  return labels?.[nameLabel] === name ? namespace : withMeta(namespace, { labels: { ...labels, [nameLabel]: name } })
}

export const namespaces: Kind<Namespace> = {
  nameRule: dnsLabel,
  defaults: labelled,
  prepareForCreate: namespace => {
    const { finalizers = [] } = namespace.spec ?? {}
    return {
      ...namespace,
      spec: finalizers.includes('kubernetes') ? namespace.spec : { finalizers: [...finalizers, 'kubernetes'] },
      status: { phase: 'Active' },
    }
  },
  /** What keeps it from going is lifted by another door, `finalize`. */
  prepareForUpdate: (next, current) => ({ ...next, spec: current.spec }),
  checkStatus(root, { metadata: { deletionTimestamp }, status: { phase } }) {
    const [due, when] = deletionTimestamp === undefined ? ['Active', 'empty'] : ['Terminating', 'not empty']
    if (phase !== due) root.to('status.Phase').invalid(phase ?? '', `may only be '${due}' if \`deletionTimestamp\` is ${when}`)
  },
  selectable: ['status.phase'],
}
