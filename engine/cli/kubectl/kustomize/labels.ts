// Labels and annotations that all resources get, with the selectors and templates that must follow.
import type { JsonObject } from '../../../apiserver/object.ts'
import { isObject } from '../fields.ts'
import { changed, kindOf, type Resource } from './resource.ts'
import { changedAt, type Place } from './walk.ts'

const withTemplate = ['ReplicationController', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job']
const own: Place = { path: 'metadata/labels', create: true }

const templates: readonly Place[] = [
  { path: 'spec/template/metadata/labels', create: true, kinds: withTemplate },
  { path: 'spec/volumeClaimTemplates[]/metadata/labels', create: true, kinds: ['StatefulSet'] },
  { path: 'spec/jobTemplate/metadata/labels', create: true, kinds: ['CronJob'] },
  { path: 'spec/jobTemplate/spec/template/metadata/labels', create: true, kinds: ['CronJob'] },
]

const terms = ['podAffinity', 'podAntiAffinity'].flatMap(side => [
  `affinity/${side}/preferredDuringSchedulingIgnoredDuringExecution[]/podAffinityTerm/labelSelector/matchLabels`,
  `affinity/${side}/requiredDuringSchedulingIgnoredDuringExecution[]/labelSelector/matchLabels`,
])

const selectors: readonly Place[] = [
  { path: 'spec/selector', create: true, kinds: ['Service', 'ReplicationController'] },
  { path: 'spec/selector/matchLabels', create: true, kinds: ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'] },
  { path: 'spec/selector/matchLabels', kinds: ['Job', 'PodDisruptionBudget'] },
  { path: 'spec/jobTemplate/spec/selector/matchLabels', kinds: ['CronJob'] },
  ...[...terms, 'topologySpreadConstraints[]/labelSelector/matchLabels'].map(path => ({ path: `spec/template/spec/${path}`, kinds: ['Deployment', 'StatefulSet'] })),
  ...['podSelector', 'ingress[]/from[]/podSelector', 'egress[]/to[]/podSelector'].map(path => ({ path: `spec/${path}/matchLabels`, kinds: ['NetworkPolicy'] })),
]

const annotations: readonly Place[] = [
  { path: 'metadata/annotations', create: true },
  { path: 'spec/template/metadata/annotations', create: true, kinds: withTemplate },
  { path: 'spec/jobTemplate/metadata/annotations', create: true, kinds: ['CronJob'] },
  { path: 'spec/jobTemplate/spec/template/metadata/annotations', create: true, kinds: ['CronJob'] },
]

const adding = (places: readonly Place[], pairs: JsonObject) => (resource: Resource): Resource => {
  if (Object.keys(pairs).length === 0) return resource
  const here = places.filter(({ kinds }) => kinds === undefined || kinds.includes(kindOf(resource)))
  return changed(resource, here.reduce((object, place) => changedAt(object, place, value => ({ ...isObject(value) ? value : {}, ...pairs })), resource.object))
}

export interface Reach { readonly selectors: boolean, readonly templates: boolean }

export const labelled = (pairs: JsonObject, reach: Reach): (resource: Resource) => Resource =>
  adding([own, ...reach.selectors || reach.templates ? templates : [], ...reach.selectors ? selectors : []], pairs)

export const annotated = (pairs: JsonObject): (resource: Resource) => Resource => adding(annotations, pairs)
