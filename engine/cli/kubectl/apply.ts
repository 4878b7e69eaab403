// `kubectl apply`: makes what is not there, and changes what is there by what the manifest says and no longer says.
import type { Json, JsonObject } from '../../apiserver/object.ts'
import { createThreeWayJsonMergePatch, createThreeWayMergePatch, StrategicMergeError, ownersOf, upgradeOwner } from '../../apiserver/patch/index.ts'
import { apiVersionOf } from '../../apiserver/resource.ts'
import type { Patch, PatchType } from '../../apiserver/request.ts'
import { schemaOf } from '../../apiserver/schema/index.ts'
import { StatusError } from '../../apiserver/status.ts'
import { ask, complain, demand, write, type Program } from '../../client/program.ts'
import { goJson } from '../../client/yaml/index.ts'
import { isApplied, lastAppliedAnnotation, lastAppliedConfigurationOf, withLastApplied } from './annotation.ts'
import type { Branch } from './commands.ts'
import { inContext, isStatusError, raise } from './failure.ts'
import { isObject, listAt, objectAt, textAt, textsAt, withAt } from './fields.ts'
import { editLastApplied, setLastApplied, viewLastApplied } from './last-applied.ts'
import { hasFiles, subjectsInFiles, type Subject } from './manifests.ts'
import { announcer, objectPrinter, type Announce } from './outcome.ts'
import { cascadeOf } from './delete.ts'
import { checkPrune, prune, pruneFlags } from './prune.ts'
import { recorded, recordFlag } from './record.ts'
import { readSelector } from './selector.ts'
import { fetched, gvrText, jsonOf, placeOf } from './targets.ts'
import { dryRunOf, fileFlags, UsageError, validateFlag, validationOf, writeFlags, type Call, type Verb } from './verb.ts'

const applyFiles: Verb = {
  flags: {
    ...fileFlags,
    ...writeFlags,
    ...validateFlag,
    ...pruneFlags,
    ...recordFlag,
    'cascade': { kind: 'text', usual: 'background', bare: 'background' },
    'force': { kind: 'switch' },
    'force-conflicts': { kind: 'switch' },
    'grace-period': { kind: 'number', usual: '-1' },
    'openapi-patch': { kind: 'switch', usual: 'true' },
    'overwrite': { kind: 'switch', usual: 'true' },
    'server-side': { kind: 'switch' },
    'subresource': { kind: 'text' },
    'timeout': { kind: 'duration' },
    'wait': { kind: 'switch' },
  },
  run: function* (call) {
    const { flags } = call
    if (!hasFiles(call)) {
      if (flags.args.length > 0) throw new UsageError(`Unexpected args: [${flags.args.join(' ')}]\nSee 'kubectl apply -h' for help and examples`)
      throw new UsageError('must specify one of -f and -k')
    }
    if (flags.args.length > 0) throw new UsageError(`Unexpected args: [${flags.args.join(' ')}]\nSee 'kubectl apply -h' for help and examples`)
    if (flags.isOn('force-conflicts') && !flags.isOn('server-side')) throw new UsageError('--force-conflicts only works with --server-side')
    if (dryRunOf(call) === 'client' && flags.isOn('server-side')) throw new UsageError('--dry-run=client doesn\'t work with --server-side (did you mean --dry-run=server instead?)')
    if (flags.isOn('force') && flags.isOn('server-side')) throw new UsageError('--force cannot be used with --server-side')
    if (flags.isOn('force') && dryRunOf(call) === 'server') throw new UsageError('--dry-run=server cannot be used with --force')
    if (flags.has('subresource') && !flags.isOn('server-side')) throw new UsageError('--subresource can only be specified for --server-side')
    cascadeOf(call)
    yield* checkPrune(call)
    const { subjects, errors } = yield* subjectsInFiles(call, validationOf(call) !== 'Ignore')
    const text = flags.text('selector') ?? ''
    const selector = readSelector(text, why => `the provided selector ${JSON.stringify(text)} is not valid: ${why}`)
    const applied = subjects.filter(({ object }) => selector.matches(textsAt(object, 'metadata', 'labels')))
    if (applied.length === 0 && errors.length === 0) throw new UsageError('no objects passed to apply')
    const printed: JsonObject[] = []
    const failed = [...errors]
    const announce = announcerOf(call, printed)
    for (const subject of applied) {
      try { yield* flags.isOn('server-side') ? applyServerSide(subject, call, announce) : applyClientSide(subject, call, announce) }
      catch (error) { failed.push(error) }
    }
    yield* printAll(printed, call)
    if (flags.isOn('prune') && failed.length === 0) yield* prune(applied, call)
    raise(failed)
    return 0
  },
}

