// NodeName: a pod that names its node goes there or nowhere.
import { skip, unresolvable, type Plugin } from '../framework.ts'

const elsewhere = unresolvable("node(s) didn't match the requested node name")

export const nodeName: Plugin = {
  name: 'NodeName',
  preFilter: (_cycle, { pod }) => pod.spec.nodeName ? undefined : skip,
  filter: (_cycle, { pod }, node) => pod.spec.nodeName && pod.spec.nodeName !== node.name ? elsewhere : undefined,
  mayHelp: (event, { pod }) => event.kind === 'node added' && event.node.metadata.name === pod.spec.nodeName,
}
