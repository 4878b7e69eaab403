// What pods are configured with: config maps, secrets, service accounts.
import { fill } from '../defaults/fill.ts'
import { equal } from '../equal.ts'
import { decodeBase64, encodeBase64, messageOf, readJson, utf8Bytes, utf8Text } from '../schema/index.ts'
import type { ConfigMap, Secret, ServiceAccount } from '../types.gen.ts'
import { fails, immutable } from '../validation/check.ts'
import type { Path } from '../validation/path.ts'
import { configKey } from '../validation/names.ts'
import type { Kind } from './kind.ts'

const mostBytes = 1024 * 1024
type Data = Readonly<Record<string, string>>

/** Checks the keys, none of which is among the `others`; returns how large the values are. */
function keys(path: Path, data: Data, others: Data = {}): number {
  let size = 0
  for (const key of Object.keys(data)) {
    fails(path.to(`[${key}]`), key, configKey(key))
    if (Object.hasOwn(others, key)) path.to(`[${key}]`).invalid(key, 'duplicate of key present in binaryData')
    size += data[key]?.length ?? 0
  }
  return size
}

function sealed<T extends { readonly immutable?: boolean }>(root: Path, next: T, current: T, fields: readonly (keyof T & string)[]): void {
  if (!current.immutable) return
  for (const field of ['immutable', ...fields] as readonly (keyof T & string)[])
    if (field === 'immutable' ? !next.immutable : !equal(next[field], current[field])) root.to(field).forbidden('field is immutable when `immutable` is set')
}

export const configmaps: Kind<ConfigMap> = {
  check(root, { data = {}, binaryData = {} }) {
    const size = keys(root.to('data'), data, binaryData) + keys(root.to('binaryData'), binaryData)
    if (size > mostBytes) root.to('[]').tooLong(mostBytes)
  },
  checksChangeFirst: true,
  checkUpdate: (root, next, current) => sealed(root, next, current, ['data', 'binaryData']),
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

  check(root, { metadata, type, data = {} }) {
    if (keys(root.to('data'), data) > mostBytes * 4 / 3) root.to('data').tooLong(mostBytes)
    for (const key of neededKeys.get(type ?? '') ?? []) {
      if (!Object.hasOwn(data, key) || key === 'ssh-privatekey' && data[key] === '') root.to(`data[${key}]`).required()
      else if (key.startsWith('.docker')) dockerConfig(root, key, data[key] ?? '')
    }
    if (type === 'kubernetes.io/basic-auth' && !Object.hasOwn(data, 'username') && !Object.hasOwn(data, 'password'))
      for (const key of ['username', 'password']) root.to(`data[${key}]`).required()
    if (type === 'kubernetes.io/service-account-token' && !metadata.annotations?.[accountName]) root.to(`metadata.annotations[${accountName}]`).required()
  },
  checksChangeFirst: true,
  checkUpdate(root, next, current) {
    immutable(root.to('type'), next.type === current.type, next.type)
    sealed(root, next, current, ['data'])
  },
  selectable: ['type'],
}

function withPlainText(secret: Secret): Secret {
  const { stringData, ...rest } = secret
  if (!stringData) return secret
  return { ...rest, data: { ...secret.data, ...Object.fromEntries(Object.entries(stringData).map(([key, text]) => [key, encodeBase64(utf8Bytes(text))])) } }
}

function dockerConfig(root: Path, key: string, base64: string): void {
  const wrong = (why: string): void => root.to(`data[${key}]`).invalid('<secret contents redacted>', why)
  try {
    const { value } = readJson(utf8Text(decodeBase64(base64)))
    const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
    if (type !== 'object') wrong(`json: cannot unmarshal ${type} into Go value of type map[string]interface {}`)
  }
  catch (error) { wrong(messageOf(error)) }
}

export const serviceaccounts: Kind<ServiceAccount> = {}
