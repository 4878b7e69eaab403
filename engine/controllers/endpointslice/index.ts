// EndpointSlice: for each Service with a selector, the pods behind it, in slices of at most a hundred.
import type { Part } from '../../clock/part.ts'
import { failure, StatusError } from '../../apiserver/status.ts'
import type { Pod, Service } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import type { InformerFactory } from '../../client/informer.ts'
import { EventRecorder } from '../../client/recorder.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import { groupsOf } from './desired.ts'
import { isHeadless } from './ports.ts'
import { plan } from './reconcile.ts'
import { backends, hasOwnEndpoints } from './services.ts'
import { Slices } from './slices.ts'
import { TriggerTimes } from './trigger-time.ts'

const name = 'endpoint-slice-controller'
const manager = 'endpointslice-controller.k8s.io'
const reactionMs = 5
const maxEndpoints = 100

export function endpointSliceController(client: Client, informers: InformerFactory): Part {
  const behind = backends(informers)
  const times = new TriggerTimes()
  const recorder = new EventRecorder(client, name)
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })
  const slices = new Slices(client, informers, manager, () => queue)

  function sync(key: string): void {
    const service = behind.service(key)
    if (!service) return times.forget(key) // its slices go with it
    if (!hasOwnEndpoints(service) || service.metadata.deletionTimestamp !== undefined) return
    const existing = slices.find(key)
    if (!existing) return
    const pods = behind.podsOf(service)
    const metadata = slices.metadataFor(service, isHeadless(service))
    const changes = plan(existing, { groups: groupsOf(service, pods, behind.node), labels: metadata.labels, maxEndpoints, placeholder: true })
    const time = times.next(key, service, pods)
    try {
      slices.carryOut(key, changes, metadata, time)
      refuseLost(key, service, pods)
    }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      if (error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating')) return
      recorder.event(service, 'Warning', 'FailedToUpdateEndpointSlices', `Error updating Endpoint Slices for Service ${key}: ${error.message}`)
      throw error
    }
  }

  /** The pods of a node that is not there are left out until it is, or they are gone: then is the time to look again. */
  function refuseLost(key: string, service: Service, pods: readonly Pod[]): void {
    const lost = service.spec.publishNotReadyAddresses ? undefined : pods.find(({ spec }) => !behind.node(spec.nodeName ?? ''))
    if (lost) throw failure(404, 'NotFound', `skipping Pod ${lost.metadata.name} for Service ${key}: Node ${lost.spec.nodeName} Not Found`)
  }

  return { name, start: () => behind.watch(key => queue.add(key)), stop: () => queue.stop() }
}
