// What pods are configured with: config maps, secrets, service accounts.
import { fill } from '../defaults/fill.ts'
import { equal } from '../equal.ts'
import { forbidden, invalidValue, required, tooLong } from '../resource.ts'
import { decodeBase64, encodeBase64, messageOf, readJson, utf8Bytes, utf8Text } from '../schema/index.ts'
import type { ConfigMap, Secret, ServiceAccount } from '../types.gen.ts'
import { fails, immutable, type Errors } from '../validation/check.ts'
import { configKey } from '../validation/names.ts'
import type { Kind } from './kind.ts'

const mostBytes = 1024 * 1024
type Data = Readonly<Record<string, string>>

/** Checks the keys; returns how large the values are. */
function keys(errors: Errors, path: string, data: Data): number {
  let size = 0
  for (const key of Object.keys(data)) {
    fails(errors, `${path}[${key}]`, key, configKey(key))
    size += data[key]?.length ?? 0
  }
  return size
}

function sealed<T extends { readonly immutable?: boolean }>(errors: Errors, next: T, current: T, fields: readonly (keyof T & string)[]): void {
  if (!current.immutable) return
  for (const field of ['immutable', ...fields] as readonly (keyof T & string)[])
    if (field === 'immutable' ? !next.immutable : !equal(next[field], current[field])) errors.push(forbidden(field, 'field is immutable when `immutable` is set'))
}

export const configmaps: Kind<ConfigMap> = {
  check(errors, { data = {}, binaryData = {} }) {
    const size = keys(errors, 'data', data) + keys(errors, 'binaryData', binaryData)
    for (const key of Object.keys(data))
      if (Object.hasOwn(binaryData, key)) errors.push(invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData'))
    if (size > mostBytes) errors.push(tooLong('[]', mostBytes))
  },
  checkUpdate: (errors, next, current) => sealed(errors, next, current, ['data', 'binaryData']),
}

/** By the type of a secret: the keys that it must have. */
const neededKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ['kubernetes.io/dockercfg', ['.dockercfg']],
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/ssh-auth', ['ssh-privatekey']],
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
])
const accountName = 'kubernetes.io/service-account.name'

export const secrets: Kind<Secret> = {
  defaults: secret => fill(secret, { type: 'Opaque' }),
  prepareForCreate: withPlainText,
  prepareForUpdate: withPlainText,

  check(errors, { metadata, type, data = {} }) {
    if (keys(errors, 'data', data) > mostBytes * 4 / 3) errors.push(tooLong('data', mostBytes))
    for (const key of neededKeys.get(type ?? '') ?? []) {
      if (!Object.hasOwn(data, key)) errors.push(required(`data[${key}]`))
      else if (key.startsWith('.docker')) dockerConfig(errors, key, data[key] ?? '')
    }
    if (type === 'kubernetes.io/basic-auth' && !Object.hasOwn(data, 'username') && !Object.hasOwn(data, 'password'))
      errors.push(required('data[username]'), required('data[password]'))
    if (type === 'kubernetes.io/service-account-token' && !metadata.annotations?.[accountName]) errors.push(required(`metadata.annotations[${accountName}]`))
  },
  checkUpdate(errors, next, current) {
    immutable(errors, 'type', next.type === current.type, next.type)
    sealed(errors, next, current, ['data'])
  },
  selectable: ['type'],
}

function withPlainText(secret: Secret): Secret {
  const { stringData, ...rest } = secret
  if (!stringData) return secret
  return { ...rest, data: { ...secret.data, ...Object.fromEntries(Object.entries(stringData).map(([key, text]) => [key, encodeBase64(utf8Bytes(text))])) } }
}

function dockerConfig(errors: Errors, key: string, base64: string): void {
  try { readJson(utf8Text(decodeBase64(base64))) }
  catch (error) { errors.push(invalidValue(`data[${key}]`, '<secret contents redacted>', messageOf(error))) }
}

export const serviceaccounts: Kind<ServiceAccount> = {}
