import type { KubeObject } from '../../apiserver/object.ts'
import { ask, demand, next, openWatch, write, type Program } from '../../client/program.ts'
import { kindText, placeIn, targetsOf, type ResourceTarget } from './targets.ts'
import { UsageError, type Call, type Verb } from './verb.ts'

export const remove: Verb = {
  flags: {
    'selector': { kind: 'text', short: 'l' },
    'all': { kind: 'switch' },
    'force': { kind: 'switch' },
    'grace-period': { kind: 'number' },
    'wait': { kind: 'switch' },
    'now': { kind: 'switch' },
  },
  run: function* (call) {
    const { flags } = call
    const targets = yield* targetsOf(flags.args)
    if (targets.every(({ names }) => names.length === 0) && !flags.has('selector') && !flags.isOn('all'))
      throw new UsageError('resource(s) were provided, but no name was specified')
    const gone: (() => Program<void>)[] = []
    for (const target of targets) {
      for (const name of target.names.length > 0 ? target.names : yield* selected(target, call)) {
        yield* removeOne(target, name, call)
        gone.push(() => untilGone(target, name, call.namespace))
      }
    }
    if (flags.text('wait') !== 'false' && !flags.isOn('force')) for (const wait of gone) yield* wait()
    return 0
  },
}

function* removeOne({ definition }: ResourceTarget, name: string, { flags, namespace }: Call): Program<void> {
  const graceSeconds = flags.isOn('force') ? 0 : flags.isOn('now') ? 1 : flags.number('grace-period')
  yield* demand({
    verb: 'delete',
    ...placeIn(definition, namespace),
    name,
    propagationPolicy: 'Background',
    ...graceSeconds !== undefined && graceSeconds >= 0 && { gracePeriodSeconds: graceSeconds },
  })
  const from = definition.namespaced ? ` from ${namespace} namespace` : ''
  yield* write(`${kindText(definition)} "${name}" ${flags.isOn('force') ? 'force deleted' : 'deleted'}${from}\n`)
}

function* selected({ definition }: ResourceTarget, { flags, namespace }: Call): Program<readonly string[]> {
  const labelSelector = flags.text('selector')
  const { body } = yield* demand({ verb: 'list', ...placeIn(definition, namespace), ...labelSelector !== undefined && { labelSelector } })
  return 'items' in body ? body.items.map(({ metadata }) => metadata.name) : []
}

/** Deleting comes back when the object is really gone. */
function* untilGone({ definition }: ResourceTarget, name: string, namespace: string): Program<void> {
  const place = placeIn(definition, namespace)
  const { code, body } = yield* ask({ verb: 'get', ...place, name })
  if (code === 404) return
  const { resourceVersion } = (body as KubeObject).metadata // what is not refused is the object
  const stream = yield* openWatch({ verb: 'watch', ...place, fieldSelector: `metadata.name=${name}`, resourceVersion })
  try {
    for (;;) if ((yield* next(stream)).some(({ type }) => type === 'DELETED')) return
  }
  finally { stream.stop() }
}
