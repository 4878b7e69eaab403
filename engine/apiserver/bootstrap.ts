// What a fresh cluster has before anybody asks for anything: the objects that the API server makes for itself.
import type { JsonObject } from './object.ts'
import type { Caller } from './request.ts'
import type { Door } from './server.ts'
import { groupVersionOf } from './resource.ts'
import { systemPriorities } from './kinds/policies.ts'

const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system']
/** Where the API server is found. */
export const ownAddress = '172.18.0.100'
const ownPort = { name: 'https', port: 6443, protocol: 'TCP' }
const self = { name: 'kubernetes', namespace: 'default' }

const descriptions: Readonly<Record<string, string>> = {
  'system-cluster-critical': 'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  'system-node-critical': 'Used for system critical pods that must not be moved from their current node.',
}

const systemObjects: readonly JsonObject[] = [
  ...namespaces.map(name => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  ...[...systemPriorities].map(([name, value]) => ({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value, description: descriptions[name] ?? '' })),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...self, labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: { type: 'ClusterIP', clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: ownPort.port }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { ...self, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
    subsets: [{ addresses: [{ ip: ownAddress }], ports: [ownPort] }],
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...self, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [ownAddress], conditions: { ready: true } }],
    ports: [ownPort],
  },
]

export function bootstrap(server: Door, caller: Caller): void {
  for (const body of systemObjects) {
    const { apiVersion, kind, metadata } = body as { readonly apiVersion: string, readonly kind: string, readonly metadata: { readonly namespace?: string } } // they are all above
    const definition = server.registry.byKind(apiVersion, kind)
    if (!definition) throw new Error(`${apiVersion} ${kind} is not served`)
    const { group, version } = groupVersionOf(apiVersion)
    const { namespace } = metadata
    const { code, body: answer } = server.handle(caller, { verb: 'create', group, version, resource: definition.plural, ...namespace !== undefined && { namespace }, body, encoding: 'typed' })
    if (code >= 400) throw new Error(`a fresh cluster cannot have ${JSON.stringify(body)}: ${JSON.stringify(answer)}`)
  }
}
