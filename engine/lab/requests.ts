// What was asked of the API server, for who looks on: what people asked, what was written, and what was refused.
// Reading by components goes on all the time and is left out.
import type { Clock, EventId } from '../clock/clock.ts'
import type { Request } from '../apiserver/request.ts'
import type { Door } from '../apiserver/server.ts'
import type { RequestTrace, Stage, Tracer } from '../apiserver/trace.ts'

export interface ToldRequest {
  readonly id: number
  readonly atMs: number
  readonly cause: EventId
  /** It came from somebody at his machine, not from a component. */
  readonly isPersons: boolean
  /** Nobody, while it is not known who asks. */
  readonly user: string
  readonly verb: Request['verb']
  /** `deployments/web`, with the subresource if there is one. */
  readonly target: string
  readonly namespace: string
  /** None: it did not get in. */
  readonly stages: readonly Stage[]
  readonly code: number
  /** Why it was refused. */
  readonly message: string
}

/** Enough for what a slide can show; older ones go. */
const mostRequests = 400

export class RequestLog {
  private kept: ToldRequest[] = []
  private readonly clock: Clock
  private nextId = 1
  /** Somebody at his machine asks, and is not yet answered. Who only looks in from outside leaves no trace. */
  private isPersonAsking = false

  constructor(tracer: Tracer, clock: Clock) {
    this.clock = clock
    tracer.observe(trace => this.heed(trace))
  }

  /** The newest last. */
  get all(): readonly ToldRequest[] { return this.kept }

  /** The door as people come to it: what they ask is kept, and that they were not let in. */
  forPeople(door: Door): Door {
    return {
      registry: door.registry,
      handle: (caller, request) => {
        const { nextId } = this
        this.isPersonAsking = true
        try {
          const response = door.handle(caller, request)
          const { code, body } = response
          if (code >= 400 && nextId === this.nextId) this.keep(request, { atMs: this.clock.nowMs, user: caller.user.name, stages: [], code, message: 'message' in body ? String(body.message) : '' })
          return response
        }
        finally { this.isPersonAsking = false }
      },
      watch: (...asked) => door.watch(...asked),
      document: (...asked) => door.document(...asked),
      connect: (...asked) => door.connect(...asked),
    }
  }

  private heed({ atMs, user, request, stages, code, message }: RequestTrace): void {
    const isRead = request.verb === 'get' || request.verb === 'list'
    const isTelling = this.isPersonAsking || user.startsWith('system:') && (!isRead || code >= 400)
    if (!isTelling || request.resource === 'leases' || request.resource === 'events') return
    const isUnknown = stages.length === 1 && code >= 400 // it did not get past authentication
    this.keep(request, { atMs, user: isUnknown ? '' : user, stages, code, message })
  }

  private keep(request: Request, told: Pick<ToldRequest, 'atMs' | 'user' | 'stages' | 'code' | 'message'>): void {
    const { verb, resource, subresource, namespace = '' } = request
    const target = [resource, nameIn(request), subresource].filter(part => part !== undefined && part !== '').join('/')
    this.kept.push({ ...told, id: this.nextId++, isPersons: this.isPersonAsking, cause: this.clock.cause, verb, target, namespace })
    if (this.kept.length > mostRequests) this.kept = this.kept.slice(mostRequests / 2)
  }
}

/** What is to be created has its name inside. */
function nameIn(request: Request): string | undefined {
  if (request.verb !== 'create' || request.name !== undefined) return 'name' in request ? request.name : undefined
  const { body } = request
  if (typeof body !== 'object' || body === null || !('metadata' in body)) return undefined
  const { metadata } = body
  if (typeof metadata !== 'object' || metadata === null) return undefined
  const named = 'name' in metadata ? metadata.name : 'generateName' in metadata ? `${String(metadata.generateName)}…` : undefined
  return typeof named === 'string' ? named : undefined
}
