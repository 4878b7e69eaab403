// What a database server keeps, and what it answers.

export type Value = string | number | null
export type Row = Readonly<Record<string, Value>>
export interface Table { readonly columns: readonly string[], readonly rows: readonly Row[] }

/** What a database server keeps, wherever it keeps it. */
export interface Store {
  databases(): readonly string[]
  createDatabase(name: string): void
  dropDatabase(name: string): void
  tables(database: string): readonly string[]
  table(database: string, name: string): Table | undefined
  save(database: string, name: string, table: Table | undefined): void
}

export type Result =
  | { readonly kind: 'rows', readonly columns: readonly string[], readonly rows: readonly (readonly Value[])[] }
  | { readonly kind: 'done', readonly affected: number }
  | { readonly kind: 'use', readonly database: string }
  | { readonly kind: 'error', readonly code: number, readonly state: string, readonly text: string }

export interface Session {
  readonly database: string | undefined
  readonly variables: Readonly<Record<string, Value>>
}

/** What a statement is refused with. */
export class SqlError extends Error {
  readonly code: number
  readonly state: string
  constructor(code: number, state: string, message: string) {
    super(message)
    this.code = code
    this.state = state
  }
}
