// What the API server answered, as HTTP has it.
import type { Table } from '../engine/apiserver/tables/index.ts'
import type { Response } from '../engine/apiserver/request.ts'
import { StatusError, failure, type Status } from '../engine/apiserver/status.ts'
import { toYaml } from '../engine/client/yaml/index.ts'
import type { Json } from '../engine/apiserver/object.ts'

export interface Answer {
  readonly code: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string
}

/** What the client would like: JSON for machines, JSON or YAML for people. */
export interface Wish { readonly accept: string, readonly pretty: boolean, readonly includeObject: string }

export function answerOf({ code, body, warnings }: Response, wish: Wish): Answer {
  const shown = body.kind === 'Table' ? tableAs(body as Table, wish.includeObject) : body // only tables have that kind
  const isYaml = wish.accept.startsWith('application/yaml')
  const json = shown as unknown as Json // what is answered is plain data
  return {
    code,
    headers: {
      'content-type': isYaml ? 'application/yaml' : 'application/json',
      ...warnings.length > 0 && { warning: warnings.map(text => `299 - ${quoted(text)}`) },
    },
    body: isYaml ? toYaml(json) : `${wish.pretty ? JSON.stringify(json, null, 2) : JSON.stringify(json)}\n`,
  }
}

export const refusal = (status: Status, wish: Wish): Answer => answerOf({ code: status.code, body: status, warnings: [] }, wish)

/** Whatever was thrown, as the Status that it is or that stands for it. */
export const statusOf = (error: unknown): Status => error instanceof StatusError
  ? error.status
  : failure(500, 'InternalError', `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`).status

/** Rows come with as much of their object as was asked for. */
export function tableAs(table: Table, includeObject: string): Table {
  if (includeObject === 'Object') return table
  return { ...table, rows: table.rows.map(({ cells, object }) => ({
    cells,
    ...includeObject !== 'None' && object && { object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata } as const },
  })) }
}

/** A quoted-string of HTTP; what a header cannot carry is left out. */
const quoted = (text: string): string => `"${text.replace(/[^\t\x20-\x7e]/g, '').replace(/["\\]/g, '\\$&')}"`
