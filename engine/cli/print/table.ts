// Tables as `kubectl get` prints them: columns added and left out as asked, names prefixed, cells aligned.
import { labelsText, type Cell } from '../../apiserver/tables/format.ts'
import type { Column, Table, TableRow } from '../../apiserver/tables/index.ts'
import { align, escapeTerminal, tableTabs } from './tabwriter.ts'

export interface TableOptions {
  readonly wide?: boolean
  readonly noHeaders?: boolean
  readonly withNamespace?: boolean
  /** Put before each name, as in `deployment.apps/web`, when several kinds are printed. */
  readonly kindPrefix?: string
  /** `-L`: labels that get a column of their own. */
  readonly labelColumns?: readonly string[]
  readonly showLabels?: boolean
}

/** A change that a watch reports; printed as a column of its own when asked for. */
export type EventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'ERROR'

/** Turns tables into lines with tabs. Headers are repeated only when the columns are others than before. */
export class TableLines {
  private readonly options: TableOptions
  private lastColumns: readonly Column[] = []
  private headersDone = false

  constructor(options: TableOptions) { this.options = options }

  lines(table: Table, eventType?: EventType): string {
    const given = table.columnDefinitions.length > 0 ? table.columnDefinitions : this.lastColumns
    if (!sameColumns(given, this.lastColumns)) this.headersDone = false
    const withHeaders = !this.options.noHeaders && !this.headersDone && table.rows.length > 0
    this.lastColumns = given
    this.headersDone ||= table.rows.length > 0
    const columns = decoratedColumns(given, this.options, eventType)
    const shown = columns.map(({ priority }) => this.options.wide || priority === 0)
    const line = (cells: readonly string[]): string => cells.filter((_, i) => shown[i]).join('\t') + '\n'
    const header = withHeaders ? line(columns.map(({ name }) => name.toUpperCase())) : ''
    return header + table.rows.map(row => line(decoratedCells(row, given, this.options, eventType).map(cellText))).join('')
  }
}

function sameColumns(a: readonly Column[], b: readonly Column[]): boolean {
  return a === b || (a.length === b.length && a.every((column, i) => {
    const other = b[i]
    return column.name === other?.name && column.type === other.type && column.format === other.format && column.priority === other.priority
  }))
}

const added = (name: string): Column => ({ name, type: 'string', format: '', description: '', priority: 0 })

function decoratedColumns(columns: readonly Column[], { withNamespace, labelColumns = [], showLabels }: TableOptions, eventType: EventType | undefined): readonly Column[] {
  return [
    ...eventType ? [added('Event')] : [],
    ...withNamespace ? [added('Namespace')] : [],
    ...columns,
    ...labelColumns.map(label => added(label.slice(label.lastIndexOf('/') + 1))),
    ...showLabels ? [added('Labels')] : [],
  ]
}

function decoratedCells({ cells, object }: TableRow, columns: readonly Column[], options: TableOptions, eventType: EventType | undefined): readonly Cell[] {
  const { withNamespace, kindPrefix, labelColumns = [], showLabels } = options
  const nameAt = kindPrefix === undefined ? -1 : columns.findIndex(({ format, type }) => format === 'name' && type === 'string')
  const labels = object?.metadata.labels
  return [
    ...eventType ? [eventType.padEnd(8)] : [],
    ...withNamespace ? [object?.metadata.namespace ?? ''] : [],
    ...columns.map((_, i) => i === nameAt ? `${kindPrefix}/${cells[i]}` : cells[i] ?? null),
    ...labelColumns.map(label => labels && Object.hasOwn(labels, label) ? labels[label] ?? '' : ''),
    ...showLabels ? [labelsText(labels)] : [],
  ]
}

/** A cell ends where its first line ends. */
function cellText(cell: Cell): string {
  if (cell === null) return ''
  const [first = '', ...rest] = String(cell).split(/[\f\n\r]/)
  return escapeTerminal(rest.length > 0 ? `${first}...` : first)
}

/** Lines come in, aligned text goes out; columns stay as wide as they were, so that a watch lines up with its list. */
export class AlignedOutput {
  private pending = ''
  private readonly remembered: number[] = []

  write(lines: string): void { this.pending += lines }

  flush(): string {
    const text = align(this.pending, { ...tableTabs, remembered: this.remembered })
    this.pending = ''
    return text
  }
}

export interface TableGroup {
  /** `pod`, `deployment.apps`: one group for each resource asked for. */
  readonly kind: string
  readonly namespaced: boolean
  readonly tables: readonly Table[]
}

export type GetOptions = Omit<TableOptions, 'kindPrefix' | 'withNamespace'> & { readonly allNamespaces?: boolean, readonly showKind?: boolean }

/** What one `kubectl get` prints: nothing when no table has a row. A blank line separates kinds. */
export function printTables(groups: readonly TableGroup[], options: GetOptions): string {
  const severalKinds = new Set(groups.map(({ kind }) => kind)).size > 1
  const { allNamespaces = false, showKind = false, ...shared } = options
  const texts = groups.map(({ kind, namespaced, tables }) => {
    const lines = new TableLines({ ...shared, withNamespace: allNamespaces && namespaced, ...(severalKinds || showKind) && { kindPrefix: kind } })
    const output = new AlignedOutput()
    for (const table of tables) output.write(lines.lines(table))
    return output.flush()
  })
  return texts.filter(text => text !== '').join(options.noHeaders ? '' : '\n')
}

/** What `get` and `describe` say when there is nothing; a namespace is named only when all kinds have one. */
export const nothingFound = (namespace: string | undefined): string =>
  namespace === undefined ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`
