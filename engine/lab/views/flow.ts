// One chain of causes on its way through the parts of the cluster: who heard of what, did what, and wrote what, from
// the typed command to the object as it is now.
import type { ClockEvent, EventId } from '../../clock/clock.ts'
import type { KubeObject } from '../../apiserver/object.ts'
import type { Pod, ReplicaSet } from '../../apiserver/types.gen.ts'
import type { Version } from '../../etcd/store.ts'
import { keyOf } from '../../apiserver/key.ts'
import type { Cluster } from '../cluster.ts'
import { findObject, type Found } from './find.ts'

export const laneNames = ['user', 'apiserver', 'etcd', 'controllers', 'scheduler', 'kubelet', 'proxy'] as const
export type LaneName = typeof laneNames[number]

export interface Written {
  readonly verb: 'create' | 'update' | 'delete'
  /** `replicasets/web-5d4b`. */
  readonly object: string
  readonly revision: number
}

export interface Hop {
  readonly id: EventId
  readonly atMs: number
  /** After how long it followed the one before. */
  readonly afterMs: number
  /** `asks`: it came from outside; `hears`: news of a write reached a part; `writes`: a part wrote; `works`: it did something else. */
  readonly kind: 'asks' | 'hears' | 'writes' | 'works'
  readonly lane: LaneName
  readonly who: string
  /** The command, the resource that was heard of, the work. */
  readonly what: string
  readonly written: Written | undefined
}

export interface Lane {
  readonly name: LaneName
  /** What stops when the lane is stopped. */
  readonly components: readonly string[]
  readonly stopped: readonly string[]
}

export interface Flow {
  /** The object whose last write the hops lead to, `pods/web-1`; nothing while there is none. */
  readonly about: string
  readonly hops: readonly Hop[]
  readonly lanes: readonly Lane[]
  /** The lane that would have to go on, and does not run. */
  readonly waitsFor: LaneName | undefined
}

/** `references`: the first of these that is there; so a chain can be followed while it grows. */
export function flowOf(cluster: Cluster, references: readonly string[], namespace: string): Flow {
  const lanes = lanesOf(cluster)
  const found = references.map(reference => findObject(cluster, reference, namespace)).find(object => object !== undefined)
  if (!found) return { about: '', hops: [], lanes, waitsFor: undefined }
  const { key, object } = found
  const led = cluster.why(key, found.namespace, object.metadata.name).toReversed()
  const chain = [...led, ...proxyThatHears(cluster, led.at(-1))]
  const hops = chain.map((event, i) => hopOf(cluster, found, event, chain[i - 1], chain[i + 1]))
  return { about: `${plural(key)}/${object.metadata.name}`, hops, lanes, waitsFor: waitingFor(found, lanes) }
}

const watch = 'watch '
const plural = (key: string): string => key.replace(/\..*$/, '')

/** Nothing in the store tells what kube-proxies make of a write: that one of them heard of it is the end of the chain. */
function proxyThatHears({ clock }: Cluster, last: ClockEvent | undefined): readonly ClockEvent[] {
  const heard = last && clock.events.find(event => event.cause === last.id && laneOf(spoken(event, false).who) === 'proxy')
  return heard ? [heard] : []
}

function hopOf(cluster: Cluster, target: Found, event: ClockEvent, before: ClockEvent | undefined, after: ClockEvent | undefined): Hop {
  const { who, what } = spoken(event, before === undefined)
  const heard = after && spoken(after, false).what
  const news = heard?.startsWith(watch) ? heard.slice(watch.length) : undefined
  const written = writtenBy(cluster, event.id, target, news)
  const kind = before === undefined ? 'asks' : what.startsWith(watch) ? 'hears' : written ? 'writes' : 'works'
  return {
    id: event.id,
    atMs: event.atMs,
    afterMs: event.atMs - (before?.atMs ?? event.atMs),
    kind, who, written,
    lane: laneOf(who),
    what: kind === 'hears' ? plural(what.slice(watch.length)) : what,
  }
}

/** What is said of an event: who, and what. Whoever stands outside has no name. */
function spoken(event: ClockEvent, isRoot: boolean): { readonly who: string, readonly what: string } {
  if (isRoot) return { who: '', what: event.what.replace(/^(keys|command|run|act): /, '').trim() }
  const [, who = '', what = event.what] = /^([\w. -]+?): (.*)$/s.exec(event.what) ?? []
  return { who, what }
}

function laneOf(who: string): LaneName {
  if (who === '' || who === 'kubectl') return 'user'
  if (who === 'kube-scheduler') return 'scheduler'
  if (who.startsWith('kubelet ')) return 'kubelet'
  if (who.startsWith('kube-proxy ')) return 'proxy'
  return who.startsWith('etcd') ? 'etcd' : 'controllers'
}

/** What an event wrote that led on: of the resource that was heard of next, else of the object that is spoken of. */
function writtenBy(cluster: Cluster, id: EventId, target: Found, news: string | undefined): Written | undefined {
  const own = keyOf(target.namespace, target.object.metadata.name)
  const inBucket = (bucket: string): readonly Version<KubeObject>[] => cluster.store.since(bucket, cluster.store.compactedRevision).filter(({ cause }) => cause === id)
  const ofNews = news === undefined ? [] : inBucket(news)
  const version = ofNews.findLast(({ key }) => news === target.key && key === own) ?? ofNews.at(-1) ?? inBucket(target.key).findLast(({ key }) => key === own)
  if (!version) return undefined
  const { key, value, previous, revision } = version
  const bucket = ofNews.length > 0 && news !== undefined ? news : target.key
  return {
    verb: value === undefined ? 'delete' : previous?.value === undefined ? 'create' : 'update',
    object: `${plural(bucket)}/${key.slice(key.indexOf('/') + 1)}`,
    revision,
  }
}

function lanesOf({ components }: Cluster): readonly Lane[] {
  const names = [...components.keys()]
  const beginning = (start: string): readonly string[] => names.filter(name => name.startsWith(start))
  const parts: Readonly<Record<LaneName, readonly string[]>> = {
    user: [], apiserver: ['kube-apiserver'], etcd: beginning('etcd-'), controllers: ['kube-controller-manager'],
    scheduler: ['kube-scheduler'], kubelet: beginning('kubelet '), proxy: beginning('kube-proxy '),
  }
  const isStopped = (name: string): boolean => components.get(name)?.isRunning === false
  return laneNames.map(name => ({ name, components: parts[name], stopped: parts[name].filter(isStopped) }))
}

function waitingFor({ key, object }: Found, lanes: readonly Lane[]): LaneName | undefined {
  const [lane, component] = nextOf(key, object)
  const { components = [], stopped = [] } = lanes.find(({ name }) => name === lane) ?? {}
  return component === undefined ? undefined : stopped.includes(component === '' ? components[0] ?? '' : component) ? lane : undefined
}

/** Who is to go on: the lane, and the component if it is a certain one. */
function nextOf(key: string, object: KubeObject): readonly [LaneName, string | undefined] {
  if (key === 'pods') {
    const { spec, status } = object as Pod // as its key says
    if (!spec.nodeName) return ['scheduler', '']
    return ['kubelet', status.containerStatuses?.every(({ state }) => state.running) ? undefined : `kubelet ${spec.nodeName}`]
  }
  if (key !== 'replicasets.apps' && key !== 'deployments.apps') return ['controllers', undefined]
  const { spec, status } = object as ReplicaSet // both count so
  return ['controllers', status?.replicas === spec?.replicas ? undefined : '']
}
