// A resource on its way through the layers of a kustomization.
import type { JsonObject } from '../../../apiserver/object.ts'
import { groupVersionOf } from '../../../apiserver/resource.ts'
import { nameOf, namespaceOf, textAt } from '../fields.ts'

export interface Resource {
  readonly object: JsonObject
  /** Names that it had before, oldest first: patches and references may still use them. */
  readonly formerNames: readonly string[]
  /** Its name gets a hash of its content at last. */
  readonly hashed: boolean
}

export const resourceOf = (object: JsonObject, hashed = false): Resource => ({ object, formerNames: [], hashed })

export const kindOf = ({ object }: Resource): string => textAt(object, 'kind')
export const groupOf = ({ object }: Resource): string => groupVersionOf(textAt(object, 'apiVersion')).group
export const versionOf = ({ object }: Resource): string => groupVersionOf(textAt(object, 'apiVersion')).version

export const wasNamed = (resource: Resource, name: string): boolean => nameOf(resource.object) === name || resource.formerNames.includes(name)

/** `Deployment.v1.apps/web.[noNs]`: how errors name a resource. */
export function idOf(object: JsonObject): string {
  const { group, version } = groupVersionOf(textAt(object, 'apiVersion'))
  return `${textAt(object, 'kind')}.${version || '[noVer]'}.${group || '[noGrp]'}/${nameOf(object) || '[noName]'}.${namespaceOf(object) || '[noNs]'}`
}

/** The same resource with another object; a name that changes is remembered. */
export function changed(resource: Resource, object: JsonObject): Resource {
  if (object === resource.object) return resource
  const before = nameOf(resource.object)
  return { ...resource, object, formerNames: nameOf(object) === before || resource.formerNames.includes(before) ? resource.formerNames : [...resource.formerNames, before] }
}

const clusterScoped: ReadonlySet<string> = new Set([
  'APIService', 'CSIDriver', 'CSINode', 'CertificateSigningRequest', 'ClusterRole', 'ClusterRoleBinding', 'ComponentStatus', 'CustomResourceDefinition',
  'FlowSchema', 'IngressClass', 'MutatingWebhookConfiguration', 'Namespace', 'Node', 'PersistentVolume', 'PriorityClass', 'PriorityLevelConfiguration',
  'RuntimeClass', 'SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'StorageClass', 'SubjectAccessReview', 'TokenReview', 'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration', 'VolumeAttachment',
])

export const isNamespaced = (kind: string): boolean => !clusterScoped.has(kind)
