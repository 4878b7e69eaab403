// Which pod is meant, and which of its containers: what logs, exec, attach, cp and port-forward have in common.
import type { JsonObject } from '../../apiserver/object.ts'
import { complain, demand, next, openWatch, sleep, unixNow, type Program } from '../../client/program.ts'
import { at, isObject, listAt, nameOf, numberAt, textAt, textsAt } from './fields.ts'
import { jsonOf, placeIn, targetsOf } from './targets.ts'
import { UsageError, type Call } from './verb.ts'

const lookMs = 1000
export const usualPatienceMs = 60_000

/** The object that a reference names: `web`, `pod/web`, `deploy/web`. */
export function* referred(reference: string, call: Call): Program<JsonObject> {
  const [target] = yield* targetsOf(reference.includes('/') ? [reference] : ['pods', reference])
  if (!target) throw new UsageError('pod, type/name or --filename must be specified')
  const { body } = yield* demand({ verb: 'get', ...placeIn(target.definition, call.namespace), name: target.names[0] ?? '' })
  return jsonOf(body)
}

/** The pod that a reference means: of a workload, the one that can best be spoken to, as soon as there is one. */
export function* podFor(reference: string, call: Call): Program<JsonObject> {
  const object = yield* referred(reference, call)
  if (textAt(object, 'kind') === 'Pod') return object
  const untilMs = (yield* unixNow()) + (call.flags.durationMs('pod-running-timeout') ?? usualPatienceMs)
  for (;;) {
    const [pod] = (yield* podsOf(object, call)).toSorted(byFitness)
    if (pod) return pod
    if ((yield* unixNow()) >= untilMs) throw new UsageError('timed out waiting for the condition')
    yield* sleep(lookMs)
  }
}

/** The pod as soon as something holds of it. */
export function* awaited(pod: JsonObject, holds: (pod: JsonObject) => boolean, patienceMs: number): Program<JsonObject> {
  const place = podPlace(pod)
  const current = jsonOf((yield* demand({ verb: 'get', ...place })).body)
  if (holds(current)) return current
  const untilMs = (yield* unixNow()) + patienceMs
  const { name, ...pods } = place
  const stream = yield* openWatch({ verb: 'watch', ...pods, fieldSelector: `metadata.name=${name}`, resourceVersion: textAt(current, 'metadata', 'resourceVersion') })
  try {
    for (;;) {
      const events = yield* next(stream, untilMs - (yield* unixNow()))
      if (events.length === 0) throw new UsageError('timed out waiting for the condition')
      for (const { type, object } of events) {
        if (type === 'DELETED') throw new UsageError(`pods ${JSON.stringify(name)} not found`)
        if (holds(jsonOf(object))) return jsonOf(object)
      }
    }
  }
  finally { stream.stop() }
}

/** The pods of a workload or a Service. */
export function* podsOf(object: JsonObject, call: Call): Program<readonly JsonObject[]> {
  const labelSelector = selectorOf(object)
  const { body } = yield* demand({ verb: 'list', group: '', version: 'v1', resource: 'pods', namespace: call.namespace, labelSelector })
  return 'items' in body ? body.items.map(jsonOf) : []
}

function selectorOf(object: JsonObject): string {
  const kind = textAt(object, 'kind')
  const selector = at(object, 'spec', 'selector')
  if (!isObject(selector) || Object.keys(selector).length === 0) {
    if (kind === 'Service') throw new UsageError(`invalid service '${nameOf(object)}': Service is defined without a selector`)
    throw new UsageError(`selector for *v1.${kind} not implemented`)
  }
  if (kind === 'Service' || kind === 'ReplicationController') return Object.entries(textsAt(object, 'spec', 'selector')).map(([key, value]) => `${key}=${value}`).join()
  const labels = Object.entries(textsAt(object, 'spec', 'selector', 'matchLabels')).map(([key, value]) => `${key}=${value}`)
  return [...labels, ...listAt(object, 'spec', 'selector', 'matchExpressions').map(requirementText)].join()
}

function requirementText(requirement: unknown): string {
  const key = textAt(requirement, 'key')
  const values = listAt(requirement, 'values').join()
  switch (textAt(requirement, 'operator')) {
    case 'In': return `${key} in (${values})`
    case 'NotIn': return `${key} notin (${values})`
    case 'Exists': return key
    default: return `!${key}`
  }
}

const phases = ['Running', 'Unknown', 'Pending']

/** On a node, running, ready, ready for long, with few restarts, old: what is so comes first. */
export function byFitness(a: JsonObject, b: JsonObject): number {
  const ranks = (pod: JsonObject): readonly (number | string)[] => {
    const readySince = listAt(pod, 'status', 'conditions').find(condition => textAt(condition, 'type') === 'Ready' && textAt(condition, 'status') === 'True')
    const restarts = listAt(pod, 'status', 'containerStatuses').reduce<number>((most, status) => Math.max(most, numberAt(status, 'restartCount') ?? 0), 0)
    const phase = phases.indexOf(textAt(pod, 'status', 'phase'))
    return [textAt(pod, 'spec', 'nodeName') === '' ? 1 : 0, phase < 0 ? phases.length : phase, readySince ? 0 : 1, textAt(readySince, 'lastTransitionTime'), restarts, textAt(pod, 'metadata', 'creationTimestamp')]
  }
  const [ofA, ofB] = [ranks(a), ranks(b)]
  for (const [i, rank] of ofA.entries()) {
    const other = ofB[i] ?? rank
    if (rank !== other) return rank < other ? -1 : 1
  }
  return 0
}

export type ContainerField = 'containers' | 'initContainers' | 'ephemeralContainers'
export const containerNames = (pod: JsonObject, field: ContainerField): readonly string[] => listAt(pod, 'spec', field).map(container => textAt(container, 'name'))

/** The container that is meant; without a name the first, and that is said when there are others. */
export function* containerIn(pod: JsonObject, asked: string | undefined, isQuiet = false): Program<string> {
  const containers = containerNames(pod, 'containers')
  const inits = containerNames(pod, 'initContainers')
  const ephemerals = containerNames(pod, 'ephemeralContainers')
  const shown = [...containers, ...ephemerals.map(name => `${name} (ephem)`), ...inits.map(name => `${name} (init)`)].join(', ')
  if (asked !== undefined && asked !== '') {
    if ([...containers, ...inits, ...ephemerals].includes(asked)) return asked
    throw new UsageError(`container ${asked} is not valid for pod ${nameOf(pod)} out of: ${shown}`)
  }
  const preferred = textAt(pod, 'metadata', 'annotations', 'kubectl.kubernetes.io/default-container')
  if ([...containers, ...inits, ...ephemerals].includes(preferred)) return preferred
  const [first = ''] = containers
  if (!isQuiet && containers.length + inits.length + ephemerals.length > 1) yield* complain(`Defaulted container ${JSON.stringify(first)} out of: ${shown}\n`)
  return first
}

export const podPlace = (pod: JsonObject): { readonly group: '', readonly version: 'v1', readonly resource: 'pods', readonly namespace: string, readonly name: string } =>
  ({ group: '', version: 'v1', resource: 'pods', namespace: textAt(pod, 'metadata', 'namespace'), name: nameOf(pod) })
