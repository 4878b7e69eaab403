// Several objects on one axis of time: what each was in, stretch by stretch, what was told of it, and what came from outside.
import type { Event, Node, Pod } from '../../apiserver/types.gen.ts'
import type { KubeObject } from '../../apiserver/object.ts'
import { noCause } from '../../clock/clock.ts'
import type { Cluster } from '../cluster.ts'
import { podViewOf, type PodState } from '../scene.ts'
import { meantBy } from './find.ts'
import { livesIn, spansOf, type Life, type Span } from './life.ts'

export interface Standing {
  readonly state: PodState
  /** As kubectl would say it: `NotReady`, `Running`, `Terminating`. */
  readonly word: string
  /** More of it: taints, the node. */
  readonly detail: string
}

export interface Mark {
  readonly key: string
  readonly atMs: number
  readonly reason: string
  readonly message: string
  readonly isWarning: boolean
}

export interface TimelineRow {
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly spans: readonly Span<Standing>[]
  readonly marks: readonly Mark[]
}

export interface Timeline {
  readonly nowMs: number
  readonly rows: readonly TimelineRow[]
  /** How many more there would be. */
  readonly left: number
  /** What was typed, and what befell components. */
  readonly inputs: readonly { readonly atMs: number, readonly what: string }[]
}

/** A row for each object that is meant, in the order of the references, also for those that are gone; no more than `most`. */
export function timelineOf(cluster: Cluster, references: readonly string[], namespace: string, sinceMs: number, most: number): Timeline {
  const { clock } = cluster
  const lives = references.flatMap(reference => {
    const { key, namespace: inNamespace, isMeant } = meantBy(cluster, reference, namespace)
    return livesIn(cluster, key, inNamespace === undefined ? '' : `${inNamespace}/`, isMeant)
  }).filter(({ goneMs }) => goneMs === undefined || goneMs > sinceMs)
  const told = new Map<string, Life<Event>[]>()
  for (const life of livesIn<Event>(cluster, 'events', '')) {
    const about = aboutOf(life.last.involvedObject)
    const others = told.get(about)
    if (others) others.push(life)
    else told.set(about, [life])
  }
  return {
    nowMs: clock.nowMs,
    left: Math.max(0, lives.length - most),
    rows: lives.slice(0, most).map(life => ({
      kind: life.last.kind ?? '',
      name: life.name,
      uid: life.last.metadata.uid,
      spans: spansOf(life, standingOf, (a, b) => a.state === b.state && a.word === b.word && a.detail === b.detail),
      marks: (told.get(aboutOf({ kind: life.last.kind, ...life.last.metadata })) ?? []).flatMap(marksOf).sort((a, b) => a.atMs - b.atMs),
    })),
    inputs: clock.events.filter(({ cause, atMs, what }) => cause === noCause && atMs >= sinceMs && (what.startsWith('command: ') || !/^(keys|the cluster starts)/.test(what))).map(({ atMs, what }) => ({ atMs, what: what.replace(/^command: /, '') })),
  }
}

/** Events of a node know it by its name only. */
const aboutOf = ({ kind = '', name = '', uid = '' }: { readonly kind?: string, readonly name?: string, readonly uid?: string }): string => kind === 'Node' ? `${kind} ${name}` : `${kind} ${uid}`

/** Each time that it was told. */
const marksOf = ({ moments }: Life<Event>): readonly Mark[] =>
  moments.map(({ atMs, revision, object: { reason = '', message = '', type } }) => ({ key: String(revision), atMs, reason, message, isWarning: type === 'Warning' }))

function standingOf(object: KubeObject): Standing {
  if (object.kind === 'Pod') {
    const pod = object as Pod // as it says
    const { state, status, containers } = podViewOf(pod)
    const ready = containers.filter(Boolean).length
    // Of a node that is lost, the pods are told not to be ready; what their containers said last stays.
    const unready = ready < containers.length ? `${status} ${ready}/${containers.length}` : `${status}, Ready=False`
    return { state, word: state === 'terminating' ? 'Terminating' : state === 'unready' ? unready : pod.status.reason ?? status, detail: pod.spec.nodeName ?? '' }
  }
  if (object.kind === 'Node') {
    const { spec, status } = object as Node // as it says
    const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status
    const taints = (spec?.taints ?? []).filter(({ key }) => key !== 'node-role.kubernetes.io/control-plane').map(({ key, effect }) => `${key.replace(/^.*\//, '')}:${effect}`)
    const pressures = (status?.conditions ?? []).flatMap(({ type, status }) => type.endsWith('Pressure') && status === 'True' ? [type] : [])
    const word = [ready === 'True' ? 'Ready' : 'NotReady', ...pressures].join(', ')
    return { state: ready !== 'True' ? 'failing' : pressures.length > 0 ? 'unready' : 'ready', word, detail: taints.join(' ') }
  }
  const isGoing = object.metadata.deletionTimestamp !== undefined
  return { state: isGoing ? 'terminating' : 'ready', word: isGoing ? 'Terminating' : object.kind ?? '', detail: '' }
}
