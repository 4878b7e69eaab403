// What listens on the machines of the nodes, as the control plane reaches it: by address and port.
import type { Connection, Receive } from './connect.ts'

/** What the API server asks a kubelet on its HTTPS port. */
export type NodeRequest = { readonly namespace: string, readonly pod: string } & (
  | { readonly path: 'containerLogs', readonly container: string, readonly options: LogOptions }
  | { readonly path: 'exec', readonly container: string, readonly options: ExecOptions }
  | { readonly path: 'attach', readonly container: string, readonly options: StreamOptions }
  | { readonly path: 'portForward' }
)

export interface LogOptions {
  readonly follow?: boolean
  readonly previous?: boolean
  readonly sinceSeconds?: number
  /** RFC 3339. */
  readonly sinceTime?: string
  readonly tailLines?: number
  readonly limitBytes?: number
  readonly timestamps?: boolean
}

export interface StreamOptions { readonly stdin?: boolean, readonly tty?: boolean }
export interface ExecOptions extends StreamOptions { readonly command: readonly string[] }

/** The HTTPS door of a kubelet. */
export interface NodeDoor {
  /** Throws a DoorRefusal. */
  open(asked: NodeRequest, receive: Receive): Connection
  /** The text under a path such as /healthz or /stats/summary, if there is one. */
  document(path: string): string | undefined
}

/** What a kubelet answers in plain text when it refuses. */
export class DoorRefusal extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** Why nothing answered, in the words of Go's net package, and after how long that was clear. */
export interface DialError { readonly error: string, readonly afterMs: number }

const noRouteMs = 3_000
const timeoutMs = 30_000

export class NodeDoors {
  private readonly doors = new Map<string, NodeDoor>()
  private readonly machines = new Set<string>()
  private readonly cutOff = new Set<string>()

  listen(address: string, port: number, door: NodeDoor): void {
    this.machines.add(address)
    this.doors.set(`${address}:${port}`, door)
  }

  close(address: string, port: number): void { this.doors.delete(`${address}:${port}`) }

  /** From now on nothing gets through to a machine. */
  cut(address: string): void { this.cutOff.add(address) }
  mend(address: string): void { this.cutOff.delete(address) }

  dial(address: string, port: number): NodeDoor | DialError {
    const place = `${address}:${port}`
    if (this.cutOff.has(address)) return { error: `dial tcp ${place}: i/o timeout`, afterMs: timeoutMs }
    const door = this.doors.get(place)
    if (door) return door
    if (!/^[\d.]+$|:/.test(address)) return { error: `dial tcp: lookup ${address} on 127.0.0.53:53: no such host`, afterMs: 0 }
    if (this.machines.has(address)) return { error: `dial tcp ${place}: connect: connection refused`, afterMs: 0 }
    return { error: `dial tcp ${place}: connect: no route to host`, afterMs: noRouteMs }
  }
}
