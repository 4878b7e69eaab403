// MetalLB as it is installed: its kinds, its controller, and a speaker on every node.
import type { Draft } from '../../client/resources.ts'
import type { CustomResourceDefinition, DaemonSet, Deployment, JSONSchemaProps, Namespace, PodSpec } from '../../apiserver/types.gen.ts'

export const namespace = 'metallb-system'
export const poolsKey = 'ipaddresspools.metallb.io'
export const advertisementsKey = 'l2advertisements.metallb.io'
export const speakerLabels = { app: 'metallb', component: 'speaker' }
const controllerLabels = { app: 'metallb', component: 'controller' }
const version = 'v0.15.2'

const text: JSONSchemaProps = { type: 'string' }
const texts: JSONSchemaProps = { type: 'array', items: text }

const definition = (kind: string, plural: string, spec: JSONSchemaProps, columns: readonly (readonly [string, string])[]): Draft<CustomResourceDefinition> => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.metallb.io` },
  spec: {
    group: 'metallb.io',
    scope: 'Namespaced',
    names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
    versions: [{
      name: 'v1beta1', served: true, storage: true,
      additionalPrinterColumns: columns.map(([name, jsonPath]) => ({ name, jsonPath, type: name === 'Auto Assign' ? 'boolean' : 'string' })),
      schema: { openAPIV3Schema: { type: 'object', properties: { apiVersion: text, kind: text, metadata: { type: 'object' }, spec, status: { type: 'object' } } } },
    }],
  },
})

export const definitions: readonly Draft<CustomResourceDefinition>[] = [
  definition('IPAddressPool', 'ipaddresspools', {
    type: 'object', required: ['addresses'],
    properties: { addresses: texts, autoAssign: { type: 'boolean', default: true }, avoidBuggyIPs: { type: 'boolean', default: false } },
  }, [['Auto Assign', '.spec.autoAssign'], ['Avoid Buggy IPs', '.spec.avoidBuggyIPs'], ['Addresses', '.spec.addresses']]),
  definition('L2Advertisement', 'l2advertisements', { type: 'object', properties: { ipAddressPools: texts, interfaces: texts } }, [['IPAddressPools', '.spec.ipAddressPools'], ['Interfaces', '.spec.interfaces']]),
]

export const room: Draft<Namespace> = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } }, spec: {} }

const podOf = (component: string, more: Partial<PodSpec> = {}): PodSpec => ({
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  ...more,
  containers: [{ name: component, image: `quay.io/metallb/${component}:${version}`, resources: {}, ports: [{ containerPort: component === 'speaker' ? 7472 : 7572, name: 'monitoring' }] }],
})

export const controller: Draft<Deployment> = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'controller', namespace, labels: controllerLabels },
  spec: { replicas: 1, selector: { matchLabels: controllerLabels }, template: { metadata: { labels: controllerLabels }, spec: podOf('controller') } },
}

export const speakers: Draft<DaemonSet> = {
  apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'speaker', namespace, labels: speakerLabels },
  spec: {
    selector: { matchLabels: speakerLabels },
    template: { metadata: { labels: speakerLabels }, spec: podOf('speaker', { hostNetwork: true, tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' }] }) },
  },
}
