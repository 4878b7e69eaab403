// The Table that the server answers with when a client asks for one.
import type { KubeObject, ObjectMeta } from '../object.ts'
import type { Cells } from './format.ts'

export interface Column {
  readonly name: string
  readonly type: string
  readonly format: string
  readonly description: string
  /** 0 is always shown, more only when a wide table is asked for. */
  readonly priority: number
}

export interface PartialObjectMetadata {
  readonly kind: 'PartialObjectMetadata'
  readonly apiVersion: 'meta.k8s.io/v1'
  readonly metadata: ObjectMeta
}

export interface TableRow {
  readonly cells: Cells
  readonly object?: PartialObjectMetadata | KubeObject
}

export interface Table {
  readonly kind: 'Table'
  readonly apiVersion: 'meta.k8s.io/v1'
  readonly metadata: { readonly resourceVersion?: string, readonly continue?: string, readonly remainingItemCount?: number }
  readonly columnDefinitions: readonly Column[]
  readonly rows: readonly TableRow[]
}

/** What of the object comes with its row. */
export type IncludeObject = 'None' | 'Metadata' | 'Object'

// A method, so that rows of one kind may be kept as rows of any: who looks one up knows the kind.
interface RowMaker { make(object: KubeObject, nowMs: number): Cells }
export type Row = RowMaker['make']

export interface TableRequest {
  readonly columns: readonly Column[]
  readonly row: Row
  readonly objects: readonly KubeObject[]
  readonly metadata: Table['metadata']
  readonly nowMs: number
  readonly includeObject?: IncludeObject
}

export function tableOf({ columns, row, objects, metadata, nowMs, includeObject = 'Metadata' }: TableRequest): Table {
  return {
    kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: columns,
    rows: objects.map(object => ({ cells: row(object, nowMs), ...includeObject !== 'None' && { object: includeObject === 'Object' ? object : partial(object) } })),
  }
}

const partial = ({ metadata }: KubeObject): PartialObjectMetadata => ({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata })
