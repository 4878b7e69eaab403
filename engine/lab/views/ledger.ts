// What etcd holds: every write with its revision, its key and what it changed, and the machines that agree on it.
import type { KubeObject } from '../../apiserver/object.ts'
import type { Version } from '../../etcd/store.ts'
import { EtcdMembers } from '../../etcd/members.ts'
import type { Cluster } from '../cluster.ts'

export interface LedgerLine {
  readonly revision: number
  readonly atMs: number
  /** As it lies in etcd: `/registry/pods/default/web-1`. */
  readonly key: string
  /** The fields that are new; or that it was created, or deleted. */
  readonly changed: readonly string[]
  /** What a watch is told. */
  readonly event: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly who: string
  /** How often the key was written since it was made. */
  readonly version: number
}

export interface MemberView {
  readonly name: string
  readonly state: 'leader' | 'follower' | 'candidate' | 'stopped'
  readonly term: number
  /** How long its log is, and up to where that is certain. */
  readonly lastIndex: number
  readonly commitIndex: number
}

export interface Ledger {
  readonly revision: number
  readonly lines: readonly LedgerLine[]
  readonly members: readonly MemberView[]
  /** How many must agree, and how many run. */
  readonly quorum: number
  readonly running: number
  readonly leader: string | undefined
  /** Whether reads and writes are answered. */
  readonly isAnswering: boolean
  /** The last write of a person that was not taken, if none was taken after it. */
  readonly refused: { readonly atMs: number, readonly target: string, readonly message: string } | undefined
}

/** Resources whose keys tell of an older time. */
const folders: Readonly<Record<string, string>> = { nodes: 'minions', services: 'services/specs', endpoints: 'services/endpoints', ingresses: 'ingress' }
const heartbeats: readonly string[] = ['leases', 'events']

/** `keys`: the beginnings of the keys that count, below /registry/; all but heartbeats and Events, unless said. `most`: so many lines, the last. */
export function ledgerOf(cluster: Cluster, keys: readonly string[], afterRevision: number, most: number): Ledger {
  const { store, requests } = cluster
  const lines = store.bucketNames()
    .map(bucket => ({ bucket, folder: folderOf(bucket) }))
    .filter(({ folder }) => keys.length === 0 ? !heartbeats.includes(folder) : keys.some(key => key.startsWith(folder) || folder.startsWith(key)))
    .flatMap(({ bucket, folder }) => store.since(bucket, Math.max(afterRevision, store.compactedRevision)).map(version => ({ folder, version })))
    .filter(({ folder, version }) => keys.length === 0 || keys.some(wanted => `${folder}/${version.key}`.startsWith(wanted)))
    .sort((a, b) => a.version.revision - b.version.revision)
    .slice(-most)
    .map(({ folder, version }) => lineOf(cluster, folder, version))
  const write = requests?.all.findLast(({ isPersons, verb }) => isPersons && verb !== 'get' && verb !== 'list')
  return {
    revision: store.revision,
    lines,
    ...membersOf(cluster),
    refused: write && write.code >= 500 ? { atMs: write.atMs, target: write.target, message: write.message } : undefined,
  }
}

const root = '/registry/'

function folderOf(bucket: string): string {
  const [plural = '', ...group] = bucket.split('.')
  const isBuiltIn = group.length === 0 || group.length === 1 || group.join('.').endsWith('.k8s.io')
  return isBuiltIn ? folders[plural] ?? plural : `${group.join('.')}/${plural}`
}

function lineOf({ clock }: Cluster, folder: string, { key, value, previous, revision, createRevision, atMs, cause }: Version<KubeObject>): LedgerLine {
  const before = previous?.value
  const [made] = clock.chain(cause)
  return {
    revision, atMs,
    key: `${root}${folder}/${key}`,
    changed: value === undefined ? ['deleted'] : before === undefined ? ['created'] : changesOf(before, value),
    event: value === undefined ? 'DELETED' : before === undefined ? 'ADDED' : 'MODIFIED',
    who: made === undefined ? '' : made.cause < 0 ? 'kubectl' : made.what.split(':')[0] ?? '',
    version: versionOf(previous, createRevision),
  }
}

function versionOf(previous: Version<KubeObject> | undefined, createRevision: number): number {
  let count = 1
  for (let version = previous; version && version.createRevision === createRevision; version = version.previous) count++
  return count
}

/** Objects share what did not change, so looking is enough. What every write changes tells nothing. */
function changesOf(before: KubeObject, after: KubeObject): readonly string[] {
  const differs = (part: string): boolean => partOf(before, part) !== partOf(after, part)
  const changed = Object.keys({ ...before, ...after }).filter(part => !['metadata', 'status', 'apiVersion', 'kind'].includes(part) && differs(part))
  if (differs('status')) changed.push('status')
  const isNews = (field: string): boolean => !unspoken.includes(field) && partOf(before.metadata, field) !== partOf(after.metadata, field)
  if (Object.keys({ ...before.metadata, ...after.metadata }).some(isNews)) changed.push('metadata')
  return changed
}

const unspoken: readonly string[] = ['resourceVersion', 'managedFields', 'generation']
const partOf = (object: object, part: string): unknown => Object.getOwnPropertyDescriptor(object, part)?.value

function membersOf({ etcd }: Cluster): Pick<Ledger, 'members' | 'quorum' | 'running' | 'leader' | 'isAnswering'> {
  if (!(etcd instanceof EtcdMembers)) {
    const isAnswering = etcd.hasQuorum
    const [{ name } = { name: 'etcd-0' }] = etcd.parts
    const member: MemberView = { name, state: isAnswering ? 'leader' : 'stopped', term: 1, lastIndex: 0, commitIndex: 0 }
    return { members: [member], quorum: 1, running: isAnswering ? 1 : 0, leader: isAnswering ? name : undefined, isAnswering }
  }
  const { ensemble } = etcd
  const members = ensemble.ids.map((name): MemberView => {
    const member = ensemble.member(name)
    const disk = ensemble.disk(name)
    return { name, state: member?.role ?? 'stopped', term: disk?.term ?? 0, lastIndex: disk?.log.lastIndex ?? 0, commitIndex: member?.commitIndex ?? 0 }
  })
  return {
    members,
    quorum: Math.floor(members.length / 2) + 1,
    running: members.filter(({ state }) => state !== 'stopped').length,
    leader: ensemble.leader?.id,
    isAnswering: etcd.hasQuorum,
  }
}
