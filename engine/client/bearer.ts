// The server as it is to who comes with a token: as a pod does, with that of its service account.
import type { Connect, Connection, Receive } from '../apiserver/connect.ts'
import type { Registry } from '../apiserver/registry.ts'
import type { Caller, DocumentRequest, Request, Response, Watch } from '../apiserver/request.ts'
import type { Door } from '../apiserver/server.ts'
import type { Delivery, WatchHandle } from '../apiserver/watch.ts'

export class BearerDoor implements Door {
  private readonly server: Door
  private readonly token: () => string

  constructor(server: Door, token: () => string) {
    this.server = server
    this.token = token
  }

  get registry(): Registry { return this.server.registry }
  handle(caller: Caller, request: Request): Response { return this.server.handle(caller, { ...request, credentials: { token: this.token() } }) }
  watch(caller: Caller, request: Watch, delivery: Delivery): WatchHandle { return this.server.watch(caller, { ...request, credentials: { token: this.token() } }, delivery) }
  document(caller: Caller, asked: DocumentRequest): string { return this.server.document(caller, { ...asked, credentials: { token: this.token() } }) }
  connect(caller: Caller, request: Connect, receive: Receive): Connection { return this.server.connect(caller, { ...request, credentials: { token: this.token() } }, receive) }
}
