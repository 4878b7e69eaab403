// `kubectl port-forward`: a port of this machine that leads to a port of a pod.
import type { Received } from '../../apiserver/connect.ts'
import type { JsonObject } from '../../apiserver/object.ts'
import { complain, firstOf, send, unixNow, write, type Channel, type Incoming, type Program, type Stream } from '../../client/program.ts'
import { at, listAt, nameOf, numberAt, textAt } from './fields.ts'
import { klogLine, listenOn } from './listening.ts'
import { podFor, podPlace, referred } from './pods.ts'
import { upgraded } from './talk.ts'
import { PlainFailure, UsageError, type Call, type Verb } from './verb.ts'

interface Forwarding { readonly local: number, readonly remote: number }

export const portForward: Verb = {
  flags: { 'address': { kind: 'list' }, 'pod-running-timeout': { kind: 'duration', usual: '1m' } },
  run: function* (call) {
    const [reference, ...asked] = call.flags.args
    if (reference === undefined || asked.length === 0) throw new PlainFailure('error: TYPE/NAME and list of ports are required for port-forward\nSee \'kubectl port-forward -h\' for help and examples')
    const object = yield* referred(reference, call)
    const pod = textAt(object, 'kind') === 'Pod' ? object : yield* podFor(reference, call)
    const ports = asked.map(text => portsOf(text, object, pod))
    const phase = textAt(pod, 'status', 'phase')
    if (phase !== 'Running') throw new UsageError(`unable to forward port because pod is not running. Current status=${phase}`)
    const channel = yield* inUpgrade(upgraded({ verb: 'create', ...podPlace(pod), subresource: 'portforward' }))
    try { return yield* forward(channel, yield* listeners(ports, call)) }
    finally { channel.stop() }
  },
}

function* inUpgrade(opening: Program<Channel>): Program<Channel> {
  try { return yield* opening }
  catch (error) { throw error instanceof UsageError ? new UsageError(`error upgrading connection: ${error.message}`) : error }
}

/** `8080:80`, `80`, `:80`, `8080:http`; of a Service the port that it leads to. */
function portsOf(text: string, object: JsonObject, pod: JsonObject): Forwarding {
  const [first = '', second, ...more] = text.split(':')
  const wanted = second ?? first
  if (more.length > 0) throw new UsageError(`invalid port format '${text}'`)
  const remote = textAt(object, 'kind') === 'Service' ? portOfService(wanted, object, pod) : portOfPod(wanted, pod)
  const local = second === undefined ? /^\d+$/.test(first) ? Number(first) : remote : first === '' ? 0 : Number(first)
  if (!Number.isInteger(local) || local < 0 || local > 65_535) throw new UsageError(`error parsing local port '${first}': strconv.ParseUint: parsing ${JSON.stringify(first)}: invalid syntax`)
  if (remote <= 0 || remote > 65_535) throw new UsageError('remote port must be > 0')
  return { local, remote }
}

function portOfPod(wanted: string, pod: JsonObject): number {
  if (/^\d+$/.test(wanted)) return Number(wanted)
  const found = listAt(pod, 'spec', 'containers').flatMap(container => listAt(container, 'ports')).find(port => textAt(port, 'name') === wanted)
  const number = numberAt(found, 'containerPort')
  if (number === undefined) throw new UsageError(`Pod '${nameOf(pod)}' does not have a named port '${wanted}'`)
  return number
}

function portOfService(wanted: string, service: JsonObject, pod: JsonObject): number {
  const port = listAt(service, 'spec', 'ports').find(each => /^\d+$/.test(wanted) ? numberAt(each, 'port') === Number(wanted) : textAt(each, 'name') === wanted)
  if (!port) throw new UsageError(/^\d+$/.test(wanted) ? `Service ${nameOf(service)} does not have a service port ${wanted}` : `Service '${nameOf(service)}' does not have a named port '${wanted}'`)
  if (textAt(service, 'spec', 'clusterIP') === 'None') return numberAt(port, 'port') ?? 0
  const target = at(port, 'targetPort')
  return typeof target === 'string' ? portOfPod(target, pod) : typeof target === 'number' ? target : numberAt(port, 'port') ?? 0
}

function* listeners(ports: readonly Forwarding[], { flags }: Call): Program<ReadonlyMap<Stream<Incoming>, Forwarding>> {
  const open = new Map<Stream<Incoming>, Forwarding>()
  const addresses = flags.has('address') ? flags.texts('address') : ['localhost']
  const shown = addresses.flatMap(address => address === 'localhost' ? ['127.0.0.1', '[::1]'] : [address.includes(':') ? `[${address}]` : address])
  for (const { local, remote } of ports) {
    const found = yield* listenOn(local)
    if (!found) {
      const errors = shown.map(address => `unable to create listener: Error listen ${address.startsWith('[') ? 'tcp6' : 'tcp4'} ${address}:${local}: bind: address already in use`)
      yield* complain(`Unable to listen on port ${local}: Listeners failed to create with the following errors: [${errors.join(' ')}]\n`)
      continue
    }
    open.set(found.stream, { local: found.port, remote })
    for (const address of shown) yield* write(`Forwarding from ${address}:${found.port} -> ${remote}\n`)
  }
  if (open.size === 0) throw new UsageError(`unable to listen on any of the requested ports: [${ports.map(({ local, remote }) => `{${local} ${remote}}`).join(' ')}]`)
  return open
}

type UnderWay = Map<number, { readonly incoming: Incoming, readonly by: Forwarding }>

/** Whatever ends it, who waits for an answer is not left waiting. */
function* forward(channel: Channel, open: ReadonlyMap<Stream<Incoming>, Forwarding>): Program<number> {
  const underWay: UnderWay = new Map()
  try { return yield* passOn(channel, open, underWay) }
  finally { for (const { incoming } of underWay.values()) incoming.answer(undefined) }
}

function* passOn(channel: Channel, open: ReadonlyMap<Stream<Incoming>, Forwarding>, underWay: UnderWay): Program<never> {
  for (let id = 1; ;) {
    const news = yield* firstOf([channel, ...open.keys()])
    if (!news) throw new UsageError('lost connection to pod')
    const by = open.get(news.stream as Stream<Incoming>) // of the others there is none
    if (by) for (const incoming of news.items as readonly Incoming[]) { // it came by a listener
      yield* write(`Handling connection for ${by.local}\n`)
      underWay.set(id, { incoming, by })
      yield* send(channel, { kind: 'request', id: id++, port: by.remote, request: incoming.request })
    }
    else for (const message of news.items as readonly Received[]) yield* take(message, underWay) // it came by the channel
  }
}

function* take(message: Received, underWay: UnderWay): Program<void> {
  if (message.kind === 'response') {
    underWay.get(message.id)?.incoming.answer(message)
    underWay.delete(message.id)
  }
  else if (message.kind === 'unreached') {
    const { local, remote } = underWay.get(message.id)?.by ?? { local: 0, remote: 0 }
    const text = `an error occurred forwarding ${local} -> ${remote}: ${message.error}`
    yield* complain(klogLine('E', 'portforward.go:522', `"Unhandled Error" err=${JSON.stringify(text)}`, yield* unixNow()))
  }
  if (message.kind === 'unreached' || message.kind === 'end' || message.kind === 'refused') throw new UsageError('lost connection to pod')
}
