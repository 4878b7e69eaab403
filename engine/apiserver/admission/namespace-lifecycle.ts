import type { AdmissionPlugin } from '../admission.ts'
import { notFound } from '../status.ts'
import { concerns, refusal } from './plugin.ts'

const immortal = new Set(['default', 'kube-public', 'kube-system'])

/** Things are made in namespaces that exist and are to stay. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  mutate(object, attributes, { lookup }) {
    const { namespace, operation } = attributes
    if (operation !== 'CREATE' || namespace === undefined) return object
    const found = lookup('namespaces', undefined, namespace)
    if (!found) throw notFound('namespaces', '', namespace)
    if (found.metadata.deletionTimestamp === undefined) return object
    throw refusal(attributes, `unable to create new content in namespace ${namespace} because it is being terminated`,
      [{ reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' }])
  },
  validate(attributes) {
    if (attributes.operation === 'DELETE' && immortal.has(attributes.name) && concerns(attributes, 'namespaces')) throw refusal(attributes, 'this namespace may not be deleted')
  },
}
