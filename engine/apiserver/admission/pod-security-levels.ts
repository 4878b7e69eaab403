// Pod Security Standards: what each level forbids, in the words of the real checks.
import type { Container, ObjectMeta, PodSpec } from '../types.gen.ts'

interface Fault { readonly reason: string, readonly detail: string }
type Check = (spec: PodSpec, containers: readonly Container[], annotations: Annotations) => Fault | undefined
type Annotations = NonNullable<ObjectMeta['annotations']>

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

const allowedVolumes = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret']
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

/** What the pod and its containers say of one thing. */
function told<T>(spec: PodSpec, containers: readonly Container[], of: (context: Context) => T | undefined): readonly T[] {
  return [spec, ...containers].flatMap(({ securityContext }) => of(securityContext ?? {}) ?? [])
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
const hasBadProfile = ({ seccompProfile }: Context): boolean => seccompProfile !== undefined && !profiles.includes(seccompProfile.type)
const seccomp = (must: string): Check => said('seccompProfile', hasBadProfile, (spec, containers) =>
  `securityContext.seccompProfile.type to ${quoted(sorted(told(spec, containers, context => hasBadProfile(context) ? context.seccompProfile?.type : undefined)))}`,
context => context.seccompProfile === undefined, must)

const badAppArmor = ({ appArmorProfile }: Context): string | undefined => appArmorProfile && !profiles.includes(appArmorProfile.type) ? appArmorProfile.type : undefined
const appArmor: Check = (spec, containers, annotations) => {
  const noted = Object.entries(annotations)
    .filter(([key, value]) => key.startsWith('container.apparmor.security.beta.kubernetes.io/') && !/^(|runtime\/default|localhost\/.*)$/.test(value))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
  const values = [...sorted(told(spec, containers, badAppArmor)), ...noted.sort()]
  const who = [...setters(spec, containers, context => badAppArmor(context) !== undefined), ...noted.length > 0 ? [`annotation${noted.length === 1 ? '' : 's'}`] : []]
  return fault(`forbidden AppArmor profile${values.length === 1 ? '' : 's'}`, who.length > 0 ? [`${who.join(' and ')} must not set AppArmor profile type to ${values.map(value => `"${value}"`).join(', ')}`] : [])
}

const seLinuxTypes = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']
const hasBadLabels = ({ seLinuxOptions: { type = '', user = '', role = '' } = {} }: Context): boolean => !seLinuxTypes.includes(type) || user !== '' || role !== ''
const seLinux: Check = (spec, containers) => {
  const options = told(spec, containers, ({ seLinuxOptions }) => seLinuxOptions)
  const types = sorted(options.flatMap(({ type = '' }) => seLinuxTypes.includes(type) ? [] : [type]))
  const bad = [...types.length > 0 ? [many('type', types)] : [], ...(['user', 'role'] as const).filter(field => options.some(option => option[field])).map(field => `${field} may not be set`)]
  return fault('seLinuxOptions', bad.length > 0 ? [`${setters(spec, containers, hasBadLabels).join(' and ')} set forbidden securityContext.seLinuxOptions: ${bad.join('; ')}`] : [])
}

const hostsOf = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container): readonly string[] =>
  [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].flatMap(handler => [handler?.httpGet?.host, handler?.tcpSocket?.host].flatMap(host => host || []))
const probedHosts: Check = (_spec, containers) => {
  const bad = sorted(namesOf(containers.filter(container => hostsOf(container).length > 0)))
  return fault('probe or lifecycle host', bad.length > 0 ? [`${many('container', bad)} use${bad.length === 1 ? 's' : ''} ${many('probe or lifecycle host', sorted(containers.flatMap(hostsOf)))}`] : [])
}

const maskedProc: Check = (_spec, containers) => {
  const mountOf = ({ securityContext }: Container): string => securityContext?.procMount ?? 'Default'
  const bad = containers.filter(container => mountOf(container) !== 'Default')
  return fault('procMount', bad.length > 0 ? [`${many('container', namesOf(bad))} must not set securityContext.procMount to ${quoted(sorted(bad.map(mountOf)))}`] : [])
}

/** A check that a pod with users of its own need not pass. */
const unlessOwnUsers = (check: Check): Check => (spec, ...rest) => spec.hostUsers === false ? undefined : check(spec, ...rest)

const safeSysctls = ['kernel.shm_rmid_forced', ...[
  'ip_local_port_range', 'ip_local_reserved_ports', 'ip_unprivileged_port_start', 'ping_group_range', 'tcp_fin_timeout', 'tcp_keepalive_intvl', 'tcp_keepalive_probes', 'tcp_keepalive_time', 'tcp_rmem', 'tcp_syncookies', 'tcp_wmem',
].map(name => `net.ipv4.${name}`)]
const sysctls: Check = ({ securityContext: { sysctls: set = [] } = {} }) => {
  const bad = set.map(({ name }) => name).filter(name => !safeSysctls.includes(name))
  return fault('forbidden sysctls', bad.length > 0 ? [bad.join(', ')] : [])
}

// In the order of the names that the real checks have.
const baseline = (own: Readonly<Record<'capabilities' | 'procMount' | 'seccomp', readonly Check[]>>): readonly Check[] => [
  appArmor,
  ...own.capabilities,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  probedHosts,
  each('privileged', ({ securityContext }) => securityContext?.privileged === true, 'must not set securityContext.privileged=true'),
  ...own.procMount,
  seLinux,
  ...own.seccomp,
  sysctls,
  said('hostProcess', context => context.windowsOptions?.hostProcess === true, () => 'securityContext.windowsOptions.hostProcess=true', () => false, ''),
]

export const levels: Readonly<Record<string, readonly Check[]>> = {
  privileged: [],
  baseline: baseline({ capabilities: [usualCapabilitiesOnly], procMount: [unlessOwnUsers(maskedProc)], seccomp: [seccomp('')] }),
  restricted: [
    ...baseline({ capabilities: [], procMount: [], seccomp: [] }),
    each('allowPrivilegeEscalation != false', ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false, 'must set securityContext.allowPrivilegeEscalation=false'),
    droppedCapabilities,
    maskedProc,
    volumeTypes,
    unlessOwnUsers(runAsNonRoot),
    unlessOwnUsers(runAsUser),
    seccomp('securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'),
  ],
}

export function faultsAt(level: string, spec: PodSpec, annotations: Annotations = {}): readonly Fault[] {
  const containers = [...spec.initContainers ?? [], ...spec.containers, ...spec.ephemeralContainers ?? []]
  const checks = Object.hasOwn(levels, level) ? levels[level] ?? [] : []
  return checks.flatMap(check => check(spec, containers, annotations) ?? [])
}
