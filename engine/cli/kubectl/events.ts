import type { CoreV1Event } from '../../apiserver/types.gen.ts'
import { complain, demand, discover, unixNow, write } from '../../client/program.ts'
import { eventInterval } from '../describe/index.ts'
import { align, tableTabs } from '../print/index.ts'
import { resourceNamed } from '../../client/discovery.ts'
import { objectPrinter } from './outcome.ts'
import { outputFlags, UsageError, type Verb } from './verb.ts'

export const events: Verb = {
  flags: {
    ...outputFlags,
    'all-namespaces': { kind: 'switch', short: 'A' },
    'chunk-size': { kind: 'number' },
    'for': { kind: 'text' },
    'no-headers': { kind: 'switch' },
    'types': { kind: 'list' },
    'watch': { kind: 'switch', short: 'w' },
  },
  run: function* (call) {
    const { flags, namespace } = call
    const everywhere = flags.isOn('all-namespaces')
    const types = flags.texts('types')
    for (const type of types) if (!['normal', 'warning'].includes(type.toLowerCase())) throw new UsageError(`valid --types are Normal or Warning`)
    const [kind, name] = (flags.text('for') ?? '').split('/')
    if (flags.has('for') && (kind === undefined || kind === '' || name === undefined || name === '')) throw new UsageError('--for must be in resource/name form')
    const about = flags.has('for') ? resourceNamed(yield* discover(), kind ?? '') : undefined
    if (flags.has('for') && !about) throw new UsageError(`the server doesn't have a resource type ${JSON.stringify(kind)}`)
    const { body } = yield* demand({
      verb: 'list', group: '', version: 'v1', resource: 'events', ...!everywhere && { namespace },
      ...about && { fieldSelector: `involvedObject.kind=${about.kind},involvedObject.name=${name ?? ''}` },
    })
    const all = ('items' in body ? body.items : []) as unknown as readonly CoreV1Event[] // events were asked for
    const shown = all
      .filter(({ type = '' }) => types.length === 0 || types.some(wanted => wanted.toLowerCase() === type.toLowerCase()))
      .toSorted((a, b) => lastSeen(a) < lastSeen(b) ? -1 : lastSeen(a) > lastSeen(b) ? 1 : 0)
    const print = objectPrinter(call)
    if (print) {
      yield* write(print({ apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: shown }))
      return 0
    }
    if (shown.length === 0) {
      yield* complain(everywhere ? 'No events found.\n' : `No events found in ${namespace} namespace.\n`)
      return 0
    }
    const nowMs = yield* unixNow()
    const header = flags.isOn('no-headers') ? '' : `${everywhere ? 'NAMESPACE\t' : ''}LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n`
    const rows = shown.map(event => {
      const { metadata, type = '', reason = '', involvedObject, message = '' } = event
      return `${everywhere ? `${metadata.namespace}\t` : ''}${eventInterval(event, nowMs)}\t${type}\t${reason}\t${involvedObject.kind}/${involvedObject.name}\t${message.trim()}\n`
    })
    yield* write(align(header + rows.join(''), tableTabs))
    return 0
  },
}

const lastSeen = ({ series, lastTimestamp, eventTime, firstTimestamp }: CoreV1Event): string =>
  series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? firstTimestamp ?? ''
