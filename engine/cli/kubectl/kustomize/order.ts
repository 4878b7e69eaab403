// The order in which resources are printed: what others need comes first.
import { nameOf, namespaceOf } from '../fields.ts'
import { groupOf, kindOf, versionOf, type Resource } from './resource.ts'

const first = [
  'Namespace', 'ResourceQuota', 'StorageClass', 'CustomResourceDefinition', 'ServiceAccount', 'PodSecurityPolicy', 'Role', 'ClusterRole', 'RoleBinding',
  'ClusterRoleBinding', 'ConfigMap', 'Secret', 'Endpoints', 'Service', 'LimitRange', 'PriorityClass', 'PersistentVolume', 'PersistentVolumeClaim',
  'Deployment', 'StatefulSet', 'CronJob', 'PodDisruptionBudget',
]
const last = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']
const ranks: ReadonlyMap<string, number> = new Map([...first.map((kind, i) => [kind, i - first.length] as const), ...last.map((kind, i) => [kind, i + 1] as const)])

/** What is empty comes after what is named. */
const keyOf = (resource: Resource): string =>
  [groupOf(resource) || '~G', '_', versionOf(resource) || '~V', '_', kindOf(resource), '|', namespaceOf(resource.object) || '~X', '|', nameOf(resource.object)].join('')

export const inOrder = (resources: readonly Resource[]): readonly Resource[] => resources
  .map(resource => ({ resource, rank: ranks.get(kindOf(resource)) ?? 0, key: keyOf(resource) }))
  .sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  .map(({ resource }) => resource)
