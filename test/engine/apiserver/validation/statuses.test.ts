// What may not be said of how things are.
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../engine/apiserver/object.ts'
import type { Status } from '../../../../engine/apiserver/status.ts'
import { container, never, object, pod, TestServer, workload } from './cases.ts'

const deployment = object('apps/v1', 'Deployment', { spec: workload() })
const replicaSet = object('apps/v1', 'ReplicaSet', { spec: workload() })
const statefulSet = object('apps/v1', 'StatefulSet', { spec: { serviceName: 's', ...workload() } })
const daemonSet = object('apps/v1', 'DaemonSet', { spec: workload() })
const job = object('batch/v1', 'Job', { spec: { template: never } })
const budget = object('policy/v1', 'PodDisruptionBudget', { spec: { minAvailable: 1, selector: { matchLabels: { a: 'b' } } } })
const scaler = object('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' } } })
const ingress = object('networking.k8s.io/v1', 'Ingress', { spec: { defaultBackend: { service: { name: 's', port: { number: 80 } } } } })
const service = (type: string): JsonObject => object('v1', 'Service', { spec: { type, ports: [{ port: 80 }] } })
const claim = object('v1', 'PersistentVolumeClaim', { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } } })
const sworn = (...types: readonly string[]): JsonObject[] => types.map(type => ({ type, status: 'True' }))
const negative = 'must be greater than or equal to 0'
const time = '2026-11-21T09:00:00Z'

