import type { KubeObject } from '../../apiserver/object.ts'
import type { Delete } from '../../apiserver/request.ts'
import { ask, complain, demand, keys, next, openWatch, unixNow, write, type Program } from '../../client/program.ts'
import { inContext, isStatusError, raise } from './failure.ts'
import { durationMs } from './flags.ts'
import type { Subject } from './manifests.ts'
import { dryRunSuffix } from './outcome.ts'
import { raw } from './raw.ts'
import { jsonOf, kindText, placeOf, subjectsOf } from './targets.ts'
import { textAt } from './fields.ts'
import { dryRunOf, dryRunFlag, fileFlags, selectorFlags, UsageError, type Call, type Verb } from './verb.ts'

export const remove: Verb = {
  flags: {
    ...fileFlags,
    ...selectorFlags,
    ...dryRunFlag,
    'all-namespaces': { kind: 'switch', short: 'A' },
    'cascade': { kind: 'text', usual: 'background', bare: 'background' },
    'force': { kind: 'switch' },
    'grace-period': { kind: 'number', usual: '-1' },
    'ignore-not-found': { kind: 'switch' },
    'interactive': { kind: 'switch', short: 'i' },
    'now': { kind: 'switch' },
    'output': { kind: 'text', short: 'o' },
    'raw': { kind: 'text' },
    'timeout': { kind: 'duration', usual: '0s' },
    'wait': { kind: 'switch', usual: 'true' },
  },
  run: function* (call) {
    const { flags } = call
    if (flags.has('raw')) {
      if (flags.args.length > 0) throw new UsageError('arguments may not be passed when --raw is specified')
      return yield* raw(flags.text('raw') ?? '', 'delete')
    }
    const graceSeconds = graceOf(call)
    const boolean = booleanCascade.get(flags.text('cascade') ?? '')
    if (boolean !== undefined) yield* complain(`warning: --cascade=${flags.text('cascade')} is deprecated (boolean value) and can be replaced with --cascade=${boolean}.\n`)
    const propagationPolicy = cascadeOf(call)
    const output = flags.text('output') ?? ''
    if (output !== '' && output !== 'name') throw new UsageError(`unexpected -o output mode: ${output}. We only support '-o name'`)
    const { subjects, errors } = yield* subjectsOf(call, flags.args)
    if (flags.isOn('interactive') && subjects.length > 0 && dryRunOf(call) === 'none' && !(yield* confirmed(subjects, call))) {
      yield* write('deletion is cancelled\n')
      return 0
    }
    const ignoreMissing = flags.isOn('ignore-not-found') || flags.isOn('all') || flags.has('selector') || flags.has('field-selector')
    if (flags.isOn('force') && graceSeconds === 0)
      yield* complain('Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n')
    const failed = [...errors]
    const leaving: { readonly subject: Subject, readonly uid: string }[] = []
    for (const subject of subjects) {
      try {
        const uid = yield* removeOne(subject, call, { ...graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds }, propagationPolicy })
        if (uid !== undefined) leaving.push({ subject, uid })
        yield* write(output === 'name' ? `${kindText(subject.definition)}/${subject.name}\n` : deletedText(subject, call))
      }
      catch (error) {
        if (!(ignoreMissing && isStatusError(error, 'NotFound'))) failed.push(inContext(error, 'deleting', subject.source))
      }
    }
    raise(failed)
    if (subjects.length === 0) yield* write('No resources found\n')
    if (flags.isOn('wait') && dryRunOf(call) === 'none' && !(flags.isOn('force') && graceSeconds === 0)) {
      const timeoutMs = durationMs(flags.text('timeout') ?? '0s')
      const untilMs = timeoutMs > 0 ? (yield* unixNow()) + timeoutMs : Infinity
      for (const { subject, uid } of leaving) yield* untilGone(subject, uid, untilMs)
    }
    return 0
  },
}

