// Admission: what may still change or refuse a request after its caller was let in. One plugin, one concern.
import type { ActionContext } from './actions.ts'
import type { KubeObject } from './object.ts'
import type { Caller } from './request.ts'
import type { ResourceDefinition, StrategyContext } from './resource.ts'

export interface Attributes {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly definition: ResourceDefinition
  readonly subresource: string
  readonly namespace: string | undefined
  readonly name: string
  readonly object: KubeObject | undefined
  readonly oldObject: KubeObject | undefined
  readonly caller: Caller
  readonly dryRun: boolean
}

export interface AdmissionPlugin {
  readonly name: string
  /** Returns the object, changed or as it was; throws a StatusError to refuse. */
  mutate?: (object: KubeObject, attributes: Omit<Attributes, 'object'>, context: ActionContext) => KubeObject
  /** Throws a StatusError to refuse. */
  validate?: (attributes: Attributes, context: StrategyContext) => void
  /** What the writer is told although the write is let through. */
  warnings?: (attributes: Attributes, context: StrategyContext) => readonly string[]
}
