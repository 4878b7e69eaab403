// `kubectl logs`: what containers wrote, and with -f what they go on to write.
import type { LogOptions, Received } from '../../apiserver/connect.ts'
import type { JsonObject } from '../../apiserver/object.ts'
import { StatusError } from '../../apiserver/status.ts'
import { complain, firstOf, next, openChannel, write, type Channel, type Program } from '../../client/program.ts'
import { parseTimestamp } from '../../clock/time.ts'
import { nothingFound } from '../print/index.ts'
import { demandList, jsonOf, placeIn, targetsOf } from './targets.ts'
import { statusText } from './failure.ts'
import { nameOf, textAt } from './fields.ts'
import { byFitness, containerIn, containerNames, podFor, podPlace, podsOf, referred } from './pods.ts'
import { PlainFailure, UsageError, type Call, type Verb } from './verb.ts'

const usualTailOfSelected = 10
const usualStreams = 5

/** One container whose log is asked for. */
interface Source { readonly pod: JsonObject, readonly container: string }

export const logs: Verb = {
  flags: {
    'all-containers': { kind: 'switch' },
    'all-pods': { kind: 'switch' },
    'container': { kind: 'text', short: 'c' },
    'follow': { kind: 'switch', short: 'f' },
    'ignore-errors': { kind: 'switch' },
    'insecure-skip-tls-verify-backend': { kind: 'switch' },
    'limit-bytes': { kind: 'number' },
    'max-log-requests': { kind: 'number' },
    'pod-running-timeout': { kind: 'duration', usual: '20s' },
    'prefix': { kind: 'switch' },
    'previous': { kind: 'switch', short: 'p' },
    'selector': { kind: 'text', short: 'l' },
    'since': { kind: 'duration' },
    'since-time': { kind: 'text' },
    'tail': { kind: 'number' },
    'timestamps': { kind: 'switch' },
  },
  run: function* (call) {
    const { flags } = call
    const asked = checked(call)
    const options = optionsOf(call)
    const sources = yield* sourcesOf(call, asked)
    if (!sources) {
      yield* complain(nothingFound(call.namespace))
      return 0
    }
    const isPrefixed = flags.isOn('prefix') || flags.isOn('all-pods')
    if (options.follow && sources.length > 1) {
      const most = flags.number('max-log-requests') ?? usualStreams
      if (sources.length > most) throw new UsageError(`you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`)
      return yield* followAll(sources, options, isPrefixed, flags.isOn('ignore-errors'))
    }
    for (const source of sources) {
      try { yield* copyLog(source, options, isPrefixed) }
      catch (error) {
        if (!flags.isOn('ignore-errors') || !(error instanceof StatusError)) throw error
        yield* write(`error: ${error.status.message ?? ''}\n`)
      }
    }
    return 0
  },
}

/** What is wrong with the arguments, if anything is; else the container that is asked for. */
function checked({ flags }: Call): string | undefined {
  const [reference, container, ...more] = flags.args
  const selector = flags.text('selector') ?? ''
  if (reference === undefined && selector === '' || more.length > 0) {
    throw new PlainFailure('error: expected \'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]\'.\nPOD or TYPE/NAME is a required argument for the logs command\nSee \'kubectl logs -h\' for help and examples')
  }
  if (reference !== undefined && selector !== '') throw new PlainFailure('error: only a selector (-l) or a POD name is allowed\nSee \'kubectl logs -h\' for help and examples')
  if (container !== undefined && flags.has('container')) throw new PlainFailure('error: only one of -c or an inline [CONTAINER] arg is allowed\nSee \'kubectl logs -h\' for help and examples')
  const asked = flags.text('container') ?? container
  if (flags.isOn('all-containers') && asked !== undefined) throw new UsageError(`--all-containers=true should not be specified with container name ${asked}`)
  if (flags.has('since') && flags.has('since-time')) throw new UsageError('at most one of `sinceTime` or `sinceSeconds` may be specified')
  if ((flags.durationMs('since') ?? 0) < 0) throw new UsageError('--since must be greater than 0')
  if ((flags.number('limit-bytes') ?? 0) < 0) throw new UsageError('--limit-bytes must be greater than 0')
  if ((flags.number('tail') ?? 0) < -1) throw new UsageError('--tail must be greater than or equal to -1')
  return asked
}

