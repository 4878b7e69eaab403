// What a pod may show to a registry: the logins in its pull secrets.
import type { Pod, Secret } from '../apiserver/types.gen.ts'
import type { Client } from '../client/client.ts'
import type { ImageReference } from '../runtime/images.ts'
import type { Credentials } from '../runtime/registry.ts'
import { fromBase64 } from './environment.ts'
import type { Host } from './host.ts'

/** The logins of a pod for the registry of an image, in the order of its secrets. */
export function credentialsFor(client: Client, pod: Pod, reference: ImageReference): readonly Credentials[] {
  return (pod.spec.imagePullSecrets ?? []).flatMap(({ name = '' }) => {
    const secret = client.find('secrets', pod.metadata.namespace, name)
    return secret ? loginsOf(secret).filter(({ server }) => isFor(server, reference)).map(({ credentials }) => credentials) : []
  })
}

/** A secret that is not there is told of; the image may come without it. */
export function warnOfSecrets({ client, recorder }: Host, pod: Pod): void {
  const missing = (pod.spec.imagePullSecrets ?? []).map(({ name = '' }) => name).filter(name => !client.find('secrets', pod.metadata.namespace, name))
  if (missing.length > 0) recorder.event(pod, 'Warning', 'FailedToRetrieveImagePullSecret', `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`)
}

interface Login { readonly server: string, readonly credentials: Credentials }

function loginsOf({ data = {} }: Secret): readonly Login[] {
  const whole = data['.dockerconfigjson']
  const config = parsed(fromBase64(whole ?? data['.dockercfg'] ?? ''))
  const auths = whole === undefined ? config : fieldOf(config, 'auths')
  if (typeof auths !== 'object' || auths === null) return []
  return Object.entries(auths).flatMap(([server, entry]): readonly Login[] => {
    const [username = '', ...rest] = fromBase64(textOf(entry, 'auth')).split(':')
    const credentials = { username: textOf(entry, 'username') || username, password: textOf(entry, 'password') || rest.join(':') }
    return credentials.username === '' ? [] : [{ server, credentials }]
  })
}

function parsed(text: string): unknown {
  try { return JSON.parse(text) }
  catch { return undefined } // a secret that holds something else has no logins
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined

function textOf(value: unknown, key: string): string {
  const text = fieldOf(value, key)
  return typeof text === 'string' ? text : ''
}

const namesOfHub: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io'])

/** A login is for a registry, or for what lies below a path of it. */
function isFor(server: string, { registry, repository }: ImageReference): boolean {
  const [host = '', ...path] = server.replace(/^https?:\/\//, '').replace(/\/+$/, '').split('/')
  const isSame = host === registry || (registry === 'docker.io' && namesOfHub.has(host))
  const below = path.join('/')
  return isSame && (below === '' || below === 'v1' || below === 'v2' || repository === below || repository.startsWith(`${below}/`))
}
