// `kubectl rollout pause`, `resume` and `restart`.
import { timestamp } from '../../../clock/time.ts'
import { unixNow } from '../../../client/program.ts'
import { changeAll } from '../change.ts'
import { at, textAt, withAt } from '../fields.ts'
import { resourceText } from '../targets.ts'
import { fileFlags, outputFlags, UsageError, type Verb } from '../verb.ts'
import type { Flags } from '../flags.ts'
import type { Subject } from '../manifests.ts'
import { rolledOut, tellOfNone } from './subjects.ts'

const flags: Flags = { ...fileFlags, ...outputFlags, 'field-manager': { kind: 'text', usual: 'kubectl-rollout' }, 'selector': { kind: 'text', short: 'l' } }

const named = ({ definition, name }: Subject): string => `${resourceText(definition)} ${JSON.stringify(name)}`

function switcher(paused: boolean): Verb {
  return {
    flags,
    run: function* (call) {
      const found = yield* rolledOut(call)
      yield* tellOfNone(found, call)
      yield* changeAll(found, call, {
        operation: paused ? 'paused' : 'resumed',
        manager: 'kubectl-rollout',
        apply: (object, subject) => {
          if (textAt(object, 'kind') !== 'Deployment') throw new UsageError(`error: ${named(subject)} ${paused ? 'pausing' : 'resuming'} is not supported`)
          if ((at(object, 'spec', 'paused') === true) === paused) throw new UsageError(`error: ${named(subject)} is ${paused ? 'already' : 'not'} paused`)
          return withAt(object, ['spec', 'paused'], paused ? true : undefined)
        },
      })
      return 0
    },
  }
}

export const pause = switcher(true)
export const resume = switcher(false)

const restartedAt = 'kubectl.kubernetes.io/restartedAt'
const restartable = new Set(['Deployment', 'DaemonSet', 'StatefulSet'])

export const restart: Verb = {
  flags,
  run: function* (call) {
    const now = timestamp(yield* unixNow())
    const found = yield* rolledOut(call, { allWhenUnnamed: true })
    yield* tellOfNone(found, call)
    yield* changeAll(found, call, {
      operation: 'restarted',
      manager: 'kubectl-rollout',
      apply: (object, subject) => {
        if (!restartable.has(textAt(object, 'kind'))) throw new UsageError(`error: ${named(subject)} restarting is not supported`)
        if (at(object, 'spec', 'paused') === true) throw new UsageError(`error: ${named(subject)} can't restart paused deployment (run rollout resume first)`)
        if (at(object, 'spec', 'template', 'metadata', 'annotations', restartedAt) === now)
          throw new UsageError(`error: failed to create patch for ${subject.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`)
        return withAt(object, ['spec', 'template', 'metadata', 'annotations', restartedAt], now)
      },
    })
    return 0
  },
}
