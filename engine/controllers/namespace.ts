// Namespace: one that is deleted first loses its content, its pods before all else, and goes when nothing is left.
import type { Part } from '../clock/part.ts'
import { parseTimestamp, timestamp } from '../clock/time.ts'
import { equal } from '../apiserver/equal.ts'
import type { ObjectList } from '../apiserver/request.ts'
import type { ResourceDefinition } from '../apiserver/resource.ts'
import type { Namespace, NamespaceCondition, Pod } from '../apiserver/types.gen.ts'
import { unwrap, type Client } from '../client/client.ts'
import type { InformerFactory } from '../client/informer.ts'
import { WorkQueue } from '../client/workqueue.ts'

const name = 'namespace-controller'
const reactionMs = 4
/** So that whoever still writes to the namespace notices that it is going. */
const graceMs = 5000
const finalizerName = 'kubernetes'
/** How long whoever set a finalizer is reckoned to take. */
const finalizerSeconds = 15

/** What is left of a resource after its deletion was asked for. */
interface Remains { readonly resource: string, readonly count: number, readonly finalizers: readonly string[], readonly seconds: number }

export function namespaceController(client: Client, informers: InformerFactory): Part {
  const namespaces = informers.of('namespaces')
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  function sync(key: string): void {
    const namespace = client.find('namespaces', undefined, key)
    if (namespace?.metadata.deletionTimestamp === undefined) return
    if (finalizersOf(namespace).includes(finalizerName)) empty(namespace)
  }

  function empty(namespace: Namespace): void {
    const [pods, ...others] = deletable(client)
    const remaining = [...pods ? [deleteAll(namespace, pods)] : []]
    const podsRemain = remaining.some(({ count }) => count > 0)
    if (!podsRemain) remaining.push(...others.map(definition => deleteAll(namespace, definition)))
    const noted = noteConditions(namespace, podsRemain ? [] : remaining)
    const left = remaining.filter(({ count }) => count > 0)
    const seconds = Math.max(0, ...left.map(remains => remains.seconds))
    if (left.length > 0) queue.addAfter(namespace.metadata.name, (Math.floor(seconds / 2) + 1) * 1000)
    else finalize(noted)
  }

  function deleteAll(namespace: Namespace, { group, version, plural, verbs, kind }: ResourceDefinition): Remains {
    const target = { group, version, resource: plural, namespace: namespace.metadata.name }
    const listed = (): ObjectList['items'] => {
      const { body } = unwrap(client.request({ verb: 'list', ...target }))
      return 'items' in body ? body.items : []
    }
    const before = listed()
    if (before.length === 0) return { resource: plural, count: 0, finalizers: [], seconds: 0 }
    const seconds = kind === 'Pod' ? graceLeft(namespace, before as readonly Pod[], client.unixMs) : 0 // a list of pods
    if (verbs.includes('deletecollection')) unwrap(client.request({ verb: 'deletecollection', ...target, propagationPolicy: 'Background' }))
    else for (const { metadata } of before) client.request({ verb: 'delete', ...target, name: metadata.name, propagationPolicy: 'Background' })
    const left = listed()
    const finalizers = left.flatMap(({ metadata }) => metadata.finalizers ?? [])
    const resource = group === '' ? `${plural}.` : `${plural}.${group}`
    return { resource, count: left.length, finalizers, seconds: left.length === 0 ? 0 : finalizers.length > 0 ? finalizerSeconds : seconds }
  }

  function noteConditions(namespace: Namespace, remaining: readonly Remains[]): Namespace {
    const conditions = conditionsOf(remaining).reduce((list, condition) => withCondition(list, condition, client.unixMs), namespace.status.conditions ?? [])
    return equal(conditions, namespace.status.conditions) ? namespace : client.updateStatus('namespaces', { ...namespace, status: { ...namespace.status, conditions } })
  }

  function finalize(namespace: Namespace): void {
    const finalizers = finalizersOf(namespace).filter(finalizer => finalizer !== finalizerName)
    const { finalizers: _before, ...spec } = namespace.spec
    client.update('namespaces', { ...namespace, spec: { ...spec, ...finalizers.length > 0 && { finalizers } } }, 'finalize')
  }

  function look({ metadata }: Namespace): void {
    if (metadata.deletionTimestamp !== undefined) queue.addAfter(metadata.name, graceMs)
  }

  return { name, start: () => namespaces.handle({ added: look, updated: look }), stop: () => queue.stop() }
}

