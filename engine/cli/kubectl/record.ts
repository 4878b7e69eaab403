// `--record`: the object remembers the command line that changed it.
import type { JsonObject } from '../../apiserver/object.ts'
import { demand, type Program } from '../../client/program.ts'
import { withAt } from './fields.ts'
import type { Flags } from './flags.ts'
import type { Subject } from './manifests.ts'
import { placeOf } from './targets.ts'
import { dryRunOf, type Call } from './verb.ts'

export const recordFlag: Flags = { record: { kind: 'switch', deprecated: '--record will be removed in the future' } }

const path = ['metadata', 'annotations', 'kubernetes.io/change-cause'] as const

/** The object with its annotation, where that is asked for. */
export const recorded = (object: JsonObject, { flags, command }: Call): JsonObject => flags.isOn('record')
  ? withAt(object, path, [command, ...flags.args, ...flags.given.map(([name, value]) => `--${name}=${value}`)].join(' '))
  : object

/** What a patch must say for it. */
export const recording = (call: Call): JsonObject => recorded({}, call)

/** Writes it down after the change itself, for commands that send a patch of their own. */
export function* recordCause(subject: Subject, call: Call): Program<void> {
  if (call.flags.isOn('record') && dryRunOf(call) === 'none') yield* demand({ verb: 'patch', ...placeOf(subject), patchType: 'merge', body: recording(call), fieldValidation: 'Warn' })
}
