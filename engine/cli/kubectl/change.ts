// Changing objects by a function: the patch that leads from before to after is sent.
import type { JsonObject } from '../../apiserver/object.ts'
import { createMergePatch, createTwoWayMergePatch } from '../../apiserver/patch/index.ts'
import { schemaOf } from '../../apiserver/schema/index.ts'
import { demand, type Program } from '../../client/program.ts'
import { StatusError } from '../../apiserver/status.ts'
import { equal } from '../../apiserver/equal.ts'
import { raise, UsageError } from './failure.ts'
import type { Found, Subject } from './manifests.ts'
import { announcer } from './outcome.ts'
import { recorded } from './record.ts'
import { fetched, jsonOf, placeOf } from './targets.ts'
import { dryRunOf, type Call } from './verb.ts'

export interface Change {
  /** `image updated`. */
  readonly operation: string
  readonly manager: string
  /** Throws where the object cannot be changed so. */
  readonly apply: (object: JsonObject, subject: Subject) => JsonObject
  /** What stands in front of the server's refusal. */
  readonly failure?: string
  /** What is said when nothing changed; nothing at all unless given. */
  readonly unchanged?: string
}

/** All objects are changed before the first patch is sent, so that a mistake in one stops all. */
export function* changeAll({ subjects, errors }: Found, call: Call, change: Change): Program<void> {
  const failed = [...errors]
  const planned: { readonly subject: Subject, readonly before: JsonObject, readonly after: JsonObject }[] = []
  for (const subject of subjects) {
    try {
      const before = call.flags.isOn('local') ? subject.object ?? {} : yield* fetched(subject)
      planned.push({ subject, before, after: recorded(change.apply(before, subject), call) })
    }
    catch (error) { failed.push(error) }
  }
  for (const { subject, before, after } of planned) {
    try { yield* send(subject, before, after, call, change) }
    catch (error) { failed.push(change.failure !== undefined && error instanceof StatusError ? new UsageError(change.failure + (error.status.message ?? '')) : error) }
  }
  raise(failed)
}

function* send(subject: Subject, before: JsonObject, after: JsonObject, call: Call, { operation, manager, unchanged }: Change): Program<void> {
  const announce = announcer(call)
  const dryRun = dryRunOf(call)
  if (equal(before, after)) {
    if (unchanged !== undefined) yield* announce(before, unchanged)
    return
  }
  if (dryRun === 'client' || call.flags.isOn('local')) return yield* announce(after, operation)
  const sent = yield* demand({
    verb: 'patch', ...placeOf(subject), ...patchBetween(subject, before, after), fieldValidation: 'Warn',
    fieldManager: call.flags.text('field-manager') ?? manager, ...dryRun === 'server' && { dryRun: true },
  })
  yield* announce(jsonOf(sent.body), operation)
}

/** Strategic where the kind has a schema. */
export function patchBetween({ definition }: Subject, before: JsonObject, after: JsonObject): { readonly patchType: 'merge' | 'strategic', readonly body: JsonObject } {
  const schema = schemaOf(definition)
  return schema ? { patchType: 'strategic', body: createTwoWayMergePatch(before, after, schema) } : { patchType: 'merge', body: createMergePatch(before, after) }
}
