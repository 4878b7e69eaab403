// The volumes of a pod: what is in them, and where a container finds them.
import type { Container, Pod, Volume } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import { Tree, type Mount } from '../../runtime/files.ts'
import { ConfigError, expandWith, type PodFacts } from '../environment.ts'
import type { AttachedVolumes } from './attached.ts'
import { placeOfClaim, UnboundClaim, type Place, type SharedDisks } from './claims.ts'
import { contentOf } from './content.ts'
import type { HostDisk } from './host.ts'

/** What outlives a pod: the disk of its node, and disks elsewhere. */
export interface Storage {
  readonly disk: HostDisk
  readonly shared: SharedDisks
  readonly attached: AttachedVolumes
}

export interface MountFailure { readonly message: string, readonly isUnbound: boolean }

interface Prepared extends Place {
  readonly name: string
  /** Its content follows objects of the API. */
  readonly follows: boolean
  /** All of it is there, and none of it changes. */
  readonly isSettled?: boolean
}

const nothing: readonly never[] = []

export class PodVolumes {
  private readonly client: Client
  private readonly storage: Storage
  private prepared: readonly Prepared[] = nothing

  constructor(client: Client, storage: Storage) {
    this.client = client
    this.storage = storage
  }

  /** Makes the volumes ready, or says which cannot be. Asked again, it brings up to date what follows the API. */
  prepare(facts: PodFacts): readonly MountFailure[] {
    const failures: MountFailure[] = []
    for (const volume of facts.pod.spec.volumes ?? []) {
      try { this.prepareOne(volume, facts) }
      catch (error) {
        if (!(error instanceof ConfigError)) throw error
        failures.push(error instanceof UnboundClaim
          ? { isUnbound: true, message: `Unable to attach or mount volumes: unmounted volumes=[${volume.name}], unattached volumes=[], failed to process volumes=[${volume.name}]: ${error.message}` }
          : { isUnbound: false, message: mountFailure(volume.name, error.message) })
      }
    }
    return failures
  }

  /** Which of them have to be attached to the node first, and are not yet. */
  missing(pod: Pod): readonly string[] { return this.storage.attached.missingFor(pod) }

  /** They are mounted no more. */
  release(pod: Pod): void { this.storage.attached.release(pod) }

  /** Every volume is there, if not as new as it could be. */
  isComplete(pod: Pod): boolean { return (pod.spec.volumes ?? []).every(volume => volume.image !== undefined || this.of(volume.name) !== undefined) }

  /** Puts an image in the place of a volume. */
  putImage(name: string, files: ReadonlyMap<string, string>): void {
    const tree = new Tree()
    for (const [path, text] of files) tree.write(path, text)
    this.keep({ name, tree, root: '', readOnly: true, follows: false })
  }

  hasImage(name: string): boolean { return this.of(name) !== undefined }

  mountsOf(container: Container, env: ReadonlyMap<string, string>): readonly Mount[] {
    if (!container.volumeMounts) return nothing
    const mounts = container.volumeMounts.flatMap(({ name, mountPath, readOnly = false, subPath, subPathExpr }): readonly Mount[] => {
      const volume = this.of(name)
      if (!volume) return nothing
      const path = mountPath.replace(/\/+$/, '') || '/'
      const inner = (subPathExpr === undefined ? subPath ?? '' : expandWith(subPathExpr, env)).replace(/^\/+|\/+$/g, '')
      const isReadOnly = readOnly || volume.readOnly
      if (inner === '') return [{ path, tree: volume.tree, root: volume.root, readOnly: isReadOnly }]
      const root = `${volume.root}/${inner}`
      const tree = volume.follows ? volume.tree.copy() : volume.tree // a subPath does not follow its source
      if (!tree.has(root)) tree.addDirectory(root)
      return [{ path, tree, root, readOnly: isReadOnly }]
    })
    return mounts.slice() // without the room that was left for more
  }

  /** How much an emptyDir holds. */
  bytesOf(name: string): number { return this.of(name)?.tree.bytes ?? 0 }

  /** What was only in memory is lost when the machine goes down. */
  loseMemory({ spec }: Pod): void {
    const lost = new Set((spec.volumes ?? []).filter(({ emptyDir }) => emptyDir?.medium === 'Memory').map(({ name }) => name))
    if (lost.size > 0) this.prepared = this.prepared.filter(({ name }) => !lost.has(name))
  }

  private of(name: string): Prepared | undefined { return this.prepared.find(prepared => prepared.name === name) }
  private keep(volume: Prepared): void { this.prepared = this.prepared.filter(({ name }) => name !== volume.name).concat([volume]) }

  private prepareOne(volume: Volume, facts: PodFacts): void {
    const known = this.of(volume.name)
    if (volume.image ?? (known && (!known.follows || known.isSettled))) return
    const content = contentOf(this.client, volume, facts)
    if (!content) {
      this.keep({ name: volume.name, ...this.placeOf(volume, facts.pod), follows: false })
      return
    }
    const tree = known?.tree ?? new Tree()
    for (const path of [...tree.paths]) if (!content.has(path.slice(1))) tree.remove(path)
    for (const [name, text] of content) {
      const path = rooted(name)
      if (typeof text === 'string' || !tree.has(path)) tree.write(path, text)
    }
    const isSettled = volume.projected !== undefined && !changes(volume) && (volume.projected.sources ?? []).every(({ configMap }) => configMap?.items?.every(({ path }) => content.has(path)) ?? true)
    if (!known || isSettled) this.keep({ name: volume.name, tree, root: '', readOnly: true, follows: true, isSettled })
  }

  private placeOf(volume: Volume, pod: Pod): Place {
    const { disk, shared } = this.storage
    if (volume.hostPath) {
      const path = disk.prepare(volume.hostPath)
      return { tree: disk.tree, root: path === '/' ? '' : path, readOnly: false }
    }
    if (volume.persistentVolumeClaim) return placeOfClaim(this.client, pod, volume.persistentVolumeClaim, disk, shared)
    if (volume.ephemeral) return placeOfClaim(this.client, pod, { claimName: `${pod.metadata.name}-${volume.name}` }, disk, shared)
    return { tree: new Tree(), root: '', readOnly: false }
  }
}

/** Nearly all pods have files of these names: one text for all of them. */
const common = new Map(['token', 'ca.crt', 'namespace'].map(name => [name, `/${name}`]))
const rooted = (name: string): string => common.get(name) ?? `/${name}`

export const mountFailure = (volume: string, problem: string): string => `MountVolume.SetUp failed for volume "${volume}" : ${problem}`

/** Whether a pod has to be looked at now and then for what its volumes follow; its token and its certificate do not change. */
export const needsRefresh = (pod: Pod): boolean => (pod.spec.volumes ?? []).some(changes)

const changes = ({ configMap, secret, downwardAPI, projected }: Volume): boolean =>
  Boolean(configMap ?? secret ?? downwardAPI) || (projected?.sources ?? []).some(source =>
    source.secret !== undefined || (source.configMap && source.configMap.name !== 'kube-root-ca.crt') || isChanging(source.downwardAPI))

const isChanging = (source: { readonly items?: readonly { readonly fieldRef?: { readonly fieldPath: string } }[] } | undefined): boolean =>
  (source?.items ?? []).some(({ fieldRef }) => fieldRef?.fieldPath.startsWith('metadata.labels') || fieldRef?.fieldPath.startsWith('metadata.annotations'))
