// Who owns whom, what is written on each, and who selects whom by it; where a selector misses, which key is to blame.
import type { ObjectMeta } from '../../apiserver/object.ts'
import type { LabelSelector, Pod } from '../../apiserver/types.gen.ts'
import type { Cluster } from '../cluster.ts'
import { podViewOf, type PodView } from '../scene.ts'

export interface Requirement {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  readonly values: readonly string[]
}

export interface SelectorView {
  /** `Service web`. */
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly requirements: readonly Requirement[]
}

export interface Verdict {
  readonly selector: string
  readonly matches: boolean
  /** The requirements that do not hold, with what the pod has instead. */
  readonly misses: readonly (Requirement & { readonly has: string | undefined })[]
}

export interface OwnedView {
  readonly uid: string
  readonly kind: string
  readonly name: string
  /** How many owners are above it. */
  readonly depth: number
  readonly labels: readonly (readonly [key: string, value: string])[]
  /** Only of pods. */
  readonly pod: PodView | undefined
  readonly verdicts: readonly Verdict[]
}

export interface OwnershipView {
  /** Owners before what they own; what has no owner comes as a root. */
  readonly objects: readonly OwnedView[]
  readonly selectors: readonly SelectorView[]
}

/** Of a namespace; owners whose pods are gone are left out. */
export function ownershipOf({ admin }: Cluster, namespace: string): OwnershipView {
  const replicaSets = admin.list('replicasets.apps', namespace)
  const statefulSets = admin.list('statefulsets.apps', namespace)
  const daemonSets = admin.list('daemonsets.apps', namespace)
  const pods = admin.list('pods', namespace)
  const all: Item[] = [
    ...admin.list('cronjobs.batch', namespace).map(itemOf('CronJob')), ...admin.list('deployments.apps', namespace).map(itemOf('Deployment')),
    ...replicaSets.map(itemOf('ReplicaSet')), ...statefulSets.map(itemOf('StatefulSet')), ...daemonSets.map(itemOf('DaemonSet')),
    ...admin.list('jobs.batch', namespace).map(itemOf('Job')), ...pods.map((pod): Item => ({ kind: 'Pod', metadata: pod.metadata, pod })),
  ]
  all.sort((a, b) => order(a) < order(b) ? -1 : Number(order(a) > order(b))) // a row keeps its place when younger ones come
  const known = new Set(all.map(({ metadata }) => metadata.uid))
  const owned = Map.groupBy(all, ({ metadata }) => {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller)?.uid
    return owner !== undefined && known.has(owner) ? owner : ''
  })
  const hasPods = ({ pod, metadata }: Item): boolean => pod !== undefined || (owned.get(metadata.uid) ?? []).some(hasPods)
  const chosen = <T extends Selecting>(kind: string, ones: readonly T[]) => ones.filter(({ metadata }) => (owned.get(metadata.uid) ?? []).some(hasPods)).map(one => selectorOf(kind, one.metadata, one.spec?.selector))
  const selectors = [
    ...chosen('ReplicaSet', replicaSets), ...chosen('StatefulSet', statefulSets), ...chosen('DaemonSet', daemonSets),
    ...admin.list('services', namespace).filter(({ spec }) => spec?.selector).map(({ metadata, spec }) => selectorOf('Service', metadata, { matchLabels: spec?.selector ?? {} })),
  ]
  const below = (uid: string, depth: number): readonly OwnedView[] =>
    (owned.get(uid) ?? []).filter(hasPods).flatMap(item => [viewOf(item, depth, selectors), ...below(item.metadata.uid, depth + 1)])
  return { objects: below('', 0), selectors }
}

interface Item { readonly kind: string, readonly metadata: ObjectMeta, readonly pod: Pod | undefined }
interface Selecting { readonly metadata: ObjectMeta, readonly spec?: { readonly selector?: LabelSelector } }

const order = ({ metadata: { creationTimestamp = '', name } }: Item): string => `${creationTimestamp} ${name}`
const itemOf = (kind: string) => ({ metadata }: { readonly metadata: ObjectMeta }): Item => ({ kind, metadata, pod: undefined })

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const

function selectorOf(kind: string, { name }: ObjectMeta, { matchLabels = {}, matchExpressions = [] }: LabelSelector = {}): SelectorView {
  return {
    id: `${kind} ${name}`, kind, name,
    requirements: [
      ...Object.entries(matchLabels).map(([key, value]): Requirement => ({ key, operator: 'In', values: [value] })),
      ...matchExpressions.map(({ key, operator, values = [] }): Requirement => ({ key, operator: operators.find(known => known === operator) ?? 'In', values })),
    ],
  }
}

type Labels = Readonly<Record<string, string>>

function viewOf({ kind, metadata: { uid, name, labels = {} }, pod }: Item, depth: number, selectors: readonly SelectorView[]): OwnedView {
  return {
    uid, kind, name, depth,
    labels: Object.entries(labels),
    pod: pod && podViewOf(pod),
    verdicts: pod ? selectors.map(({ id, requirements }) => verdictOf(id, requirements, labels)) : [],
  }
}

function verdictOf(selector: string, requirements: readonly Requirement[], labels: Labels): Verdict {
  const misses = requirements.filter(requirement => !holds(requirement, valueOf(labels, requirement.key))).map(requirement => ({ ...requirement, has: valueOf(labels, requirement.key) }))
  return { selector, matches: misses.length === 0, misses }
}

const valueOf = (labels: Labels, key: string): string | undefined => Object.hasOwn(labels, key) ? labels[key] : undefined

function holds({ operator, values }: Requirement, has: string | undefined): boolean {
  switch (operator) {
    case 'In': return has !== undefined && values.includes(has)
    case 'NotIn': return has === undefined || !values.includes(has)
    case 'Exists': return has !== undefined
    case 'DoesNotExist': return has === undefined
  }
}
