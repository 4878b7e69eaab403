// What volumes hold that follow objects of the API: config maps, secrets, the pod itself, and tokens.
import type { DownwardAPIVolumeFile, KeyToPath, Pod, ProjectedVolumeSource, ServiceAccountTokenProjection, TokenRequest, Volume } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import type { Readable } from '../../runtime/files.ts'
import { ConfigError, fromBase64, podField, resourceField, type PodFacts } from '../environment.ts'

export type FileContent = string | Readable
/** Collects the files of a volume. */
type Files = Map<string, FileContent>

/** The files of a volume; undefined when it follows nothing. Throws a ConfigError that says what is missing. */
export function contentOf(client: Client, volume: Volume, facts: PodFacts): ReadonlyMap<string, FileContent> | undefined {
  const { configMap, secret, downwardAPI, projected } = volume
  if (!configMap && !secret && !downwardAPI && !projected) return undefined
  const files: Files = new Map()
  if (configMap) addConfigMap(files, client, facts, configMap)
  else if (secret) addSecret(files, client, facts, { ...secret, ...secret.secretName !== undefined && { name: secret.secretName } })
  else if (downwardAPI) addDownward(files, facts, downwardAPI.items)
  else if (projected) addProjected(files, client, facts, projected)
  return files
}

interface Source { readonly name?: string, readonly items?: readonly KeyToPath[], readonly optional?: boolean }

function addConfigMap(files: Files, client: Client, { pod }: PodFacts, { name = '', items, optional = false }: Source): void {
  const found = client.find('configmaps', pod.metadata.namespace, name)
  if (!found && !optional) throw new ConfigError(`configmap "${name}" not found`)
  const data = found?.binaryData ? { ...found.data, ...Object.fromEntries(Object.entries(found.binaryData).map(([key, value]) => [key, fromBase64(value)])) } : found?.data
  choose(files, data, items, optional, 'configmap references non-existent config key')
}

function addSecret(files: Files, client: Client, { pod }: PodFacts, { name = '', items, optional = false }: Source): void {
  const found = client.find('secrets', pod.metadata.namespace, name)
  if (!found && !optional) throw new ConfigError(`secret "${name}" not found`)
  choose(files, found?.data, items, optional, 'references non-existent secret key', fromBase64)
}

function addDownward(files: Files, facts: PodFacts, items: readonly DownwardAPIVolumeFile[] = []): void {
  for (const { path, fieldRef, resourceFieldRef } of items) {
    const [first] = facts.pod.spec.containers
    files.set(path, fieldRef ? podField(facts, fieldRef.fieldPath) : resourceFieldRef && first ? resourceField(facts.pod, first, resourceFieldRef) : '')
  }
}

function addProjected(files: Files, client: Client, facts: PodFacts, { sources = [] }: ProjectedVolumeSource): void {
  for (const { configMap, secret, downwardAPI, serviceAccountToken } of sources) {
    // The certificate of the cluster is in every namespace as soon as its controller has put it there; a pod does not wait for it.
    if (configMap) addConfigMap(files, client, facts, configMap.name === rootCertificate ? { ...configMap, optional: true } : configMap)
    if (secret) addSecret(files, client, facts, secret)
    if (downwardAPI) addDownward(files, facts, downwardAPI.items)
    if (serviceAccountToken) files.set(serviceAccountToken.path, new TokenFile(client, facts.pod, serviceAccountToken))
  }
}

const rootCertificate = 'kube-root-ca.crt'

/** All keys, or those that are asked for, under the paths that are asked for. */
function choose(files: Files, data: Readonly<Record<string, string>> = {}, items: readonly KeyToPath[] | undefined, optional: boolean, missing: string, read = (value: string): string => value): void {
  if (!items) {
    for (const [key, value] of Object.entries(data)) files.set(key, read(value))
    return
  }
  for (const { key, path } of items) {
    const value = Object.hasOwn(data, key) ? data[key] : undefined
    if (value !== undefined) files.set(path, read(value))
    else if (!optional) throw new ConfigError(`${missing}: ${key}`)
  }
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
