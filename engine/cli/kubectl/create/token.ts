import type { JsonObject } from '../../../apiserver/object.ts'
import { demand, write } from '../../../client/program.ts'
import { StatusError } from '../../../apiserver/status.ts'
import { at, objectAt, textAt } from '../fields.ts'
import { objectPrinter } from '../outcome.ts'
import { ArgumentError, outputFlags, UsageError, type Call, type Verb } from '../verb.ts'
import { jsonOf } from '../targets.ts'

export const token: Verb = {
  flags: {
    ...outputFlags,
    'audience': { kind: 'texts' },
    'bound-object-kind': { kind: 'text' },
    'bound-object-name': { kind: 'text' },
    'bound-object-uid': { kind: 'text' },
    'duration': { kind: 'duration' },
  },
  run: function* (call) {
    const { flags, namespace } = call
    const [name, ...more] = flags.args
    if (name === undefined || more.length > 0) throw new ArgumentError(`exactly one NAME is required, got ${flags.args.length}`)
    const print = objectPrinter(call, true)
    const spec = specOf(call)
    try {
      const { body } = yield* demand({
        verb: 'create', group: '', version: 'v1', resource: 'serviceaccounts', namespace, name, subresource: 'token', encoding: 'json',
        body: { ...kind, metadata: {}, spec },
      })
      const { metadata = {}, spec: granted, status = {} } = jsonOf(body)
      yield* write(print
        ? print({ ...kind, metadata, spec: { ...spec, ...objectAt(granted), boundObjectRef: at(granted, 'boundObjectRef') ?? null }, status })
        : textAt(status, 'token')) // no line break, for who pipes it
      return 0
    }
    catch (error) {
      throw error instanceof StatusError ? new UsageError(`failed to create token: ${error.status.message ?? ''}`) : error
    }
  },
}

const kind = { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1' } as const
const bindable = ['Node', 'Pod', 'Secret']

function specOf({ flags }: Call): JsonObject {
  const durationMs = flags.durationMs('duration') ?? 0
  if (durationMs < 0) throw new UsageError('--duration must be greater than or equal to 0')
  if (durationMs % 1000 !== 0) throw new UsageError('--duration cannot be expressed in units less than seconds')
  const [kind = '', name = '', uid = ''] = ['kind', 'name', 'uid'].map(part => flags.text(`bound-object-${part}`) ?? '')
  if (kind === '' && name !== '') throw new UsageError('--bound-object-name can only be set if --bound-object-kind is provided')
  if (kind === '' && uid !== '') throw new UsageError('--bound-object-uid can only be set if --bound-object-kind is provided')
  if (kind !== '' && !bindable.includes(kind)) throw new UsageError(`supported --bound-object-kind values are ${bindable.join(', ')}`)
  if (kind !== '' && name === '') throw new UsageError('--bound-object-name is required if --bound-object-kind is provided')
  const audiences = flags.texts('audience')
  return {
    ...audiences.length > 0 && { audiences },
    ...durationMs > 0 && { expirationSeconds: durationMs / 1000 },
    ...kind !== '' && { boundObjectRef: { kind, apiVersion: 'v1', name, ...uid !== '' && { uid } } },
  }
}
