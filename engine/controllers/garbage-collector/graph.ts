// Who depends on whom, in the whole cluster: the memory of the garbage collector.
import type { KubeObject, OwnerReference } from '../../apiserver/object.ts'

export const foregroundFinalizer = 'foregroundDeletion'
export const orphanFinalizer = 'orphan'

/** Where an object is to be found. */
export interface Address {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string | undefined
  readonly name: string
}

export class Vertex {
  readonly uid: string
  address: Address
  owners: readonly OwnerReference[] = []
  /** Only heard of, in an owner reference; it may not exist. */
  isRumour = true
  isBeingDeleted = false
  /** Stays until the dependents that block it are gone. */
  waitsForDependents = false
  /** Most objects have none. */
  private set: Set<Vertex> | undefined

  constructor(uid: string, address: Address) {
    this.uid = uid
    this.address = address
  }

  get dependents(): ReadonlySet<Vertex> { return this.set ?? nobody }
  add(dependent: Vertex): void { (this.set ??= new Set()).add(dependent) }
  drop(dependent: Vertex): void { this.set?.delete(dependent) }
}

const nobody: ReadonlySet<Vertex> = new Set()

export const hasFinalizer = ({ metadata }: KubeObject, finalizer: string): boolean => metadata.finalizers?.includes(finalizer) ?? false

export const isWaiting = (object: KubeObject): boolean =>
  object.metadata.deletionTimestamp !== undefined && hasFinalizer(object, foregroundFinalizer)

export const isBlockedBy = (owner: Vertex, dependent: Vertex): boolean =>
  dependent.owners.some(({ uid, blockOwnerDeletion }) => uid === owner.uid && blockOwnerDeletion)

export class OwnerGraph {
  private readonly vertices = new Map<string, Vertex>()

  get(uid: string): Vertex | undefined { return this.vertices.get(uid) }

  /** Takes up an object as it is; answers its vertex and the owners that were not known before. */
  put(object: KubeObject): { readonly vertex: Vertex, readonly rumours: readonly Vertex[] } {
    const { uid, namespace, name, ownerReferences = [], deletionTimestamp } = object.metadata
    const vertex = this.vertexOf(uid, { apiVersion: object.apiVersion, kind: object.kind, namespace, name })
    vertex.address = { apiVersion: object.apiVersion, kind: object.kind, namespace, name }
    vertex.isRumour = false
    vertex.isBeingDeleted = deletionTimestamp !== undefined
    vertex.waitsForDependents = isWaiting(object)
    return { vertex, rumours: this.relink(vertex, ownerReferences) }
  }

  /** Forgets an object; answers what depended on it. */
  remove(uid: string): readonly Vertex[] {
    const vertex = this.vertices.get(uid)
    if (!vertex) return []
    this.relink(vertex, [])
    this.vertices.delete(uid)
    return [...vertex.dependents]
  }

  private relink(vertex: Vertex, owners: readonly OwnerReference[]): readonly Vertex[] {
    for (const { uid } of vertex.owners) {
      const owner = this.vertices.get(uid)
      owner?.drop(vertex)
      if (owner?.isRumour && owner.dependents.size === 0) this.vertices.delete(uid)
    }
    vertex.owners = owners
    const rumours: Vertex[] = []
    for (const { uid, apiVersion, kind, name } of owners) {
      const known = this.vertices.has(uid)
      const owner = this.vertexOf(uid, { apiVersion, kind, name, namespace: vertex.address.namespace })
      owner.add(vertex)
      if (!known) rumours.push(owner)
    }
    return rumours
  }

  private vertexOf(uid: string, address: Address): Vertex {
    let vertex = this.vertices.get(uid)
    if (!vertex) {
      vertex = new Vertex(uid, address)
      this.vertices.set(uid, vertex)
    }
    return vertex
  }
}
