// What the API server answers to who only looks: objects, lists, and tables for people.
import type { KubeObject } from './object.ts'
import { pageOf, revisionOf, type Page } from './paging.ts'
import { lensFor, placeOf } from './place.ts'
import type { Get, List, ObjectList, Response } from './request.ts'
import { apiVersionOf, resourceKey, type ResourceDefinition } from './resource.ts'
import { selection } from './selection.ts'
import { failure } from './status.ts'
import type { Storage } from './storage.ts'
import { columnsOf, rowOf, scaleTable, tableOf, type Table } from './tables/index.ts'

export interface ReaderParts {
  readonly storage: Storage
  readonly now: { readonly unixMs: number }
  readonly store: { readonly revision: number }
}

export class Reader {
  private readonly parts: ReaderParts

  constructor(parts: ReaderParts) { this.parts = parts }

  get(request: Get, definition: ResourceDefinition, atRevision?: number): Response {
    const whole = this.parts.storage.get(placeOf(request, definition), atRevision)
    const object = request.subresource === undefined ? whole : lensFor(request.subresource, definition).read(whole)
    return { code: 200, body: request.as === 'table' ? this.tableOf(request, definition, object) : object, warnings: [] }
  }

  list(request: List, definition: ResourceDefinition, atRevision?: number): Response {
    const newest = this.parts.store.revision
    const revision = atRevision ?? revisionOf(request, newest)
    if (revision > newest) throw failure(504, 'Timeout', `Too large resource version: ${revision}, current: ${newest}`)
    const { matches } = selection(definition, request)
    const { items, metadata } = pageOf(this.parts.storage.list(definition, request.namespace, revision).filter(matches), request, revision)
    const list = listOf(definition, items, revision, metadata)
    return { code: 200, body: request.as === 'table' ? tableOfKind(definition, items, list.metadata, this.parts.now.unixMs) : list, warnings: [] }
  }

  private tableOf({ subresource }: Get, definition: ResourceDefinition, object: KubeObject): Table {
    const { resourceVersion } = object.metadata
    return subresource === 'scale' ? scaleTable(object, { resourceVersion }, this.parts.now.unixMs) : this.table(definition, [object], resourceVersion)
  }

  private table(definition: ResourceDefinition, objects: readonly KubeObject[], resourceVersion: string): Table {
    return tableOfKind(definition, objects, { resourceVersion }, this.parts.now.unixMs)
  }
}

/** Objects of a kind as rows for people. */
export function tableOfKind({ group, plural, version, custom }: ResourceDefinition, objects: readonly KubeObject[], metadata: Table['metadata'], nowMs: number): Table {
  const common = { objects, metadata, nowMs, includeObject: 'Object' } as const
  if (custom) return tableOf({ ...common, columns: custom.columns, row: custom.row })
  const key = resourceKey(group, plural)
  return tableOf({ ...common, columns: columnsOf(key, version), row: rowOf(key) })
}

export function listOf(definition: ResourceDefinition, items: readonly KubeObject[], revision: number, page: Page['metadata'] = {}): ObjectList {
  return {
    apiVersion: apiVersionOf(definition.group, definition.version),
    kind: definition.custom?.listKind ?? `${definition.kind}List`,
    metadata: { resourceVersion: String(revision), ...page },
    items,
  }
}
