import type { Json, JsonObject } from '../../apiserver/object.ts'
import { carryOut } from '../../apiserver/patch/index.ts'
import type { Patch } from '../../apiserver/request.ts'
import { schemaOf } from '../../apiserver/schema/index.ts'
import { StatusError } from '../../apiserver/status.ts'
import { demand, type Program } from '../../client/program.ts'
import { equal } from '../../apiserver/equal.ts'
import { readValue } from '../../client/yaml/index.ts'
import { resolvePath } from '../../runtime/files.ts'
import { inContext, raise } from './failure.ts'
import { isObject } from './fields.ts'
import { hasFiles, type Subject } from './manifests.ts'
import { announcer } from './outcome.ts'
import { apiVersionOf } from '../../apiserver/resource.ts'
import { recordCause, recordFlag } from './record.ts'
import { fetched, jsonOf, placeOf, subjectsOf } from './targets.ts'
import { dryRunOf, fileFlags, UsageError, writeFlags, type Call, type Verb } from './verb.ts'

const types = { json: 'json', merge: 'merge', strategic: 'strategic' } as const

export const patch: Verb = {
  flags: {
    ...fileFlags,
    ...writeFlags,
    ...recordFlag,
    'field-manager': { kind: 'text', usual: 'kubectl-patch' },
    'local': { kind: 'switch' },
    'patch': { kind: 'text', short: 'p' },
    'patch-file': { kind: 'text' },
    'subresource': { kind: 'text' },
    'type': { kind: 'text', usual: 'strategic' },
  },
  run: function* (call) {
    const { flags } = call
    const type = (flags.text('type') ?? '').toLowerCase()
    if (type !== 'json' && type !== 'merge' && type !== 'strategic') throw new UsageError(`--type must be one of [json merge strategic], not ${JSON.stringify(flags.text('type'))}`)
    if (flags.has('patch') && flags.has('patch-file')) throw new UsageError('cannot specify --patch and --patch-file together')
    const text = patchText(call)
    if (text === undefined) throw new UsageError('must specify --patch or --patch-file containing the contents of the patch')
    const body = parsed(text)
    const { subjects, errors } = yield* subjectsOf(call, flags.args)
    const failed = [...errors]
    for (const subject of subjects) {
      try { yield* patchOne(subject, call, types[type], body) }
      catch (error) { failed.push(error) }
    }
    raise(failed)
    if (subjects.length === 0 && hasFiles(call)) throw new UsageError('no objects passed to patch')
    return 0
  },
}

function patchText({ flags, invocation: { environment: { files, cwd } } }: Call): string | undefined {
  const path = flags.text('patch-file')
  if (path === undefined) return flags.text('patch') || undefined
  const text = files.read(resolvePath(cwd, path))
  if (text === undefined) throw new UsageError(`unable to read patch file: open ${path}: no such file or directory`)
  return text
}

function parsed(text: string): Json {
  try { return readValue(text) }
  catch (error) { throw new UsageError(`unable to parse ${JSON.stringify(text)}: ${(error instanceof Error ? error.message : String(error)).replace(/^error converting YAML to JSON: /, '')}`) }
}

function* patchOne(subject: Subject, call: Call, type: Exclude<Patch['patchType'], 'apply'>, body: Json): Program<void> {
  const { flags } = call
  const dryRun = dryRunOf(call)
  const announce = announcer(call, { suffix: '' })
  const current = flags.isOn('local') ? subject.object ?? {} : yield* fetched(subject)
  if (flags.isOn('local') || dryRun === 'client') {
    const { object } = carryOut(current, { type, body }, schemaOf(subject.definition))
    return yield* announce(isObject(object) ? object : {}, changed(current, object))
  }
  const subresource = flags.text('subresource')
  try {
    const patched = yield* demand({
      verb: 'patch', ...placeOf(subject), patchType: type, body, fieldValidation: 'Warn',
      fieldManager: flags.text('field-manager') ?? 'kubectl-patch',
      ...subresource !== undefined && { subresource },
      ...dryRun === 'server' && { dryRun: true },
    })
    yield* recordCause(subject, call)
    yield* announce(jsonOf(patched.body), subresource === undefined ? changed(current, patched.body) : 'patched')
  }
  catch (error) {
    if (error instanceof StatusError && error.status.code === 415)
      throw new UsageError(`application/strategic-merge-patch+json is not supported by ${kindText(subject)}: ${error.status.message ?? ''}`)
    throw inContext(error, 'patching', subject.source)
  }
}

const kindText = ({ definition: { group, version, kind } }: Subject): string => `${apiVersionOf(group, version)}, Kind=${kind}`
const changed = (before: JsonObject, after: unknown): string => equal(before, after) ? 'patched (no change)' : 'patched'
