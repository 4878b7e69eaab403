// A kind as the API server knows it: its names, and a strategy with what is particular to it.
import type { Json, KubeObject } from './object.ts'
import type { StatusCause } from './status.ts'

/** A field error of validation: becomes a cause of a 422. */
export type FieldError = Required<StatusCause>

export interface StrategyContext {
  /** Unix time of the request in virtual milliseconds. */
  readonly unixMs: number
  /** Reads what is stored now, e.g. the ClusterIPs already taken. */
  readonly lookup: (resourceKey: string, namespace: string | undefined, name: string) => KubeObject | undefined
  readonly all: (resourceKey: string) => readonly KubeObject[]
  /** A whole number in [0, limit), from the server's own stream. */
  readonly draw: (limit: number) => number
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
  validate?(object: T, context: StrategyContext): readonly FieldError[]
  validateUpdate?(next: T, current: T, context: StrategyContext): readonly FieldError[]
  /** How long deletion waits for the part that runs it; undefined: it is deleted at once. */
  gracePeriodSeconds?(object: T, asked: number | undefined): number | undefined
  warnings?(object: T): readonly string[]
  /** Fields beside metadata.name and metadata.namespace that field selectors may use, as paths (`spec.nodeName`). */
  readonly selectable?: readonly string[]
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

export const fieldError = (reason: string, field: string, message: string): FieldError => ({ reason, field, message })
export const required = (field: string, detail = ''): FieldError =>
  fieldError('FieldValueRequired', field, detail === '' ? 'Required value' : `Required value: ${detail}`)
export const invalidValue = (field: string, value: Json, detail: string): FieldError =>
  fieldError('FieldValueInvalid', field, `Invalid value: ${JSON.stringify(value)}: ${detail}`)
export const forbidden = (field: string, detail: string): FieldError =>
  fieldError('FieldValueForbidden', field, `Forbidden: ${detail}`)
export const notSupported = (field: string, value: Json, supported: readonly string[]): FieldError =>
  fieldError('FieldValueNotSupported', field, `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported.map(s => JSON.stringify(s)).join(', ')}`)
export const duplicate = (field: string, value: Json): FieldError =>
  fieldError('FieldValueDuplicate', field, `Duplicate value: ${JSON.stringify(value)}`)
