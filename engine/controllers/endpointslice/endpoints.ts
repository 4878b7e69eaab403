// Endpoints, the older and simpler form: one object for each Service, which kubectl still shows.
import type { Part } from '../../clock/part.ts'
import { equal } from '../../apiserver/equal.ts'
import type { EndpointAddress, EndpointPort, Endpoints, EndpointSubset, Pod, Service } from '../../apiserver/types.gen.ts'
import { isStatus, type Client } from '../../client/client.ts'
import { keyOf, type InformerFactory } from '../../client/informer.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import { isReady } from '../pod-control.ts'
import { hostnameFor, referenceTo } from './desired.ts'
import { md5 } from './md5.ts'
import { inSliceOrder, isHeadless, targetPorts, type TargetPort } from './ports.ts'
import { backends, hasOwnEndpoints } from './services.ts'
import { TriggerTimes, triggerTimeAnnotation, withTriggerTime } from './trigger-time.ts'

const name = 'endpoint-controller'
const managerLabel = 'endpoints.kubernetes.io/managed-by'
const headlessLabel = 'service.kubernetes.io/headless'
const overCapacityAnnotation = 'endpoints.kubernetes.io/over-capacity'
const reactionMs = 6
const maxAddresses = 1000

export function endpointsController(client: Client, informers: InformerFactory): Part {
  const endpoints = informers.of('endpoints')
  const behind = backends(informers)
  const times = new TriggerTimes()
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  function sync(key: string): void {
    const service = behind.service(key)
    const current = endpoints.get(key)
    if (!service) return remove(key, current)
    if (!hasOwnEndpoints(service)) return
    const pods = behind.podsOf(service)
    const time = times.next(key, service, pods)
    const all = subsetsOf(service, pods)
    const subsets = truncated(all)
    const labels = Object.fromEntries([...Object.entries(service.metadata.labels ?? {}), [managerLabel, name], ...isHeadless(service) ? [[headlessLabel, ''] as const] : []])
    if (current && equal(current.subsets ?? [], subsets) && equal(current.metadata.labels, labels)) return
    const { name: own, namespace } = service.metadata
    const { annotations: before, ...metadata }: Partial<Endpoints['metadata']> = current?.metadata ?? { name: own, ...namespace !== undefined && { namespace } }
    const { [overCapacityAnnotation]: _over, ...others } = withTriggerTime(before, time).annotations ?? {}
    const annotations = { ...others, ...subsets !== all && { [overCapacityAnnotation]: 'truncated' } }
    write(current, { ...metadata, labels, ...Object.keys(annotations).length > 0 && { annotations } }, subsets)
  }

  function write(current: Endpoints | undefined, metadata: Partial<Endpoints['metadata']>, subsets: readonly EndpointSubset[]): void {
    const next = { apiVersion: 'v1', kind: 'Endpoints', ...subsets.length > 0 && { subsets } } as const
    try {
      if (current) client.update('endpoints', { ...next, metadata: { ...withoutAnnotations(current.metadata), ...metadata } })
      else client.create('endpoints', { ...next, metadata })
    }
    catch (error) { if (current || !isStatus(error, 'Forbidden')) throw error } // its namespace is going
  }

  /** Those of a Service that is gone; those that somebody wrote by hand stay. */
  function remove(key: string, current: Endpoints | undefined): void {
    times.forget(key)
    if (!current || current.metadata.labels?.[managerLabel] === undefined && current.metadata.annotations?.[triggerTimeAnnotation] === undefined) return
    try { client.delete('endpoints', current.metadata.namespace, current.metadata.name) }
    catch (error) { if (!isStatus(error, 'NotFound')) throw error }
  }

  return {
    name,
    start: () => {
      behind.watch(key => queue.add(key))
      endpoints.handle({ deleted: object => { if (behind.service(keyOf(object))) queue.add(keyOf(object)) } })
    },
    stop: () => queue.stop(),
  }
}

const withoutAnnotations = ({ annotations: _annotations, ...metadata }: Endpoints['metadata']): Endpoints['metadata'] => metadata

interface Addresses { readonly ready: EndpointAddress[], readonly notReady: EndpointAddress[] }

/** Pods that offer the same ports share a subset; a pod that offers none of the ports is in none. */
export function subsetsOf(service: Service, pods: readonly Pod[]): readonly EndpointSubset[] {
  const tolerant = service.spec.publishNotReadyAddresses === true
  const byPorts = new Map<string, Addresses & { readonly ports: readonly TargetPort[] }>()
  for (const pod of pods) {
    if (!tolerant && pod.metadata.deletionTimestamp !== undefined) continue
    const ports = targetPorts(service, pod)
    if (ports.length === 0 && !(isHeadless(service) && !service.spec.ports?.length)) continue
    const key = JSON.stringify(ports)
    const subset = byPorts.get(key) ?? { ports, ready: [], notReady: [] }
    byPorts.set(key, subset);
    (tolerant || isReady(pod) ? subset.ready : subset.notReady).push(addressOf(service, pod))
  }
  return [...byPorts.values()]
    .map(({ ports, ready, notReady }): EndpointSubset => ({
      ...ready.length > 0 && { addresses: ready.toSorted(byAddress) },
      ...notReady.length > 0 && { notReadyAddresses: notReady.toSorted(byAddress) },
      ...ports.length > 0 && { ports: inSliceOrder(ports).map(portOf) },
    }))
    .map(subset => ({ subset, digest: md5(JSON.stringify(subset.ports ?? [])) })) // an order without meaning, but always the same
    .sort((a, b) => a.digest > b.digest ? -1 : 1)
    .map(({ subset }) => subset)
}

const portOf = ({ name: portName, port = 0, protocol = 'TCP', appProtocol }: ReturnType<typeof inSliceOrder>[number]): EndpointPort =>
  ({ ...portName && { name: portName }, port, protocol, ...appProtocol !== undefined && { appProtocol } })

function addressOf(service: Service, pod: Pod): EndpointAddress {
  const hostname = hostnameFor(service, pod)
  return {
    ip: pod.status.podIP ?? '',
    ...hostname !== undefined && { hostname },
    ...pod.spec.nodeName && { nodeName: pod.spec.nodeName },
    targetRef: referenceTo(pod),
  }
}

const byAddress = (a: EndpointAddress, b: EndpointAddress): number =>
  a.ip === b.ip ? (a.targetRef?.uid ?? '') < (b.targetRef?.uid ?? '') ? -1 : 1 : a.ip < b.ip ? -1 : 1

/** At most a thousand addresses are told, those that are ready first. */
function truncated(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  const count = subsets.reduce((sum, { addresses = [], notReadyAddresses = [] }) => sum + addresses.length + notReadyAddresses.length, 0)
  if (count <= maxAddresses) return subsets
  let left = maxAddresses
  const few = (addresses: readonly EndpointAddress[]): readonly EndpointAddress[] => {
    const kept = addresses.slice(0, left)
    left -= kept.length
    return kept
  }
  const ready = subsets.map(({ addresses = [] }) => few(addresses))
  return subsets.flatMap(({ ports, notReadyAddresses = [] }, i) => {
    const addresses = ready[i] ?? []
    const notReady = few(notReadyAddresses)
    if (addresses.length + notReady.length === 0) return []
    return [{ ...addresses.length > 0 && { addresses }, ...notReady.length > 0 && { notReadyAddresses: notReady }, ...ports && { ports } }]
  })
}
