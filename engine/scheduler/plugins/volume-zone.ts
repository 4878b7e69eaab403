// VolumeZone: a volume whose labels name a zone or a region is only used there.
import type { PersistentVolume } from '../../apiserver/types.gen.ts'
import { claimsNamedBy } from '../../client/volumes.ts'
import { offeredNode } from '../cluster-event.ts'
import { skip, Slot, unresolvable, type Plugin } from '../framework.ts'
import type { Storage } from './volume-binding.ts'

const elsewhere = unresolvable('node(s) had no available volume zone')

/** The labels that count, and what each is called today. */
const today: ReadonlyMap<string, string> = new Map([
  ['topology.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['topology.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
])

interface Demand { readonly label: string, readonly values: readonly string[] }

const demanded = new Slot<readonly Demand[]>()

/** Several zones of one volume are written with two underscores between them. */
const demandsOf = ({ metadata: { labels = {} } }: PersistentVolume): readonly Demand[] =>
  Object.entries(labels).flatMap(([label, value]) => today.has(label) ? [{ label, values: value.split('__') }] : [])

export function volumeZone({ claims, volumes }: Storage): Plugin {
  return {
    name: 'VolumeZone',
    preFilter: (cycle, { pod }) => {
      const demands = claimsNamedBy(pod).flatMap(key => {
        const volume = volumes.get(claims.get(key)?.spec.volumeName ?? '')
        return volume ? demandsOf(volume) : []
      })
      if (demands.length === 0) return skip
      demanded.write(cycle, demands)
      return undefined
    },
    filter: (cycle, _pod, { labels }) => {
      if (![...today.keys()].some(label => Object.hasOwn(labels, label))) return undefined // a cluster without zones
      const isMet = ({ label, values }: Demand): boolean => {
        const found = Object.hasOwn(labels, label) ? labels[label] : labels[today.get(label) ?? '']
        return found !== undefined && values.includes(found)
      }
      return demanded.read(cycle).every(isMet) ? undefined : elsewhere
    },
    mayHelp: event => offeredNode(event) !== undefined || event.kind === 'storage changed',
  }
}
