// What is wrong with the finer parts of pods, quotas, limits and what leads to services.
import { describe, expect, it } from 'vitest'
import type { Status } from '../../../../engine/apiserver/status.ts'
import { type Case, container, object, pod, podOf, TestServer, texts, told, workload } from './cases.ts'

const blockClaim = { name: 'v', persistentVolumeClaim: { claimName: 'c' } }
const term = (more: object): object => ({ podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone', ...more }] } })
const quota = (hard: object, more: object): Case[1] => object('v1', 'ResourceQuota', { spec: { hard: { ...hard }, ...more } })
const range = (limit: object): Case[1] => object('v1', 'LimitRange', { spec: { limits: [{ ...limit }] } })
const ingress = (backend: object): Case[1] => object('networking.k8s.io/v1', 'Ingress', { spec: { defaultBackend: { ...backend } } })
const ingressClass = (parameters: object): Case[1] => object('networking.k8s.io/v1', 'IngressClass', { spec: { controller: 'acme.io/x', parameters: { kind: 'P', name: 'p', ...parameters } } })

const pods: readonly Case[] = [
  ['policies of resizing', pod({ restartPolicy: 'Never', containers: [container({ resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }, { resourceName: 'cpu', restartPolicy: 'NotRequired' }, { resourceName: 'gpu', restartPolicy: 'Maybe' }] })] }), [
    'spec.containers[0].resizePolicy: Invalid value: "RestartContainer": must be \'NotRequired\' when `restartPolicy` is \'Never\'',
    'spec.containers[0].resizePolicy[1]: Duplicate value: "cpu"',
    'spec.containers[0].resizePolicy: Unsupported value: "gpu": supported values: "cpu", "memory"',
    'spec.containers[0].resizePolicy: Unsupported value: "Maybe": supported values: "NotRequired", "RestartContainer"',
    'spec.containers[0].resizePolicy: Invalid value: "Maybe": must be \'NotRequired\' when `restartPolicy` is \'Never\'',
  ]],
  ['a resizing init container', pod({ initContainers: [container({ name: 'i', resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }] })] }), [
    'spec.initContainers[0].resizePolicy: Invalid value: [{"ResourceName":"cpu","RestartPolicy":"NotRequired"}]: must not be set for init containers',
  ]],
  ['containers with policies of their own', pod({ containers: [container({ restartPolicy: 'Sometimes' })], initContainers: [container({ name: 'i', restartPolicyRules: [{ action: 'Stop' }, { action: 'Restart', exitCodes: { operator: 'Is', values: [1] } }] })] }), [
    'spec.containers[0].restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", "OnFailure"',
    'spec.initContainers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used',
    'spec.initContainers[0].restartPolicyRules[0].action: Unsupported value: "Stop": supported values: "Restart"',
    'spec.initContainers[0].restartPolicyRules[0].exitCodes: Required value: must be specified',
    'spec.initContainers[0].restartPolicyRules[1].exitCodes.operator: Unsupported value: "Is": supported values: "In", "NotIn"',
  ]],
  ['mounts that are read only all the way down', pod({ volumes: [{ name: 'v', emptyDir: {} }], containers: [container({ volumeMounts: [{ name: 'v', mountPath: '/a', recursiveReadOnly: 'Enabled', mountPropagation: 'HostToContainer' }, { name: 'v', mountPath: '/b', recursiveReadOnly: 'Often' }] })] }), [
    'spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true',
    'spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when mountPropagation is None or not specified',
    'spec.containers[0].volumeMounts.recursiveReadOnly: Unsupported value: "Often": supported values: "Disabled", "Enabled", "IfPossible"',
  ]],
  ['a volume as mount and device', pod({ volumes: [blockClaim], containers: [container({ volumeMounts: [{ name: 'v', mountPath: '/a' }], volumeDevices: [{ name: 'v', devicePath: '/a' }] })] }), [
    'spec.containers[0].volumeMounts[0].name: Invalid value: "v": must not already exist in volumeDevices',
    'spec.containers[0].volumeMounts[0].mountPath: Invalid value: "/a": must not already exist as a path in volumeDevices',
    'spec.containers[0].volumeDevices[0].name: Invalid value: "v": must not already exist in volumeMounts',
    'spec.containers[0].volumeDevices[0].devicePath: Invalid value: "/a": must not already exist as a path in volumeMounts',
  ]],
  ['profiles', pod({ securityContext: { seccompProfile: { type: 'RuntimeDefault', localhostProfile: 'x' }, appArmorProfile: { type: 'Localhost', localhostProfile: ' x' }, supplementalGroupsPolicy: 'Mix', seLinuxChangePolicy: 'Never' } }), [
    'spec.securityContext.seccompProfile.localhostProfile: Invalid value: {"Type":"RuntimeDefault","LocalhostProfile":"x"}: can only be set when seccomp type is Localhost',
    'spec.securityContext.appArmorProfile.localhostProfile: Invalid value: " x": must not be padded with whitespace',
    'spec.securityContext.supplementalGroupsPolicy: Unsupported value: "Mix": supported values: "Merge", "Strict"',
    'spec.securityContext.seLinuxChangePolicy: Unsupported value: "Never": supported values: "MountOption", "Recursive"',
  ]],
  ['profiles of a container', podOf({ securityContext: { appArmorProfile: { type: 'Unconfined', localhostProfile: 'x' } } }), ['spec.containers[0].securityContext.appArmorProfile.localhostProfile: Invalid value: "x": can only be set when AppArmor type is Localhost']],
  ['settings of the kernel that are those of the host', pod({ hostNetwork: true, hostIPC: true, securityContext: { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }, { name: 'kernel.sem', value: '1' }] } }), [
    'spec.securityContext.sysctls[0].name: Invalid value: "net.ipv4.tcp_syncookies": may not be specified when \'hostNetwork\' is true',
    'spec.securityContext.sysctls[1].name: Invalid value: "kernel.sem": may not be specified when \'hostIPC\' is true',
  ]],
  ['users of its own on the network of the host', pod({ hostUsers: false, hostNetwork: true, hostPID: true, hostIPC: true }), [
    'spec.hostNetwork: Forbidden: when `hostUsers` is false', 'spec.hostPID: Forbidden: when `hostUsers` is false', 'spec.hostIPC: Forbidden: when `hostUsers` is false',
  ]],
  ['a system without a name', pod({ os: { name: '' } }), ['spec.os.name: Required value: cannot be empty']],
  ['keys of labels that are shared, without a selector', pod({ affinity: { ...term({ matchLabelKeys: ['a'], mismatchLabelKeys: ['b'] }) } }), [
    'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set',
    'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].mismatchLabelKeys: Forbidden: must not be specified when labelSelector is not set',
  ]],
  ['keys of labels that are shared', pod({ affinity: { ...term({ labelSelector: {}, matchLabelKeys: ['a b', 'c'], mismatchLabelKeys: ['c'] }) } }), [
    `spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys[0]: Invalid value: "a b": ${texts.notNamePart}`,
    'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys[1]: Invalid value: "c": exists in both matchLabelKeys and mismatchLabelKeys',
  ]],
  ['keys of labels by which pods are spread', pod({ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { a: 'b' } }, matchLabelKeys: ['a', 'b c'] }] }), [
    `spec.topologySpreadConstraints[0].matchLabelKeys[1]: Invalid value: "b c": ${texts.notNamePart}`,
    'spec.topologySpreadConstraints[0].matchLabelKeys[0]: Invalid value: "a": exists in both matchLabelKeys and labelSelector',
  ]],
  ['the cost of deletion', pod({}, { annotations: { 'controller.kubernetes.io/pod-deletion-cost': 'much' } }), ['metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "much": must be a 32bit integer']],
  ['the cost of deletion in a template', object('apps/v1', 'Deployment', { spec: { ...workload(), template: { ...workload().template as object, metadata: { labels: { a: 'b' }, annotations: { 'controller.kubernetes.io/pod-deletion-cost': '2147483648' } } } } }), [
    'spec.template.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "2147483648": must be a 32bit integer',
  ]],
  ['the least cost of deletion', pod({}, { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '-2147483648' } }), []],
  ['tolerations that compare numbers', pod({ tolerations: [{ key: 'a', operator: 'Gt', value: '5' }] }), ['spec.tolerations[0].operator: Unsupported value: "Gt": supported values: "Equal", "Exists"']],
]

