import { demand, write } from '../../../client/program.ts'
import { goJson, toYaml } from '../../../client/yaml/index.ts'
import { StatusError } from '../../../apiserver/status.ts'
import { textAt } from '../fields.ts'
import { outputFlags, UsageError, type Verb } from '../verb.ts'
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
  run: function* ({ flags, namespace }) {
    const [name, ...more] = flags.args
    if (name === undefined || more.length > 0) throw new UsageError(`exactly one NAME is required, got ${flags.args.length}`)
    const durationMs = flags.durationMs('duration') ?? 0
    if (durationMs < 0) throw new UsageError('--duration must be greater than or equal to 0')
    const [kind, boundName] = [flags.text('bound-object-kind'), flags.text('bound-object-name')]
    const audiences = flags.texts('audience')
    try {
      const { body } = yield* demand({
        verb: 'create', group: '', version: 'v1', resource: 'serviceaccounts', namespace, name, subresource: 'token', encoding: 'json',
        body: {
          kind: 'TokenRequest',
          apiVersion: 'authentication.k8s.io/v1',
          metadata: {},
          spec: {
            ...audiences.length > 0 && { audiences },
            ...durationMs > 0 && { expirationSeconds: Math.floor(durationMs / 1000) },
            ...kind !== undefined && { boundObjectRef: { kind, apiVersion: 'v1', ...boundName !== undefined && { name: boundName } } },
          },
        },
      })
      const request = jsonOf(body)
      const output = flags.text('output') ?? ''
      yield* write(output === 'yaml' ? toYaml(request) : output === 'json' ? `${goJson(request)}\n` : textAt(request, 'status', 'token')) // no line break, for who pipes it
      return 0
    }
    catch (error) {
      throw error instanceof StatusError ? new UsageError(`failed to create token: ${error.status.message ?? ''}`) : error
    }
  },
}
