import type { JsonObject } from '../../apiserver/object.ts'
import { unifiedDiff } from '../../apiserver/validation/diff.ts'
import { timestamp } from '../../clock/time.ts'
import { demand, unixNow, write, type Program } from '../../client/program.ts'
import { toYaml } from '../../client/yaml/index.ts'
import { configurationOf } from './annotation.ts'
import { patchFor } from './apply.ts'
import { explained, isStatusError, raise } from './failure.ts'
import { objectAt, textAt, withAt } from './fields.ts'
import { hasFiles, subjectsInFiles, type Subject } from './manifests.ts'
import { pruneFlags } from './prune.ts'
import { fetched, jsonOf, placeOf } from './targets.ts'
import { ArgumentError, fileFlags, PlainFailure, UsageError, type Call, type Verb } from './verb.ts'

export const diff: Verb = {
  flags: {
    ...fileFlags,
    ...pruneFlags,
    'concurrency': { kind: 'number' },
    'field-manager': { kind: 'text' },
    'force-conflicts': { kind: 'switch' },
    'server-side': { kind: 'switch' },
    'show-managed-fields': { kind: 'switch' },
  },
  run: function* (call) {
    if (yield* differsSomewhere(call)) throw new PlainFailure('')
    return 0
  },
}

/** What goes wrong is told with another exit code than a difference. */
function* differsSomewhere(call: Call): Program<boolean> {
  try {
    if (call.flags.args.length > 0) throw new ArgumentError(`Unexpected args: [${call.flags.args.join(' ')}]`)
    if (!hasFiles(call)) throw new UsageError('must specify one of -f and -k')
    const { subjects, errors } = yield* subjectsInFiles(call, true)
    raise(errors)
    let differs = false
    for (const subject of subjects) {
      const text = yield* differenceOf(subject, call)
      differs ||= text !== ''
      yield* write(text)
    }
    return differs
  }
  catch (error) {
    const why = explained(error, call.command)
    throw why === undefined ? error : new PlainFailure(why, 2)
  }
}

function* differenceOf(subject: Subject, call: Call): Program<string> {
  const live = yield* liveOf(subject)
  const merged = yield* mergedOf(subject, live, call)
  const shown = (object: JsonObject | undefined): string =>
    object ? toYaml(masked(call.flags.isOn('show-managed-fields') ? object : withAt(object, ['metadata', 'managedFields'], undefined))) : ''
  const [before, after] = [shown(live), shown(merged)]
  if (before === after) return ''
  const nowMs = yield* unixNow()
  const time = `${timestamp(nowMs).replace('T', ' ').replace('Z', '')}.${String(nowMs % 1000).padStart(3, '0')}000000 +0000`
  const { definition: { group, version, kind }, namespace, name } = subject
  const file = [...group === '' ? [] : [group], version, kind, namespace ?? '', name].join('.')
  const [from, to] = [`/tmp/LIVE-${nowMs}/${file}`, `/tmp/MERGED-${nowMs}/${file}`]
  return `diff -u -N ${from} ${to}\n--- ${from}\t${time}\n+++ ${to}\t${time}\n${unifiedDiff(before.replace(/\n$/, ''), after.replace(/\n$/, ''))}`
}

function* liveOf(subject: Subject): Program<JsonObject | undefined> {
  try { return yield* fetched(subject) }
  catch (error) {
    if (isStatusError(error, 'NotFound')) return undefined
    throw error
  }
}

/** What an apply would leave, by the server's own word. */
function* mergedOf(subject: Subject, live: JsonObject | undefined, { flags }: Call): Program<JsonObject> {
  const object = subject.object ?? {}
  const { name: _name, ...place } = placeOf(subject)
  const written = { dryRun: true, fieldValidation: 'Warn', encoding: 'json' } as const
  if (flags.isOn('server-side'))
    return jsonOf((yield* demand({ verb: 'patch', ...placeOf(subject), patchType: 'apply', body: object, force: flags.isOn('force-conflicts'), fieldManager: flags.text('field-manager') ?? 'kubectl', ...written })).body)
  const fieldManager = flags.text('field-manager') ?? 'kubectl-client-side-apply'
  if (!live) return jsonOf((yield* demand({ verb: 'create', ...place, body: object, fieldManager, ...written })).body)
  const { patchType, body } = patchFor(subject, configurationOf(object), live)
  return jsonOf((yield* demand({ verb: 'patch', ...placeOf(subject), patchType, body, fieldManager, ...written })).body)
}

/** What a Secret keeps is not shown, only that it changes. */
function masked(object: JsonObject): JsonObject {
  if (textAt(object, 'kind') !== 'Secret' || textAt(object, 'apiVersion') !== 'v1') return object
  return withAt(object, ['data'], Object.fromEntries(Object.keys(objectAt(object, 'data')).map(key => [key, '***'])))
}