const finalizersOf = ({ spec }: Namespace): readonly string[] => spec.finalizers ?? []

/** What a namespace can hold, pods first; each resource in one version only. */
function deletable(client: Client): readonly ResourceDefinition[] {
  const seen = new Set<string>()
  const all = client.definitions().filter(({ group, plural, namespaced, verbs }) => {
    const isNew = !seen.has(`${plural}.${group}`)
    seen.add(`${plural}.${group}`)
    return isNew && namespaced && verbs.includes('list') && verbs.includes('delete') && group !== 'events.k8s.io' // the same events as in the core group
  })
  const isPods = ({ group, plural }: ResourceDefinition): boolean => group === '' && plural === 'pods'
  return [...all.filter(isPods), ...all.filter(definition => !isPods(definition))]
}

/** How long the slowest pod may still take to end. */
function graceLeft({ metadata }: Namespace, pods: readonly Pod[], unixMs: number): number {
  const elapsed = Math.floor((unixMs - (parseTimestamp(metadata.deletionTimestamp ?? '') ?? unixMs)) / 1000)
  const running = pods.filter(({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed')
  return Math.max(0, ...running.map(({ spec }) => (spec.terminationGracePeriodSeconds ?? 0) - elapsed))
}

type Condition = Pick<NamespaceCondition, 'type' | 'status' | 'reason' | 'message'>

function conditionsOf(remaining: readonly Remains[]): readonly Condition[] {
  const left = remaining.filter(({ count }) => count > 0)
  const holders = Map.groupBy(left.flatMap(({ finalizers }) => finalizers), finalizer => finalizer)
  const instances = left.map(({ resource, count }) => `${resource} has ${count} resource instances`).sort().join(', ')
  const waiting = [...holders].map(([finalizer, all]) => `${finalizer} in ${all.length} resource instances`).sort().join(', ')
  return [
    { type: 'NamespaceDeletionDiscoveryFailure', status: 'False', reason: 'ResourcesDiscovered', message: 'All resources successfully discovered' },
    { type: 'NamespaceDeletionGroupVersionParsingFailure', status: 'False', reason: 'ParsedGroupVersions', message: 'All legacy kube types successfully parsed' },
    { type: 'NamespaceDeletionContentFailure', status: 'False', reason: 'ContentDeleted', message: 'All content successfully deleted, may be waiting on finalization' },
    left.length > 0
      ? { type: 'NamespaceContentRemaining', status: 'True', reason: 'SomeResourcesRemain', message: `Some resources are remaining: ${instances}` }
      : { type: 'NamespaceContentRemaining', status: 'False', reason: 'ContentRemoved', message: 'All content successfully removed' },
    holders.size > 0
      ? { type: 'NamespaceFinalizersRemaining', status: 'True', reason: 'SomeFinalizersRemain', message: `Some content in the namespace has finalizers remaining: ${waiting}` }
      : { type: 'NamespaceFinalizersRemaining', status: 'False', reason: 'ContentHasNoFinalizers', message: 'All content-preserving finalizers finished' },
  ]
}

/** A condition that says something else than before takes the place of the old one. */
function withCondition(conditions: readonly NamespaceCondition[], next: Condition, unixMs: number): readonly NamespaceCondition[] {
  const known = conditions.find(({ type }) => type === next.type)
  if (known?.status === next.status && known.reason === next.reason && known.message === next.message) return conditions
  const fresh: NamespaceCondition = { ...next, lastTransitionTime: timestamp(unixMs) }
  return known ? conditions.map(other => other === known ? fresh : other) : [...conditions, fresh]
}
