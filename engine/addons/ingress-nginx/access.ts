// What the controller may ask the API server for.
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding, ServiceAccount } from '../../apiserver/types.gen.ts'
import type { Draft } from '../../client/resources.ts'

export const namespace = 'ingress-nginx'
export const version = '1.14.0'
const name = 'ingress-nginx'
export const own = { 'app.kubernetes.io/instance': name, 'app.kubernetes.io/name': name } as const
export const labels = { ...own, 'app.kubernetes.io/part-of': name, 'app.kubernetes.io/version': version } as const

const network = 'networking.k8s.io'
const seen = ['get', 'list', 'watch']
/** The last verb, because a recorder here writes events whole. */
const told = { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch', 'update'] }
const ingresses = [
  { apiGroups: [network], resources: ['ingresses'], verbs: seen },
  { apiGroups: [network], resources: ['ingresses/status'], verbs: ['update'] },
  { apiGroups: [network], resources: ['ingressclasses'], verbs: seen },
]
const slices = { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch', 'get'] }
const lease = 'coordination.k8s.io'

export const account: Draft<ServiceAccount> = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, labels }, automountServiceAccountToken: true }

export const clusterRole: Draft<ClusterRole> = {
  apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name, labels },
  rules: [
    { apiGroups: [''], resources: ['configmaps', 'endpoints', 'nodes', 'pods', 'secrets', 'namespaces'], verbs: ['list', 'watch'] },
    { apiGroups: [lease], resources: ['leases'], verbs: ['list', 'watch'] },
    { apiGroups: [''], resources: ['nodes'], verbs: ['get'] },
    { apiGroups: [''], resources: ['services'], verbs: seen },
    ...ingresses, told, slices,
  ],
}

export const role: Draft<Role> = {
  apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name, namespace, labels },
  rules: [
    { apiGroups: [''], resources: ['namespaces'], verbs: ['get'] },
    { apiGroups: [''], resources: ['configmaps', 'pods', 'secrets', 'endpoints'], verbs: seen },
    { apiGroups: [''], resources: ['services'], verbs: seen },
    ...ingresses,
    { apiGroups: [lease], resourceNames: ['ingress-nginx-leader'], resources: ['leases'], verbs: ['get', 'update'] },
    { apiGroups: [lease], resources: ['leases'], verbs: ['create'] },
    told, slices,
  ],
}

const subjects = [{ kind: 'ServiceAccount', name, namespace }]

export const clusterRoleBinding: Draft<ClusterRoleBinding> = {
  apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name, labels },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name }, subjects,
}

export const roleBinding: Draft<RoleBinding> = {
  apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name, namespace, labels },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name }, subjects,
}
