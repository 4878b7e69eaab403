// Static pods: what lies as a manifest in a folder of the node runs there, without an API server.
import type { Pod } from '../apiserver/types.gen.ts'
import { wholePodDefaults } from '../apiserver/defaults/pod.ts'
import type { Json } from '../apiserver/object.ts'
import { yamlToJson } from '../client/yaml/load.ts'
import { YamlError } from '../client/yaml/cursor.ts'
import { timestamp } from '../clock/time.ts'
import { hexDigest } from '../runtime/images.ts'
import type { Host } from './host.ts'
import { configHash, configSeen, configSource } from './mirror.ts'

export const manifestFolder = '/etc/kubernetes/manifests'

/** The kernel tells of a change, and the kubelet reads the folder. */
const noticeMs = 50

export class StaticPods {
  private readonly host: Host
  private readonly changed: (pods: readonly Pod[]) => void
  private readonly known = new Map<string, { readonly text: string, readonly pod: Pod | undefined }>()
  private isNoticed = false
  private isWatching = false

  constructor(host: Host, changed: (pods: readonly Pod[]) => void) {
    this.host = host
    this.changed = changed
    host.storage.disk.tree.changed = () => this.notice()
  }

  start(): void {
    this.isWatching = true
    this.read()
  }

  stop(): void { this.isWatching = false }

  private notice(): void {
    if (this.isNoticed || !this.isWatching) return
    this.isNoticed = true
    this.host.clock.after(noticeMs, `kubelet ${this.host.node}: reads ${manifestFolder}`, () => {
      this.isNoticed = false
      if (this.isWatching) this.read()
    })
  }

  private read(): void {
    const { files } = this.host.storage.disk
    const texts = new Map(files.below(manifestFolder).filter(path => !path.slice(manifestFolder.length + 1).startsWith('.')).map(path => [path, files.read(path) ?? '']))
    let isNew = false
    for (const path of this.known.keys()) {
      if (texts.has(path)) continue
      this.known.delete(path)
      isNew = true
    }
    for (const [path, text] of texts) {
      if (this.known.get(path)?.text === text) continue
      this.known.set(path, { text, pod: this.podOf(text) })
      isNew = true
    }
    if (isNew) this.changed([...this.known.values()].flatMap(({ pod }) => pod ? [pod] : []))
  }

  /** The pod that a manifest describes; undefined when it describes none. */
  private podOf(text: string): Pod | undefined {
    const { node, client } = this.host
    const manifest = parsed(text)
    if (!isPod(manifest)) return undefined
    const { metadata, spec } = manifest
    const hash = hexDigest(`${text}\n${node}`).slice(0, 32)
    return {
      apiVersion: 'v1', kind: 'Pod',
      metadata: {
        ...metadata,
        name: `${metadata.name}-${node}`,
        namespace: metadata.namespace ?? 'default',
        annotations: { ...metadata.annotations, [configHash]: hash, [configSeen]: timestamp(client.unixMs).replace('Z', '.000000000Z'), [configSource]: 'file' },
        uid: hash, resourceVersion: '', creationTimestamp: timestamp(client.unixMs),
      },
      spec: {
        ...wholePodDefaults({ ...spec, containers: spec.containers.map(container => ({ ...container, resources: container.resources ?? {} })) }),
        nodeName: node,
        enableServiceLinks: spec.enableServiceLinks ?? true,
        tolerations: [...spec.tolerations ?? [], { effect: 'NoExecute', operator: 'Exists' }],
      },
      status: { phase: 'Pending' },
    }
  }
}

function parsed(text: string): Json {
  try { return yamlToJson(text) }
  catch (error) {
    if (error instanceof YamlError) return null
    throw error
  }
}

/** As far as a kubelet looks at it: a pod with a name and containers. */
function isPod(manifest: unknown): manifest is Pod {
  if (typeof manifest !== 'object' || manifest === null || !('kind' in manifest) || manifest.kind !== 'Pod') return false
  const { metadata, spec } = manifest as { metadata?: { name?: unknown }, spec?: { containers?: unknown } } // looked at here
  return typeof metadata?.name === 'string' && Array.isArray(spec?.containers) && spec.containers.length > 0
}
