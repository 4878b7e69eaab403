// MetalLB: gives addresses to Services of type LoadBalancer, and has a node answer for each of them.
import type { Part } from '../../clock/part.ts'
import type { KubeObject } from '../../apiserver/object.ts'
import type { EndpointSlice, Node, Pod, Service } from '../../apiserver/types.gen.ts'
import { isRefusal, isStatus, type Client } from '../../client/client.ts'
import { InformerFactory, keyOf, type Informer } from '../../client/informer.ts'
import { EventRecorder } from '../../client/recorder.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import type { Draft, ResourceKey, ResourceTypes } from '../../client/resources.ts'
import { shortHash } from '../kube-proxy/sha256.ts'
import type { PodNetwork } from '../network.ts'
import { advertisementsKey, controller, definitions, namespace, poolsKey, room, speakerLabels, speakers } from './manifests.ts'
import { freeAddress, poolWith, rangeOf, type Pool } from './pools.ts'

const reactionMs = 20
const excludedLabel = 'node.kubernetes.io/exclude-from-external-load-balancers'
const poolAnnotation = 'metallb.io/address-pool'
const addressAnnotation = 'metallb.io/loadBalancerIPs'
/** As it was called before 0.14.9; still heard. */
const formerAddressAnnotation = 'metallb.universe.tf/loadBalancerIPs'

export function metalLB(client: Client, network: PodNetwork): Part {
  let running: Running | undefined
  return {
    name: 'metallb',
    start: () => {
      install(client)
      running = new Running(client, network)
    },
    stop: () => {
      running?.stop()
      running = undefined
    },
  }
}

function install(client: Client): void {
  for (const definition of definitions) make(client, 'customresourcedefinitions.apiextensions.k8s.io', definition)
  make(client, 'namespaces', room)
  make(client, 'deployments.apps', controller)
  make(client, 'daemonsets.apps', speakers)
}

function make<K extends ResourceKey>(client: Client, key: K, draft: Draft<ResourceTypes[K]>): void {
  try { client.create(key, draft) }
  catch (error) { if (!isStatus(error, 'AlreadyExists')) throw error }
}

class Running {
  private readonly client: Client
  private readonly network: PodNetwork
  private readonly informers: InformerFactory
  private readonly services: Informer<Service>
  private readonly nodes: Informer<Node>
  private readonly speakers: Informer<Pod>
  private readonly slices: Informer<EndpointSlice>
  private readonly queue: WorkQueue
  private readonly controllerSays: EventRecorder
  private readonly speakerSays: EventRecorder
  private readonly announced = new Map<string, string>()
  private pools: Informer<KubeObject> | undefined
  private advertisements: Informer<KubeObject> | undefined

  constructor(client: Client, network: PodNetwork) {
    this.client = client
    this.network = network
    this.informers = new InformerFactory(client)
    this.controllerSays = new EventRecorder(client, 'metallb-controller')
    this.speakerSays = new EventRecorder(client, 'metallb-speaker')
    this.queue = new WorkQueue({ clock: client.clock, name: 'metallb', reactionMs, sync: () => this.sync() })
    this.services = this.informers.of('services')
    this.nodes = this.informers.of('nodes')
    this.slices = this.informers.of('endpointslices.discovery.k8s.io')
    this.speakers = this.informers.of('pods', { namespace, labelSelector: Object.entries(speakerLabels).map(([key, value]) => `${key}=${value}`).join(',') })
    const look = (): void => this.queue.add('all')
    for (const informer of [this.services, this.nodes, this.slices, this.speakers]) (informer as Informer<KubeObject>).handle({ added: look, updated: look, deleted: look }) // whatever its type, it is an object
    const kinds = this.informers.of('customresourcedefinitions.apiextensions.k8s.io')
    kinds.handle({ added: look, updated: look })
  }

  stop(): void {
    this.queue.stop()
    this.informers.stop()
  }

  private sync(): void {
    this.learnKinds()
    if (!this.pools) return
    const pools = this.pools.list().flatMap(poolOf)
    const wanting = this.services.list().filter(({ spec }) => spec.type === 'LoadBalancer' && (spec.loadBalancerClass ?? 'metallb') === 'metallb')
    const taken = new Set(wanting.flatMap(addressesOf))
    for (const service of wanting) this.assign(service, pools, taken)
    this.announceAll(wanting, pools)
  }

  /** Its own kinds are there only when they have been established. */
  private learnKinds(): void {
    const look = (): void => this.queue.add('all')
    const watch = (key: string): Informer<KubeObject> | undefined => {
      if (!this.client.definitions().some(({ group, plural }) => `${plural}.${group}` === key)) return undefined
      const informer = this.informers.ofAny(key)
      informer.handle({ added: look, updated: look, deleted: look })
      return informer
    }
    this.pools ??= watch(poolsKey)
    this.advertisements ??= watch(advertisementsKey)
  }

