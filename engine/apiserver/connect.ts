// The doors into running containers: logs, exec, attach and port-forward. A request passes the stages of the API
// server and then goes on to the kubelet of the pod's node, which answers with a stream.
import type { Clock } from '../clock/clock.ts'
import { DoorRefusal, NodeDoors, type DialError, type ExecOptions, type LogOptions, type NodeDoor, type NodeRequest, type StreamOptions } from './node-doors.ts'
import type { Target } from './request.ts'
import { badRequest, failure, notFound, StatusError, type Status } from './status.ts'
import type { Node, Pod } from './types.gen.ts'

export type { ExecOptions, LogOptions, StreamOptions } from './node-doors.ts'

interface Pods extends Target { readonly resource: 'pods', readonly namespace: string, readonly name: string }

/** A request whose answer is a stream. */
export type Connect = Pods & (
  | { readonly verb: 'get', readonly subresource: 'log', readonly container?: string, readonly options: LogOptions }
  | { readonly verb: 'create', readonly subresource: 'exec', readonly container?: string, readonly options: ExecOptions }
  | { readonly verb: 'create', readonly subresource: 'attach', readonly container?: string, readonly options: StreamOptions }
  | { readonly verb: 'create', readonly subresource: 'portforward' }
)

/** A request to a port of a pod, forwarded. */
export interface Forwarded {
  readonly from: string
  readonly method: string
  readonly path: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** What goes in by a connection. */
export type Sent =
  | { readonly kind: 'stdin', readonly text: string }
  /** Nothing more will be typed. */
  | { readonly kind: 'eof' }
  | { readonly kind: 'request', readonly id: number, readonly port: number, readonly request: Forwarded }

/** What comes out of it. */
export type Received =
  | { readonly kind: 'stdout' | 'stderr', readonly text: string }
  | { readonly kind: 'response', readonly id: number, readonly status: number, readonly headers?: ReadonlyMap<string, string>, readonly body: string }
  /** A forwarded request that reached nobody. */
  | { readonly kind: 'unreached', readonly id: number, readonly error: string }
  /** It never came to a connection: nobody answered within the time. */
  | { readonly kind: 'refused', readonly status: Status }
  /** It is over; the status says how it went. */
  | { readonly kind: 'end', readonly status: Status }

export type Receive = (message: Received) => void

/** The end of a connection that the client holds. */
export interface Connection {
  send(sent: Sent): void
  close(): void
}

export const success: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 200 }

/** What the server knows. */
export interface Cluster {
  readonly clock: Clock
  readonly doors: NodeDoors
  readonly pod: (namespace: string, name: string) => Pod | undefined
  readonly node: (name: string) => Node | undefined
}

const nothing: Connection = { send: () => {}, close: () => {} }

/** Passes a request on to the kubelet; throws the StatusError of a refusal. */
export function connect(request: Connect, cluster: Cluster, receive: Receive): Connection {
  const { namespace, name } = request
  const pod = cluster.pod(namespace, name)
  if (!pod) throw notFound('pods', '', name)
  const asked = toKubelet(request, pod)
  const { nodeName = '' } = pod.spec
  if (nodeName === '') {
    if (request.subresource !== 'log') throw badRequest(`pod ${name} does not have a host assigned`)
    receive({ kind: 'end', status: success }) // nothing runs yet, so nothing was written
    return nothing
  }
  const { address, port } = placeOf(cluster.node(nodeName), nodeName)
  const door = cluster.doors.dial(address, port)
  if ('error' in door) return unreachable(door, asked, `https://${address}:${port}`, cluster.clock, receive)
  return passOn(door, asked, receive)
}

function toKubelet(request: Connect, pod: Pod): NodeRequest {
  const { namespace, name } = request
  switch (request.subresource) {
    case 'log': return { path: 'containerLogs', namespace, pod: name, container: containerOf(pod, request.container), options: request.options }
    case 'exec': return { path: 'exec', namespace, pod: name, container: containerOf(pod, request.container), options: request.options }
    case 'attach': return { path: 'attach', namespace, pod: name, container: containerOf(pod, request.container), options: request.options }
    case 'portforward': return { path: 'portForward', namespace, pod: name }
  }
}

/** The container that is meant: one must be named, unless there is only one. */
function containerOf({ metadata: { name }, spec: { containers, initContainers = [], ephemeralContainers = [] } }: Pod, asked = ''): string {
  const listed = (list: readonly { readonly name: string }[]): string => `[${list.map(each => each.name).join(' ')}]`
  if (asked === '') {
    const [only, ...others] = containers
    if (only && others.length === 0) return only.name
    const inits = initContainers.length > 0 ? ` or one of the init containers: ${listed(initContainers)}` : ''
    throw badRequest(`a container name must be specified for pod ${name}, choose one of: ${listed(containers)}${inits}`)
  }
  if (![...containers, ...initContainers, ...ephemeralContainers].some(each => each.name === asked))
    throw badRequest(`container ${asked} is not valid for pod ${name}`)
  return asked
}

const preferred = ['InternalIP', 'ExternalIP', 'Hostname']
const usualPort = 10250

/** Where the kubelet of a node listens. */
export function placeOf(node: Node | undefined, name: string): { readonly address: string, readonly port: number } {
  if (!node) throw notFound('nodes', '', name)
  const { addresses = [], daemonEndpoints } = node.status ?? {}
  const address = preferred.flatMap(type => addresses.filter(each => each.type === type)).at(0)?.address ?? name
  return { address, port: daemonEndpoints?.kubeletEndpoint?.Port ?? usualPort }
}

function unreachable({ error, afterMs }: DialError, asked: NodeRequest, origin: string, clock: Clock, receive: Receive): Connection {
  const refusal = failure(500, '', asked.path === 'containerLogs' ? `Get ${JSON.stringify(origin + logPath(asked))}: ${error}` : `error dialing backend: ${error}`)
  if (afterMs === 0) throw refusal
  const timer = clock.after(afterMs, `kube-apiserver: ${error}`, () => receive({ kind: 'refused', status: refusal.status }))
  return { send: () => {}, close: () => timer.cancel() }
}

function logPath({ namespace, pod, container, options }: NodeRequest & { readonly path: 'containerLogs' }): string {
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== false).sort(([a], [b]) => a < b ? -1 : 1)
  const query = given.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join('&')
  return `/containerLogs/${namespace}/${pod}/${container}${query === '' ? '' : `?${query}`}`
}

function passOn(door: NodeDoor, asked: NodeRequest, receive: Receive): Connection {
  try { return door.open(asked, receive) }
  catch (error) {
    if (!(error instanceof DoorRefusal)) throw error
    throw asked.path === 'containerLogs' ? logRefusal(error, asked.pod) : failure(error.code, '', error.message)
  }
}

function logRefusal({ code, message }: DoorRefusal, pod: string): StatusError {
  if (code === 400) return badRequest(message)
  if (code === 404) return failure(404, 'NotFound', `the server could not find the requested resource ( pods/log ${pod})`)
  return failure(500, 'InternalError', `Internal error occurred: ${message}`)
}
