// What listens in the network namespace of a pod, what a request to it gets, and the way out for what runs there.
// Who may reach whom is a matter of network/; here are only the two ends.
import type { Question, Reply } from './dns.ts'
import type { Program } from './process.ts'
import type { Task } from './task.ts'

export interface HttpRequest {
  /** The address that asks. */
  readonly from: string
  readonly method: string
  readonly path: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
  /** How it was agreed to talk, if it comes over TLS. */
  readonly tls?: TlsSession
  /** Where a proxy writes down the rest of the way, if anybody follows the request. */
  readonly hops?: Hop[]
}

export interface TlsSession {
  readonly serverName: string | undefined
  readonly protocol: Protocol
  /** PEM: by which the client says who it is. */
  readonly clientCertificate?: string
}
export type Protocol = 'h2' | 'http/1.1'

/** What a server shows to who wants to speak TLS. */
export interface TlsIdentity {
  /** PEM: its certificate, then those that vouch for it. */
  readonly certificates: string
  /** The ones it speaks, the preferred first. */
  readonly protocols: readonly Protocol[]
}

/** A step on the way of a connection. */
export interface Hop {
  /** Where it happens: a machine, or a pod as `default/web-1`. */
  readonly at: string
  readonly kind: 'ask' | 'send' | 'rule' | 'dnat' | 'snat' | 'forward' | 'deliver' | 'refuse' | 'reject' | 'drop' | 'lost' | 'unreachable' | 'proxy' | 'answer'
  /** The rule that was taken, in its chain; or what is asked and answered. */
  readonly text?: string
  readonly chain?: string
  /** By what rule a proxy hands it on. */
  readonly rule?: ProxyRule
  /** Source and destination as they are after this hop. */
  readonly source: string
  readonly destination: string
  /** Microseconds since the connection was begun. */
  readonly us: number
}

/** A rule of an Ingress, as one request met it. */
export interface ProxyRule {
  /** `myapp.com Prefix /analytics` */
  readonly id: string
  /** `default/web`; nothing for what the proxy answers itself. */
  readonly ingress: string
  readonly host: string
  readonly path: string
  readonly pathType: string
  readonly rewrite: string
  /** `default/analytics-service:3000`; nothing as above. */
  readonly backend: string
  /** What the backend is asked for. */
  readonly upstreamPath: string
}

/** What became of a request that came to a proxy. */
export interface Proxied {
  readonly atMs: number
  readonly tookMs: number
  readonly scheme: 'http' | 'https'
  readonly method: string
  readonly host: string
  readonly path: string
  readonly from: string
  readonly rule: ProxyRule
  /** Whom it tried, one after the other: pods as `default/web-1`, or addresses. */
  readonly upstreams: readonly string[]
  readonly status: number
  /** From the proxy on. */
  readonly hops: readonly Hop[]
}

export interface HttpResponse {
  readonly status: number
  /** What it calls that, if not as everyone does. */
  readonly reason?: string
  readonly headers?: ReadonlyMap<string, string>
  readonly body: string
}

/** The connection is closed without a word. */
export const hungUp: HttpResponse = { status: 0, body: '' }

/** Answers a request at once, or takes its time. */
export type HttpHandler = (request: HttpRequest) => HttpResponse | Task<HttpResponse>

export interface Listener {
  /** undefined: it takes connections but does not speak HTTP. */
  readonly http?: HttpHandler
  /** undefined: it does not speak TLS. */
  readonly tls?: (serverName: string | undefined) => TlsIdentity
  /** What it answers to those who speak its own protocol, as databases do: a request and its answer, as texts. */
  readonly tcp?: (request: string, from: string) => string | Task<string>
  /** What it answers to questions for names. */
  readonly dns?: (question: Question) => Reply
  /** The serving state of a gRPC health service, if it has one. */
  readonly grpcHealth?: (service: string) => 'SERVING' | 'NOT_SERVING' | 'UNKNOWN_SERVICE'
}

export type Transport = 'tcp' | 'udp'

/** Most pods have one who listens at most. */
const nobody: ReadonlyMap<number, Listener> = new Map()

/** A network namespace: the containers of a pod share one. */
export class Ports {
  private listeners = nobody
  private datagrams = nobody

  /** False: the port is taken. */
  listen(port: number, listener: Listener, transport: Transport = 'tcp'): boolean {
    const listeners = this.of(transport)
    if (listeners.has(port)) return false
    this.put(transport, new Map([...listeners, [port, listener]]))
    return true
  }

  close(port: number, listener: Listener, transport: Transport = 'tcp'): void {
    const listeners = this.of(transport)
    if (listeners.get(port) === listener) this.put(transport, new Map([...listeners].filter(([open]) => open !== port)))
  }

  at(port: number, transport: Transport = 'tcp'): Listener | undefined { return this.of(transport).get(port) }
  private of(transport: Transport): ReadonlyMap<number, Listener> { return transport === 'tcp' ? this.listeners : this.datagrams }

  private put(transport: Transport, listeners: ReadonlyMap<number, Listener>): void {
    if (transport === 'tcp') this.listeners = listeners
    else this.datagrams = listeners
  }

  get open(): readonly number[] { return [...this.listeners.keys()].sort((a, b) => a - b) }
}

/** How a way through the network ends. */
export type Reached =
  /** `from`: the address that the other side sees. */
  | { readonly kind: 'open', readonly listener: Listener, readonly from: string, readonly close?: () => void }
  /** By the machine itself, or by a rule on the way: its message comes in a way that some clients notice late. */
  | { readonly kind: 'refused', readonly byRule?: true }
  | { readonly kind: 'unreachable' | 'timeout' }

/** What the resolver answers. */
export type Answer =
  | { readonly addresses: readonly string[], readonly canonicalName?: string, readonly server?: string }
  | { readonly error: 'NXDOMAIN' | 'SERVFAIL' | 'timeout' }

export interface ConnectOptions {
  readonly transport?: Transport
  /** When to give up; the kernel itself does after two minutes. */
  readonly timeoutMs?: number
  /** Where its way is to be written down. */
  readonly hops?: Hop[] | undefined
}

/** The way out of a network namespace, for the programs in it. */
export interface Outlet {
  /** Its own address. */
  readonly address: string
  lookup(name: string): Task<Answer>
  connect(address: string, port: number, options?: ConnectOptions): Task<Reached>
  /** The programs that know the network from inside: curl, ping, ip and others. */
  client?(name: string): Program | undefined
}

/** A namespace with nothing around it: it reaches itself. */
export const alone = (ports: Ports, address = '127.0.0.1'): Outlet => ({
  address,
  * lookup() { return { error: 'NXDOMAIN' } },
  * connect(to, port) {
    const listener = ports.at(port)
    if (to !== address && !to.startsWith('127.')) return { kind: 'unreachable' }
    return listener ? { kind: 'open', listener, from: to } : { kind: 'refused' }
  },
})