/** With `-o`, objects are printed together at the end. */
function announcerOf(call: Call, printed: JsonObject[]): Announce {
  const output = call.flags.text('output') ?? ''
  if ((output === '' && !call.flags.has('template')) || output === 'name') return announcer(call)
  return function* (object) { printed.push(object) }
}

function* printAll(objects: readonly JsonObject[], call: Call): Program<void> {
  const print = objectPrinter(call)
  if (!print || objects.length === 0) return
  yield* write(print(objects.length === 1 ? objects[0] : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} }))
}

function* applyClientSide(subject: Subject, call: Call, announce: Announce): Program<void> {
  const { source, definition, name, namespace } = subject
  const object = recorded(subject.object ?? {}, call)
  const dryRun = dryRunOf(call)
  refuseGenerated(object)
  const modified = withLastApplied(object)
  const current = yield* currentOf(subject)
  if (!current) {
    if (dryRun === 'client') return yield* announce(modified, 'created')
    const created = yield* told('creating', source, demand({
      verb: 'create', ...withoutName(placeOf(subject)), body: modified, encoding: 'json', ...written(call, 'kubectl-client-side-apply'),
    }))
    return yield* announce(jsonOf(created.body), 'created')
  }
  if (!isApplied(current) && dryRun !== 'client') {
    yield* complain(`Warning: resource ${resourceName(subject)} is missing the ${lastAppliedAnnotation} annotation which is required by kubectl apply. `
      + 'kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n')
  }
  if (dryRun === 'client') return yield* announce(current, 'configured')
  const { patchType, body } = patchFor(subject, modified, current)
  const patching = `applying patch:\n${goJson(body)}\nto:\n${subjectText(subject)}\nfor:`
  const request: Patch = { verb: 'patch', ...placeOf(subject), patchType, body, ...written(call, 'kubectl-client-side-apply') }
  if (Object.keys(body).length === 0) return yield* announce(current, 'unchanged')
  const patched = yield* ask(request)
  if (patched.code < 400) return yield* announce(jsonOf(patched.body), 'configured')
  if (call.flags.isOn('force')) {
    yield* demand({ verb: 'delete', ...placeOf(subject), propagationPolicy: 'Background', gracePeriodSeconds: 0 })
    const created = yield* demand({ verb: 'create', ...withoutName(placeOf(subject)), body: modified, encoding: 'json', ...written(call, 'kubectl-client-side-apply') })
    return yield* announce(jsonOf(created.body), 'configured')
  }
  const error = new StatusError(patched.body as StatusError['status']) // every refusal is a Status
  throw inContext(error, patching, source ?? `${definition.kind}/${namespace ?? ''}/${name}`)
}

const withoutName = <T extends { readonly name: string }>({ name: _name, ...place }: T): Omit<T, 'name'> => place

function refuseGenerated(object: JsonObject): void {
  const generateName = textAt(object, 'metadata', 'generateName')
  if (textAt(object, 'metadata', 'name') === '' && generateName !== '') throw new UsageError(`from ${generateName}: cannot use generate name with apply`)
}

const resourceName = ({ definition: { plural }, name }: Subject): string => `${plural}/${name}`

function* currentOf(subject: Subject): Program<JsonObject | undefined> {
  if (subject.name === '') throw notRetrieved(subject, new Error('resource name may not be empty'))
  try { return yield* fetched(subject) }
  catch (error) {
    if (isStatusError(error, 'NotFound')) return undefined
    throw notRetrieved(subject, error)
  }
}

const notRetrieved = (subject: Subject, error: unknown): unknown =>
  inContext(error, `retrieving current configuration of:\n${subjectText(subject)}\nfrom server for:`, subject.source)

function subjectText({ definition, name, namespace }: Subject): string {
  const { group, version, kind } = definition
  return `Resource: ${JSON.stringify(gvrText(definition))}, GroupVersionKind: "${group === '' ? `/${version}` : apiVersionOf(group, version)}, Kind=${kind}"\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace ?? '')}`
}

/** What the manifest says, what the last one said, and what is: strategic where the kind has a schema. */
export function patchFor({ definition }: Subject, modified: JsonObject, current: JsonObject): { readonly patchType: PatchType, readonly body: JsonObject } {
  const original = lastAppliedConfigurationOf(current)
  const schema = schemaOf(definition)
  if (!schema) return { patchType: 'merge', body: createThreeWayJsonMergePatch(original, modified, current) }
  try { return { patchType: 'strategic', body: createThreeWayMergePatch(original, modified, current, schema) } }
  catch (error) {
    if (!(error instanceof StrategicMergeError)) throw error
    return { patchType: 'merge', body: createThreeWayJsonMergePatch(original, modified, current) }
  }
}

