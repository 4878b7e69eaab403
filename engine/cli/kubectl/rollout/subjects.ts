// What `kubectl rollout` is about.
import { complain, type Program } from '../../../client/program.ts'
import { nothingFound } from '../../print/index.ts'
import { hasFiles, type Found } from '../manifests.ts'
import { subjectsOf, type SubjectOptions } from '../targets.ts'
import { UsageError, type Call } from '../verb.ts'

export function* rolledOut(call: Call, options: SubjectOptions = {}): Program<Found> {
  if (call.flags.args.length === 0 && !hasFiles(call)) throw new UsageError('required resource not specified')
  return yield* subjectsOf(call, call.flags.args, options)
}

export function* tellOfNone({ subjects, errors }: Found, { namespace }: Call): Program<void> {
  if (subjects.length + errors.length === 0) yield* complain(nothingFound(namespace))
}
