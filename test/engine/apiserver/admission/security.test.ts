// The levels of pod security.
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../engine/apiserver/object.ts'
import { complaint, TestServer } from '../kinds/server.ts'
import { container, object, pod, workload } from '../validation/cases.ts'

function serverWith(labels: JsonObject): TestServer {
  const server = new TestServer()
  server.patch(object('v1', 'Namespace', {}, { name: 'default' }), { metadata: { labels: Object.fromEntries(Object.entries(labels).map(([mode, level]) => [`pod-security.kubernetes.io/${mode}`, level])) } })
  return server
}

const plain = 'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")'
const good = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }
const secure = (context: JsonObject, spec: JsonObject = {}): JsonObject => pod({ containers: [container({ securityContext: { ...good, ...context } })], ...spec })
const withContext = (securityContext: JsonObject): JsonObject => pod({ containers: [container({ securityContext }), container({ name: 'd', securityContext })] })

const cases: readonly (readonly [what: string, level: string, manifest: JsonObject, why: string])[] = [
  ['anything', 'privileged', withContext({ privileged: true }), ''],
  ['nothing said', 'baseline', pod({}), ''],
  ['nothing said', 'restricted', pod({}), plain],
  ['all that is asked', 'restricted', secure({}), ''],
  ['privileges', 'baseline', withContext({ privileged: true }), 'privileged (containers "c", "d" must not set securityContext.privileged=true)'],
  ['the namespaces of the host', 'baseline', pod({ hostNetwork: true, hostPID: true, hostIPC: true }), 'host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)'],
  ['the disk of the host', 'baseline', pod({ volumes: [{ name: 'a', hostPath: { path: '/' } }, { name: 'b', hostPath: { path: '/' } }] }), 'hostPath volumes (volumes "a", "b")'],
  ['a port of the host', 'baseline', pod({ containers: [container({ ports: [{ containerPort: 80, hostPort: 80 }, { containerPort: 81, hostPort: 81 }] })] }), 'hostPort (container "c" uses hostPorts 80, 81)'],
  ['more capabilities', 'baseline', withContext({ capabilities: { add: ['SYS_ADMIN', 'KILL', 'NET_RAW'] } }), 'non-default capabilities (containers "c", "d" must not include "NET_RAW", "SYS_ADMIN" in securityContext.capabilities.add)'],
  ['more capabilities', 'restricted', secure({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE', 'KILL'] } }), 'unrestricted capabilities (container "c" must not include "KILL" in securityContext.capabilities.add)'],
  ['no confinement', 'baseline', pod({ securityContext: { seccompProfile: { type: 'Unconfined' } } }), 'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")'],
  ['other volumes', 'restricted', secure({}, { volumes: [{ name: 'a', hostPath: { path: '/' } }, { name: 'b', nfs: { server: 's', path: '/' } }, { name: 'c', emptyDir: {} }] }), 'hostPath volumes (volume "a"), restricted volume types (volumes "a", "b" use restricted volume types "hostPath", "nfs")'],
  ['root', 'restricted', secure({ runAsNonRoot: false, runAsUser: 0 }), 'runAsNonRoot != true (container "c" must not set securityContext.runAsNonRoot=false), runAsUser=0 (container "c" must not set runAsUser=0)'],
  ['what the pod says for all', 'restricted', pod({ securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }, containers: [container({ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } })] }), ''],
]

describe('pod security', () => {
  for (const [what, level, manifest, why] of cases)
    it(`${level}: ${what}`, () => expect(complaint(serverWith({ enforce: level }).create(manifest))).toBe(why && `pods "p" is forbidden: violates PodSecurity "${level}:latest": ${why}`))

  it('warns without refusing, of templates as well', () => {
    const server = serverWith({ warn: 'restricted', 'warn-version': 'v1.36' })
    const warnings = [`would violate PodSecurity "restricted:v1.36": ${plain}`]
    expect([server.create(pod({})).warnings, server.create(object('apps/v1', 'Deployment', { spec: workload() })).warnings, server.create(secure({}, {}), { dryRun: true }).warnings]).toEqual([warnings, warnings, []])
  })

  it('lets a controller make its pods, and refuses those', () => {
    const server = serverWith({ enforce: 'restricted' })
    expect(complaint(server.create(object('apps/v1', 'Deployment', { spec: workload() })))).toBe('')
  })
})
