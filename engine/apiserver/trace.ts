// The way of a request through the server, stage by stage, for who wants to see it. Who does not look does not pay.
import type { Request, UserInfo } from './request.ts'

export type StageName =
  | 'authentication' | 'authorization' | 'decoding' | 'defaulting' | 'mutating admission' | 'validation' | 'validating admission' | 'storage'

export interface Stage {
  readonly name: StageName
  /** The user, the kind, the plugin; whether storage is read or written. */
  readonly detail: string
  readonly outcome: 'passed' | 'changed' | 'refused'
}

export interface RequestTrace {
  readonly atMs: number
  readonly user: string
  readonly request: Request
  readonly stages: readonly Stage[]
  readonly code: number
  /** Why it was refused. */
  readonly message: string
}

type Observer = (trace: RequestTrace) => void

export class Tracer {
  private readonly observers = new Set<Observer>()
  /** The stages of the request that is being served; a request made on its way is part of it. */
  private stages: { name: StageName, detail: string, outcome: Stage['outcome'] }[] | undefined
  /** Known once the request is past authentication. */
  private user: string | undefined

  /** Tells of every request from now on, until it is called off. */
  observe(observer: Observer): () => void {
    this.observers.add(observer)
    return () => { this.observers.delete(observer) }
  }

  get isWatched(): boolean { return this.observers.size > 0 }

  /** Serves a request, and tells of it. */
  tell<T extends { readonly code: number, readonly body: object }>(atMs: number, request: Request, serve: () => T): T {
    if (this.observers.size === 0 || this.stages) return serve()
    const stages = this.stages = []
    this.user = undefined
    try {
      const response = serve()
      const trace = { atMs, user: this.user ?? '', request, stages: ended(stages, response.code), code: response.code, message: response.code >= 400 && 'message' in response.body ? String(response.body.message) : '' }
      for (const observer of this.observers) observer(trace)
      return response
    }
    finally { this.stages = undefined }
  }

  enter(name: StageName, detail = ''): void { this.stages?.push({ name, detail, outcome: 'passed' }) }

  /** What stands at the door of the stage that was entered last went out another. */
  changed(): void {
    const last = this.stages?.at(-1)
    if (last) last.outcome = 'changed'
  }

  identified({ name }: UserInfo): void { this.user ??= name }
}

/** A request is refused where it got to. */
const ended = (stages: readonly Stage[], code: number): readonly Stage[] =>
  stages.map((stage, i) => code >= 400 && i === stages.length - 1 ? { ...stage, outcome: 'refused' } : stage)
