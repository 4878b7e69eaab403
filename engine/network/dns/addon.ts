// CoreDNS as kubeadm installs it: a Deployment of two, its configuration, and the Service that pods ask.
import type { Part } from '../../clock/part.ts'
import { isStatus, type Client } from '../../client/client.ts'
import type { Draft, ResourceKey, ResourceTypes } from '../../client/resources.ts'
import type { ConfigMap, Deployment, Service, ServiceAccount } from '../../apiserver/types.gen.ts'
import { clusterDomain } from './cluster-zone.ts'
import { clusterDnsAddress } from './policy.ts'
import { coreDnsVersion } from './server.ts'

const namespace = 'kube-system'
const labels = { 'k8s-app': 'kube-dns' }

const corefile = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes ${clusterDomain} in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success ${clusterDomain}
       disable denial ${clusterDomain}
    }
    loop
    reload
    loadbalance
}
`

const account: Draft<ServiceAccount> = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'coredns', namespace } }

const configuration: Draft<ConfigMap> = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'coredns', namespace }, data: { Corefile: corefile } }

const service: Draft<Service> = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'kube-dns',
    namespace,
    labels: { ...labels, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' },
    annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
  },
  spec: {
    clusterIP: clusterDnsAddress,
    selector: labels,
    ports: [
      { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
      { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
      { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
    ],
  },
}

const deployment = (replicas: number): Draft<Deployment> => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'coredns', namespace, labels },
  spec: {
    replicas,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        serviceAccountName: 'coredns',
        priorityClassName: 'system-cluster-critical',
        dnsPolicy: 'Default',
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        tolerations: [{ key: 'CriticalAddonsOnly', operator: 'Exists' }, { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
        containers: [{
          name: 'coredns',
          image: `registry.k8s.io/coredns/coredns:v${coreDnsVersion}`,
          imagePullPolicy: 'IfNotPresent',
          args: ['-conf', '/etc/coredns/Corefile'],
          resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
          ports: [
            { containerPort: 53, name: 'dns', protocol: 'UDP' }, { containerPort: 53, name: 'dns-tcp', protocol: 'TCP' }, { containerPort: 9153, name: 'metrics', protocol: 'TCP' },
            { containerPort: 8080, name: 'liveness-probe', protocol: 'TCP' }, { containerPort: 8181, name: 'readiness-probe', protocol: 'TCP' },
          ],
          livenessProbe: { httpGet: { path: '/health', port: 'liveness-probe', scheme: 'HTTP' }, initialDelaySeconds: 60, timeoutSeconds: 5, successThreshold: 1, failureThreshold: 5 },
          readinessProbe: { httpGet: { path: '/ready', port: 'readiness-probe', scheme: 'HTTP' } },
          volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] }, readOnlyRootFilesystem: true },
        }],
        volumes: [{ name: 'config-volume', configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] } }],
      },
    },
  },
})

/** Installs it once; what is there already stays as it is. */
export const coreDnsAddon = (client: Client, replicas = 2): Part => ({
  name: 'coredns',
  start: () => {
    make(client, 'serviceaccounts', account)
    make(client, 'configmaps', configuration)
    make(client, 'services', service)
    make(client, 'deployments.apps', deployment(replicas))
  },
  stop: () => {}, // what is installed stays
})

function make<K extends ResourceKey>(client: Client, key: K, draft: Draft<ResourceTypes[K]>): void {
  try { client.create(key, draft) }
  catch (error) { if (!isStatus(error, 'AlreadyExists')) throw error }
}
