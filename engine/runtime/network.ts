// What listens in the network namespace of a pod, and what a request to it gets. Who may reach it is a matter of
// network/; here is only its end.
import type { Task } from './task.ts'

export interface HttpRequest {
  /** The address that asks. */
  readonly from: string
  readonly method: string
  readonly path: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

export interface HttpResponse {
  readonly status: number
  readonly headers?: ReadonlyMap<string, string>
  readonly body: string
}

/** Answers a request at once, or takes its time. */
export type HttpHandler = (request: HttpRequest) => HttpResponse | Task<HttpResponse>

export interface Listener {
  /** undefined: it takes connections but does not speak HTTP. */
  readonly http?: HttpHandler
  /** The serving state of a gRPC health service, if it has one. */
  readonly grpcHealth?: (service: string) => 'SERVING' | 'NOT_SERVING' | 'UNKNOWN_SERVICE'
}

/** A network namespace: the containers of a pod share one. */
export class Ports {
  private readonly listeners = new Map<number, Listener>()

  /** False: the port is taken. */
  listen(port: number, listener: Listener): boolean {
    if (this.listeners.has(port)) return false
    this.listeners.set(port, listener)
    return true
  }

  close(port: number, listener: Listener): void {
    if (this.listeners.get(port) === listener) this.listeners.delete(port)
  }

  at(port: number): Listener | undefined { return this.listeners.get(port) }
  get open(): readonly number[] { return [...this.listeners.keys()].sort((a, b) => a - b) }
}
