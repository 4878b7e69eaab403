// What admission makes of new pods, and which it turns away.
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../engine/apiserver/object.ts'
import type { Pod, PodSpec } from '../../../../engine/apiserver/types.gen.ts'
import { complaint, TestServer } from '../kinds/server.ts'
import { container, object, pod } from '../validation/cases.ts'

const account = (more: JsonObject, name = 'default'): JsonObject => object('v1', 'ServiceAccount', more, { name })
const priorityClass = (name: string, value: number, more: JsonObject = {}): JsonObject => object('scheduling.k8s.io/v1', 'PriorityClass', { value, ...more }, { name })

function specOf(manifest: JsonObject, ...before: readonly JsonObject[]): PodSpec {
  const server = new TestServer()
  for (const each of before) expect(complaint(server.create(each))).toBe('')
  const { body } = server.create(manifest)
  return (body as Pod).spec
}

const complaintAbout = (manifest: JsonObject): string => complaint(new TestServer().create(manifest))

describe('namespaces', () => {
  it('must exist', () => {
    expect(complaintAbout(pod({}, { namespace: 'nope' }))).toBe('namespaces "nope" not found')
  })

  it('must not be on their way out', () => {
    const server = new TestServer()
    server.create(object('v1', 'Namespace', {}, { name: 'old' }))
    server.delete(object('v1', 'Namespace', {}, { name: 'old' }))
    const { code, body } = server.create(object('v1', 'ConfigMap', {}, { namespace: 'old' }))
    expect({ code, body }).toEqual({
      code: 403,
      body: {
        kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'Forbidden', code: 403,
        message: 'configmaps "x" is forbidden: unable to create new content in namespace old because it is being terminated',
        details: { name: 'x', group: '', kind: 'configmaps', causes: [{ reason: 'NamespaceTerminating', message: 'namespace old is being terminated', field: 'metadata.namespace' }] },
      },
    })
  })

  it('of the system stay', () => {
    const deleted = ['default', 'kube-system', 'kube-public', 'kube-node-lease'].map(name => complaint(new TestServer().delete(object('v1', 'Namespace', {}, { name }))))
    expect(deleted).toEqual([...['default', 'kube-system', 'kube-public'].map(name => `namespaces "${name}" is forbidden: this namespace may not be deleted`), ''])
  })
})

describe('service accounts', () => {
  const mounted = (spec: PodSpec): boolean => spec.volumes?.some(({ projected }) => projected) ?? false

  it('must exist, but for the one that every namespace gets', () => {
    expect(complaintAbout(pod({ serviceAccountName: 'ghost' }))).toBe('pods "p" is forbidden: error looking up service account default/ghost: serviceaccount "ghost" not found')
    expect(specOf(pod({})).serviceAccountName).toBe('default')
  })

  it('lend their token, unless they or the pod say no', () => {
    const no = { automountServiceAccountToken: false }
    expect([
      specOf(pod({}), account({})), specOf(pod(no), account({})), specOf(pod({}), account(no)), specOf(pod({ automountServiceAccountToken: true }), account(no)),
    ].map(mounted)).toEqual([true, false, false, true])
  })

  it('leave alone what a container mounts itself', () => {
    const own = { name: 'own', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }
    const { containers, volumes } = specOf(pod({ containers: [container({ volumeMounts: [own] })], volumes: [{ name: 'own', emptyDir: {} }] }))
    expect([containers[0]?.volumeMounts, volumes]).toEqual([[own], [{ name: 'own', emptyDir: {} }]])
  })

  it('lend their pull secrets', () => {
    const secrets = { imagePullSecrets: [{ name: 'registry' }] }
    expect(specOf(pod({}), account(secrets)).imagePullSecrets).toEqual([{ name: 'registry' }])
    expect(specOf(pod({ imagePullSecrets: [{ name: 'mine' }] }), account(secrets)).imagePullSecrets).toEqual([{ name: 'mine' }])
  })
})

describe('priorities', () => {
  const shown = ({ priority, preemptionPolicy, priorityClassName }: PodSpec): unknown => [priority, preemptionPolicy, priorityClassName]

  it('come from classes', () => {
    expect(shown(specOf(pod({})))).toEqual([0, 'PreemptLowerPriority', undefined])
    expect(shown(specOf(pod({ priorityClassName: 'high' }), priorityClass('high', 7, { preemptionPolicy: 'Never' })))).toEqual([7, 'Never', 'high'])
    expect(shown(specOf(pod({ priorityClassName: 'system-node-critical' })))).toEqual([2000001000, 'PreemptLowerPriority', 'system-node-critical'])
    expect(shown(specOf(pod({}), priorityClass('usual', 5, { globalDefault: true })))).toEqual([5, 'PreemptLowerPriority', 'usual'])
  })

  it('are not taken by number', () => {
    expect(complaintAbout(pod({ priorityClassName: 'nope' }))).toBe('pods "p" is forbidden: no PriorityClass with name nope was found')
    expect(complaintAbout(pod({ priority: 9 }))).toBe('pods "p" is forbidden: the integer value of priority (9) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name')
  })
})

describe('tolerations', () => {
  const gone = (key: string): JsonObject => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 })

  it('keep a pod for five minutes on a node that is gone', () => {
    expect(specOf(pod({})).tolerations).toEqual([gone('not-ready'), gone('unreachable')])
  })

  it('are those of the pod where it has its own', () => {
    const all = { operator: 'Exists' }
    const own = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 1 }
    expect([all, own].map(toleration => specOf(pod({ tolerations: [toleration] })).tolerations)).toEqual([[all], [own, gone('unreachable')]])
  })
})

describe('runtime classes', () => {
  it('must exist', () => {
    expect(complaintAbout(pod({ runtimeClassName: 'kata' }))).toBe('pods "p" is forbidden: pod rejected: RuntimeClass "kata" not found')
  })

  it('cost what they cost, where they are', () => {
    const { overhead, nodeSelector } = specOf(pod({ runtimeClassName: 'kata', nodeSelector: { a: 'b' } }),
      object('node.k8s.io/v1', 'RuntimeClass', { handler: 'kata', overhead: { podFixed: { memory: '64Mi' } }, scheduling: { nodeSelector: { kata: 'yes' } } }, { name: 'kata' }))
    expect({ overhead, nodeSelector }).toEqual({ overhead: { memory: '64Mi' }, nodeSelector: { a: 'b', kata: 'yes' } })
  })
})