const others: readonly Case[] = [
  ['scopes that are at odds', quota({ pods: '1', 'services.nodeports': '1' }, { scopes: ['BestEffort', 'NotBestEffort'] }), [
    'spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: unsupported scope applied to resource',
    'spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: unsupported scope applied to resource',
    'spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes',
  ]],
  ['scopes of what a pod may take', quota({ 'requests.cpu': '1', 'limits.memory': '1Gi', pods: '1' }, { scopes: ['NotTerminating'] }), []],
  ['storage by scope', quota({ 'requests.ephemeral-storage': '1Gi' }, { scopes: ['Terminating'] }), ['spec.scopes: Invalid value: ["Terminating"]: unsupported scope applied to resource']],
  ['what has a name of its own by scope', quota({ 'count/deployments.apps': '1' }, { scopes: ['BestEffort'] }), []],
  ['selected scopes', quota({ cpu: '1' }, { scopeSelector: { matchExpressions: [{ scopeName: 'BestEffort', operator: 'In', values: ['x'] }, { scopeName: 'PriorityClass', operator: 'In' }] } }), [
    'spec.scopeSelector.matchExpressions: Invalid value: {"MatchExpressions":[{"ScopeName":"BestEffort","Operator":"In","Values":["x"]},{"ScopeName":"PriorityClass","Operator":"In","Values":null}]}: unsupported scope applied to resource',
    'spec.scopeSelector.matchExpressions.operator: Invalid value: "In": must be \'Exist\' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity',
    'spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is \'In\' or \'NotIn\' for scope selector',
  ]],
  ['a ratio that cannot be', range({ type: 'Container', min: { cpu: '500m' }, max: { cpu: '1' }, maxLimitRequestRatio: { cpu: '4' } }), ['spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "4": ratio 4 is greater than max/min = 2.000000']],
  ['usual amounts of what is not shared', range({ type: 'Container', default: { 'acme.io/gpu': '2' }, defaultRequest: { 'acme.io/gpu': '1' } }), ['spec.limits[0].defaultRequest[acme.io/gpu]: Invalid value: "1": default value 2 must equal to defaultRequest value 1 in acme.io/gpu']],
  ['a secret that holds no object', object('v1', 'Secret', { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': '[]' } }), ['data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": json: cannot unmarshal array into Go value of type map[string]interface {}']],
  ['an empty key', object('v1', 'Secret', { type: 'kubernetes.io/ssh-auth', stringData: { 'ssh-privatekey': '' } }), ['data[ssh-privatekey]: Required value']],
  ['an ingress to a resource', ingress({ resource: { apiGroup: 'A_', kind: '', name: 'a/b' } }), [
    `spec.defaultBackend.resource.apiGroup: Invalid value: "A_": ${texts.notSubdomain}`,
    'spec.defaultBackend.resource.kind: Required value: kind is required',
    'spec.defaultBackend.resource.name: Invalid value: "a/b": may not contain \'/\'',
  ]],
  ['an ingress with two classes', object('networking.k8s.io/v1', 'Ingress', { spec: { ingressClassName: 'x', defaultBackend: { service: { name: 's', port: { number: 80 } } } } }, { annotations: { 'kubernetes.io/ingress.class': 'y' } }), [
    'annotations.kubernetes.io/ingress.class: Invalid value: "y": can not be set when the class field is also set',
  ]],
  ['parameters of a class in a namespace that is not named', ingressClass({ scope: 'Namespace' }), ['spec.parameters.namespace: Required value: `parameters.scope` is set to \'Namespace\'']],
  ['parameters of a class in a namespace that does not count', ingressClass({ namespace: 'x' }), ['spec.parameters.namespace: Forbidden: `parameters.scope` is set to \'Cluster\'']],
  ['parameters of a class elsewhere', ingressClass({ scope: 'World' }), ['spec.parameters.scope: Unsupported value: "World": supported values: "Cluster", "Namespace"']],
  ['a controller that is no domain', object('networking.k8s.io/v1', 'IngressClass', { spec: { controller: 'Acme/x' } }), [`spec.controller: Invalid value: "Acme": ${texts.notSubdomain}`]],
  ['the port of the kubelet', object('v1', 'Service', { spec: { type: 'LoadBalancer', ports: [{ port: 10250 }] } }), ['spec.ports[0]: Invalid value: 10250: may not expose port 10250 externally since it is used by kubelet']],
  ['a lease', object('coordination.k8s.io/v1', 'Lease', { spec: { leaseDurationSeconds: 0, leaseTransitions: -1 } }), [
    'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
    'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0',
  ]],
  ['a way of running containers', object('node.k8s.io/v1', 'RuntimeClass', { handler: 'A', overhead: { podFixed: { cpu: '-1' } }, scheduling: { nodeSelector: { 'a b': 'c' }, tolerations: [{ key: 'a', operator: 'Is' }] } }), [
    `handler: Invalid value: "A": ${texts.notLabel}`,
    'overhead.podFixed.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0',
    `scheduling.nodeSelector: Invalid value: "a b": ${texts.notNamePart}`,
    'scheduling.tolerations[0].operator: Unsupported value: "Is": supported values: "Equal", "Exists"',
  ]],
  ['indexes that are enough', object('batch/v1', 'Job', { spec: { completionMode: 'Indexed', completions: 5, successPolicy: { rules: [{ succeededIndexes: '0-2,1' }, { succeededIndexes: '0-2,4', succeededCount: 5 }, { succeededIndexes: 'a' }, { succeededIndexes: '0-9' }, { succeededIndexes: '1-2-3' }] }, template: { spec: { restartPolicy: 'Never', containers: [container()] } } } }), [
    'spec.successPolicy.rules[0].succeededIndexes: Invalid value: "0-2,1": error parsing succeededIndexes: non-increasing order, previous: 2, current: 1',
    'spec.successPolicy.rules[1].succeededCount: Invalid value: 5: must be less than or equal to 4 (the number of indexes in the specified succeededIndexes field)',
    'spec.successPolicy.rules[2].succeededIndexes: Invalid value: "a": error parsing succeededIndexes: cannot convert string to integer for index: "a"',
    'spec.successPolicy.rules[3].succeededIndexes: Invalid value: "0-9": error parsing succeededIndexes: too large index: "9"',
    'spec.successPolicy.rules[4].succeededIndexes: Invalid value: "1-2-3": error parsing succeededIndexes: the fragment "1-2-3" violates the requirement that an index interval can have at most two parts separated by \'-\'',
  ]],
]

describe('the finer parts of pods', () => told(pods))
describe('the finer parts of other things', () => told(others))

it('containers that look around have less than others', () => {
  const server = new TestServer()
  server.create(pod({ volumes: [{ name: 'v', emptyDir: {} }] }))
  const { body } = server.patch(pod({}), { spec: { ephemeralContainers: [{ name: 'e', image: ' x', ports: [{ containerPort: 80 }], resources: { limits: { cpu: '1' } }, volumeMounts: [{ name: 'v', mountPath: '/v', subPath: 'a' }] }] } }, 'strategic', { subresource: 'ephemeralcontainers' })
  expect((body as Status).details?.causes?.map(({ field, message }) => `${field}: ${message}`)).toEqual([
    'spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container',
    'spec.ephemeralContainers[0].resources: Forbidden: cannot be set for an Ephemeral Container',
    'spec.ephemeralContainers[0].volumeMounts[0].subPath: Forbidden: cannot be set for an Ephemeral Container',
    'spec.ephemeralContainers[0].image: Invalid value: " x": must not have leading or trailing whitespace',
  ])
})

it('what may not change comes first, where the real server looks at it first', () => {
  const server = new TestServer()
  const map = object('v1', 'ConfigMap', { immutable: true, data: { a: '1' } })
  server.create(map)
  const { body } = server.patch(map, { data: { '?': '2' } })
  expect((body as Status).details?.causes?.map(({ field }) => field)).toEqual(['data', 'data[?]'])
})