/** With `-i`: who answers nothing but `y` means no. */
function* confirmed(subjects: readonly Subject[], { invocation: { stdin } }: Call): Program<boolean> {
  yield* write(`You are about to delete the following ${subjects.length} resource(s):\n${subjects.map(({ definition, name }) => `${kindText(definition)}/${name}\n`).join('')}Do you want to continue? (y/n): `)
  let said = stdin ?? ''
  const typed = stdin === undefined ? yield* keys(false) : undefined
  try {
    while (typed && !said.includes('\n')) {
      const texts = yield* next(typed)
      said += texts.join('')
      if (texts.includes(undefined)) break // the end of the input
    }
  }
  finally { typed?.stop() }
  return /^y$/i.test((said.split('\n')[0] ?? '').trim())
}

function graceOf({ flags }: Call): number | undefined {
  const asked = flags.number('grace-period') ?? -1
  if (flags.isOn('now')) {
    if (asked !== -1) throw new UsageError('--now and --grace-period cannot be specified together')
    return 1
  }
  if (flags.isOn('force') && asked > 0) throw new UsageError('--force and --grace-period greater than 0 cannot be specified together')
  if (flags.isOn('force') && asked < 0) return 0
  if (asked === 0 && !flags.isOn('force')) return 1 // never at once, unless forced
  return asked < 0 ? undefined : asked
}

const booleanCascade: ReadonlyMap<string, string> = new Map([['true', 'background'], ['false', 'orphan']])

export function cascadeOf({ flags }: Call): NonNullable<Delete['propagationPolicy']> {
  const value = flags.text('cascade')
  switch (value) {
    case 'background': case 'true': return 'Background'
    case 'foreground': return 'Foreground'
    case 'orphan': case 'false': return 'Orphan'
    default: throw new UsageError(`invalid cascade value (${value}). Must be "background", "foreground", or "orphan"`)
  }
}

/** Answers the UID of what still has to go. */
function* removeOne(subject: Subject, call: Call, options: Pick<Delete, 'gracePeriodSeconds' | 'propagationPolicy'>): Program<string | undefined> {
  const dryRun = dryRunOf(call)
  if (dryRun === 'client') return undefined
  const { body } = yield* demand({ verb: 'delete', ...placeOf(subject), ...options, ...dryRun === 'server' && { dryRun: true } })
  return textAt(jsonOf(body), 'details', 'uid') || textAt(jsonOf(body), 'metadata', 'uid')
}

function deletedText({ definition, namespace, name }: Subject, call: Call): string {
  const forced = call.flags.isOn('force') && graceOf(call) === 0 ? 'force deleted' : 'deleted'
  const from = definition.namespaced && namespace !== undefined ? ` from ${namespace} namespace` : ''
  return `${kindText(definition)} "${name}" ${forced}${from}${dryRunSuffix(call)}\n`
}

/** Deleting comes back when the object is really gone. */
export function* untilGone(subject: Subject, uid: string, untilMs: number): Program<void> {
  const { name, ...place } = placeOf(subject)
  const { code, body } = yield* ask({ verb: 'get', ...place, name })
  if (code === 404) return
  const { resourceVersion, uid: now } = (body as KubeObject).metadata // what is not refused is the object
  if (uid !== '' && now !== uid) return
  const stream = yield* openWatch({ verb: 'watch', ...place, fieldSelector: `metadata.name=${name}`, resourceVersion })
  try {
    for (;;) {
      const leftMs = untilMs === Infinity ? Infinity : untilMs - (yield* unixNow())
      const events = leftMs > 0 ? yield* next(stream, leftMs) : []
      if (events.some(({ type, object }) => type === 'DELETED' || object.metadata.uid !== now)) return
      if (events.length === 0 && leftMs !== Infinity) throw new UsageError(`timed out waiting for the condition on ${subject.definition.plural}/${name}`)
    }
  }
  finally { stream.stop() }
}
