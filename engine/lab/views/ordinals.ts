// A StatefulSet: one place for each ordinal, with its pod, its disks, its name in DNS; and in which order things go.
import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../apiserver/types.gen.ts'
import { parseTimestamp } from '../../clock/time.ts'
import type { Cluster } from '../cluster.ts'
import { podViewOf, type PodView } from '../scene.ts'

export interface DiskView {
  readonly name: string
  /** `Bound`, `Pending`; empty while there is no claim. */
  readonly phase: string
  readonly volume: string
}

export interface OrdinalView {
  readonly ordinal: number
  readonly name: string
  /** It is wanted; a pod or a claim that is left over is not. */
  readonly isWanted: boolean
  readonly pod: PodView | undefined
  readonly node: string
  readonly ip: string
  /** `web-0.nginx.default.svc.cluster.local`. */
  readonly dns: string
  readonly disks: readonly DiskView[]
  /** When its pod was made, and became ready, in virtual milliseconds. */
  readonly bornMs: number | undefined
  readonly readyMs: number | undefined
  /** Of which revision its pod is; `new` also when there is but one. */
  readonly revision: 'old' | 'new' | undefined
  readonly images: readonly string[]
}

export interface OrdinalsView {
  readonly name: string
  readonly service: string
  readonly desired: number
  readonly ready: number
  readonly isParallel: boolean
  /** Pods below it keep the old revision. */
  readonly partition: number
  readonly isUpdating: boolean
  readonly ordinals: readonly OrdinalView[]
  /** The ordinal that the controller waits for, and what for. */
  readonly waitsFor: { readonly ordinal: number, readonly why: 'birth' | 'ready' | 'end' } | undefined
}

const clusterDomain = 'cluster.local'

export function ordinalsOf({ admin, epochMs }: Cluster, namespace: string, name: string): OrdinalsView | undefined {
  const set = admin.find('statefulsets.apps', namespace, name)
  if (!set) return undefined
  const { spec, status } = set
  const pods = new Map(admin.list('pods', namespace).filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === set.metadata.uid)).map(pod => [pod.metadata.name, pod]))
  const claims = new Map(admin.list('persistentvolumeclaims', namespace).map(claim => [claim.metadata.name, claim]))
  const desired = spec?.replicas ?? 1
  const first = spec?.ordinals?.start ?? 0
  const templates = (spec?.volumeClaimTemplates ?? []).map(({ metadata }) => metadata?.name ?? '')
  const numbers = new Set([...Array.from({ length: desired }, (_, i) => first + i), ...[...pods.keys(), ...claims.keys()].flatMap(found => ordinalIn(found, name, templates) ?? [])])
  const ordinals = [...numbers].sort((a, b) => a - b).map((ordinal): OrdinalView => {
    const podName = `${name}-${ordinal}`
    const pod = pods.get(podName)
    return {
      ordinal,
      name: podName,
      isWanted: ordinal >= first && ordinal < first + desired,
      pod: pod && podViewOf(pod),
      node: pod?.spec?.nodeName ?? '',
      ip: pod?.status?.podIP ?? '',
      dns: `${podName}.${spec?.serviceName ?? ''}.${namespace}.svc.${clusterDomain}`,
      disks: templates.map(template => diskOf(`${template}-${podName}`, claims)),
      bornMs: since(pod?.metadata.creationTimestamp, epochMs),
      readyMs: since(pod?.status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True')?.lastTransitionTime, epochMs),
      revision: pod && (pod.metadata.labels?.['controller-revision-hash'] === status?.updateRevision ? 'new' : 'old'),
      images: (pod?.spec?.containers ?? []).map(({ image = '' }) => image),
    }
  })
  const isParallel = spec?.podManagementPolicy === 'Parallel'
  return {
    name,
    service: spec?.serviceName ?? '',
    desired,
    ready: status?.readyReplicas ?? 0,
    isParallel,
    partition: spec?.updateStrategy?.rollingUpdate?.partition ?? 0,
    isUpdating: isUpdating(set),
    ordinals,
    waitsFor: isParallel ? undefined : waitsFor(ordinals, pods),
  }
}

const isUpdating = ({ status }: StatefulSet): boolean => status?.currentRevision !== undefined && status.updateRevision !== undefined && status.currentRevision !== status.updateRevision

/** In order: births from below, each when the one before is ready; ends from above, each when the one above is gone. */
function waitsFor(ordinals: readonly OrdinalView[], pods: ReadonlyMap<string, Pod>): OrdinalsView['waitsFor'] {
  const ending = ordinals.findLast(({ name }) => pods.get(name)?.metadata.deletionTimestamp !== undefined)
  if (ending) return { ordinal: ending.ordinal, why: 'end' }
  const next = ordinals.find(({ isWanted, pod }) => isWanted && pod?.state !== 'ready')
  return next && { ordinal: next.ordinal, why: next.pod ? 'ready' : 'birth' }
}

/** Of a pod `web-2`, or of a claim `data-web-2`. */
function ordinalIn(found: string, name: string, templates: readonly string[]): number | undefined {
  const prefix = [`${name}-`, ...templates.map(template => `${template}-${name}-`)].find(prefix => found.startsWith(prefix) && /^\d+$/.test(found.slice(prefix.length)))
  return prefix === undefined ? undefined : Number(found.slice(prefix.length))
}

const diskOf = (name: string, claims: ReadonlyMap<string, PersistentVolumeClaim>): DiskView => {
  const claim = claims.get(name)
  return { name, phase: claim?.status?.phase ?? '', volume: claim?.spec?.volumeName ?? '' }
}

const since = (timestamp: string | null | undefined, epochMs: number): number | undefined => {
  const atMs = parseTimestamp(timestamp ?? '')
  return atMs === undefined ? undefined : atMs - epochMs
}
