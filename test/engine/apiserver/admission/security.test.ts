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
  ['profiles of the host', 'baseline', pod({ securityContext: { appArmorProfile: { type: 'Unconfined' } }, containers: [container({ securityContext: { appArmorProfile: { type: 'Unconfined' } } })] }), 'forbidden AppArmor profile (pod and container "c" must not set AppArmor profile type to "Unconfined")'],
  ['profiles in annotations', 'baseline', pod({}, { annotations: { 'container.apparmor.security.beta.kubernetes.io/c': 'unconfined' } }), 'forbidden AppArmor profile (annotation must not set AppArmor profile type to "container.apparmor.security.beta.kubernetes.io/c="unconfined"")'],
  ['labels of the kernel', 'baseline', pod({ securityContext: { seLinuxOptions: { type: 'foo', user: 'u' } }, containers: [container({ securityContext: { seLinuxOptions: { type: 'container_t', role: 'r' } } })] }), 'seLinuxOptions (pod and container "c" set forbidden securityContext.seLinuxOptions: type "foo"; user may not be set; role may not be set)'],
  ['hosts that are probed', 'baseline', pod({ containers: [container({ livenessProbe: { httpGet: { port: 80, host: '1.2.3.4' } }, lifecycle: { preStop: { tcpSocket: { port: 80, host: 'a' } } } }), container({ name: 'd', readinessProbe: { tcpSocket: { port: 80 } } })] }), 'probe or lifecycle host (container "c" uses probe or lifecycle hosts "1.2.3.4", "a")'],
  ['settings of the kernel', 'baseline', pod({ securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }, { name: 'net.ipv4.tcp_rmem', value: '1' }, { name: 'kernel.sem', value: '1' }] } }), 'forbidden sysctls (kernel.msgmax, kernel.sem)'],
  ['all of /proc', 'baseline', pod({ hostUsers: false, containers: [container({ securityContext: { procMount: 'Unmasked' } })] }), ''],
  ['all of /proc', 'restricted', secure({ procMount: 'Unmasked', runAsNonRoot: false }, { hostUsers: false }), 'procMount (container "c" must not set securityContext.procMount to "Unmasked")'],
  ['everything at once', 'baseline', pod({ hostNetwork: true, volumes: [{ name: 'v', hostPath: { path: '/' } }], securityContext: { seccompProfile: { type: 'Unconfined' }, appArmorProfile: { type: 'Unconfined' }, seLinuxOptions: { type: 'x' } }, containers: [container({ ports: [{ containerPort: 80 }], livenessProbe: { httpGet: { port: 80, host: 'h' } }, securityContext: { privileged: true, capabilities: { add: ['NET_ADMIN'] } } })] }), [
    'forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined")', 'non-default capabilities (container "c" must not include "NET_ADMIN" in securityContext.capabilities.add)', 'host namespaces (hostNetwork=true)', 'hostPath volumes (volume "v")',
    'hostPort (container "c" uses hostPort 80)', 'probe or lifecycle host (container "c" uses probe or lifecycle host "h")', 'privileged (container "c" must not set securityContext.privileged=true)', 'seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "x")',
    'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
  ].join(', ')],
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

  it('lets a pod keep what it was let in with, but not run anything else', () => {
    const server = serverWith({})
    server.create(pod({}))
    server.patch(object('v1', 'Namespace', {}, { name: 'default' }), { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } })
    const refused = `pods "p" is forbidden: violates PodSecurity "restricted:latest": ${plain}`
    expect([
      server.patch(pod({}), { metadata: { labels: { a: 'b' } } }),
      server.patch(pod({}), { spec: { containers: [{ name: 'c', image: 'other' }] } }, 'strategic'),
      server.patch(pod({}), { spec: { ephemeralContainers: [{ name: 'e', image: 'x' }] } }, 'strategic', { subresource: 'ephemeralcontainers' }),
    ].map(complaint)).toEqual(['', refused, refused.replaceAll('container "c"', 'containers "c", "e"')])
  })

  for (const [mode, level, why] of [
    ['enforce', 'strict', 'metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted'],
    ['warn-version', '1.36', 'metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: "1.36": must be "latest" or "v1.x"'],
  ] as const)
    it(`knows no ${mode}=${level}`, () => expect(complaint(new TestServer().create(object('v1', 'Namespace', {}, { name: 'n', labels: { [`pod-security.kubernetes.io/${mode}`]: level } })))).toBe(`Namespace "n" is invalid: ${why}`))

  it('tells which pods a stricter level would not let in', () => {
    const server = serverWith({})
    const named = (name: string, spec: JsonObject = {}): JsonObject => pod(spec, { name })
    for (const manifest of [named('b'), named('a'), named('h', { hostNetwork: true }), secure({})]) server.create(manifest)
    const { warnings } = server.patch(object('v1', 'Namespace', {}, { name: 'default' }), { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } })
    const usual = plain.replaceAll(/ \(.*?\)(?=,|$)/g, '')
    expect(warnings).toEqual([
      'existing pods in namespace "default" violate the new PodSecurity enforce level "restricted:latest"',
      `a (and 1 other pod): ${usual}`,
      `h: host namespaces, ${usual}`,
    ])
  })
})
