// Why an object is as it is: the chain of causes of its last write, from the input on.
import type { ClockEvent } from '../../clock/clock.ts'
import type { Cluster } from '../cluster.ts'
import { findObject } from './find.ts'

export interface Link {
  readonly id: number
  readonly atMs: number
  /** After how long it followed its cause. */
  readonly afterMs: number
  /** The component; what was typed or the start for the first. */
  readonly who: string
  readonly what: string
  /** `hears`: news of a write reached it; `does`: it worked; `input`: it came from outside. */
  readonly kind: 'input' | 'hears' | 'does'
}

export interface Why {
  /** The object that was meant, `pod/web-1`; nothing while there is none. */
  readonly about: string
  readonly links: readonly Link[]
}

export function whyOf(cluster: Cluster, reference: string, namespace: string): Why {
  const found = findObject(cluster, reference, namespace)
  if (!found) return { about: '', links: [] }
  const { name } = found.object.metadata
  return { about: `${reference.slice(0, reference.indexOf('/'))}/${name}`, links: cluster.why(found.key, found.namespace, name).toReversed().map(linkOf) }
}

function linkOf(event: ClockEvent, i: number, chain: readonly ClockEvent[]): Link {
  const [, who = '', what = ''] = /^([\w. -]+?): (.*)$/s.exec(event.what) ?? []
  const common = { id: event.id, atMs: event.atMs, afterMs: event.atMs - (chain[i - 1]?.atMs ?? event.atMs) }
  if (i === 0 || who === '') return { ...common, who: '', what: event.what.replace(/^(keys|command|run|act): /, '').trim(), kind: i === 0 ? 'input' : 'does' }
  return what.startsWith('watch ') ? { ...common, who, what: what.slice('watch '.length), kind: 'hears' } : { ...common, who, what, kind: 'does' }
}
