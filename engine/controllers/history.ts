// Revisions of a StatefulSet or a DaemonSet: each template that it ever had, numbered, as a ControllerRevision.
import { equal } from '../apiserver/equal.ts'
import type { JsonObject, KubeObject } from '../apiserver/object.ts'
import type { ControllerRevision, LabelSelector, PodTemplateSpec } from '../apiserver/types.gen.ts'
import { isStatus, type Client } from '../client/client.ts'
import { templateHash } from './deployment/template-hash.ts'
import { claim, controllerRef } from './owners.ts'

export interface Revised extends KubeObject {
  readonly spec: { readonly selector: LabelSelector, readonly template: PodTemplateSpec, readonly revisionHistoryLimit?: number }
  readonly status: { readonly collisionCount?: number }
}

export interface History {
  /** Oldest first. */
  readonly all: readonly ControllerRevision[]
  /** The revision of the template as it is now. */
  readonly update: ControllerRevision
  readonly collisionCount: number
}

/** A revision is kept as the patch that brings its template back. */
const dataOf = (template: PodTemplateSpec): JsonObject =>
  ({ spec: { template: { ...template, $patch: 'replace' } } }) as unknown as JsonObject // generated types name their fields, JSON does not

/** The template that a revision keeps. */
export function templateOf({ data }: ControllerRevision): PodTemplateSpec {
  const { spec: { template: { $patch: _directive, ...template } } } = data as unknown as { readonly spec: { readonly template: PodTemplateSpec & { readonly $patch: string } } } // as written above
  return template
}

const oldestFirst = (a: ControllerRevision, b: ControllerRevision): number =>
  a.revision - b.revision || (a.metadata.name < b.metadata.name ? -1 : 1)

/** The history with the template of now as its newest revision: found again, raised, or new. */
export function withCurrentTemplate(client: Client, owner: Revised, hashLabel: string, owned: readonly ControllerRevision[], orphans: readonly ControllerRevision[]): History {
  const before = claim(client, 'controllerrevisions.apps', owner, owner.spec.selector, owned, orphans).toSorted(oldestFirst)
  const data = dataOf(owner.spec.template)
  const collisionCount = owner.status.collisionCount ?? 0
  const newest = before.at(-1)
  const next = (newest?.revision ?? 0) + 1
  const same = before.findLast(revision => equal(revision.data, data))
  if (same && same === newest) return { all: before, update: same, collisionCount }
  if (same) {
    const update = client.update('controllerrevisions.apps', { ...same, revision: next })
    return { all: [...before.filter(revision => revision !== same), update], update, collisionCount }
  }
  const created = create(client, owner, hashLabel, data, next, collisionCount)
  return { all: [...before, created.update], ...created }
}

/** Another template with the same hash, and so the same name, is told apart by a count. */
function create(client: Client, owner: Revised, hashLabel: string, data: JsonObject, revision: number, collisionCount: number): Pick<History, 'update' | 'collisionCount'> {
  const { name, namespace, annotations } = owner.metadata
  const hash = templateHash(owner.spec.template, collisionCount)
  const metadata = {
    name: `${name}-${hash}`,
    ...namespace !== undefined && { namespace },
    labels: { ...owner.spec.template.metadata.labels, [hashLabel]: hash },
    ...annotations && { annotations },
    ownerReferences: [controllerRef(owner)],
  }
  try {
    const update = client.create('controllerrevisions.apps', { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata, data, revision })
    return { update, collisionCount }
  }
  catch (error) {
    if (!isStatus(error, 'AlreadyExists')) throw error
    const there = client.get('controllerrevisions.apps', namespace, metadata.name)
    if (equal(there.data, data)) return { update: there, collisionCount } // made before, and the news is on its way
    return create(client, owner, hashLabel, data, revision, collisionCount + 1)
  }
}

/** Deletes the oldest of too many revisions that no pod has any more. */
export function forgetRevisions(client: Client, owner: Revised, all: readonly ControllerRevision[], isLive: (revision: ControllerRevision) => boolean): void {
  const dead = all.filter(revision => !isLive(revision))
  for (const { metadata } of dead.slice(0, Math.max(0, dead.length - (owner.spec.revisionHistoryLimit ?? 10)))) {
    try { client.delete('controllerrevisions.apps', metadata.namespace, metadata.name) }
    catch (error) { if (!isStatus(error, 'NotFound')) throw error }
  }
}
