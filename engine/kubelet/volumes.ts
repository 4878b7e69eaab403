// The volumes of a pod: what is in them, and where a container finds them.
import type { Container, KeyToPath, Pod, ProjectedVolumeSource, Volume } from '../apiserver/types.gen.ts'
import type { Client } from '../client/client.ts'
import { Tree, type Mount } from '../runtime/files.ts'
import { ConfigError, expandWith, fromBase64, podField, type PodFacts } from './environment.ts'

/** What outlives a pod on its node: the directories of the host, and what claims hold. */
export interface NodeStorage {
  readonly host: Map<string, Tree>
  readonly claims: Map<string, Tree>
}

export interface MountFailure { readonly volume: string, readonly message: string }

export class PodVolumes {
  private readonly client: Client
  private readonly storage: NodeStorage
  private readonly trees = new Map<string, Tree>()
  /** The volumes whose content follows an object of the API. */
  private readonly following = new Set<string>()

  constructor(client: Client, storage: NodeStorage) {
    this.client = client
    this.storage = storage
  }

  /** Makes the volumes ready, or says which cannot be. Asked again, it brings config maps and secrets up to date. */
  prepare(facts: PodFacts): readonly MountFailure[] {
    const failures: MountFailure[] = []
    for (const volume of facts.pod.spec.volumes ?? []) {
      try { this.fill(volume, facts) }
      catch (error) {
        if (!(error instanceof ConfigError)) throw error
        failures.push({ volume: volume.name, message: `MountVolume.SetUp failed for volume "${volume.name}" : ${error.message}` })
      }
    }
    return failures
  }

  mountsOf(container: Container, env: ReadonlyMap<string, string>): readonly Mount[] {
    return (container.volumeMounts ?? []).flatMap(({ name, mountPath, readOnly = false, subPath, subPathExpr }): Mount[] => {
      const tree = this.trees.get(name)
      if (!tree) return []
      const path = mountPath.replace(/\/+$/, '') || '/'
      const inner = (subPathExpr === undefined ? subPath ?? '' : expandWith(subPathExpr, env)).replace(/^\/+|\/+$/g, '')
      if (inner === '') return [{ path, tree, readOnly }]
      return [{ path, tree: this.following.has(name) ? copyOf(tree) : tree, root: `/${inner}`, readOnly }] // a subPath does not follow its source
    })
  }

  private fill(volume: Volume, facts: PodFacts): void {
    const known = this.trees.get(volume.name)
    if (known && !this.following.has(volume.name)) return
    const content = this.contentOf(volume, facts)
    if (content instanceof Tree) this.trees.set(volume.name, content)
    else {
      const tree = known ?? new Tree()
      this.following.add(volume.name)
      tree.files.clear()
      for (const [path, text] of content) tree.files.set(`/${path}`, text)
      this.trees.set(volume.name, tree)
    }
  }

  private contentOf(volume: Volume, facts: PodFacts): Tree | ReadonlyMap<string, string> {
    if (volume.configMap) return this.configMap(facts.pod, volume.configMap.name ?? '', volume.configMap.items, volume.configMap.optional)
    if (volume.secret) return this.secret(facts.pod, volume.secret.secretName ?? '', volume.secret.items, volume.secret.optional)
    if (volume.downwardAPI) return new Map((volume.downwardAPI.items ?? []).map(({ path, fieldRef }) => [path, fieldRef ? podField(facts, fieldRef.fieldPath) : '']))
    if (volume.projected) return this.projected(volume.projected, facts)
    if (volume.hostPath) return shared(this.storage.host, volume.hostPath.path)
    if (volume.persistentVolumeClaim) return shared(this.storage.claims, `${facts.pod.metadata.namespace}/${volume.persistentVolumeClaim.claimName}`)
    return new Tree()
  }

  private projected({ sources = [] }: ProjectedVolumeSource, facts: PodFacts): ReadonlyMap<string, string> {
    return new Map(sources.flatMap(({ configMap, secret, downwardAPI, serviceAccountToken }) => [
      // The certificate of the cluster is in every namespace as soon as its controller has put it there; a pod does not wait for it.
      ...configMap ? this.configMap(facts.pod, configMap.name ?? '', configMap.items, configMap.optional || configMap.name === 'kube-root-ca.crt') : [],
      ...secret ? this.secret(facts.pod, secret.name ?? '', secret.items, secret.optional) : [],
      ...(downwardAPI?.items ?? []).map(({ path, fieldRef }) => [path, fieldRef ? podField(facts, fieldRef.fieldPath) : ''] as const),
      ...serviceAccountToken ? [[serviceAccountToken.path, `token of ${facts.pod.metadata.namespace}/${facts.pod.spec.serviceAccountName ?? 'default'}`] as const] : [],
    ]))
  }

  private configMap(pod: Pod, name: string, items: readonly KeyToPath[] | undefined, optional = false): ReadonlyMap<string, string> {
    const found = this.client.find('configmaps', pod.metadata.namespace, name)
    if (!found && !optional) throw new ConfigError(`configmap "${name}" not found`)
    return chosen(Object.entries(found?.data ?? {}), items, optional)
  }

  private secret(pod: Pod, name: string, items: readonly KeyToPath[] | undefined, optional = false): ReadonlyMap<string, string> {
    const found = this.client.find('secrets', pod.metadata.namespace, name)
    if (!found && !optional) throw new ConfigError(`secret "${name}" not found`)
    return chosen(Object.entries(found?.data ?? {}).map(([key, value]) => [key, fromBase64(value)]), items, optional)
  }
}

/** Whether a pod has to be looked at now and then for what its volumes follow. */
export const needsRefresh = (pod: Pod): boolean => (pod.spec.volumes ?? []).some(({ configMap, secret }) => Boolean(configMap ?? secret))

function chosen(entries: readonly (readonly [string, string])[], items: readonly KeyToPath[] | undefined, optional: boolean): ReadonlyMap<string, string> {
  if (!items) return new Map(entries)
  const data = new Map(entries)
  const paths = new Map<string, string>()
  for (const { key, path } of items) {
    const text = data.get(key)
    if (text !== undefined) paths.set(path, text)
    else if (!optional) throw new ConfigError('references non-existent config key: ' + key)
  }
  return paths
}

function shared(trees: Map<string, Tree>, name: string): Tree {
  let tree = trees.get(name)
  if (!tree) trees.set(name, tree = new Tree())
  return tree
}

function copyOf(tree: Tree): Tree {
  const copy = new Tree()
  for (const [path, text] of tree.files) copy.files.set(path, text)
  return copy
}