const cases: readonly (readonly [what: string, made: JsonObject, status: JsonObject, faults: readonly string[]])[] = [
  ['a deployment with more ready than there are', deployment, { readyReplicas: 5, replicas: 1 }, ['status.readyReplicas: Invalid value: 5: cannot be greater than status.replicas']],
  ['a deployment', deployment, { replicas: 1, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 3, unavailableReplicas: -1, observedGeneration: -1, terminatingReplicas: -2, collisionCount: -1 }, [
    `status.observedGeneration: Invalid value: -1: ${negative}`,
    `status.unavailableReplicas: Invalid value: -1: ${negative}`,
    `status.terminatingReplicas: Invalid value: -2: ${negative}`,
    `status.collisionCount: Invalid value: -1: ${negative}`,
    'status.updatedReplicas: Invalid value: 2: cannot be greater than status.replicas',
    'status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas',
    'status.availableReplicas: Invalid value: 3: cannot be greater than status.replicas',
    'status.availableReplicas: Invalid value: 3: cannot be greater than readyReplicas',
    'status.collisionCount: Invalid value: -1: cannot be decremented',
  ]],
  ['a deployment as it is', deployment, { replicas: 3, updatedReplicas: 3, readyReplicas: 2, availableReplicas: 2, unavailableReplicas: 1, observedGeneration: 1 }, []],
  ['a replica set', replicaSet, { replicas: 1, fullyLabeledReplicas: 2, readyReplicas: 2, availableReplicas: -1 }, [
    `status.availableReplicas: Invalid value: -1: ${negative}`,
    'status.fullyLabeledReplicas: Invalid value: 2: cannot be greater than status.replicas',
    'status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas',
  ]],
  ['a replication controller', object('v1', 'ReplicationController', { spec: { template: workload().template } }), { replicas: 1, readyReplicas: 1, availableReplicas: 2 }, [
    'status.availableReplicas: Invalid value: 2: cannot be greater than status.replicas',
    'status.availableReplicas: Invalid value: 2: cannot be greater than readyReplicas',
  ]],
  ['a stateful set', statefulSet, { replicas: 1, readyReplicas: 1, currentReplicas: 2, updatedReplicas: 2, availableReplicas: 2 }, [
    'status.currentReplicas: Invalid value: 2: cannot be greater than status.replicas',
    'status.updatedReplicas: Invalid value: 2: cannot be greater than status.replicas',
    'status.availableReplicas: Invalid value: 2: cannot be greater than status.replicas',
    'status.availableReplicas: Invalid value: 2: cannot be greater than status.readyReplicas',
  ]],
  ['a daemon set', daemonSet, { currentNumberScheduled: -1, numberMisscheduled: -1, desiredNumberScheduled: -1, numberReady: -1, numberAvailable: -1, numberUnavailable: -1, updatedNumberScheduled: -1 }, [
    `status.currentNumberScheduled: Invalid value: -1: ${negative}`,
    `status.numberMisscheduled: Invalid value: -1: ${negative}`,
    `status.desiredNumberScheduled: Invalid value: -1: ${negative}`,
    `status.numberReady: Invalid value: -1: ${negative}`,
    `status.updatedNumberScheduled: Invalid value: -1: ${negative}`,
    `status.numberAvailable: Invalid value: -1: ${negative}`,
    `status.numberUnavailable: Invalid value: -1: ${negative}`,
  ]],
  ['a job of negative counts', job, { active: -1, succeeded: -1, failed: -1, ready: -1, terminating: -1 }, [
    `status.active: Invalid value: -1: ${negative}`,
    `status.succeeded: Invalid value: -1: ${negative}`,
    `status.failed: Invalid value: -1: ${negative}`,
    `status.ready: Invalid value: -1: ${negative}`,
    `status.terminating: Invalid value: -1: ${negative}`,
    'status.failed: Invalid value: -1: cannot decrease the failed counter',
    'status.succeeded: Invalid value: -1: cannot decrease the succeeded counter',
  ]],
  ['a job that is complete too early', job, { active: 1, conditions: sworn('Complete') }, [
    'status.completionTime: Required value: completionTime is required for Complete jobs',
    'status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
    'status.active: Invalid value: 1: active>0 is invalid for finished job',
    'status.startTime: Required value: startTime is required for finished job',
  ]],
  ['a job that is complete and failed', job, { startTime: time, completionTime: '2026-11-21T08:00:00Z', conditions: sworn('Complete', 'Failed', 'SuccessCriteriaMet', 'FailureTarget') }, [
    'status.conditions: Invalid value: cannot set Complete=True and Failed=true conditions',
    'status.conditions: Invalid value: cannot set Complete=True and FailureTarget=true conditions',
    'status.completionTime: Invalid value: "2026-11-21T08:00:00Z": completionTime cannot be set before startTime',
    'status.conditions: Invalid value: cannot set SuccessCriteriaMet=True and Failed=true conditions',
    'status.conditions: Invalid value: cannot set SuccessCriteriaMet=True and FailureTarget=true conditions',
  ]],
  ['a job with indexes that it does not have', job, { ready: 1, completedIndexes: '1', failedIndexes: '0' }, [
    'status.completedIndexes: Invalid value: "1": error parsing completedIndexes: too large index: "1"',
    'status.completedIndexes: Invalid value: "1": cannot set non-empty completedIndexes when non-indexed completion mode',
    'status.failedIndexes: Invalid value: "0": cannot set non-null failedIndexes when backoffLimitPerIndex is null',
    'status.ready: Invalid value: 1: cannot set more ready pods than active',
  ]],
  ['a job as it ends', job, { startTime: time, completionTime: time, succeeded: 1, conditions: sworn('SuccessCriteriaMet', 'Complete') }, []],
  ['an autoscaler', scaler, { currentReplicas: -1, desiredReplicas: -2 }, [`status.currentReplicas: Invalid value: -1: ${negative}`, `status.desiredReplicas: Invalid value: -2: ${negative}`]],
  ['a budget', budget, { disruptionsAllowed: -1, currentHealthy: -1, desiredHealthy: -1, expectedPods: -1, conditions: [{ type: 'a b', status: 'Maybe', reason: '', message: '', lastTransitionTime: null }] }, [
    "status.conditions[0].type: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    'status.conditions[0].status: Unsupported value: "Maybe": supported values: "False", "True", "Unknown"',
    'status.conditions[0].lastTransitionTime: Required value: must be set',
    'status.conditions[0].reason: Required value: must be set',
    `status.disruptionsAllowed: Invalid value: -1: ${negative}`,
    `status.currentHealthy: Invalid value: -1: ${negative}`,
    `status.desiredHealthy: Invalid value: -1: ${negative}`,
    `status.expectedPods: Invalid value: -1: ${negative}`,
  ]],
  ['a namespace that is not going', object('v1', 'Namespace', {}), { phase: 'Terminating' }, ['status.Phase: Invalid value: "Terminating": may only be \'Active\' if `deletionTimestamp` is empty']],
  ['an ingress', ingress, { loadBalancer: { ingress: [{ ip: 'here' }, { hostname: '10.0.0.1' }] } }, [
    'status.loadBalancer.ingress[0].ip: Invalid value: "here": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    'status.loadBalancer.ingress[1].hostname: Invalid value: "10.0.0.1": must be a DNS name, not an IP address',
  ]],
  ['a service that nobody balances', service('ClusterIP'), { loadBalancer: { ingress: [{ ip: '10.0.0.1' }] } }, ['status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is \'LoadBalancer\'']],
  ['a service', service('LoadBalancer'), { loadBalancer: { ingress: [{ ip: '10.0.0.1', ipMode: 'Magic' }, { hostname: 'a.b', ipMode: 'VIP' }] } }, [
    'status.loadBalancer.ingress[0].ipMode: Unsupported value: "Magic": supported values: "Proxy", "VIP"',
    'status.loadBalancer.ingress[1].ipMode: Forbidden: may not be specified when `ip` is not set',
  ]],
  ['a claim', claim, { capacity: { storage: '-2Gi' } }, ['status.capacity[storage]: Invalid value: -2147483648: must be a valid resource quantity']],
  ['a quota', object('v1', 'ResourceQuota', { spec: { hard: { pods: '1' } } }), { used: { pods: '-1', x: '1' } }, [
    `status.used[pods]: Invalid value: "-1": ${negative}`,
    'status.used[x]: Invalid value: "x": must be a standard resource type or fully qualified',
    'status.used[x]: Invalid value: "x": must be a standard resource for quota',
  ]],
  ['a node', object('v1', 'Node', {}), { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }, { type: 'InternalIP', address: '10.0.0.1' }] }, ['status.addresses[1]: Duplicate value: {"Type":"InternalIP","Address":"10.0.0.1"}']],
  ['a pod', pod({}), { qosClass: 'Guaranteed', observedGeneration: -1, nominatedNodeName: 'A_', conditions: [{ type: 'a/b/c', status: 'True' }], podIPs: [{ ip: 'x' }], hostIP: '10.0.0.1', hostIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }] }, [
    "status.conditions[0].Type: Invalid value: \"a/b/c\": a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    "status.nominatedNodeName: Invalid value: \"A_\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    'status.observedGeneration: Invalid value: -1: must be a non-negative integer',
    'status.qosClass: Invalid value: "Guaranteed": field is immutable',
    'status.podIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    'status.hostIPs: Invalid value: [{"ip":"10.0.0.1"},{"ip":"10.0.0.2"}]: may specify no more than one IP for each IP family',
  ]],
]

