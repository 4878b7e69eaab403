// ingress-nginx: a controller that is installed as any other workload is. What it does is a program of its image.
import type { Part } from '../../clock/part.ts'
import { isStatus, type Client } from '../../client/client.ts'
import type { Draft, ResourceKey, ResourceTypes } from '../../client/resources.ts'
import { account, clusterRole, clusterRoleBinding, role, roleBinding } from './access.ts'
import { configMap, deployment, ingressClass, room, service, type Provider } from './manifests.ts'

type Entry = { readonly [K in ResourceKey]: { readonly key: K, readonly object: Draft<ResourceTypes[K]> } }[ResourceKey]

/** What `kubectl apply -f deploy.yaml` would send, in its order. */
export const ingressNginxObjects = (provider: Provider): readonly Entry[] => [
  { key: 'namespaces', object: room },
  { key: 'serviceaccounts', object: account },
  { key: 'roles.rbac.authorization.k8s.io', object: role },
  { key: 'clusterroles.rbac.authorization.k8s.io', object: clusterRole },
  { key: 'rolebindings.rbac.authorization.k8s.io', object: roleBinding },
  { key: 'clusterrolebindings.rbac.authorization.k8s.io', object: clusterRoleBinding },
  { key: 'configmaps', object: configMap },
  { key: 'services', object: service(provider) },
  { key: 'deployments.apps', object: deployment(provider) },
  { key: 'ingressclasses.networking.k8s.io', object: ingressClass(provider) },
]

/** Installs it once; what is there already stays as it is. */
export const ingressNginx = (client: Client, provider: Provider): Part => ({
  name: 'ingress-nginx',
  start: () => installed(client, provider),
  stop: () => {}, // what is installed stays
})

export function installed(client: Client, provider: Provider): void {
  for (const entry of ingressNginxObjects(provider)) make(client, entry)
}

/** With its namespace goes all that is in it. */
export function removed(client: Client): void {
  for (const { key, object } of ingressNginxObjects('minikube')) {
    if (object.metadata?.namespace !== undefined || !client.find(key, undefined, object.metadata?.name ?? '')) continue
    client.delete(key, undefined, object.metadata?.name ?? '')
  }
}

function make(client: Client, { key, object }: Entry): void {
  try { client.create<ResourceKey>(key, object) }
  catch (error) { if (!isStatus(error, 'AlreadyExists')) throw error }
}
