// Endpoints that somebody wrote by hand, for a Service without a selector, are mirrored into slices: those who route read only slices.
import type { Part } from '../../clock/part.ts'
import type { Endpoint, Endpoints, EndpointSubset, Service } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import { keyOf, type InformerFactory } from '../../client/informer.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import type { Group } from './desired.ts'
import { inSliceOrder } from './ports.ts'
import { plan } from './reconcile.ts'
import { Slices } from './slices.ts'
import { triggerTimeAnnotation } from './trigger-time.ts'

const name = 'endpoint-slice-mirroring-controller'
const manager = 'endpointslicemirroring-controller.k8s.io'
const reactionMs = 6
const maxEndpoints = 1000
const skipLabel = 'endpointslice.kubernetes.io/skip-mirror'
const leaderAnnotation = 'control-plane.alpha.kubernetes.io/leader'
const notMirrored = new Set(['kubectl.kubernetes.io/last-applied-configuration', triggerTimeAnnotation])

export function endpointSliceMirroringController(client: Client, informers: InformerFactory): Part {
  const services = informers.of('services')
  const endpoints = informers.of('endpoints')
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })
  const slices = new Slices(client, informers, manager, () => queue)

  function sync(key: string): void {
    const object = endpoints.get(key)
    const service = services.get(key)
    if (!object || !service || !isMirrored(object) || service.spec.selector) return slices.removeAll(key)
    const existing = slices.find(key)
    if (!existing) return
    const { annotations = {} } = object.metadata
    const mirrored = Object.entries(annotations).filter(([annotation]) => !notMirrored.has(annotation))
    const metadata = slices.metadataFor(object, false)
    const changes = plan(existing, { groups: (object.subsets ?? []).map(groupOf), labels: metadata.labels, maxEndpoints, placeholder: false })
    slices.carryOut(key, changes, { ...metadata, annotations: Object.fromEntries(mirrored) }, annotations[triggerTimeAnnotation])
  }

  return {
    name,
    start: () => {
      const enqueue = (object: Endpoints | Service): void => queue.add(keyOf(object))
      endpoints.handle({
        added: object => { if (isMirrored(object)) enqueue(object) },
        updated: (object, before) => { if (isMirrored(object) || isMirrored(before)) enqueue(object) },
        deleted: object => { if (isMirrored(object)) enqueue(object) },
      })
      const ofService = (service: Service): void => { if (endpoints.get(keyOf(service))) enqueue(service) }
      services.handle({ added: ofService, updated: ofService, deleted: ofService })
    },
    stop: () => queue.stop(),
  }
}

const isMirrored = ({ metadata: { labels, annotations } }: Endpoints): boolean =>
  labels?.[skipLabel] !== 'true' && annotations?.[leaderAnnotation] === undefined

function groupOf({ addresses = [], notReadyAddresses = [], ports = [] }: EndpointSubset): Group {
  const endpoint = (ready: boolean) => ({ ip, hostname, nodeName, targetRef }: NonNullable<EndpointSubset['addresses']>[number]): Endpoint => ({
    addresses: [ip],
    conditions: { ready },
    ...hostname !== undefined && { hostname },
    ...nodeName !== undefined && { nodeName },
    ...targetRef && { targetRef },
  })
  return {
    ports: inSliceOrder(ports.map(({ name: portName = '', protocol = 'TCP', port, appProtocol }) => ({ name: portName, protocol, port, ...appProtocol !== undefined && { appProtocol } }))),
    endpoints: [...addresses.map(endpoint(true)), ...notReadyAddresses.map(endpoint(false))],
  }
}
