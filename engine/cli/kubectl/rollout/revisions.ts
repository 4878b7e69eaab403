// The revisions of a workload: ReplicaSets of a Deployment, ControllerRevisions of the others.
import type { JsonObject } from '../../../apiserver/object.ts'
import { demand, type Program } from '../../../client/program.ts'
import { isObject, listAt, numberAt, objectAt, textAt, textsAt } from '../fields.ts'
import type { Subject } from '../manifests.ts'
import { jsonOf } from '../targets.ts'

export interface Revision {
  readonly number: number
  readonly changeCause: string
  /** The template for pods as it was. */
  readonly template: JsonObject
  readonly source: JsonObject
}

const changeCauseAnnotation = 'kubernetes.io/change-cause'
const revisionAnnotation = 'deployment.kubernetes.io/revision'

/** Oldest first. */
export function* revisionsOf(subject: Subject, object: JsonObject): Program<readonly Revision[]> {
  const owned = (candidate: JsonObject): boolean =>
    listAt(candidate, 'metadata', 'ownerReferences').filter(isObject).some(owner => owner['uid'] === textAt(object, 'metadata', 'uid') && owner['controller'] === true)
  const resource = subject.definition.kind === 'Deployment' ? 'replicasets' : 'controllerrevisions'
  const { body } = yield* demand({ verb: 'list', group: 'apps', version: 'v1', resource, ...subject.namespace !== undefined && { namespace: subject.namespace } })
  const candidates = ('items' in body ? body.items : []).map(jsonOf).filter(owned)
  const revisions = resource === 'replicasets'
    ? candidates.filter(set => textAt(set, 'metadata', 'annotations', revisionAnnotation) !== '').map(ofReplicaSet)
    : candidates.map(ofControllerRevision)
  return revisions.toSorted((a, b) => a.number - b.number)
}

const ofReplicaSet = (set: JsonObject): Revision => ({
  number: Number(textAt(set, 'metadata', 'annotations', revisionAnnotation)),
  changeCause: textAt(set, 'metadata', 'annotations', changeCauseAnnotation),
  template: objectAt(set, 'spec', 'template'),
  source: set,
})

/** Its data is a patch that sets the template. */
function ofControllerRevision(revision: JsonObject): Revision {
  const { $patch: _directive, ...template } = objectAt(revision, 'data', 'spec', 'template')
  return { number: numberAt(revision, 'revision') ?? 0, changeCause: textsAt(revision, 'metadata', 'annotations')[changeCauseAnnotation] ?? '', template, source: revision }
}

