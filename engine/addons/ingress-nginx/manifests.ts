// The controller of ingress-nginx as it is installed, in the ways that its makers and minikube provide.
import type { ConfigMap, Deployment, IngressClass, Namespace, Service } from '../../apiserver/types.gen.ts'
import type { Draft } from '../../client/resources.ts'
import { labels as common, namespace, own, version } from './access.ts'

/** `baremetal`: ports of the nodes. `cloud`: an address of a load balancer. `kind` and `minikube`: ports 80 and 443 of their node. */
export type Provider = 'baremetal' | 'cloud' | 'kind' | 'minikube'

const name = 'ingress-nginx-controller'
const component = { 'app.kubernetes.io/component': 'controller' }
const labels = { ...common, ...component }
const selector = { ...own, ...component }

export const room: Draft<Namespace> = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: own }, spec: {} }

export const configMap: Draft<ConfigMap> = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels }, data: {} }

export const ingressClass = (provider: Provider): Draft<IngressClass> => ({
  apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass',
  metadata: { name: 'nginx', labels, ...provider === 'minikube' && { annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } } },
  spec: { controller: 'k8s.io/ingress-nginx' },
})

export const service = (provider: Provider): Draft<Service> => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name, namespace, labels },
  spec: {
    type: provider === 'cloud' ? 'LoadBalancer' : 'NodePort',
    ...provider === 'cloud' && { externalTrafficPolicy: 'Local' },
    ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack',
    ports: [
      { appProtocol: 'http', name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' },
      { appProtocol: 'https', name: 'https', port: 443, protocol: 'TCP', targetPort: 'https' },
    ],
    selector,
  },
})

const flags: Readonly<Record<Provider, readonly string[]>> = {
  baremetal: ['--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller'],
  cloud: ['--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller'],
  kind: ['--watch-ingress-without-class=true', '--publish-status-address=localhost'],
  minikube: ['--report-node-internal-ip-address', '--watch-ingress-without-class=true'],
}

const probe = { httpGet: { path: '/healthz', port: 10_254, scheme: 'HTTP' }, initialDelaySeconds: 10, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 } as const
const fromField = (fieldPath: string) => ({ valueFrom: { fieldRef: { fieldPath } } })

export function deployment(provider: Provider): Draft<Deployment> {
  const isOnNode = provider === 'kind' || provider === 'minikube'
  const portOf = (portName: string, containerPort: number) => ({ name: portName, containerPort, protocol: 'TCP' as const, ...isOnNode && { hostPort: containerPort } })
  return {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace, labels },
    spec: {
      minReadySeconds: 0,
      revisionHistoryLimit: 10,
      selector: { matchLabels: selector },
      ...isOnNode && { strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } } },
      template: {
        metadata: { labels },
        spec: {
          dnsPolicy: 'ClusterFirst',
          nodeSelector: { 'kubernetes.io/os': 'linux', ...provider === 'minikube' && { 'minikube.k8s.io/primary': 'true' } },
          serviceAccountName: 'ingress-nginx',
          terminationGracePeriodSeconds: isOnNode ? 0 : 300,
          ...isOnNode && { tolerations: [{ key: 'node-role.kubernetes.io/master', operator: 'Equal', effect: 'NoSchedule' }, { key: 'node-role.kubernetes.io/control-plane', operator: 'Equal', effect: 'NoSchedule' }] },
          containers: [{
            name: 'controller',
            image: `registry.k8s.io/ingress-nginx/controller:v${version}`,
            imagePullPolicy: 'IfNotPresent',
            args: [
              '/nginx-ingress-controller', '--election-id=ingress-nginx-leader', '--controller-class=k8s.io/ingress-nginx', '--ingress-class=nginx',
              '--configmap=$(POD_NAMESPACE)/ingress-nginx-controller', ...flags[provider],
            ],
            env: [{ name: 'POD_NAME', ...fromField('metadata.name') }, { name: 'POD_NAMESPACE', ...fromField('metadata.namespace') }, { name: 'LD_PRELOAD', value: '/usr/local/lib/libmimalloc.so' }],
            lifecycle: { preStop: { exec: { command: ['/wait-shutdown'] } } },
            livenessProbe: { ...probe, failureThreshold: 5 },
            readinessProbe: { ...probe, failureThreshold: 3 },
            ports: [portOf('http', 80), portOf('https', 443)],
            resources: { requests: { cpu: '100m', memory: '90Mi' } },
            securityContext: {
              allowPrivilegeEscalation: false, capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] }, readOnlyRootFilesystem: false,
              runAsGroup: 82, runAsNonRoot: true, runAsUser: 101, seccompProfile: { type: 'RuntimeDefault' },
            },
          }],
        },
      },
    },
  }
}
