import type { CoreV1Event } from '../../apiserver/types.gen.ts'
import type { KubeObject } from '../../apiserver/object.ts'
import { resourceNamed } from '../../client/discovery.ts'
import { ask, complain, demand, discover, unixNow, write, type Program } from '../../client/program.ts'
import { describe as describeObject, eventNeedsOf, needsOf, type Answer, type Need } from '../describe/index.ts'
import { nothingFound } from '../print/index.ts'
import { isStatusError, raiseAll } from './failure.ts'
import { hasFiles } from './manifests.ts'
import { demandList, fetched, kubeObjectOf, placeIn, queriesOf, selectorsOf, type Query } from './targets.ts'
import { fileFlags, UsageError, type Call, type Verb } from './verb.ts'
import type { Status } from '../../apiserver/status.ts'

export const describe: Verb = {
  flags: {
    ...fileFlags,
    'all-namespaces': { kind: 'switch', short: 'A' },
    'chunk-size': { kind: 'number' },
    'selector': { kind: 'text', short: 'l' },
    'show-events': { kind: 'switch', usual: 'true' },
  },
  run: function* (call) {
    const { flags } = call
    if (flags.args.length === 0 && !hasFiles(call)) throw new UsageError('You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.')
    const { queries, errors } = yield* queriesOf(call, flags.args, { allWhenUnnamed: true })
    const failed = [...errors]
    const found: KubeObject[] = []
    for (const query of queries) {
      try { found.push(...yield* finding(query, call)) }
      catch (error) { failed.push(error) }
    }
    const [missed, ...more] = failed
    const showsEvents = (count: number): boolean => flags.has('show-events') ? flags.isOn('show-events') : count <= 1 // several are told without
    if (flags.args.length === 2 && more.length === 0 && isStatusError(missed, 'NotFound')) return yield* describeBegunLike(queries, flags.args, missed, showsEvents)
    const texts: string[] = []
    for (const object of found) texts.push(yield* textOf(object, showsEvents(found.length + failed.length)))
    yield* write(texts.join('\n\n'))
    if (texts.length === 0 && failed.length === 0) yield* complain(nothingFound(flags.isOn('all-namespaces') ? undefined : call.namespace))
    raiseAll(failed)
    return 0
  },
}

/** A name that is none may be the beginning of some. */
function* describeBegunLike([query, ...others]: readonly Query[], args: readonly string[], missed: unknown, showsEvents: (count: number) => boolean): Program<number> {
  if (args[0]?.includes(',')) throw new UsageError('you may only specify a single resource type')
  if (!query || others.length > 0) throw missed
  const { body } = yield* demand({ verb: 'list', ...placeIn(query.definition, query.namespace) })
  const begun = listOf(body).filter(({ metadata }) => metadata.name.startsWith(query.name ?? ''))
  if (begun.length === 0) throw missed
  for (const object of begun) yield* write(`${yield* textOf(object, showsEvents(begun.length))}\n`)
  return 0
}

function* finding({ definition, namespace, name, subject }: Query, call: Call): Program<readonly KubeObject[]> {
  if (name !== undefined) return [kubeObjectOf(yield* fetched(subject ?? { definition, namespace, name, object: undefined, source: undefined }))]
  return listOf((yield* demandList(definition, { verb: 'list', ...placeIn(definition, namespace), ...selectorsOf(call) })).body)
}

const listOf = (body: object): readonly KubeObject[] => 'items' in body ? body.items as readonly KubeObject[] : [] // a list of objects

function* textOf(object: KubeObject, showEvents: boolean): Program<string> {
  const answers: Answer[] = []
  for (const need of needsOf(object)) answers.push(yield* answerTo(need))
  const events: CoreV1Event[] = []
  for (const need of showEvents ? eventNeedsOf(object) : []) events.push(...(yield* answerTo(need)).objects as readonly CoreV1Event[]) // events were asked for
  return describeObject(object, { nowMs: yield* unixNow(), answers, ...showEvents && { events } })
}

function* answerTo({ resource, namespace, name, labelSelector, fieldSelector }: Need): Program<Answer> {
  const definition = resourceNamed(yield* discover(), resource)
  if (!definition) return { objects: [], error: `the server doesn't have a resource type ${JSON.stringify(resource)}` }
  const place = placeIn(definition, namespace)
  const { code, body } = name === undefined
    ? yield* ask({ verb: 'list', ...place, ...labelSelector !== undefined && { labelSelector }, ...fieldSelector !== undefined && { fieldSelector } })
    : yield* ask({ verb: 'get', ...place, name })
  if (code >= 400) return { objects: [], error: (body as Status).message ?? '' } // every refusal is a Status
  return { objects: name === undefined ? listOf(body) : [body as KubeObject] } // what was asked for
}
