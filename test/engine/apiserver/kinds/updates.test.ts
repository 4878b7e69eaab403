// What may not be changed once it is there, and what stays as it was.
import { describe, expect, it } from 'vitest'
import type { JsonObject, KubeObject } from '../../../../engine/apiserver/object.ts'
import type { Pod } from '../../../../engine/apiserver/types.gen.ts'
import type { Status } from '../../../../engine/apiserver/status.ts'
import { container, never, object, pod, workload } from '../validation/cases.ts'
import { complaint, TestServer } from './server.ts'

const rbac = 'rbac.authorization.k8s.io'
const service = (spec: JsonObject): JsonObject => object('v1', 'Service', { spec: { ports: [{ port: 80 }], ...spec } })
const claim = object('v1', 'PersistentVolumeClaim', { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } } })
const set = object('apps/v1', 'StatefulSet', { spec: { serviceName: 'a', ...workload() } })
const otherSelector = { spec: { selector: { matchLabels: { a: 'c' } }, template: { metadata: { labels: { a: 'c' } } } } }
const immutableSelector = ['spec.selector: Invalid value: {"matchLabels":{"a":"c"}}: field is immutable']
const onlySomeOfSet = ['spec: Forbidden: updates to statefulset spec for fields other than \'replicas\', \'ordinals\', \'template\', \'updateStrategy\', \'revisionHistoryLimit\', \'persistentVolumeClaimRetentionPolicy\' and \'minReadySeconds\' are forbidden']
const onlySomeOfClaim = 'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'
const onlySomeOfPod = 'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

