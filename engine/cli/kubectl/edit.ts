import type { JsonObject } from '../../apiserver/object.ts'
import { equal } from '../../apiserver/equal.ts'
import { StatusError } from '../../apiserver/status.ts'
import { complain, demand, type Program } from '../../client/program.ts'
import { readManifests, toYaml } from '../../client/yaml/index.ts'
import { withUpdatedLastApplied } from './annotation.ts'
import { patchBetween } from './change.ts'
import { explained, PlainFailure } from './failure.ts'
import { isObject, withAt } from './fields.ts'
import { raise } from './failure.ts'
import { hasFiles, type Subject } from './manifests.ts'
import { announcer } from './outcome.ts'
import { recordCause, recordFlag } from './record.ts'
import { fetched, jsonOf, missingResource, placeOf, resourceText, subjectsOf } from './targets.ts'
import { fileFlags, managerFlag, outputFlags, UsageError, validateFlag, validationOf, type Call, type Verb } from './verb.ts'

export const edit: Verb = {
  flags: {
    ...fileFlags,
    ...outputFlags,
    ...managerFlag,
    ...recordFlag,
    ...validateFlag,
    'field-manager': { kind: 'text', usual: 'kubectl-edit' },
    'output-patch': { kind: 'switch' },
    'save-config': { kind: 'switch' },
    'subresource': { kind: 'text' },
    'windows-line-endings': { kind: 'switch' },
  },
  run: function* (call) {
    if (call.flags.args.length === 0 && !hasFiles(call)) throw missingResource()
    const { subjects, errors } = yield* subjectsOf(call, call.flags.args, { allWhenUnnamed: true })
    raise(errors)
    for (const subject of subjects) yield* editOne(subject, call)
    return 0
  },
}

const preamble = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`

function* editOne(subject: Subject, call: Call): Program<void> {
  const before = withAt(yield* fetched(subject), ['metadata', 'managedFields'], undefined)
  yield* edited(subject, { preamble, before }, call, after => save(subject, before, after, call))
}

interface Opened { readonly preamble: string, readonly before: JsonObject }

/** Opens an editor with an object, and saves what is made of it. */
export function* edited(subject: Subject, { preamble, before }: Opened, call: Call, save: (after: JsonObject) => Program<void>): Program<void> {
  const path = `/tmp/kubectl-edit-${textNumber(subject.name)}.yaml`
  const opened = preamble + toYaml(before)
  const written = yield* inEditor(opened, path, call)
  if (written === opened) {
    yield* complain('Edit cancelled, no changes made.\n')
    return
  }
  if (written.split('\n').every(line => line.trim() === '' || line.startsWith('#'))) {
    yield* complain('Edit cancelled, saved file was empty.\n')
    return
  }
  try { yield* save(objectIn(written, path)) }
  catch (error) {
    const why = error instanceof StatusError && error.status.reason === 'Invalid' ? `error: ${resourceText(subject.definition)} ${JSON.stringify(subject.name)} is invalid` : explained(error, 'kubectl edit')
    yield* complain(`${why ?? String(error)}\nA copy of your changes has been stored to ${JSON.stringify(path)}\n`)
    throw new PlainFailure('error: Edit cancelled, no valid changes were saved.')
  }
}

function objectIn(written: string, path: string): JsonObject {
  const { documents: [after], error } = readManifests(written, path)
  if (error !== undefined || !isObject(after)) throw new UsageError(error ?? `the edited file ${JSON.stringify(path)} holds no object`)
  return after
}

/** A number as a temporary file has one, the same for the same name. */
function textNumber(name: string): number {
  let hash = 7
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 4_294_967_291
  return hash
}

function* inEditor(text: string, path: string, { invocation: { variables, environment: { files }, run } }: Call): Program<string> {
  const editor = variables.get('KUBE_EDITOR') || variables.get('EDITOR') || 'vi'
  files.write(path, text)
  const status = yield* run(`${editor} ${path}`)
  if (status !== 0) throw new UsageError(`there was a problem with the editor ${JSON.stringify(editor)}`)
  return files.read(path) ?? ''
}

function* save(subject: Subject, before: JsonObject, after: JsonObject, call: Call): Program<void> {
  const announce = announcer(call)
  if (equal(before, after)) {
    yield* complain('Edit cancelled, no changes made.\n')
    return
  }
  const { body } = yield* demand({
    verb: 'patch', ...placeOf(subject), ...patchBetween(subject, before, withUpdatedLastApplied(after)), fieldValidation: validationOf(call), fieldManager: call.flags.text('field-manager') ?? 'kubectl-edit',
  })
  yield* recordCause(subject, call)
  yield* announce(jsonOf(body), 'edited')
}
