import { encodeBase64 } from '../../../apiserver/schema/index.ts'
import { readCertificates } from '../../../apiserver/tls/certificate.ts'
import { isSameKey, readKey } from '../../../apiserver/tls/key.ts'
import type { JsonObject } from '../../../apiserver/object.ts'
import { resolvePath } from '../../../runtime/files.ts'
import { UsageError, type Call } from '../verb.ts'
import { dataFlags, dataOf, namedByContent } from './data.ts'
import { generator } from './generator.ts'
import { utf8Bytes } from '../../../apiserver/schema/index.ts'

function secret(call: Call, name: string, data: ReadonlyMap<string, string>, type: string): JsonObject {
  return namedByContent({
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: { name },
    ...data.size > 0 && { data: Object.fromEntries([...data].map(([key, text]) => [key, encodeBase64(utf8Bytes(text))])) },
    ...type !== '' && { type },
  }, call)
}

export const genericSecret = generator({
  what: 'secret',
  colon: '',
  flags: { ...dataFlags, type: { kind: 'text' } },
  make: (call, name) => secret(call, name, dataOf(call, 'Secret'), call.flags.text('type') ?? ''),
})

export const dockerRegistrySecret = generator({
  what: 'secret',
  colon: '',
  flags: {
    'append-hash': { kind: 'switch' },
    'docker-email': { kind: 'text' },
    'docker-password': { kind: 'text' },
    'docker-server': { kind: 'text', usual: 'https://index.docker.io/v1/' },
    'docker-username': { kind: 'text' },
    'from-file': { kind: 'list' },
  },
  make: (call, name) => {
    const { flags } = call
    if (flags.has('from-file')) return secret(call, name, dataOf(call, 'Secret', '.dockerconfigjson'), 'kubernetes.io/dockerconfigjson')
    for (const flag of ['docker-username', 'docker-password', 'docker-server'])
      if ((flags.text(flag) ?? '') === '') throw new UsageError('either --from-file or the combination of --docker-username, --docker-password and --docker-server is required')
    const [username = '', password = '', email = '', server = ''] = ['docker-username', 'docker-password', 'docker-email', 'docker-server'].map(flag => flags.text(flag) ?? '')
    const login = { username, password, ...email !== '' && { email }, auth: encodeBase64(utf8Bytes(`${username}:${password}`)) }
    return secret(call, name, new Map([['.dockerconfigjson', JSON.stringify({ auths: { [server]: login } })]]), 'kubernetes.io/dockerconfigjson')
  },
})

export const tlsSecret = generator({
  what: 'secret',
  flags: {
    'append-hash': { kind: 'switch' },
    'cert': { kind: 'text' },
    'key': { kind: 'text' },
  },
  make: (call, name) => {
    const [certificate = '', key = ''] = [call.flags.text('cert'), call.flags.text('key')]
    if (key === '' || certificate === '') throw new UsageError('key and cert must be specified')
    const [certificateText, keyText] = [readPem(certificate, call), readPem(key, call)]
    if (!certificateText.includes('-----BEGIN CERTIFICATE-----')) throw new UsageError('tls: failed to find any PEM data in certificate input')
    if (!/-----BEGIN .*PRIVATE KEY-----/.test(keyText)) throw new UsageError('tls: failed to find any PEM data in key input')
    const [[own], secretKey] = [readCertificates(certificateText), readKey(keyText)]
    if (own && secretKey && !isSameKey(own.key, secretKey)) throw new UsageError('tls: private key does not match public key')
    return secret(call, name, new Map([['tls.crt', certificateText], ['tls.key', keyText]]), 'kubernetes.io/tls')
  },
})

function readPem(path: string, { invocation: { environment: { files, cwd } } }: Call): string {
  const text = files.read(resolvePath(cwd, path))
  if (text === undefined) throw new UsageError(`Cannot read file ${path}, open ${path}: no such file or directory`)
  return text
}
