import type { PodSecurityContext, PodSpec, SeccompProfile, SecurityContext } from '../types.gen.ts'
import { descends, fails, oneOfIfSet, seenBefore } from './check.ts'
import type { Path } from './path.ts'
import { compactJson, internalStruct } from './internal.ts'
import { userId } from './names.ts'
import { amongIfGiven, each, given, holdTo, type Rule, type Rules } from './rules.ts'

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined']
const sysctl = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/

const id: Rule<number | undefined> = (path, number) => { if (number !== undefined) fails(path, number, userId(number)) }
const seccompProfile = given((path: Path, given: SeccompProfile) => profile(path, given, 'seccomp'))
const appArmorProfile = given((path: Path, given: SeccompProfile) => profile(path, given, 'AppArmor'))

export function podSecurity(path: Path, context: PodSecurityContext, spec: PodSpec): void {
  holdTo(path, context, ids)
  if (spec.shareProcessNamespace && spec.hostPID) path.to('shareProcessNamespace').invalid(true, 'ShareProcessNamespace and HostPID cannot both be enabled')
  if (context.sysctls) sysctls(path.to('sysctls'), context.sysctls, spec)
  holdTo(path, context, rest)
}

function sysctls(path: Path, list: NonNullable<PodSecurityContext['sysctls']>, { hostNetwork, hostIPC }: PodSpec): void {
  const seen = seenBefore()
  list.forEach(({ name }, i) => {
    const named = path.to(i).to('name')
    if (!name) named.required()
    else if (name.length > 253 || !sysctl.test(name)) named.invalid(name, `must have at most 253 characters and match regex ${sysctl.source}`)
    else if (seen(name)) named.duplicate(name)
    if (hostNetwork && /^net[./]/.test(name)) named.invalid(name, 'may not be specified when \'hostNetwork\' is true')
    if (hostIPC && /^(?:kernel[./](?:sem$|shm|msg)|fs[./]mqueue[./])/.test(name)) named.invalid(name, 'may not be specified when \'hostIPC\' is true')
  })
}

const ids: Rules<PodSecurityContext> = { fsGroup: id, runAsUser: id, runAsGroup: id, supplementalGroups: each(id) }

const rest: Rules<PodSecurityContext> = {
  fsGroupChangePolicy: amongIfGiven('Always', 'OnRootMismatch'),
  seccompProfile,
  appArmorProfile,
  supplementalGroupsPolicy: amongIfGiven('Merge', 'Strict'),
  seLinuxChangePolicy: amongIfGiven('MountOption', 'Recursive'),
}

export function containerSecurity(path: Path, context: SecurityContext, hostUsers: boolean): void {
  holdTo(path, context, {
    runAsUser: id,
    runAsGroup: id,
    procMount: (at, mount) => {
      oneOfIfSet(at, mount, ['Default', 'Unmasked'])
      if (hostUsers && mount === 'Unmasked') at.invalid(mount, '`hostUsers` must be false to use `Unmasked`')
    },
    seccompProfile,
    allowPrivilegeEscalation: (_at, allowed) => { if (allowed === false) unprivileged(path, context) },
    appArmorProfile,
  })
}

function unprivileged(path: Path, context: SecurityContext): void {
  const refuse = (why: string): void => path.invalidText(compactJson(internalStruct('SecurityContext', context)), why)
  if (context.privileged) refuse('cannot set `allowPrivilegeEscalation` to false and `privileged` to true')
  if (context.capabilities?.add?.includes('CAP_SYS_ADMIN'))
    refuse('cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN')
}

function profile(path: Path, given: SeccompProfile, what: 'seccomp' | 'AppArmor'): void {
  const { type, localhostProfile: local } = given
  const at = path.to('localhostProfile')
  if (!type) path.to('type').required(`type is required when ${what === 'seccomp' ? 'seccompProfile' : 'appArmorProfile'} is set`)
  else if (!profileTypes.includes(type)) path.to('type').notSupported(type, profileTypes)
  if (type === 'Localhost') {
    if (local === undefined) at.required(`must be set when ${what} type is Localhost`)
    else if (what === 'seccomp') descends(at, local)
    else if (local !== local.trim()) at.invalid(local, 'must not be padded with whitespace')
    else if (local === '') at.required(`must be set when ${what} type is Localhost`)
  }
  else if (local !== undefined && (what === 'seccomp' || profileTypes.includes(type)))
    at.invalidText(what === 'seccomp' ? compactJson(internalStruct('SeccompProfile', given)) : JSON.stringify(local), `can only be set when ${what} type is Localhost`)
}
