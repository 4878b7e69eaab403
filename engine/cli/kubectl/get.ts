import type { JsonObject, KubeObject } from '../../apiserver/object.ts'
import type { Table } from '../../apiserver/tables/index.ts'
import { complain, demand, write, type Program } from '../../client/program.ts'
import { formatsOfGet, nothingFound, printTables, sortGroups, sortObjects, type TableGroup } from '../print/index.ts'
import { isStatusError, PlainFailure, raiseAll, UsageError } from './failure.ts'
import { hasFiles } from './manifests.ts'
import { objectPrinter } from './outcome.ts'
import { raw } from './raw.ts'
import { demandList, jsonOf, kindText, placeIn, queriesOf, selectorsOf, type Query } from './targets.ts'
import { fileFlags, outputFlags, type Call, type Verb } from './verb.ts'
import { watchTables } from './watch.ts'

export const get: Verb = {
  flags: {
    ...fileFlags,
    ...outputFlags,
    'selector': { kind: 'text', short: 'l' },
    'field-selector': { kind: 'text' },
    'all-namespaces': { kind: 'switch', short: 'A' },
    'chunk-size': { kind: 'number' },
    'ignore-not-found': { kind: 'switch' },
    'label-columns': { kind: 'list', short: 'L' },
    'no-headers': { kind: 'switch' },
    'output-watch-events': { kind: 'switch' },
    'raw': { kind: 'text' },
    'server-print': { kind: 'switch', usual: 'true' },
    'show-kind': { kind: 'switch' },
    'show-labels': { kind: 'switch' },
    'sort-by': { kind: 'text' },
    'subresource': { kind: 'text' },
    'watch': { kind: 'switch', short: 'w' },
    'watch-only': { kind: 'switch' },
  },
  run: function* (call) {
    const { flags } = call
    if (flags.has('raw')) {
      if (flags.args.length > 0) throw new UsageError('arguments may not be passed when --raw is specified')
      if (flags.has('output')) throw new UsageError('--raw and --output are mutually exclusive')
      return yield* raw(flags.text('raw') ?? '')
    }
    if (flags.isOn('output-watch-events') && !flags.isOn('watch') && !flags.isOn('watch-only')) throw new UsageError('--output-watch-events option can only be used with --watch or --watch-only')
    if (flags.args.length === 0 && !hasFiles(call)) {
      throw new PlainFailure('You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n'
        + 'error: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee \'kubectl get -h\' for help and examples')
    }
    const output = flags.text('output') ?? ''
    const print = output === 'wide' || (output === '' && !flags.has('template')) ? undefined : objectPrinter(call, false, formatsOfGet)
    const { queries, errors } = yield* queriesOf(call, flags.args, { allWhenUnnamed: true })
    if (flags.has('subresource') && queries.some(({ name }) => name === undefined)) throw new UsageError('subresource cannot be used when bulk resources are specified')
    if (flags.isOn('watch') || flags.isOn('watch-only')) {
      raiseAll(errors)
      return yield* watchTables(queries, call, print)
    }
    return print ? yield* asObjects(queries, errors, call, print) : yield* asTables(queries, errors, call)
  },
}

function* asTables(queries: readonly Query[], errors: readonly unknown[], call: Call): Program<number> {
  const { flags } = call
  const groups: (TableGroup & { tables: Table[] })[] = []
  const failed = [...errors]
  for (const query of queries) {
    const kind = kindText(query.definition)
    try {
      const table = (yield* tableOf(query, call)).map(one => flags.isOn('server-print') ? one : plainTable(one))
      const last = groups.at(-1)
      if (last?.kind === kind) last.tables.push(...table)
      else groups.push({ kind, namespaced: query.definition.namespaced, tables: [...table] })
    }
    catch (error) { failed.push(error) }
  }
  const field = flags.text('sort-by') || undefined
  const text = printTables(field === undefined || groups.length === 0 ? groups : sortGroups(groups, field), {
    wide: flags.text('output') === 'wide',
    noHeaders: flags.isOn('no-headers'),
    showLabels: flags.isOn('show-labels'),
    labelColumns: flags.texts('label-columns'),
    allNamespaces: flags.isOn('all-namespaces'),
    showKind: flags.isOn('show-kind'),
  })
  yield* write(text)
  if (text === '' && failed.length === 0 && !flags.isOn('ignore-not-found')) {
    const namespaced = queries.every(({ definition }) => definition.namespaced) && !flags.isOn('all-namespaces')
    yield* complain(nothingFound(namespaced ? call.namespace : undefined))
  }
  raiseAll(failed)
  return 0
}

/** What a client knows to print of any object by itself. */
const plainTable = (table: Table): Table => {
  const kept = table.columnDefinitions.flatMap(({ name }, i) => name === 'Name' || name === 'Age' ? [i] : [])
  const pick = <T>(list: readonly T[]): T[] => kept.flatMap(i => list.slice(i, i + 1))
  return { ...table, columnDefinitions: pick(table.columnDefinitions), rows: table.rows.map(row => ({ ...row, cells: pick(row.cells) })) }
}

/** No table for what is not there, if that is to be ignored. */
function* tableOf(query: Query, call: Call): Program<readonly Table[]> {
  const body = yield* answerTo(query, call, 'table')
  return body?.kind === 'Table' ? [body as Table] : [] // the one body of that kind
}

function* answerTo({ definition, namespace, name }: Query, call: Call, as?: 'table'): Program<object & { kind?: string } | undefined> {
  const place = { ...placeIn(definition, namespace), ...as && { as } }
  const subresource = call.flags.text('subresource')
  if (name === undefined) return (yield* demandList(definition, { verb: 'list', ...place, ...selectorsOf(call) })).body
  try { return (yield* demand({ verb: 'get', ...place, name, ...subresource !== undefined && { subresource } })).body }
  catch (error) {
    if (call.flags.isOn('ignore-not-found') && isStatusError(error, 'NotFound')) return undefined
    throw error
  }
}

/** One object for one name; a list of all else. */
function* asObjects(queries: readonly Query[], errors: readonly unknown[], call: Call, print: (object: unknown) => string): Program<number> {
  const failed = [...errors]
  const items: JsonObject[] = []
  const single = queries.length === 1 && queries[0]?.name !== undefined
  for (const query of queries) {
    try {
      const body = yield* answerTo(query, call)
      if (body !== undefined) items.push(...itemsOf(body))
    }
    catch (error) {
      if (single) throw error
      failed.push(error)
    }
  }
  if (items.length === 0 && (single || call.flags.isOn('ignore-not-found'))) {
    raiseAll(failed)
    return 0
  }
  const field = call.flags.text('sort-by') || undefined
  const sorted = field === undefined ? items : sortObjects(items, field)
  yield* write(print(single ? sorted[0] : { apiVersion: 'v1', items: sorted, kind: 'List', metadata: { resourceVersion: '' } }))
  raiseAll(failed)
  return 0
}

function itemsOf(body: object): readonly JsonObject[] {
  if (!('items' in body)) return [jsonOf(body)]
  return (body.items as readonly KubeObject[]).map(jsonOf) // a list of objects
}

