// `kubectl top`: what nodes and pods use, as a metrics server tells it.
import type { JsonObject } from '../../apiserver/object.ts'
import { milliValue, parseQuantity, wholeValue } from '../../apiserver/schema/quantity.ts'
import { resourceNamed } from '../../client/discovery.ts'
import { ask, complain, demand, discover, write, type Program } from '../../client/program.ts'
import { align, nothingFound, tableTabs } from '../print/index.ts'
import type { Branch } from './commands.ts'
import { listAt, nameOf, namespaceOf, objectAt, textAt } from './fields.ts'
import { jsonOf, selectorsOf } from './targets.ts'
import { UsageError, type Call, type Verb } from './verb.ts'

interface Use { readonly milliCpu: number, readonly bytes: number }

const flags = {
  'field-selector': { kind: 'text' },
  'no-headers': { kind: 'switch' },
  'selector': { kind: 'text', short: 'l' },
  'sort-by': { kind: 'text' },
  'use-protocol-buffers': { kind: 'switch' },
} as const

const node: Verb = {
  flags: { ...flags, 'show-capacity': { kind: 'switch' } },
  run: function* (call) {
    const items = yield* metrics('nodes', call)
    const nodes = new Map<string, JsonObject>()
    for (const item of items) {
      const { body } = yield* ask({ verb: 'get', group: '', version: 'v1', resource: 'nodes', name: nameOf(item) })
      nodes.set(nameOf(item), jsonOf(body))
    }
    const field = call.flags.isOn('show-capacity') ? 'capacity' : 'allocatable'
    const rows = sorted(items.map(item => ({ cells: [nameOf(item)], use: useOf(item) })), call)
    yield* table(['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)'], rows.map(({ cells: [name = ''], use }) => {
      const has = useIn(objectAt(nodes.get(name), 'status', field))
      return [name, cores(use), share(use.milliCpu, has.milliCpu), bytes(use), share(use.bytes, has.bytes)]
    }), call)
    return 0
  },
}

const pod: Verb = {
  flags: { ...flags, 'all-namespaces': { kind: 'switch', short: 'A' }, 'containers': { kind: 'switch' }, 'sum': { kind: 'switch' } },
  run: function* (call) {
    const everywhere = call.flags.isOn('all-namespaces')
    const items = yield* metrics('pods', call)
    const byContainer = call.flags.isOn('containers')
    const rows = sorted(items.map(item => ({ cells: [...everywhere ? [namespaceOf(item)] : [], nameOf(item)], use: useOf(item), item })), call).flatMap(({ cells, use, item }) => byContainer
      ? listAt(item, 'containers').map(container => ({ cells: [...cells, textAt(container, 'name')], use: useIn(objectAt(container, 'usage')) }))
      : [{ cells, use }])
    const headers = [...everywhere ? ['NAMESPACE'] : [], ...byContainer ? ['POD', 'NAME'] : ['NAME'], 'CPU(cores)', 'MEMORY(bytes)']
    const lines = rows.map(({ cells, use }) => [...cells, cores(use), bytes(use)])
    const sum = rows.reduce<Use>((total, { use }) => plus(total, use), nothing)
    const blank = headers.slice(2).map(() => '')
    const summed = call.flags.isOn('sum') ? [[...blank, '________', '________'], [...blank, cores(sum), bytes(sum)]] : []
    yield* table(headers, [...lines, ...summed], call)
    return 0
  },
}

/** The objects of the metrics API; with a name, only that one. */
function* metrics(resource: 'nodes' | 'pods', call: Call): Program<readonly JsonObject[]> {
  const { flags: { args }, namespace } = call
  const sortBy = call.flags.text('sort-by') ?? ''
  if (!['', 'cpu', 'memory'].includes(sortBy)) throw new UsageError('--sort-by accepts only cpu or memory')
  const [name, ...more] = args
  if (more.length > 0) throw new UsageError(`unexpected arguments: [${more.join(' ')}]`)
  if (name !== undefined && (call.flags.text('selector') ?? '') !== '') throw new UsageError('only one of NAME or selector can be provided')
  if (!resourceNamed(yield* discover(), `${resource}.metrics.k8s.io`)) throw new UsageError('Metrics API not available')
  const place = { group: 'metrics.k8s.io', version: 'v1beta1', resource, ...resource === 'pods' && !call.flags.isOn('all-namespaces') && { namespace } }
  if (name !== undefined) return [jsonOf((yield* demand({ verb: 'get', ...place, name })).body)]
  const { body } = yield* demand({ verb: 'list', ...place, ...selectorsOf(call) })
  const items = 'items' in body ? body.items.map(jsonOf) : []
  if (items.length === 0) {
    if (resource === 'nodes') throw new UsageError('metrics not available yet')
    yield* complain(call.flags.isOn('all-namespaces') ? 'No resources found\n' : nothingFound(namespace))
  }
  return items
}

const nothing: Use = { milliCpu: 0, bytes: 0 }
const plus = (a: Use, b: Use): Use => ({ milliCpu: a.milliCpu + b.milliCpu, bytes: a.bytes + b.bytes })

const useOf = (item: JsonObject): Use => Object.hasOwn(item, 'containers')
  ? listAt(item, 'containers').reduce<Use>((sum, container) => plus(sum, useIn(objectAt(container, 'usage'))), nothing)
  : useIn(objectAt(item, 'usage'))

const useIn = (amounts: JsonObject): Use => ({
  milliCpu: milliValue(parseQuantity(textAt(amounts, 'cpu') || '0')),
  bytes: wholeValue(parseQuantity(textAt(amounts, 'memory') || '0')),
})

const cores = ({ milliCpu }: Use): string => `${milliCpu}m`
const bytes = (use: Use): string => `${Math.floor(use.bytes / 2 ** 20)}Mi`
const share = (part: number, whole: number): string => whole === 0 ? '<unknown>' : `${Math.floor(part * 100 / whole)}%`

/** By name, or what uses most first. */
function sorted<T extends { readonly cells: readonly string[], readonly use: Use }>(rows: readonly T[], { flags }: Call): readonly T[] {
  const by = flags.text('sort-by')
  if (by === 'cpu') return rows.toSorted((a, b) => b.use.milliCpu - a.use.milliCpu)
  if (by === 'memory') return rows.toSorted((a, b) => b.use.bytes - a.use.bytes)
  return rows.toSorted((a, b) => a.cells.join('/') < b.cells.join('/') ? -1 : 1)
}

function* table(headers: readonly string[], rows: readonly (readonly string[])[], { flags }: Call): Program<void> {
  if (rows.length === 0) return
  const lines = flags.isOn('no-headers') ? rows : [headers, ...rows]
  yield* write(align(lines.map(cells => `${cells.join('\t')}\t\n`).join(''), tableTabs))
}

export const top: Branch = {
  bare: { to: 'stderr', exitCode: 1 },
  summary: 'Display resource (CPU/memory) usage.',
  commands: {
    node: { verb: node, aliases: ['nodes', 'no'], summary: 'Display resource (CPU/memory) usage of nodes' },
    pod: { verb: pod, aliases: ['pods', 'po'], summary: 'Display resource (CPU/memory) usage of pods' },
  },
}
