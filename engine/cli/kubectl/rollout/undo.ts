import type { JsonObject } from '../../../apiserver/object.ts'
import { complain, demand, write, type Program } from '../../../client/program.ts'
import { equal } from '../../../apiserver/equal.ts'
import { isApplied, lastAppliedAnnotation } from '../annotation.ts'
import { at, objectAt, textsAt, withAt } from '../fields.ts'
import type { Subject } from '../manifests.ts'
import { announcer, objectPrinter } from '../outcome.ts'
import { eachOf, fetched, jsonOf, kindText, placeOf } from '../targets.ts'
import { dryRunFlag, dryRunOf, fileFlags, outputFlags, UsageError, type Call, type Verb } from '../verb.ts'
import { refuseWithoutHistory, templateText } from './history.ts'
import { revisionsOf, type Revision } from './revisions.ts'
import { rolledOut } from './subjects.ts'

export const undo: Verb = {
  flags: { ...fileFlags, ...outputFlags, ...dryRunFlag, 'selector': { kind: 'text', short: 'l' }, 'to-revision': { kind: 'number', usual: '0' } },
  run: function* (call) {
    yield* eachOf(yield* rolledOut(call), subject => undoOne(subject, call))
    return 0
  },
}

function* undoOne(subject: Subject, call: Call): Program<void> {
  const { definition, name } = subject
  refuseWithoutHistory(subject, 'rollbacker')
  const object = yield* fetched(subject)
  if (isApplied(object)) {
    yield* complain(`Warning: resource ${definition.plural}/${name} was previously managed with 'kubectl apply'. Rolling back will not update the ${lastAppliedAnnotation} annotation, `
      + 'which may cause unexpected behavior on future \'kubectl apply\' operations. Consider using \'kubectl apply\' with your previous configuration file instead.\n')
  }
  const revision = chosen(yield* revisionsOf(subject, object), call, subject)
  const title = `${kindText(definition)}/${name}`
  if (dryRunOf(call) === 'client') {
    const print = objectPrinter(call)
    return yield* write(print ? print(object) : `${title} ${templateText(revision)} (dry run)\n`)
  }
  if (definition.kind === 'Deployment' && at(object, 'spec', 'paused') === true)
    throw new UsageError(`you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`)
  const template = withAt(revision.template, ['metadata', 'labels', 'pod-template-hash'], undefined)
  const announce = announcer(call)
  if (equal(template, objectAt(object, 'spec', 'template'))) return yield* announce(object, `skipped rollback (current template already matches revision ${revision.number})`)
  const { body } = yield* demand({
    verb: 'patch', ...placeOf(subject), patchType: 'json', fieldValidation: 'Warn', body: operations(definition.kind, object, template, revision),
    ...dryRunOf(call) === 'server' && { dryRun: true },
  })
  yield* announce(jsonOf(body), 'rolled back')
}

/** Deployments take the annotations of the revision with its template. */
function operations(kind: string, object: JsonObject, template: JsonObject, { source }: Revision): JsonObject[] {
  const replace = { op: 'replace', path: '/spec/template', value: template }
  if (kind !== 'Deployment') return [replace]
  const own = textsAt(object, 'metadata', 'annotations')
  const old = textsAt(source, 'metadata', 'annotations')
  const annotations = Object.fromEntries([
    ...Object.entries(own).filter(([key]) => keptByDeployment.has(key)),
    ...Object.entries(old).filter(([key]) => !keptByDeployment.has(key)),
  ])
  return [replace, { op: Object.keys(own).length > 0 ? 'replace' : 'add', path: '/metadata/annotations', value: annotations }]
}

const keptByDeployment = new Set([
  lastAppliedAnnotation, 'deployment.kubernetes.io/revision', 'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas', 'deployment.kubernetes.io/max-replicas', 'deprecated.deployment.rollback.to',
])

/** The revision that was asked for, or the one before the last. */
function chosen(revisions: readonly Revision[], { flags }: Call, { definition, name }: Subject): Revision {
  const wanted = flags.number('to-revision') ?? 0
  if (wanted < 0) throw new UsageError(`unable to find specified revision ${wanted} in history`)
  const found = wanted > 0 ? revisions.find(({ number }) => number === wanted) : revisions.at(-2)
  if (found) return found
  if (wanted > 0) throw new UsageError(`unable to find specified revision ${wanted} in history`)
  throw new UsageError(definition.kind === 'Deployment' ? `no rollout history found for deployment ${JSON.stringify(name)}` : 'no last revision to roll back to')
}
