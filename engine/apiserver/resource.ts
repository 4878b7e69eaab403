// A kind as the API server knows it: its names, and a strategy with what is particular to it.
import type { CustomKind } from './customresources/definition.ts'
import type { KubeObject } from './object.ts'
import type { StatusCause } from './status.ts'
import { goJson, goQuote } from './tables/jsonpath/go-text.ts'

/** A field error of validation: becomes a cause of a 422. */
export type FieldError = Required<StatusCause>

export interface StrategyContext {
  /** Unix time of the request in virtual milliseconds. */
  readonly unixMs: number
  /** Reads what is stored now, e.g. the ClusterIPs already taken. */
  readonly lookup: (resourceKey: string, namespace: string | undefined, name: string) => KubeObject | undefined
  readonly all: (resourceKey: string, namespace?: string) => readonly KubeObject[]
  /** Stores a changed object, as admission its counts. */
  readonly put: (resourceKey: string, object: KubeObject) => void
  /** A whole number in [0, limit), from the server's own stream. */
  readonly draw: (limit: number) => number
  /** Five letters as in generated names, from the same stream. */
  readonly nameSuffix: () => string
}

/**
 * What is particular to a kind. `defaults` fills in what is not said; `prepare*` drops what a writer may not set
 * and allocates; `validate*` names what is wrong. (Methods, since a strategy meets only objects of its own kind.)
 */
export interface Strategy<T extends KubeObject = KubeObject> {
  defaults?(object: T): T
  prepareForCreate?(object: T, context: StrategyContext): T
  prepareForUpdate?(next: T, current: T, context: StrategyContext): T
  prepareForStatusUpdate?(next: T, current: T): T
  /** What is to be done before an object goes: finalizers of the server's own. */
  prepareForDelete?(object: T, context: { readonly unixMs: number }): T
  /** What the server itself does once an object was written. */
  afterWrite?(object: T, context: StrategyContext): void
  /** The object as this version of its kind shows it, whichever is stored. */
  present?(object: T): T
  validate?(object: T, context: StrategyContext): readonly FieldError[]
  validateUpdate?(next: T, current: T, context: StrategyContext): readonly FieldError[]
  /** Whether an update that changes what it must not is told of that before all else. */
  readonly checksChangeFirst?: boolean
  validateStatus?(next: T, current: T): readonly FieldError[]
  /** How long deletion waits for the part that runs it; undefined: it is deleted at once. */
  gracePeriodSeconds?(object: T, asked: number | undefined): number | undefined
  warnings?(object: T): readonly string[]
  /** What every answer about this kind warns of. */
  readonly deprecation?: string
  /** Fields beside metadata.name and metadata.namespace that field selectors may use, as paths (`spec.nodeName`). */
  readonly selectable?: readonly string[]
}

/** Who answers for what is not stored here: another server, whose API is aggregated with this one. */
export interface Backend {
  /** Throws a StatusError when it does not answer. */
  list(namespace: string | undefined): readonly KubeObject[]
}

export interface ResourceDefinition {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly subresources: readonly string[]
  /** Kinds that count changes of their spec in metadata.generation. */
  readonly generation: boolean
  readonly strategy: Strategy
  readonly custom?: CustomKind
  readonly backend?: Backend
}

/** `pods`, `deployments.apps`: a resource whatever its version; also the name of its bucket in etcd. */
export const resourceKey = (group: string, plural: string): string => group === '' ? plural : `${plural}.${group}`

export const apiVersionOf = (group: string, version: string): string => group === '' ? version : `${group}/${version}`

/** `apps/v1` → group and version. */
export function groupVersionOf(apiVersion: string): { group: string, version: string } {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? { group: '', version: apiVersion } : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) }
}

export type FieldPath = readonly (string | number)[]

/** `spec.containers[0].image`: how errors name a field. */
export function pathText(path: FieldPath): string {
  return path.map((step, i) => typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`).join('')
}

/** A value as errors show it: a text as Go quotes it, anything else as Go's JSON. */
export const shownValue = (value: unknown): string => typeof value === 'string' ? goQuote(value) : goJson(value)