const cases: readonly (readonly [what: string, made: JsonObject, patch: JsonObject, faults: readonly string[]])[] = [
  ['the address of a service', service({ clusterIP: '10.96.5.5' }), { spec: { clusterIP: '10.96.5.6' } }, ['spec.clusterIPs[0]: Invalid value: ["10.96.5.6"]: may not change once set']],
  ['a service to a headless one', service({}), { spec: { clusterIP: 'None', clusterIPs: null } }, ['spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set']],
  ['a service to a name elsewhere', service({}), { spec: { type: 'ExternalName', externalName: 'a.b' } }, []],
  ['the selector of a deployment', object('apps/v1', 'Deployment', { spec: workload() }), otherSelector, immutableSelector],
  ['the selector of a daemon set', object('apps/v1', 'DaemonSet', { spec: workload() }), otherSelector, immutableSelector],
  ['the selector of a replica set', object('apps/v1', 'ReplicaSet', { spec: workload() }), otherSelector, immutableSelector],
  ['the service of a stateful set', set, { spec: { serviceName: 'b' } }, onlySomeOfSet],
  ['the claims of a stateful set', set, { spec: { volumeClaimTemplates: [{ metadata: { name: 'd' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }] } }, onlySomeOfSet],
  ['the size of a stateful set', set, { spec: { replicas: 3, minReadySeconds: 3 } }, []],
  ['the completions of a job', object('batch/v1', 'Job', { spec: { completions: 1, template: never } }), { spec: { completions: 2 } }, ['spec.completions: Invalid value: 2: field is immutable']],
  ['the mode of a job', object('batch/v1', 'Job', { spec: { completions: 1, template: never } }), { spec: { completionMode: 'Indexed' } }, ['spec.completionMode: Invalid value: "Indexed": field is immutable']],
  ['whether a job is suspended', object('batch/v1', 'Job', { spec: { template: never } }), { spec: { suspend: true, parallelism: 3, ttlSecondsAfterFinished: 3 } }, []],
  ['the modes of a claim', claim, { spec: { accessModes: ['ReadWriteMany'] } }, [`${onlySomeOfClaim}\n@@ -1,6 +1,6 @@\n {\n  "AccessModes": [\n-  "ReadWriteOnce"\n+  "ReadWriteMany"\n  ],\n  "Selector": null,\n  "Resources": {\n`]],
  ['the data of a sealed config map', object('v1', 'ConfigMap', { data: { a: '1' }, immutable: true }), { data: { a: '2' } }, ['data: Forbidden: field is immutable when `immutable` is set']],
  ['the seal of a config map', object('v1', 'ConfigMap', { immutable: true }), { immutable: false }, ['immutable: Forbidden: field is immutable when `immutable` is set']],
  ['the type of a secret', object('v1', 'Secret', { data: { a: 'YQ==' } }), { type: 'a/b' }, ['type: Invalid value: "a/b": field is immutable']],
  ['the role of a binding', object(`${rbac}/v1`, 'RoleBinding', { roleRef: { kind: 'Role', name: 'a', apiGroup: rbac } }), { roleRef: { name: 'b' } }, [`roleRef: Invalid value: {"APIGroup":"${rbac}","Kind":"Role","Name":"b"}: cannot change roleRef`]],
  ['a storage class', object('storage.k8s.io/v1', 'StorageClass', { provisioner: 'a/b' }), { provisioner: 'a/c', reclaimPolicy: 'Retain', parameters: { a: 'b' }, volumeBindingMode: 'WaitForFirstConsumer' }, [
    'parameters: Forbidden: updates to parameters are forbidden.',
    'provisioner: Invalid value: "a/c": field is immutable',
    'reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden.',
    'volumeBindingMode: Invalid value: "WaitForFirstConsumer": field is immutable',
  ]],
  ['a priority class', object('scheduling.k8s.io/v1', 'PriorityClass', { value: 1 }), { value: 2, preemptionPolicy: 'Never' }, ['value: Forbidden: may not be changed in an update.', 'preemptionPolicy: Invalid value: "Never": field is immutable']],
  ['the controller of an ingress class', object('networking.k8s.io/v1', 'IngressClass', { spec: { controller: 'a/b' } }), { spec: { controller: 'a/c' } }, ['spec.controller: Invalid value: "a/c": field is immutable']],
  ['the scopes of a quota', object('v1', 'ResourceQuota', { spec: { hard: { pods: '1' } } }), { spec: { scopes: ['BestEffort'] } }, ['spec.scopes: Invalid value: ["BestEffort"]: field is immutable']],
  ['the image of a pod', pod({}), { spec: { containers: [container({ image: 'redis' })] } }, []],
  ['the command of a pod', pod({}), { spec: { containers: [container({ command: ['a'] })] } }, [
    `${onlySomeOfPod}\n@@ -111,7 +111,9 @@\n   {\n    "Name": "c",\n    "Image": "nginx",\n-   "Command": null,\n+   "Command": [\n+    "a"\n+   ],\n    "Args": null,\n    "WorkingDir": "",\n    "Ports": null,\n`,
  ]],
  ['the number of containers', pod({}), { spec: { containers: [container(), container({ name: 'd' })] } }, ['spec.containers: Forbidden: pod updates may not add or remove containers']],
  ['a longer deadline', pod({ activeDeadlineSeconds: 5 }), { spec: { activeDeadlineSeconds: 6 } }, ['spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value']],
  ['no deadline any more', pod({ activeDeadlineSeconds: 5 }), { spec: { activeDeadlineSeconds: null } }, ['spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value']],
  ['a new gate', pod({}), { spec: { schedulingGates: [{ name: 'a' }] } }, ['spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate \'a\'']],
  ['the wishes of a gated pod', pod({ schedulingGates: [{ name: 'a' }] }), { spec: { nodeSelector: { a: 'b' } } }, []],
]

describe('updates', () => {
  for (const [what, made, patch, faults] of cases) {
    it(what, () => {
      const server = new TestServer()
      expect(server.create(made).code).toBe(201)
      const { code, body } = server.patch(made, patch, 'strategic')
      expect(code < 400 ? [] : (body as Status).details?.causes?.map(({ field, message }) => `${field}: ${message}`)).toEqual(faults)
    })
  }

  it('keep the address and the ports of a service that does not speak of them', () => {
    const server = new TestServer()
    const { body: made } = server.create(service({ type: 'NodePort' }))
    const { body: updated } = server.update(service({ type: 'NodePort', selector: { a: 'b' } }))
    const { spec } = made as KubeObject & { spec: JsonObject }
    expect((updated as KubeObject).spec).toEqual({ ...spec, selector: { a: 'b' } })
  })

  it('drop the node ports of a service that needs none any more', () => {
    const server = new TestServer()
    server.create(service({ type: 'NodePort' }))
    const { body } = server.patch(service({}), { spec: { type: 'ClusterIP' } })
    expect((body as KubeObject & { spec: JsonObject }).spec['ports']).toEqual([{ port: 80, protocol: 'TCP', targetPort: 80 }])
  })

  it('of a part are checked like those of the whole', () => {
    const server = new TestServer()
    server.create(pod({}))
    const resized = pod({ containers: [container({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } })] })
    const attached = pod({ ephemeralContainers: [{ name: 'c', image: 'busybox' }] })
    expect([complaint(server.update(resized, 'resize')), complaint(server.update(attached, 'ephemeralcontainers'))]).toEqual([
      'Pod "p" is invalid: spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
      'Pod "p" is invalid: spec.ephemeralContainers[0].name: Duplicate value: "c"',
    ])
  })

  it('of a part change that part', () => {
    const server = new TestServer()
    server.create(pod({}))
    server.update(pod({ containers: [container({ image: 'redis', resources: { limits: { cpu: '1' } } })] }), 'resize')
    server.update(pod({ ephemeralContainers: [{ name: 'look', image: 'busybox' }] }), 'ephemeralcontainers')
    const { containers, ephemeralContainers } = (server.get(pod({})).body as Pod).spec
    expect(containers.map(({ image, resources }) => ({ image, resources }))).toEqual([{ image: 'nginx', resources: { limits: { cpu: '1' }, requests: { cpu: '1' } } }])
    expect(ephemeralContainers).toEqual([{ name: 'look', image: 'busybox', imagePullPolicy: 'Always', resources: {}, terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' }])
  })

  it('keep what holds a namespace', () => {
    const server = new TestServer()
    const { body } = server.update(object('v1', 'Namespace', { spec: { finalizers: [] } }, { name: 'default' }))
    expect((body as KubeObject).spec).toEqual({ finalizers: ['kubernetes'] })
    expect((body as KubeObject).metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'default' })
  })
})
