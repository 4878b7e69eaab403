// `kubectl apply view-last-applied`, `set-last-applied` and `edit-last-applied`: what an object remembers of the last apply.
import type { JsonObject } from '../../apiserver/object.ts'
import { complain, demand, write, type Program } from '../../client/program.ts'
import { goJson, toJson, toYaml } from '../../client/yaml/index.ts'
import { isApplied, lastAppliedAnnotation, lastAppliedConfigurationOf } from './annotation.ts'
import { edited } from './edit.ts'
import { raise } from './failure.ts'
import { hasFiles, subjectsInFiles, type Subject } from './manifests.ts'
import { announcer } from './outcome.ts'
import { eachOf, fetched, jsonOf, missingResource, placeOf, subjectsOf } from './targets.ts'
import { ArgumentError, dryRunOf, dryRunFlag, fileFlags, filenameFlag, outputFlags, UsageError, validateFlag, type Call, type Verb } from './verb.ts'

export const viewLastApplied: Verb = {
  flags: {
    ...fileFlags,
    all: { kind: 'switch' },
    output: { kind: 'text', short: 'o', usual: 'yaml' },
    selector: { kind: 'text', short: 'l' },
  },
  run: function* (call) {
    const output = call.flags.text('output')
    if (output !== 'yaml' && output !== 'json') throw new ArgumentError(`Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`)
    yield* eachOf(yield* subjectsOf(call, call.flags.args), function* (subject) {
      const object = yield* fetched(subject)
      if (!isApplied(object)) throw new UsageError(`no last-applied-configuration annotation found on resource: ${subject.name}`)
      const config = lastAppliedConfigurationOf(object)
      yield* write(output === 'yaml' ? toYaml(config) : `${toJson(config).replace(/^( +)/gm, spaces => spaces.slice(spaces.length / 2))}\n`)
    })
    return 0
  },
}

export const setLastApplied: Verb = {
  flags: { ...filenameFlag, ...outputFlags, ...dryRunFlag, 'create-annotation': { kind: 'switch' } },
  run: function* (call) {
    if (!hasFiles(call)) throw missingResource()
    const { subjects, errors } = yield* subjectsInFiles(call, true)
    raise(errors)
    const announce = announcer(call)
    const changed: Subject[] = []
    for (const subject of subjects) {
      const current = yield* fetched(subject)
      if (!isApplied(current) && !call.flags.isOn('create-annotation'))
        throw new UsageError(`no last-applied-configuration annotation found on resource: ${subject.name}, to create the annotation, run the command with --create-annotation`)
      if (isApplied(current) && goJson(lastAppliedConfigurationOf(current)) === goJson(subject.object ?? {})) yield* write(`set-last-applied ${subject.name}: no changes required.\n`)
      else changed.push(subject)
    }
    for (const subject of changed)
      yield* announce(dryRunOf(call) === 'client' ? yield* fetched(subject) : yield* remembered(subject, subject.object ?? {}, 'kubectl-last-applied', dryRunOf(call) === 'server'), 'configured')
    return 0
  },
}

/** The object as the server has it when its annotation holds this configuration. */
function* remembered(subject: Subject, configuration: JsonObject, fieldManager: string, dryRun = false): Program<JsonObject> {
  const annotations = { [lastAppliedAnnotation]: `${goJson(configuration)}\n` }
  return jsonOf((yield* demand({ verb: 'patch', ...placeOf(subject), patchType: 'merge', body: { metadata: { annotations } }, fieldManager, ...dryRun && { dryRun } })).body)
}

const editingPreamble = `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`

export const editLastApplied: Verb = {
  flags: {
    ...fileFlags,
    ...outputFlags,
    ...validateFlag,
    'field-manager': { kind: 'text', usual: 'kubectl-client-side-apply' },
    'windows-line-endings': { kind: 'switch' },
  },
  run: function* (call) {
    if (call.flags.args.length === 0 && !hasFiles(call)) throw missingResource()
    const { subjects, errors } = yield* subjectsOf(call, call.flags.args, { allWhenUnnamed: true })
    raise(errors)
    const applied: { readonly subject: Subject, readonly configuration: JsonObject }[] = []
    for (const subject of subjects) {
      const object = yield* fetched(subject)
      if (isApplied(object)) applied.push({ subject, configuration: lastAppliedConfigurationOf(object) })
    }
    if (applied.length === 0)
      throw new UsageError('no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`')
    for (const { subject, configuration } of applied) yield* editConfiguration(subject, configuration, call)
    return 0
  },
}

function* editConfiguration(subject: Subject, configuration: JsonObject, call: Call): Program<void> {
  yield* edited(subject, { preamble: editingPreamble, before: configuration }, call, function* (after) {
    if (goJson(after) === goJson(configuration)) return yield* complain('Edit cancelled, no changes made.\n')
    const object = yield* remembered(subject, after, call.flags.text('field-manager') ?? 'kubectl-client-side-apply')
    yield* announcer(call, { suffix: '' })(object, 'edited')
  })
}
