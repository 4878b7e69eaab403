import type { Table } from '../../apiserver/tables/index.ts'
import { complain, demand, write, type Program } from '../../client/program.ts'
import { formatsOfGet, nothingFound, printerFor, printTables, type TableGroup } from '../print/index.ts'
import { kindText, placeIn, targetsOf, type ResourceTarget } from './targets.ts'
import { UsageError, type Call, type Verb } from './verb.ts'

export const get: Verb = {
  flags: {
    'output': { kind: 'text', short: 'o' },
    'selector': { kind: 'text', short: 'l' },
    'field-selector': { kind: 'text' },
    'all-namespaces': { kind: 'switch', short: 'A' },
    'no-headers': { kind: 'switch' },
    'show-labels': { kind: 'switch' },
    'label-columns': { kind: 'texts', short: 'L' },
  },
  run: function* (call) {
    const { args } = call.flags
    if (args.length === 0) throw new UsageError('You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.')
    const targets = yield* targetsOf(args)
    const output = call.flags.text('output') ?? ''
    return output === '' || output === 'wide' ? yield* asTables(targets, call, output === 'wide') : yield* asObjects(targets, call, output)
  },
}

function* asTables(targets: readonly ResourceTarget[], call: Call, wide: boolean): Program<number> {
  const groups: TableGroup[] = []
  for (const target of targets) {
    const tables: Table[] = []
    for (const request of requestsFor(target, call)) {
      const { body } = yield* demand({ ...request, as: 'table' })
      if (body.kind === 'Table') tables.push(body as Table) // the one body of that kind
    }
    groups.push({ kind: kindText(target.definition), namespaced: target.definition.namespaced, tables })
  }
  const text = printTables(groups, {
    wide,
    noHeaders: call.flags.isOn('no-headers'),
    showLabels: call.flags.isOn('show-labels'),
    labelColumns: call.flags.texts('label-columns'),
    allNamespaces: call.flags.isOn('all-namespaces'),
  })
  const namespaced = groups.every(group => group.namespaced) && !call.flags.isOn('all-namespaces')
  if (text === '') yield* complain(nothingFound(namespaced ? call.namespace : undefined))
  else yield* write(text)
  return 0
}

function* asObjects(targets: readonly ResourceTarget[], call: Call, output: string): Program<number> {
  const { files, cwd } = call.invocation.environment
  const print = printerFor({ output, formats: formatsOfGet, readFile: path => files.read(`${cwd}/${path}`) ?? '' })
  for (const target of targets)
    for (const request of requestsFor(target, call)) yield* write(print((yield* demand(request)).body))
  return 0
}

type Reading = Extract<Parameters<typeof demand>[0], { verb: 'get' | 'list' }>

function requestsFor({ definition, names }: ResourceTarget, { flags, namespace }: Call): readonly Reading[] {
  const place = placeIn(definition, flags.isOn('all-namespaces') ? undefined : namespace)
  if (names.length > 0) return names.map(name => ({ verb: 'get', ...place, name }))
  return [{
    verb: 'list',
    ...place,
    ...flags.has('selector') && { labelSelector: flags.text('selector') ?? '' },
    ...flags.has('field-selector') && { fieldSelector: flags.text('field-selector') ?? '' },
  }]
}
