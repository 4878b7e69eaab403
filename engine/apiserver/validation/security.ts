import { duplicate, invalidText, invalidValue, notSupported, required, type FieldError } from '../resource.ts'
import type { PodSecurityContext, PodSpec, SeccompProfile, SecurityContext } from '../types.gen.ts'
import { descends, fails, oneOfIfSet, seenBefore, type Errors } from './check.ts'
import { compactJson, internalStruct } from './internal.ts'
import { userId } from './names.ts'

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined']
const sysctl = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/

export function podSecurity(errors: Errors, path: string, context: PodSecurityContext, spec: PodSpec): void {
  ids(errors, path, context, ['fsGroup', 'runAsUser', 'runAsGroup'])
  context.supplementalGroups?.forEach((group, i) => fails(errors, `${path}.supplementalGroups[${i}]`, group, userId(group)))
  if (spec.shareProcessNamespace && spec.hostPID) errors.push(invalidValue(`${path}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled'))
  const seen = seenBefore()
  context.sysctls?.forEach(({ name }, i) => {
    const at = `${path}.sysctls[${i}].name`
    if (!name) errors.push(required(at))
    else if (name.length > 253 || !sysctl.test(name)) errors.push(invalidValue(at, name, `must have at most 253 characters and match regex ${sysctl.source}`))
    else if (seen(name)) errors.push(duplicate(at, name))
  })
  oneOfIfSet(errors, `${path}.fsGroupChangePolicy`, context.fsGroupChangePolicy, ['Always', 'OnRootMismatch'])
  if (context.seccompProfile) profile(errors, `${path}.seccompProfile`, context.seccompProfile, 'seccomp')
  if (context.appArmorProfile) profile(errors, `${path}.appArmorProfile`, context.appArmorProfile, 'AppArmor')
}

export function containerSecurity(errors: Errors, path: string, context: SecurityContext, hostUsers: boolean): void {
  ids(errors, path, context, ['runAsUser', 'runAsGroup'])
  const { procMount } = context
  oneOfIfSet(errors, `${path}.procMount`, procMount, ['Default', 'Unmasked'])
  if (hostUsers && procMount === 'Unmasked') errors.push(invalidValue(`${path}.procMount`, procMount, '`hostUsers` must be false to use `Unmasked`'))
  if (context.seccompProfile) profile(errors, `${path}.seccompProfile`, context.seccompProfile, 'seccomp')
  if (context.allowPrivilegeEscalation === false) {
    const shown = (why: string): FieldError => invalidText(path, compactJson(internalStruct('SecurityContext', context)), why)
    if (context.privileged) errors.push(shown('cannot set `allowPrivilegeEscalation` to false and `privileged` to true'))
    if (context.capabilities?.add?.includes('CAP_SYS_ADMIN'))
      errors.push(shown('cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'))
  }
  if (context.appArmorProfile) profile(errors, `${path}.appArmorProfile`, context.appArmorProfile, 'AppArmor')
}

function ids<T extends object>(errors: Errors, path: string, context: T, fields: readonly (keyof T & string)[]): void {
  for (const field of fields) {
    const id = context[field]
    if (typeof id === 'number') fails(errors, `${path}.${field}`, id, userId(id))
  }
}

function profile(errors: Errors, path: string, { type, localhostProfile }: SeccompProfile, what: 'seccomp' | 'AppArmor'): void {
  if (!type) errors.push(required(`${path}.type`, `type is required when ${what === 'seccomp' ? 'seccompProfile' : 'appArmorProfile'} is set`))
  else if (!profileTypes.includes(type)) errors.push(notSupported(`${path}.type`, type, profileTypes))
  if (type !== 'Localhost') {
    if (localhostProfile !== undefined) errors.push(invalidValue(`${path}.localhostProfile`, localhostProfile, `can only be set when ${what} type is Localhost`))
  }
  else if (localhostProfile === undefined) errors.push(required(`${path}.localhostProfile`, `must be set when ${what} type is Localhost`))
  else descends(errors, `${path}.localhostProfile`, localhostProfile)
}