  private assign(service: Service, pools: readonly Pool[], taken: Set<string>): void {
    const { annotations = {} } = service.metadata
    const wanted = annotations[addressAnnotation] ?? annotations[formerAddressAnnotation] ?? service.spec.loadBalancerIP
    const [current] = addressesOf(service)
    const named = annotations[poolAnnotation]
    const eligible = pools.filter(({ name, isAutomatic }) => named === undefined ? isAutomatic || wanted !== undefined : name === named)
    if (current !== undefined && poolWith(eligible, current) && (wanted === undefined || wanted === current)) return
    if (current !== undefined) taken.delete(current)
    const address = wanted === undefined ? firstFree(eligible, taken) : !taken.has(wanted) && poolWith(eligible, wanted) ? wanted : undefined
    if (address !== undefined) taken.add(address)
    if (address === current) {
      if (address === undefined) this.controllerSays.event(service, 'Warning', 'AllocationFailed', `Failed to allocate IP for ${JSON.stringify(keyOf(service))}: ${wanted === undefined ? 'no available IPs' : `[${JSON.stringify(wanted)}] is not allowed in config`}`)
      return
    }
    const ingress = address === undefined ? [] : [{ ip: address, ipMode: 'VIP' }]
    try { this.client.updateStatus('services', { ...service, status: { ...service.status, loadBalancer: address === undefined ? {} : { ingress } } }) }
    catch (error) {
      if (!isRefusal(error)) throw error
      this.queue.addRateLimited('all')
      return
    }
    if (address !== undefined) this.controllerSays.event(service, 'Normal', 'IPAllocated', `Assigned IP ["${address}"]`)
  }

  private announceAll(services: readonly Service[], pools: readonly Pool[]): void {
    const gone = new Set(this.announced.keys())
    for (const service of services) for (const address of addressesOf(service)) {
      const pool = poolWith(pools, address)
      const node = pool && this.isAdvertised(pool) ? this.speakerFor(service, address) : undefined
      if (node === undefined) continue
      gone.delete(address)
      if (this.announced.get(address) === node) continue
      this.announced.set(address, node)
      this.network.announce(address, this.network.nodes.get(node))
      this.speakerSays.event(service, 'Normal', 'nodeAssigned', `announcing from node "${node}" with protocol "layer2"`)
    }
    for (const address of gone) {
      this.announced.delete(address)
      this.network.announce(address, undefined)
    }
  }

  private isAdvertised({ name }: Pool): boolean {
    return (this.advertisements?.list() ?? []).some(advertisement => {
      const names = textsIn(specOf(advertisement)['ipAddressPools'])
      return names.length === 0 || names.includes(name)
    })
  }

  /** All speakers agree without talking: each knows the same nodes, and sorts them in the same way. */
  private speakerFor(service: Service, address: string): string | undefined {
    const speaking = new Set(this.speakers.list().filter(isReady).map(({ spec }) => spec.nodeName))
    const ready = this.nodes.list().filter(node => speaking.has(node.metadata.name) && isReady(node))
    const meant = ready.filter(({ metadata }) => metadata.labels?.[excludedLabel] === undefined)
    const local = service.spec.externalTrafficPolicy === 'Local' ? this.nodesWithEndpoints(service) : undefined
    const names = (meant.length > 0 ? meant : ready).map(({ metadata }) => metadata.name).filter(name => local?.has(name) ?? true)
    const orderOf = (name: string): string => shortHash(`${name}#${address}`, 10)
    return names.sort((a, b) => orderOf(a) < orderOf(b) ? -1 : 1)[0]
  }

  private nodesWithEndpoints({ metadata }: Service): ReadonlySet<string | undefined> {
    const own = this.slices.list().filter(slice => slice.metadata.namespace === metadata.namespace && slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name)
    return new Set(own.flatMap(({ endpoints }) => (endpoints ?? []).filter(({ conditions }) => conditions.ready ?? true).map(({ nodeName }) => nodeName)))
  }
}

const addressesOf = ({ status }: Service): readonly string[] => (status.loadBalancer.ingress ?? []).flatMap(({ ip }) => ip === undefined ? [] : [ip])

const isReady = ({ status }: Pod | Node): boolean => (status.conditions ?? []).some(({ type, status: value }) => type === 'Ready' && value === 'True')

function firstFree(pools: readonly Pool[], taken: ReadonlySet<string>): string | undefined {
  for (const pool of pools) {
    const address = freeAddress(pool, taken)
    if (address !== undefined) return address
  }
  return undefined
}

const specOf = (object: KubeObject): Readonly<Record<string, unknown>> =>
  'spec' in object && typeof object.spec === 'object' && object.spec !== null ? Object.fromEntries(Object.entries(object.spec)) : {}

const textsIn = (value: unknown): readonly string[] => Array.isArray(value) ? value.filter(each => typeof each === 'string') : []

function poolOf(object: KubeObject): readonly Pool[] {
  const spec = specOf(object)
  const ranges = textsIn(spec['addresses']).map(rangeOf).filter(range => range !== undefined)
  return [{ name: object.metadata.name, ranges, isAutomatic: spec['autoAssign'] !== false }]
}
