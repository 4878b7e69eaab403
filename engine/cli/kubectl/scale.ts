import type { KubeObject } from '../../apiserver/object.ts'
import { demand, write } from '../../client/program.ts'
import { kindText, placeIn, targetsOf } from './targets.ts'
import { UsageError, type Verb } from './verb.ts'

export const scale: Verb = {
  flags: {
    'replicas': { kind: 'number' },
    'current-replicas': { kind: 'number' },
  },
  run: function* ({ flags, namespace }) {
    const replicas = flags.number('replicas')
    if (replicas === undefined) throw new UsageError('required flag(s) "replicas" not set')
    if (replicas < 0) throw new UsageError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0')
    const wanted = flags.number('current-replicas')
    for (const { definition, names } of yield* targetsOf(flags.args)) {
      for (const name of names) {
        const target = { ...placeIn(definition, namespace), name, subresource: 'scale' }
        const current = (yield* demand({ verb: 'get', ...target })).body as KubeObject // a Scale
        const now = replicasOf(current)
        if (wanted !== undefined && wanted >= 0 && now !== wanted) throw new UsageError(`Expected replicas to be ${wanted}, was ${now}`)
        yield* demand({ verb: 'update', ...target, body: { ...current, spec: { replicas } }, encoding: 'json', fieldManager: 'kubectl' })
        yield* write(`${kindText(definition)}/${name} scaled\n`)
      }
    }
    return 0
  },
}

const replicasOf = ({ spec }: KubeObject): number =>
  typeof spec === 'object' && spec !== null && 'replicas' in spec && typeof spec.replicas === 'number' ? spec.replicas : 0
