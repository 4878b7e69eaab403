// In whose name kubectl asks: what the kubeconfig and the flags bring along to prove it.
import type { Credentials, Identity, Impersonation } from '../../apiserver/request.ts'
import type { JsonObject } from '../../apiserver/object.ts'
import { resolvePath } from '../../runtime/files.ts'
import type { Invocation } from '../../shell/command.ts'
import { base64Text } from '../print/base64.ts'
import { UsageError } from './failure.ts'
import { objectAt, textAt } from './fields.ts'
import type { Flags, Parsed } from './flags.ts'
import { contextOf, entryOf, isUsualUser, readConfig } from './kubeconfig.ts'

/** A verb's own `--user` is no user of a kubeconfig. */
export function identityOf(invocation: Invocation, flags: Parsed, { user: own }: Flags): Identity {
  const impersonate = impersonationOf(flags)
  if (impersonate && (impersonate.user ?? '') === '')
    throw new UsageError(`requesting uid, groups or user-extra for ${contextOf(readConfig(invocation, flags), flags).user} without impersonating a user`)
  const credentials = credentialsOf(invocation, flags, own ? undefined : flags.text('user'))
  return { ...impersonate && { impersonate }, ...credentials && { credentials } }
}

/** undefined: those of the machine's administrator, which the connection has of itself. */
function credentialsOf(invocation: Invocation, flags: Parsed, user: string | undefined): Credentials | undefined {
  const token = flags.text('token') ?? ''
  if (token !== '') return { token }
  const certificate = flags.text('client-certificate') ?? ''
  if (certificate !== '') return { certificatePem: fileAt(invocation, certificate, 'client-cert') }
  const config = readConfig(invocation, flags)
  const name = user ?? contextOf(config, flags).user
  const entry = entryOf(config, 'users', name)
  if (!entry && user !== undefined) throw new UsageError(`auth info ${JSON.stringify(name)} does not exist`)
  return isUsualUser(entry) ? undefined : credentialsIn(objectAt(entry, 'user'), invocation)
}

function credentialsIn(user: JsonObject, invocation: Invocation): Credentials {
  const [token, tokenFile, data, file] = ['token', 'tokenFile', 'client-certificate-data', 'client-certificate'].map(field => textAt(user, field))
  if (token) return { token }
  if (tokenFile) return { token: fileAt(invocation, tokenFile, 'tokenFile').trim() }
  if (data) return { certificatePem: base64Text(data) }
  if (file) return { certificatePem: fileAt(invocation, file, 'client-cert') }
  return {}
}

function fileAt({ environment: { files, cwd } }: Invocation, path: string, what: string, user = 'kubectl'): string {
  const text = files.read(resolvePath(cwd, path))
  if (text === undefined) throw new UsageError(`unable to read ${what} ${path} for ${user} due to open ${path}: no such file or directory`)
  return text
}

function impersonationOf(flags: Parsed): Impersonation | undefined {
  const [user, uid, groups] = [flags.text('as'), flags.text('as-uid'), flags.texts('as-group')]
  if (user === undefined && uid === undefined && groups.length === 0) return undefined
  return { ...user !== undefined && { user }, ...uid !== undefined && { uid }, ...groups.length > 0 && { groups } }
}