function optionsOf({ flags }: Call): LogOptions {
  const sinceMs = flags.durationMs('since')
  const sinceTime = flags.text('since-time')
  if (sinceTime !== undefined && parseTimestamp(sinceTime) === undefined)
    throw new UsageError(`parsing time ${JSON.stringify(sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(sinceTime)} as "2006"`)
  const tail = flags.number('tail') ?? ((flags.text('selector') ?? '') === '' ? -1 : usualTailOfSelected)
  const limitBytes = flags.number('limit-bytes') ?? 0
  return {
    ...flags.isOn('follow') && { follow: true },
    ...flags.isOn('previous') && { previous: true },
    ...flags.isOn('timestamps') && { timestamps: true },
    ...sinceMs !== undefined && sinceMs > 0 && { sinceSeconds: Math.ceil(sinceMs / 1000) },
    ...sinceTime !== undefined && { sinceTime },
    ...tail >= 0 && { tailLines: tail },
    ...limitBytes > 0 && { limitBytes },
  }
}

/** The containers that are meant; undefined when a selector finds no pod. */
function* sourcesOf(call: Call, asked: string | undefined): Program<readonly Source[] | undefined> {
  const pods = yield* chosenPods(call)
  if (!pods) return undefined
  const sources: Source[] = []
  for (const pod of pods) {
    const names = call.flags.isOn('all-containers')
      ? (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap(field => containerNames(pod, field))
      : [yield* containerIn(pod, asked)]
    sources.push(...names.map(container => ({ pod, container })))
  }
  return sources
}

function* chosenPods(call: Call): Program<readonly JsonObject[] | undefined> {
  const { flags, namespace } = call
  const [reference] = flags.args
  if (reference === undefined) {
    const [pods] = yield* targetsOf(['pods'])
    if (!pods) return undefined
    const { body } = yield* demandList(pods.definition, { verb: 'list', ...placeIn(pods.definition, namespace), labelSelector: flags.text('selector') ?? '' })
    const found = 'items' in body ? body.items.map(jsonOf) : []
    return found.length > 0 ? found : undefined
  }
  try {
    const object = yield* referred(reference, call)
    if (textAt(object, 'kind') === 'Pod') return [object]
    const pods = (yield* podsOf(object, call)).toSorted(byFitness)
    if (flags.isOn('all-pods')) return pods
    if (pods.length > 1) yield* complain(`Found ${pods.length} pods, using pod/${nameOf(pods[0])}\n`)
    return [pods[0] ?? (yield* podFor(reference, call))]
  }
  catch (error) { throw whyNone(error, namespace) }
}

/** What is missing is told with its namespace. */
function whyNone(error: unknown, namespace: string): unknown {
  if (error instanceof StatusError && error.status.code === 404) return new UsageError(`error from server (NotFound): ${error.status.message ?? ''} in namespace ${JSON.stringify(namespace)}`)
  if (error instanceof UsageError && error.message.startsWith('invalid service')) return new UsageError(`cannot get the logs from *v1.Service: ${error.message}`)
  return error
}

const open = ({ pod, container }: Source, options: LogOptions): Program<Channel> =>
  openChannel({ verb: 'get', ...podPlace(pod), subresource: 'log', container, options })

export function* copyLog(source: Source, options: LogOptions, isPrefixed: boolean): Program<void> {
  const channel = yield* open(source, options)
  try {
    for (;;) for (const message of yield* next(channel)) if (yield* told(message, source, isPrefixed)) return
  }
  finally { channel.stop() }
}

/** Several at once, each line as it comes. */
function* followAll(sources: readonly Source[], options: LogOptions, isPrefixed: boolean, ignoresErrors: boolean): Program<number> {
  const channels = new Map<Channel, Source>()
  try {
    for (const source of sources) {
      try { channels.set(yield* open(source, options), source) }
      catch (error) {
        if (!ignoresErrors || !(error instanceof StatusError)) throw error
        yield* complain(`error: ${statusText(error.status)}\n`)
      }
    }
    while (channels.size > 0) {
      const news = yield* firstOf([...channels.keys()])
      const [channel, source] = [...channels].find(([each]) => each === news?.stream) ?? []
      if (!channel || !source) continue
      for (const message of news?.items as readonly Received[]) if (yield* told(message, source, isPrefixed)) channels.delete(channel) // it came by a channel
    }
    return 0
  }
  finally { for (const channel of channels.keys()) channel.stop() }
}

/** Tells a message; true when it was the last. */
function* told(message: Received, { pod, container }: Source, isPrefixed: boolean): Program<boolean> {
  if (message.kind === 'stdout' || message.kind === 'stderr') yield* write(isPrefixed ? `[pod/${nameOf(pod)}/${container}] ${message.text}` : message.text)
  if (message.kind === 'refused') throw new StatusError(message.status)
  return message.kind === 'end'
}
