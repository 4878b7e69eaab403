// `-o custom-columns=NAME:.metadata.name,…`: a table of whatever paths.
import { find, goText, JsonPathError, parse, type Template } from '../../apiserver/tables/jsonpath/index.ts'
import { itemsOf } from './list.ts'
import { PrintError } from './error.ts'
import { align, escapeTerminal, tableTabs } from './tabwriter.ts'

export interface CustomColumn { readonly header: string, readonly path: string }

/** `metadata.name`, `.metadata.name`, `{metadata.name}` and `{.metadata.name}` are all the same. */
export function relaxedPath(path: string): string {
  if (path === '') return path
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(path)
  if (!match) throw new PrintError('unexpected path string, expected a \'name1.name2\' or \'.name1.name2\' or \'{name1.name2}\' or \'{.name1.name2}\'')
  return `{.${match[1] ?? match[2]}}`
}

export function columnsOfSpec(spec: string): readonly CustomColumn[] {
  return spec.split(',').map(part => {
    const colon = part.indexOf(':')
    if (colon < 0) throw new PrintError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`)
    return { header: part.slice(0, colon), path: relaxedPath(part.slice(colon + 1)) }
  })
}

/** Two lines: headers, and under each its path. */
export function columnsOfFile(text: string): readonly CustomColumn[] {
  const [first, second] = text.replace(/\n$/, '').split('\n').map(line => line.split(/\s+/).filter(Boolean))
  const missing = (line: string): PrintError =>
    new PrintError(`invalid template, missing ${line} line. Expected format is one line of space separated headers, one line of space separated column specs.`)
  if (!first || text === '') throw missing('header')
  if (!second) throw missing('spec')
  if (first.length !== second.length) throw new PrintError(`number of headers (${first.length}) and field specifications (${second.length}) don't match`)
  return first.map((header, i) => ({ header, path: relaxedPath(second[i] ?? '') }))
}

export function printCustomColumns(columns: readonly CustomColumn[], object: unknown, noHeaders: boolean): string {
  const paths = columns.map(({ path }) => parsed(path))
  const rows = itemsOf(object).map(item => paths.map(path => cellOf(path, item)))
  const lines = [...noHeaders ? [] : [columns.map(({ header }) => header)], ...rows]
  return align(lines.map(cells => cells.join('\t') + '\n').join(''), tableTabs)
}

function cellOf(path: Template, item: unknown): string {
  const found = inPrintErrors(() => find(path, item, { allowMissingKeys: true }))
  const texts = found.flat().map(value => escapeTerminal(goText(value)))
  return [...found[0]?.length ? [] : ['<none>'], ...texts].join()
}

const parsed = (path: string): Template => inPrintErrors(() => parse(path))

function inPrintErrors<T>(work: () => T): T {
  try { return work() }
  catch (error) { throw error instanceof JsonPathError ? new PrintError(error.message) : error }
}
