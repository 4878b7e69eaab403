// Subresources that show and change a part of their object: each is a lens onto it. (Those that act, as eviction
// or log, are doors of their own.)
import { scaleOf } from './customresources/scale.ts'
import type { GroupVersionKind, KubeObject } from './object.ts'
import type { ResourceDefinition } from './resource.ts'
import { conflict } from './status.ts'

export interface Lens {
  /** What a get of the subresource answers. */
  readonly read: (whole: KubeObject) => KubeObject
  /** The whole with what was written to the subresource. */
  readonly write: (whole: KubeObject, given: KubeObject) => KubeObject
}

/** A write to the status keeps the rest; of the metadata only labels and annotations pass. */
const status: Lens = {
  read: whole => whole,
  write: (whole, given) => {
    const { labels = whole.metadata.labels, annotations = whole.metadata.annotations, resourceVersion } = given.metadata
    if (labels === whole.metadata.labels && annotations === whole.metadata.annotations) return { ...whole, status: given.status }
    return { ...whole, metadata: { ...whole.metadata, resourceVersion, ...labels && { labels }, ...annotations && { annotations } }, status: given.status }
  },
}

/** A write to the rest keeps the status. */
export const exceptStatus: Lens = {
  read: whole => whole,
  write: (whole, given) => {
    const { status: _status, ...rest } = given
    return whole.status === undefined ? rest : { ...rest, status: whole.status }
  },
}

const scale: Lens = {
  read: whole => {
    const { name, namespace, uid, resourceVersion, creationTimestamp } = whole.metadata
    const replicas = numberAt(whole.spec, 'replicas')
    const selector = labelsText(fieldAt(fieldAt(whole.spec, 'selector'), 'matchLabels'))
    return {
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name, ...namespace !== undefined && { namespace }, uid, resourceVersion, creationTimestamp },
      spec: replicas === 0 ? {} : { replicas },
      status: { replicas: numberAt(whole.status, 'replicas'), ...selector !== '' && { selector } },
    }
  },
  write: (whole, given) => ({
    ...whole,
    metadata: { ...whole.metadata, resourceVersion: given.metadata.resourceVersion },
    spec: { ...objectOf(whole.spec), replicas: numberAt(given.spec, 'replicas') },
  }),
}

/** A pod comes to its node once. */
const binding: Lens = {
  read: whole => whole,
  write: (whole, given) => {
    const node = fieldAt(fieldAt(given, 'target'), 'name')
    const bound = fieldAt(whole.spec, 'nodeName')
    if (typeof bound === 'string' && bound !== '')
      throw conflict('pods/binding', '', whole.metadata.name, `pod ${whole.metadata.name} is already assigned to node "${bound}"`)
    return { ...whole, spec: { ...objectOf(whole.spec), nodeName: node } }
  },
}

/** Who has emptied a namespace says so here. */
const finalize: Lens = {
  read: whole => whole,
  write: (whole, given) => {
    const { finalizers: _before, ...spec } = { finalizers: undefined, ...objectOf(whole.spec) }
    const finalizers = fieldAt(given.spec, 'finalizers')
    return { ...whole, metadata: { ...whole.metadata, resourceVersion: given.metadata.resourceVersion }, spec: { ...spec, ...finalizers !== undefined && { finalizers } } }
  },
}

/** Only some of the spec passes. */
const partOfSpec = (part: (spec: object, given: unknown) => object): Lens => ({
  read: whole => whole,
  write: (whole, given) => ({
    ...whole,
    metadata: { ...whole.metadata, resourceVersion: given.metadata.resourceVersion },
    spec: { ...objectOf(whole.spec), ...part(objectOf(whole.spec), given.spec) },
  }),
})

/** Containers that look into a running pod. */
const ephemeralcontainers = partOfSpec((_spec, given) => ({ ephemeralContainers: fieldAt(given, 'ephemeralContainers') }))

/** What the containers of a running pod may take. */
const resize = partOfSpec((spec, given) => Object.fromEntries(['containers', 'initContainers'].flatMap(field => {
  const wanted = new Map(listOf(fieldAt(given, field)).map(container => [fieldAt(container, 'name'), fieldAt(container, 'resources')]))
  const containers = listOf(fieldAt(spec, field)).map(container => ({ ...objectOf(container), resources: wanted.get(fieldAt(container, 'name')) ?? fieldAt(container, 'resources') }))
  return containers.length > 0 ? [[field, containers]] : []
})))

/** Who may say whether a certificate is given says it here, and nothing else. */
const approval: Lens = {
  read: whole => whole,
  write: (whole, given) => ({
    ...whole,
    metadata: { ...whole.metadata, resourceVersion: given.metadata.resourceVersion },
    status: { ...objectOf(whole.status), conditions: listOf(fieldAt(given.status, 'conditions')).map(withTimes) },
  }),
}

function withTimes(condition: unknown): object {
  const updated = fieldAt(condition, 'lastUpdateTime') ?? null
  return { ...objectOf(condition), lastUpdateTime: updated, lastTransitionTime: fieldAt(condition, 'lastTransitionTime') ?? updated }
}

const lenses: ReadonlyMap<string, Lens> = new Map(Object.entries({ status, scale, binding, finalize, ephemeralcontainers, resize, approval }))

export const lensOf = (subresource: string, { custom }: ResourceDefinition): Lens | undefined =>
  subresource === 'scale' && custom?.scale ? scaleOf(custom.scale) : lenses.get(subresource)

function fieldAt(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, field) ? Reflect.get(value, field) : undefined
}

function numberAt(value: unknown, field: string): number {
  const found = fieldAt(value, field)
  return typeof found === 'number' ? found : 0
}

const listOf = (value: unknown): readonly unknown[] => Array.isArray(value) ? value : []

const objectOf = (value: unknown): object => typeof value === 'object' && value !== null ? value : {}

const labelsText = (labels: unknown): string =>
  Object.entries(objectOf(labels)).map(([name, value]) => `${name}=${value}`).sort().join(',')

const foreign: ReadonlyMap<string, GroupVersionKind> = new Map(Object.entries({
  scale: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
  binding: { group: '', version: 'v1', kind: 'Binding' },
  eviction: { group: 'policy', version: 'v1', kind: 'Eviction' },
  token: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
}))

/** The kind that a subresource reads and writes: mostly that of its object. */
export const kindOfSubresource = ({ group, version, kind }: ResourceDefinition, subresource: string | undefined): GroupVersionKind =>
  foreign.get(subresource ?? '') ?? { group, version, kind }
