import { demand, type Program } from '../../client/program.ts'
import { numberAt, textAt, withAt } from './fields.ts'
import { raise } from './failure.ts'
import { hasFiles, type Subject } from './manifests.ts'
import { announcer } from './outcome.ts'
import { recordCause, recordFlag } from './record.ts'
import { fetched, jsonOf, missingResource, placeOf, subjectsOf } from './targets.ts'
import { dryRunOf, fileFlags, selectorFlags, UsageError, writeFlags, type Call, type Verb } from './verb.ts'

export const scale: Verb = {
  flags: {
    ...fileFlags,
    ...writeFlags,
    ...recordFlag,
    ...selectorFlags,
    'current-replicas': { kind: 'number', usual: '-1' },
    'replicas': { kind: 'number' },
    'resource-version': { kind: 'text' },
    'timeout': { kind: 'duration' },
  },
  run: function* (call) {
    const { flags } = call
    const replicas = flags.number('replicas')
    if (replicas === undefined) throw new UsageError('required flag(s) "replicas" not set')
    if (replicas < 0) throw new UsageError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0')
    if ((flags.number('current-replicas') ?? -1) < -1) throw new UsageError('The --current-replicas must specify an integer of -1 or greater')
    if (flags.args.length === 0 && !hasFiles(call)) throw missingResource()
    const { subjects, errors } = yield* subjectsOf(call, flags.args)
    if (subjects.length === 0 && errors.length === 0) throw new UsageError('no objects passed to scale')
    if (flags.has('resource-version') && subjects.length > 1) throw new UsageError('cannot use --resource-version with multiple resources')
    const failed = [...errors]
    for (const subject of subjects) {
      try { yield* scaleOne(subject, replicas, call) }
      catch (error) { failed.push(error) }
    }
    raise(failed)
    return 0
  },
}

function* scaleOne(subject: Subject, replicas: number, call: Call): Program<void> {
  const { flags } = call
  const dryRun = dryRunOf(call)
  const announce = announcer(call)
  const target = { ...placeOf(subject), subresource: 'scale' }
  const expected = flags.number('current-replicas') ?? -1
  if (dryRun === 'client') return yield* announce(yield* fetched(subject), 'scaled')
  if (expected >= 0 || flags.has('resource-version')) {
    const current = jsonOf((yield* demand({ verb: 'get', ...target })).body)
    const [version, wanted] = [textAt(current, 'metadata', 'resourceVersion'), flags.text('resource-version') ?? '']
    if (wanted !== '' && version !== wanted) throw new UsageError(`Expected resource version to be ${wanted}, was ${version}`)
    const now = numberAt(current, 'spec', 'replicas') ?? 0
    if (expected >= 0 && now !== expected) throw new UsageError(`Expected replicas to be ${expected}, was ${now}`)
    yield* demand({ verb: 'update', ...target, body: withAt(current, ['spec'], { replicas }), encoding: 'json' })
  }
  else {
    yield* demand({ verb: 'patch', ...target, patchType: 'merge', body: { spec: { replicas } }, fieldValidation: 'Warn', ...dryRun === 'server' && { dryRun: true } })
  }
  yield* recordCause(subject, call)
  yield* announce(yield* fetched(subject), 'scaled')
}
