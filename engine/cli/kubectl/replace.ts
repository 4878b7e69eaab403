import { demand, write, type Program } from '../../client/program.ts'
import { withLastApplied, withUpdatedLastApplied } from './annotation.ts'
import { cascadeOf, untilGone } from './delete.ts'
import { inContext, isStatusError, raise } from './failure.ts'
import { textAt, withAt } from './fields.ts'
import { hasFiles, subjectsInFiles, type Subject } from './manifests.ts'
import { announcer } from './outcome.ts'
import { refuseRaw } from './raw.ts'
import { fetched, jsonOf, kindText, placeOf } from './targets.ts'
import { dryRunOf, fileFlags, UsageError, validateFlag, validationOf, writeFlags, type Call, type Verb } from './verb.ts'

export const replace: Verb = {
  flags: {
    ...fileFlags,
    ...writeFlags,
    ...validateFlag,
    'cascade': { kind: 'text', usual: 'background', bare: 'background' },
    'field-manager': { kind: 'text', usual: 'kubectl-replace' },
    'force': { kind: 'switch' },
    'grace-period': { kind: 'number', usual: '-1' },
    'raw': { kind: 'text' },
    'save-config': { kind: 'switch' },
    'subresource': { kind: 'text' },
    'timeout': { kind: 'duration', usual: '0s' },
    'wait': { kind: 'switch' },
  },
  run: function* (call) {
    refuseRaw(call)
    if (!hasFiles(call)) throw new UsageError('must specify one of -f and -k')
    if ((call.flags.number('grace-period') ?? -1) >= 0 && !call.flags.isOn('force')) throw new UsageError('--grace-period must have --force specified')
    if (call.flags.isOn('force') && dryRunOf(call) !== 'none') throw new UsageError('--dry-run can not be used when --force is set')
    cascadeOf(call)
    const { subjects, errors } = yield* subjectsInFiles(call, validationOf(call) !== 'Ignore')
    const failed = [...errors]
    if (call.flags.isOn('force')) yield* clearWay(subjects, call)
    for (const subject of subjects) {
      try { yield* call.flags.isOn('force') ? recreate(subject, call) : replaceOne(subject, call) }
      catch (error) { failed.push(inContext(error, call.flags.isOn('force') ? 'creating' : 'replacing', subject.source)) }
    }
    raise(failed)
    if (subjects.length === 0 && call.flags.isOn('force')) throw new UsageError('no objects passed to replace')
    return 0
  },
}

function* replaceOne(subject: Subject, call: Call): Program<void> {
  const announce = announcer(call)
  const body = subject.object ?? {}
  if (dryRunOf(call) === 'client') return yield* announce(body, 'replaced')
  const current = textAt(body, 'metadata', 'resourceVersion') === '' ? textAt(yield* fetched(subject), 'metadata', 'resourceVersion') : undefined
  const configured = call.flags.isOn('save-config') ? withLastApplied(body) : withUpdatedLastApplied(body)
  const replaced = yield* demand({
    verb: 'update', ...placeOf(subject), body: current === undefined ? configured : withAt(configured, ['metadata', 'resourceVersion'], current),
    ...sent(call),
    ...call.flags.has('subresource') && { subresource: call.flags.text('subresource') ?? '' },
  })
  yield* announce(jsonOf(replaced.body), 'replaced')
}

function* clearWay(subjects: readonly Subject[], call: Call): Program<void> {
  const grace = call.flags.number('grace-period') ?? -1
  const gone: { subject: Subject, uid: string }[] = []
  for (const subject of subjects) {
    try {
      const { body } = yield* demand({ verb: 'delete', ...placeOf(subject), propagationPolicy: 'Background', ...grace >= 0 && { gracePeriodSeconds: grace } })
      gone.push({ subject, uid: textAt(jsonOf(body), 'details', 'uid') || textAt(jsonOf(body), 'metadata', 'uid') })
      const { definition, namespace, name } = subject
      yield* write(`${kindText(definition)} "${name}" deleted${definition.namespaced ? ` from ${namespace} namespace` : ''}\n`)
    }
    catch (error) { if (!isStatusError(error, 'NotFound')) throw error }
  }
  for (const { subject, uid } of gone) yield* untilGone(subject, uid, Infinity)
}

function* recreate(subject: Subject, call: Call): Program<void> {
  const { name: _name, ...place } = placeOf(subject)
  const { body } = yield* demand({ verb: 'create', ...place, body: subject.object ?? {}, ...sent(call) })
  yield* announcer(call)(jsonOf(body), 'replaced')
}

const sent = (call: Call): { encoding: 'json', fieldManager: string, fieldValidation: ReturnType<typeof validationOf>, dryRun?: boolean } => ({
  encoding: 'json',
  fieldManager: call.flags.text('field-manager') ?? 'kubectl-replace',
  fieldValidation: validationOf(call),
  ...dryRunOf(call) === 'server' && { dryRun: true },
})
