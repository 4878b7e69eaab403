// What volumes hold that follow objects of the API: config maps, secrets, the pod itself, and tokens.
import type { DownwardAPIVolumeFile, KeyToPath, Pod, ProjectedVolumeSource, ServiceAccountTokenProjection, TokenRequest, Volume } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import type { Readable } from '../../runtime/files.ts'
import { ConfigError, fromBase64, podField, resourceField, type PodFacts } from '../environment.ts'

export type FileContent = string | Readable
type Entries = readonly (readonly [path: string, content: FileContent])[]

/** The files of a volume; undefined when it follows nothing. Throws a ConfigError that says what is missing. */
export function contentOf(client: Client, volume: Volume, facts: PodFacts): ReadonlyMap<string, FileContent> | undefined {
  const { configMap, secret, downwardAPI, projected } = volume
  const entries = configMap ? configMapFiles(client, facts, configMap)
    : secret ? secretFiles(client, facts, { ...secret, ...secret.secretName !== undefined && { name: secret.secretName } })
    : downwardAPI ? downwardFiles(facts, downwardAPI.items)
    : projected ? projectedFiles(client, facts, projected)
    : undefined
  return entries && new Map(entries)
}

interface Source { readonly name?: string, readonly items?: readonly KeyToPath[], readonly optional?: boolean }

function configMapFiles(client: Client, { pod }: PodFacts, { name = '', items, optional = false }: Source): Entries {
  const found = client.find('configmaps', pod.metadata.namespace, name)
  if (!found && !optional) throw new ConfigError(`configmap "${name}" not found`)
  const data = [...Object.entries(found?.data ?? {}), ...Object.entries(found?.binaryData ?? {}).map(([key, value]) => [key, fromBase64(value)] as const)]
  return chosen(data, items, optional, 'configmap references non-existent config key')
}

function secretFiles(client: Client, { pod }: PodFacts, { name = '', items, optional = false }: Source): Entries {
  const found = client.find('secrets', pod.metadata.namespace, name)
  if (!found && !optional) throw new ConfigError(`secret "${name}" not found`)
  return chosen(Object.entries(found?.data ?? {}).map(([key, value]) => [key, fromBase64(value)]), items, optional, 'references non-existent secret key')
}

const downwardFiles = (facts: PodFacts, items: readonly DownwardAPIVolumeFile[] = []): Entries =>
  items.map(({ path, fieldRef, resourceFieldRef }) => {
    const [first] = facts.pod.spec.containers
    return [path, fieldRef ? podField(facts, fieldRef.fieldPath) : resourceFieldRef && first ? resourceField(facts.pod, first, resourceFieldRef) : '']
  })

function projectedFiles(client: Client, facts: PodFacts, { sources = [] }: ProjectedVolumeSource): Entries {
  return sources.flatMap(({ configMap, secret, downwardAPI, serviceAccountToken }): Entries => [
    // The certificate of the cluster is in every namespace as soon as its controller has put it there; a pod does not wait for it.
    ...configMap ? configMapFiles(client, facts, { ...configMap, optional: (configMap.optional ?? false) || configMap.name === rootCertificate }) : [],
    ...secret ? secretFiles(client, facts, secret) : [],
    ...downwardFiles(facts, downwardAPI?.items),
    ...serviceAccountToken ? [[serviceAccountToken.path, new TokenFile(client, facts.pod, serviceAccountToken)] as const] : [],
  ])
}

const rootCertificate = 'kube-root-ca.crt'

function chosen(data: Entries, items: readonly KeyToPath[] | undefined, optional: boolean, missing: string): Entries {
  if (!items) return data
  const known = new Map(data)
  return items.flatMap(({ key, path }): Entries => {
    const content = known.get(key)
    if (content !== undefined) return [[path, content]]
    if (optional) return []
    throw new ConfigError(`${missing}: ${key}`)
  })
}

const usualTokenSeconds = 3600
/** A token is replaced when so much of its time is over. */
const usedUp = 0.8

/** A token of the pod's service account. It is asked for when somebody reads it, and anew when it is old. */
class TokenFile implements Readable {
  private readonly client: Client
  private readonly pod: Pod
  private readonly projection: ServiceAccountTokenProjection
  private held: { readonly token: string, readonly untilMs: number } | undefined

  constructor(client: Client, pod: Pod, projection: ServiceAccountTokenProjection) {
    this.client = client
    this.pod = pod
    this.projection = projection
  }

  read(): string {
    const { client, held, pod: { metadata: { namespace = '', name, uid }, spec }, projection: { audience, expirationSeconds = usualTokenSeconds } } = this
    if (held && client.clock.nowMs < held.untilMs) return held.token
    const { code, body } = client.request({
      verb: 'create', group: '', version: 'v1', resource: 'serviceaccounts', namespace, name: spec.serviceAccountName ?? 'default', subresource: 'token',
      body: {
        apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {},
        spec: { ...audience !== undefined && { audiences: [audience] }, expirationSeconds, boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid } },
      },
    })
    if (code >= 400) return held?.token ?? ''
    const { status } = body as TokenRequest // what this subresource answers with
    this.held = { token: status?.token ?? '', untilMs: client.clock.nowMs + expirationSeconds * usedUp * 1000 }
    return this.held.token
  }
}

/** What a volume would have followed, had the kubelet known of it before the pod was to end. */
export function unregistered({ configMap, secret, projected }: Volume, namespace: string): string | undefined {
  const named = (name = ''): string => `object "${namespace}"/"${name}" not registered`
  if (configMap) return named(configMap.name)
  if (secret) return named(secret.secretName)
  const missing = (projected?.sources ?? []).flatMap(source => source.configMap ? [named(source.configMap.name)] : source.secret ? [named(source.secret.name)] : [])
  return missing.length > 0 ? `[${missing.join(', ')}]` : undefined
}
