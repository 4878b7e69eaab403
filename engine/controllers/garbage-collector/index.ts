// Garbage collector: what nobody owns any more goes, in the way its owner was deleted: in the background (the owner
// first), in the foreground (the dependents first) or not at all (orphans).
import type { KubeObject } from '../../apiserver/object.ts'
import { resourceKey, type ResourceDefinition } from '../../apiserver/resource.ts'
import type { DeleteOptions } from '../../apiserver/request.ts'
import type { Part } from '../../clock/part.ts'
import type { Client } from '../../client/client.ts'
import type { InformerFactory } from '../../client/informer.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import { foregroundFinalizer, hasFinalizer, isBlockedBy, isWaiting, orphanFinalizer, OwnerGraph, type Vertex } from './graph.ts'
import { AnyObjects } from './objects.ts'

const name = 'garbage-collector-controller'
const reactionMs = 4
/** Events own nothing and nobody owns them. */
const ignored = new Set(['events', 'events.events.k8s.io'])

export function garbageCollector(client: Client, informers: InformerFactory): Part {
  const { clock } = client
  const graph = new OwnerGraph()
  const objects = new AnyObjects(client)
  const monitored = new Set<string>()
  const deletions = new WorkQueue({ clock, name, reactionMs, sync: key => attemptToDelete(uidIn(key)) })
  const orphanings = new WorkQueue({ clock, name: `${name}: orphans of`, reactionMs, sync: key => orphanDependents(uidIn(key)) })
  const resources = new WorkQueue({ clock, name, reactionMs, sync: monitor })

  const consider = (vertex: Vertex): void => deletions.add(keyOf(vertex))

  function put(object: KubeObject): void {
    const { vertex, rumours } = graph.put(object)
    rumours.forEach(consider) // is there such an owner?
    if (isWaiting(object)) {
      consider(vertex)
      vertex.dependents.forEach(consider)
    }
    else if (vertex.isBeingDeleted && hasFinalizer(object, orphanFinalizer)) orphanings.add(keyOf(vertex))
  }

  function updated(object: KubeObject, before: KubeObject): void {
    const { metadata: is } = object
    const { metadata: was } = before
    if (is.ownerReferences === was.ownerReferences && is.deletionTimestamp === was.deletionTimestamp && is.finalizers === was.finalizers) return
    put(object)
    if (is.ownerReferences === was.ownerReferences) return
    const vertex = graph.get(is.uid)
    if (vertex) consider(vertex)
    reconsiderOwners(was.ownerReferences) // one of them may have waited for this dependent
  }

  function removed({ metadata }: KubeObject): void {
    graph.remove(metadata.uid).forEach(consider)
    reconsiderOwners(metadata.ownerReferences)
  }

  function reconsiderOwners(references: KubeObject['metadata']['ownerReferences'] = []): void {
    for (const { uid } of references) {
      const owner = graph.get(uid)
      if (owner?.waitsForDependents) consider(owner)
    }
  }

  function attemptToDelete(uid: string): void {
    const vertex = graph.get(uid)
    if (!vertex || (vertex.isBeingDeleted && !vertex.waitsForDependents)) return
    const object = objects.find(vertex.address)
    if (object?.metadata.uid !== uid) {
      if (vertex.isRumour) graph.remove(uid).forEach(consider)
      return
    }
    if (vertex.waitsForDependents) return finishForeground(vertex, object)
    decide(vertex, object)
  }

  /** The owners that are there keep it; else it goes, and it takes what depends on it along as its owners ask. */
  function decide(vertex: Vertex, object: KubeObject): void {
    const { ownerReferences = [] } = object.metadata
    if (ownerReferences.length === 0) return
    const standing = ownerReferences.map(reference => {
      const owner = objects.find({ ...reference, namespace: vertex.address.namespace })
      if (owner?.metadata.uid !== reference.uid) return 'gone'
      return isWaiting(owner) ? 'waiting' : 'there'
    })
    if (standing.includes('there')) {
      const kept = ownerReferences.filter((_, i) => standing[i] === 'there')
      if (kept.length < ownerReferences.length) objects.write(object, { ownerReferences: kept })
    }
    else if (standing.includes('waiting') && vertex.dependents.size > 0) remove(object, 'Foreground')
    else remove(object, hasFinalizer(object, orphanFinalizer) ? 'Orphan' : hasFinalizer(object, foregroundFinalizer) ? 'Foreground' : 'Background')
  }

  function remove(object: KubeObject, propagationPolicy: NonNullable<DeleteOptions['propagationPolicy']>): void {
    objects.delete(object, { propagationPolicy, preconditions: { uid: object.metadata.uid } })
  }

  /** Once no dependent blocks it any more, the owner itself goes. */
  function finishForeground(vertex: Vertex, object: KubeObject): void {
    const blocking = [...vertex.dependents].filter(dependent => isBlockedBy(vertex, dependent))
    if (blocking.length === 0) objects.write(object, { finalizers: (object.metadata.finalizers ?? []).filter(finalizer => finalizer !== foregroundFinalizer) })
    else vertex.dependents.forEach(dependent => { if (!dependent.waitsForDependents) consider(dependent) })
  }

  function orphanDependents(uid: string): void {
    const vertex = graph.get(uid)
    const object = vertex && objects.find(vertex.address)
    if (!vertex || object?.metadata.uid !== uid || !hasFinalizer(object, orphanFinalizer)) return
    for (const { address } of vertex.dependents) {
      const dependent = objects.find(address)
      const others = dependent?.metadata.ownerReferences?.filter(reference => reference.uid !== uid)
      if (dependent && others) objects.write(dependent, { ownerReferences: others })
    }
    objects.write(object, { finalizers: (object.metadata.finalizers ?? []).filter(finalizer => finalizer !== orphanFinalizer) })
  }

  /** Every resource that can be watched and deleted is part of the graph, those of custom kinds too. */
  function monitor(): void {
    for (const definition of client.definitions()) {
      const key = resourceKey(definition.group, definition.plural)
      if (monitored.has(key) || ignored.has(key) || !canBeCollected(definition)) continue
      monitored.add(key)
      informers.ofAny(key).handle({ added: put, updated, deleted: removed })
    }
  }

  return {
    name,
    start: () => {
      monitor()
      informers.of('customresourcedefinitions.apiextensions.k8s.io').handle({ added: () => resources.add('resources'), updated: () => resources.add('resources') })
    },
    stop: () => [deletions, orphanings, resources].forEach(queue => queue.stop()),
  }
}

const canBeCollected = ({ verbs }: ResourceDefinition): boolean => ['list', 'watch', 'delete'].every(verb => verbs.includes(verb))

/** `ReplicaSet default/web-1 uid`: readable in a chain of causes. */
const keyOf = ({ uid, address: { kind, namespace, name: objectName } }: Vertex): string =>
  `${kind} ${namespace === undefined ? objectName : `${namespace}/${objectName}`} ${uid}`

const uidIn = (key: string): string => key.slice(key.lastIndexOf(' ') + 1)

