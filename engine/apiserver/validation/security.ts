import type { PodSecurityContext, PodSpec, SeccompProfile, SecurityContext } from '../types.gen.ts'
import { descends, fails, oneOfIfSet, seenBefore } from './check.ts'
import type { Path } from './path.ts'
import { compactJson, internalStruct } from './internal.ts'
import { userId } from './names.ts'

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined']
const sysctl = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/

export function podSecurity(path: Path, context: PodSecurityContext, spec: PodSpec): void {
  ids(path, context, ['fsGroup', 'runAsUser', 'runAsGroup'])
  context.supplementalGroups?.forEach((group, i) => fails(path.to(`supplementalGroups[${i}]`), group, userId(group)))
  if (spec.shareProcessNamespace && spec.hostPID) path.to('shareProcessNamespace').invalid(true, 'ShareProcessNamespace and HostPID cannot both be enabled')
  const seen = seenBefore()
  context.sysctls?.forEach(({ name }, i) => {
    const at = path.to(`sysctls[${i}].name`)
    if (!name) at.required()
    else if (name.length > 253 || !sysctl.test(name)) at.invalid(name, `must have at most 253 characters and match regex ${sysctl.source}`)
    else if (seen(name)) at.duplicate(name)
  })
  oneOfIfSet(path.to('fsGroupChangePolicy'), context.fsGroupChangePolicy, ['Always', 'OnRootMismatch'])
  if (context.seccompProfile) profile(path.to('seccompProfile'), context.seccompProfile, 'seccomp')
  if (context.appArmorProfile) profile(path.to('appArmorProfile'), context.appArmorProfile, 'AppArmor')
}

export function containerSecurity(path: Path, context: SecurityContext, hostUsers: boolean): void {
  ids(path, context, ['runAsUser', 'runAsGroup'])
  const { procMount } = context
  oneOfIfSet(path.to('procMount'), procMount, ['Default', 'Unmasked'])
  if (hostUsers && procMount === 'Unmasked') path.to('procMount').invalid(procMount, '`hostUsers` must be false to use `Unmasked`')
  if (context.seccompProfile) profile(path.to('seccompProfile'), context.seccompProfile, 'seccomp')
  if (context.allowPrivilegeEscalation === false) {
    const refuse = (why: string): void => path.invalidText(compactJson(internalStruct('SecurityContext', context)), why)
    if (context.privileged) refuse('cannot set `allowPrivilegeEscalation` to false and `privileged` to true')
    if (context.capabilities?.add?.includes('CAP_SYS_ADMIN'))
      refuse('cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN')
  }
  if (context.appArmorProfile) profile(path.to('appArmorProfile'), context.appArmorProfile, 'AppArmor')
}

function ids<T extends object>(path: Path, context: T, fields: readonly (keyof T & string)[]): void {
  for (const field of fields) {
    const id = context[field]
    if (typeof id === 'number') fails(path.to(field), id, userId(id))
  }
}

function profile(path: Path, { type, localhostProfile }: SeccompProfile, what: 'seccomp' | 'AppArmor'): void {
  if (!type) path.to('type').required(`type is required when ${what === 'seccomp' ? 'seccompProfile' : 'appArmorProfile'} is set`)
  else if (!profileTypes.includes(type)) path.to('type').notSupported(type, profileTypes)
  if (type !== 'Localhost') {
    if (localhostProfile !== undefined) path.to('localhostProfile').invalid(localhostProfile, `can only be set when ${what} type is Localhost`)
  }
  else if (localhostProfile === undefined) path.to('localhostProfile').required(`must be set when ${what} type is Localhost`)
  else descends(path.to('localhostProfile'), localhostProfile)
}