function refusal(server: TestServer, made: JsonObject, status: JsonObject): readonly string[] {
  const { code, body } = server.patch(made, { status }, 'merge', { subresource: 'status' })
  if (code < 400) return []
  const { details, message = '' } = body as Status
  return code === 422 ? (details?.causes ?? []).map(cause => `${cause.field}: ${cause.message}`) : [message]
}

describe('statuses', () => {
  for (const [what, made, status, faults] of cases) {
    it(what, () => {
      const server = new TestServer()
      expect(server.create(made).code).toBe(201)
      expect(refusal(server, made, status)).toEqual(faults)
    })
  }

  it('a pod that has ended does not begin again', () => {
    const server = new TestServer()
    const made = pod({ restartPolicy: 'Never', containers: [container()] })
    server.create(made)
    const status = (state: JsonObject): JsonObject => ({ containerStatuses: [{ name: 'c', image: 'nginx', imageID: '', ready: false, restartCount: 0, state }] })
    expect(refusal(server, made, status({ terminated: { exitCode: 1 } }))).toEqual([])
    expect(refusal(server, made, status({ waiting: {} }))).toEqual(['status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state'])
  })

  it('a job that has ended stays so', () => {
    const server = new TestServer()
    server.create(job)
    expect(refusal(server, job, { startTime: time, completionTime: time, succeeded: 1, failed: 2, conditions: sworn('SuccessCriteriaMet', 'Complete') })).toEqual([])
    expect(refusal(server, job, { startTime: null, completionTime: null, failed: 1, conditions: [] })).toEqual([
      'status.conditions: Invalid value: cannot disable the terminal Complete=True condition',
      'status.failed: Invalid value: 1: cannot decrease the failed counter',
      'status.startTime: Invalid value: null: field is immutable for unsuspended job once set',
      'status.conditions: Invalid value: cannot disable the SuccessCriteriaMet=True condition',
    ])
  })

  it('a service of another type is not reached as before; an address is virtual unless said', () => {
    const server = new TestServer()
    const made = service('LoadBalancer')
    server.create(made)
    expect(server.patch(made, { status: { loadBalancer: { ingress: [{ ip: '10.0.0.1' }] } } }, 'merge', { subresource: 'status' }).body).toMatchObject({ status: { loadBalancer: { ingress: [{ ip: '10.0.0.1', ipMode: 'VIP' }] } } })
    expect(server.patch(made, { spec: { type: 'ClusterIP' } }).body).toMatchObject({ status: { loadBalancer: {} } })
    expect(server.get(made).body).not.toHaveProperty('status.loadBalancer.ingress')
  })
})
