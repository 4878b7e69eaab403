// A controller's place in the controller manager. All share the manager's line and its informers; a controller that is
// started by itself has its own, for as long as the manager runs.
import type { Part } from '../clock/part.ts'
import type { Client } from '../client/client.ts'
import { InformerFactory } from '../client/informer.ts'
import type { Line } from '../client/line.ts'

export type MakeController = (client: Client, informers: InformerFactory) => Part

export class Seat implements Part {
  name = ''
  private readonly make: MakeController
  private readonly client: Client
  private readonly ownLine: () => { readonly client: Client, readonly line: Line }
  private isWanted = true
  /** What the controllers share while the manager runs. */
  private shared: InformerFactory | undefined
  private seated: { readonly controller: Part, readonly informers: InformerFactory, readonly isApart: boolean } | undefined

  constructor(make: MakeController, client: Client) {
    this.make = make
    this.client = client
    let own: ReturnType<Client['withOwnLine']> | undefined
    this.ownLine = () => own ??= client.withOwnLine(this.name)
  }

  get line(): Line { return this.ownLine().line }

  /** The manager starts. All its controllers sit down before the first of them begins. */
  open(shared: InformerFactory): void {
    this.shared = shared
    if (this.isWanted) this.sit(this.client, shared.seat, false)
  }

  begin(): void { this.seated?.controller.start() }

  /** The manager stops. */
  close(): void {
    this.rise()
    this.shared = undefined
  }

  /** By itself, and knowing nothing of what was before. */
  start(): void {
    this.isWanted = true
    if (!this.shared || this.seated) return
    const { client } = this.ownLine()
    this.sit(client, new InformerFactory(client), true)
    this.begin()
  }

  stop(): void {
    this.isWanted = false
    this.rise()
  }

  /** Whether what befalls its line befalls others too. */
  get isSharing(): boolean { return this.seated?.isApart === false }

  private sit(client: Client, informers: InformerFactory, isApart: boolean): void {
    const controller = this.make(client, informers)
    this.name = controller.name
    this.seated = { controller, informers, isApart }
  }

  private rise(): void {
    this.seated?.controller.stop()
    this.seated?.informers.stop()
    this.seated = undefined
  }
}
