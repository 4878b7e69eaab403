// `get --watch`: the list first, then a row for each change.
import type { KubeObject } from '../../apiserver/object.ts'
import { rowOf, tableOf, type Table } from '../../apiserver/tables/index.ts'
import { complain, demand, next, openWatch, unixNow, write, type Program } from '../../client/program.ts'
import { AlignedOutput, TableLines, type EventType } from '../print/index.ts'
import { demandList, jsonOf, placeIn, resourceText, selectorsOf, type Query } from './targets.ts'
import { requestTimeoutMs, UsageError, type Call } from './verb.ts'
import { textAt } from './fields.ts'

export function* watchTables(queries: readonly Query[], call: Call, print: ((object: unknown) => string) | undefined): Program<number> {
  const [query, ...others] = queries
  if (!query || others.some(({ definition }) => definition !== query.definition)) throw new UsageError('you may only specify a single resource type')
  const { flags } = call
  if (flags.isOn('watch-only') && flags.has('sort-by')) yield* complain('warning: --watch-only requested, --sort-by will be ignored\n')
  const { definition, namespace, name } = query
  const place = placeIn(definition, namespace)
  const selectors = name === undefined ? selectorsOf(call) : { fieldSelector: `metadata.name=${name}` }
  const first = name === undefined ? yield* demandList(definition, { verb: 'list', ...place, ...selectors, as: 'table' }) : yield* demand({ verb: 'get', ...place, name, as: 'table' })
  const table = first.body as Table // a table was asked for
  const withEvents = flags.isOn('output-watch-events')
  const lines = new TableLines({
    wide: flags.text('output') === 'wide',
    noHeaders: flags.isOn('no-headers'),
    showLabels: flags.isOn('show-labels'),
    labelColumns: flags.texts('label-columns'),
    withNamespace: flags.isOn('all-namespaces') && definition.namespaced,
    ...flags.isOn('show-kind') && { kindPrefix: resourceText(definition) },
  })
  const output = new AlignedOutput()
  const show = function* (shown: Table, event: EventType): Program<void> {
    if (print) for (const { object } of shown.rows) yield* write(print(object))
    else {
      output.write(lines.lines(shown, withEvents ? event : undefined))
      yield* write(output.flush())
    }
  }
  if (!flags.isOn('watch-only')) yield* show(table, 'ADDED')
  if (others.length > 0) {
    for (const other of others) yield* show((yield* demand({ verb: 'get', ...place, name: other.name ?? '', as: 'table' })).body as Table, 'ADDED') // as above
    throw new UsageError('you may only watch a single resource or type of resource at a time')
  }
  const patienceMs = requestTimeoutMs(flags)
  const untilMs = patienceMs === undefined ? Infinity : (yield* unixNow()) + patienceMs
  const stream = yield* openWatch({ verb: 'watch', ...place, ...selectors, resourceVersion: table.metadata.resourceVersion ?? textAt(jsonOf(first.body), 'metadata', 'resourceVersion') })
  try {
    while (!stream.isBroken) {
      const leftMs = untilMs === Infinity ? Infinity : untilMs - (yield* unixNow())
      if (leftMs <= 0) break
      for (const { type, object } of yield* next(stream, leftMs)) if (type !== 'BOOKMARK') yield* show(yield* tableAbout(object, table, query), type)
    }
  }
  finally { stream.stop() }
  return 0
}

/** The row of an object as it was when the news left. */
function* tableAbout(object: KubeObject, { columnDefinitions }: Table, { definition }: Query): Program<Table> {
  return tableOf({ columns: columnDefinitions, row: rowOf(resourceText(definition)), objects: [object], metadata: {}, nowMs: yield* unixNow(), includeObject: 'Object' })
}
