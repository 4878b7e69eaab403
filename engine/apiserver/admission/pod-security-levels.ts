// Pod Security Standards: what each level forbids, in the words of the real checks.
import type { Container, PodSpec } from '../types.gen.ts'

interface Fault { readonly reason: string, readonly detail: string }
type Check = (spec: PodSpec, containers: readonly Container[]) => Fault | undefined

const quoted = (names: Iterable<string>): string => [...names].map(name => JSON.stringify(name)).join(', ')
const many = (word: string, names: readonly string[]): string => `${word}${names.length === 1 ? '' : 's'} ${quoted(names)}`
const namesOf = (containers: readonly Container[]): readonly string[] => containers.map(({ name }) => name)
const sorted = (texts: Iterable<string>): readonly string[] => [...new Set(texts)].sort()
const fault = (reason: string, details: readonly string[]): Fault | undefined => details.length > 0 ? { reason, detail: details.join('; ') } : undefined

/** Containers that fail a test, and what is said of them. */
const each = (reason: string, fails: (container: Container) => boolean, must: string): Check => (_spec, containers) => {
  const bad = namesOf(containers.filter(fails))
  return fault(reason, bad.length > 0 ? [`${many('container', bad)} ${must}`] : [])
}

const added = ({ securityContext }: Container): readonly string[] => securityContext?.capabilities?.add ?? []

function forbiddenCapabilities(containers: readonly Container[], allowed: readonly string[]): readonly string[] {
  const isForbidden = (name: string): boolean => !allowed.includes(name)
  const bad = containers.filter(container => added(container).some(isForbidden))
  return bad.length > 0 ? [`${many('container', namesOf(bad))} must not include ${quoted(sorted(bad.flatMap(added).filter(isForbidden)))} in securityContext.capabilities.add`] : []
}

const usualCapabilities = ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT']
const usualCapabilitiesOnly: Check = (_spec, containers) => fault('non-default capabilities', forbiddenCapabilities(containers, usualCapabilities))

const droppedCapabilities: Check = (_spec, containers) => {
  const keeping = namesOf(containers.filter(({ securityContext }) => !securityContext?.capabilities?.drop?.includes('ALL')))
  return fault('unrestricted capabilities', [
    ...keeping.length > 0 ? [`${many('container', keeping)} must set securityContext.capabilities.drop=["ALL"]`] : [],
    ...forbiddenCapabilities(containers, ['NET_BIND_SERVICE']),
  ])
}

const hostNamespaces: Check = spec => {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter(field => spec[field]).map(field => `${field}=true`)
  return fault('host namespaces', shared.length > 0 ? [shared.join(', ')] : [])
}

const hostPathVolumes: Check = ({ volumes = [] }) => {
  const bad = volumes.filter(({ hostPath }) => hostPath).map(({ name }) => name)
  return fault('hostPath volumes', bad.length > 0 ? [many('volume', bad)] : [])
}

const hostPorts: Check = (_spec, containers) => {
  const portsOf = ({ ports = [] }: Container): readonly string[] => ports.flatMap(({ hostPort }) => hostPort ? [String(hostPort)] : [])
  const bad = containers.filter(container => portsOf(container).length > 0)
  const ports = sorted(bad.flatMap(portsOf))
  return fault('hostPort', bad.length > 0 ? [`${many('container', namesOf(bad))} use${bad.length === 1 ? 's' : ''} hostPort${ports.length === 1 ? '' : 's'} ${ports.join(', ')}`] : [])
}

const allowedVolumes = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret']
const volumeTypes: Check = ({ volumes = [] }) => {
  const typeOf = (volume: object): string => Object.keys(volume).find(field => field !== 'name') ?? 'unknown'
  const bad = volumes.filter(volume => !allowedVolumes.includes(typeOf(volume)))
  const types = sorted(bad.map(typeOf))
  return fault('restricted volume types', bad.length > 0 ? [`${many('volume', sorted(bad.map(({ name }) => name)))} use${bad.length === 1 ? 's' : ''} ${many('restricted volume type', types)}`] : [])
}

type Context = NonNullable<Container['securityContext']> | NonNullable<PodSpec['securityContext']>

/** Who says something wrong: the pod, its containers, or both. */
function setters(spec: PodSpec, containers: readonly Container[], isBad: (context: Context) => boolean): readonly string[] {
  const bad = namesOf(containers.filter(({ securityContext }) => securityContext && isBad(securityContext)))
  return [...spec.securityContext && isBad(spec.securityContext) ? ['pod'] : [], ...bad.length > 0 ? [many('container', bad)] : []]
}

/** Something that the pod may say once, and each container for itself. */
const said = (reason: string, isBad: (context: Context) => boolean, mustNot: (spec: PodSpec, containers: readonly Container[]) => string, isUnsaid: (context: Context) => boolean, must: string): Check => (spec, containers) => {
  const bad = setters(spec, containers, isBad)
  if (bad.length > 0) return fault(reason, [`${bad.join(' and ')} must not set ${mustNot(spec, containers)}`])
  if (must === '' || !isUnsaid(spec.securityContext ?? {})) return undefined
  const silent = namesOf(containers.filter(({ securityContext }) => isUnsaid(securityContext ?? {})))
  return fault(reason, silent.length > 0 ? [`pod or ${many('container', silent)} must set ${must}`] : [])
}

const runAsNonRoot = said('runAsNonRoot != true', context => context.runAsNonRoot === false, () => 'securityContext.runAsNonRoot=false',
  context => context.runAsNonRoot === undefined, 'securityContext.runAsNonRoot=true')
const runAsUser = said('runAsUser=0', context => context.runAsUser === 0, () => 'runAsUser=0', () => false, '')

const profiles = ['RuntimeDefault', 'Localhost']
const seccomp = (must: string): Check => said('seccompProfile', hasBadProfile, (spec, containers) =>
  `securityContext.seccompProfile.type to ${quoted(sorted([spec.securityContext ?? {}, ...containers.map(({ securityContext }) => securityContext ?? {})].filter(hasBadProfile).map(({ seccompProfile }) => seccompProfile?.type ?? '')))}`,
context => context.seccompProfile === undefined, must)
const hasBadProfile = ({ seccompProfile }: Context): boolean => seccompProfile !== undefined && !profiles.includes(seccompProfile.type)

const baseline: readonly Check[] = [
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  each('privileged', ({ securityContext }) => securityContext?.privileged === true, 'must not set securityContext.privileged=true'),
]

export const levels: Readonly<Record<string, readonly Check[]>> = {
  privileged: [],
  baseline: [usualCapabilitiesOnly, ...baseline, seccomp('')],
  restricted: [
    ...baseline,
    each('allowPrivilegeEscalation != false', ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false, 'must set securityContext.allowPrivilegeEscalation=false'),
    droppedCapabilities,
    volumeTypes,
    runAsNonRoot,
    runAsUser,
    seccomp('securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'),
  ],
}

export function faultsAt(level: string, spec: PodSpec): readonly Fault[] {
  const containers = [...spec.initContainers ?? [], ...spec.containers]
  const checks = Object.hasOwn(levels, level) ? levels[level] ?? [] : []
  return checks.flatMap(check => check(spec, containers) ?? [])
}