function written(call: Call, manager: string): { fieldManager: string, fieldValidation: Patch['fieldValidation'] & string, dryRun?: boolean } {
  return {
    fieldManager: call.flags.text('field-manager') ?? manager,
    fieldValidation: validationOf(call),
    ...dryRunOf(call) === 'server' && { dryRun: true },
  }
}

function* told<T>(doing: string, source: string | undefined, work: Program<T>): Program<T> {
  try { return yield* work }
  catch (error) { throw inContext(error, doing, source) }
}

const conflictAdvice = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`

const usualManager = 'kubectl'

function* applyServerSide(subject: Subject, call: Call, announce: Announce): Program<void> {
  const { object = {} } = subject
  refuseGenerated(object)
  const manager = call.flags.text('field-manager') ?? usualManager
  const body = withAt(object, ['metadata', 'managedFields'], undefined)
  const force = call.flags.isOn('force-conflicts')
  const request: Patch = { verb: 'patch', ...placeOf(subject), patchType: 'apply', body, force, ...written(call, usualManager) }
  try {
    const { body: applied } = yield* demand(request)
    const kept = yield* keptAnnotation(jsonOf(applied), request, manager, dryRunOf(call) === 'server')
    const object = yield* migrated(kept, subject, request, manager, dryRunOf(call) === 'server')
    return yield* announce(object, 'serverside-applied')
  }
  catch (error) {
    if (error instanceof StatusError && error.status.reason === 'Conflict' && (error.status.details?.causes ?? []).some(({ reason }) => reason === 'FieldManagerConflict'))
      throw new UsageError(`${error.status.message ?? ''}\n${conflictAdvice}`)
    throw error
  }
}

const annotationField = { 'f:metadata': { 'f:annotations': { [`f:${lastAppliedAnnotation}`]: {} } } }

/** The annotation would go with its owner: someone who does nothing else comes to own it, so that one may return to the client's side. */
function* keptAnnotation(object: JsonObject, request: Patch, manager: string, dryRun: boolean): Program<JsonObject> {
  const text = textsAt(object, 'metadata', 'annotations')[lastAppliedAnnotation]
  const entries = listAt(object, 'metadata', 'managedFields').filter(isObject)
  if (dryRun || manager !== usualManager || text === undefined || ownersOf(annotationField, 'Apply', entries).length > 0) return object
  const { apiVersion = '', kind = '' } = object
  const { name = '', namespace } = objectAt(object, 'metadata')
  const body = { apiVersion, kind, metadata: { name, ...namespace !== undefined && { namespace }, annotations: { [lastAppliedAnnotation]: text } } }
  return jsonOf((yield* demand({ ...request, body, force: false, fieldManager: 'kubectl-last-applied' })).body)
}

/** What was applied on the client's side before passes to the server's side: its manager's fields, and the annotation. */
function* migrated(object: JsonObject, subject: Subject, request: Patch, manager: string, dryRun: boolean): Program<JsonObject> {
  if (dryRun) return object
  const entries = listAt(object, 'metadata', 'managedFields').filter(isObject)
  const clientSide = ownersOf(annotationField, 'Update', entries)
  if (clientSide.length === 0) return object
  const upgraded = clientSide.reduce<readonly JsonObject[]>((known, name) => upgradeOwner(known, name, manager), entries)
  const operations: Json[] = [
    { op: 'replace', path: '/metadata/managedFields', value: upgraded },
    { op: 'replace', path: '/metadata/resourceVersion', value: textAt(object, 'metadata', 'resourceVersion') },
  ]
  yield* demand({ verb: 'patch', ...placeOf(subject), patchType: 'json', body: operations, fieldManager: manager, fieldValidation: 'Warn' })
  return jsonOf((yield* demand(request)).body)
}

export const apply: Branch = {
  verb: applyFiles,
  commands: {
    'edit-last-applied': { verb: editLastApplied, summary: 'Edit latest last-applied-configuration annotations of a resource/object' },
    'set-last-applied': { verb: setLastApplied, summary: 'Set the last-applied-configuration annotation on a live object to match the contents of a file' },
    'view-last-applied': { verb: viewLastApplied, summary: 'View the latest last-applied-configuration annotations of a resource/object' },
  },
}

