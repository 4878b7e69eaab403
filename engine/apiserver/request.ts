// What can be asked of the API server, and what it answers.
import type { KubeObject } from './object.ts'
import type { Status } from './status.ts'
import type { Table } from './tables/index.ts'

export interface UserInfo {
  readonly name: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** What proves who someone is; nothing proves nothing. */
export type Credentials =
  | { readonly token: string }
  | { readonly certificate: { readonly commonName: string, readonly organizations: readonly string[] } }
  | { readonly certificatePem: string }
  | Readonly<Record<string, never>>

/** In whose name something is asked. */
export interface Impersonation {
  readonly user?: string
  readonly uid?: string
  readonly groups?: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** What a request says of who asks; without it, it is who the connection belongs to. */
export interface Identity {
  readonly credentials?: Credentials
  readonly impersonate?: Impersonation
}

export interface Target extends Identity {
  readonly group: string
  readonly version: string
  /** The plural: `pods`. */
  readonly resource: string
  readonly subresource?: string | undefined
  readonly namespace?: string | undefined
  readonly name?: string
}

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore'

interface Write {
  readonly dryRun?: boolean
  readonly fieldManager?: string
  readonly fieldValidation?: FieldValidation
  /** `typed`: from a part of the cluster, well-formed by its types; `json`: from outside, to be decoded. */
  readonly encoding?: 'typed' | 'json'
}

export interface ListOptions {
  readonly labelSelector?: string
  readonly fieldSelector?: string
  readonly resourceVersion?: string
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan'
  readonly limit?: number
  readonly continue?: string
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: 'Foreground' | 'Background' | 'Orphan'
  readonly preconditions?: { readonly uid?: string, readonly resourceVersion?: string }
  readonly dryRun?: boolean
}

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply'

/** `table`: as rows for people, instead of the objects. */
interface Read { readonly as?: 'table' }

export type Get = Target & Read & { readonly verb: 'get', readonly resourceVersion?: string }
export type List = Target & Read & ListOptions & { readonly verb: 'list' }
export type Create = Target & Write & { readonly verb: 'create', readonly body: unknown }
export type Update = Target & Write & { readonly verb: 'update', readonly body: unknown }
export type Patch = Target & Write & { readonly verb: 'patch', readonly patchType: PatchType, readonly body: unknown, readonly force?: boolean }
export type Delete = Target & DeleteOptions & { readonly verb: 'delete' }
export type DeleteCollection = Target & DeleteOptions & ListOptions & { readonly verb: 'deletecollection' }
export type Watch = Target & ListOptions & { readonly verb: 'watch', readonly allowWatchBookmarks?: boolean }

/** For what is no resource. */
export interface DocumentRequest extends Identity {
  readonly path: string
  /** All of discovery in one answer, as clients prefer it. */
  readonly aggregated?: boolean
}

export type Request = Get | List | Create | Update | Patch | Delete | DeleteCollection
export type Verb = Request['verb'] | 'watch'

/** Who asks, and how: what a connection proves about its other end. */
export interface Caller {
  readonly user: UserInfo
  /** The manager that a write is recorded under when it names none, as the real client's user agent. */
  readonly userAgent: string
}

export interface ObjectList<T extends KubeObject = KubeObject> {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly resourceVersion: string, readonly continue?: string, readonly remainingItemCount?: number }
  readonly items: readonly T[]
}

export interface Response {
  readonly code: number
  readonly body: KubeObject | ObjectList | Table | Status
  /** What the real server sends in Warning headers. */
  readonly warnings: readonly string[]
}

export interface WatchEvent<T extends KubeObject = KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  readonly object: T
}
