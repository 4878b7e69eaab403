// The address that Ingresses get: one of several controllers writes it, once a minute.
import type { Ingress, IngressLoadBalancerIngress, Service } from '../../../apiserver/types.gen.ts'
import { StatusError } from '../../../apiserver/status.ts'
import type { Client } from '../../../client/client.ts'
import { microTimestamp, parseTimestamp } from '../../../clock/time.ts'
import { pause, type Task } from '../../task.ts'
import type { Process } from '../../process.ts'
import type { Controller } from './controller.ts'
import { say } from './log.ts'
import type { Options } from './options.ts'

const leaseSeconds = 30
const retryMs = 7500
/** Who cannot renew for so long leads no more. */
const renewWithinMs = 15_000
const everyMs = 60_000
const leases = 'leases.coordination.k8s.io'

type Addresses = readonly IngressLoadBalancerIngress[]

export class StatusWriter {
  private readonly process: Process
  private readonly client: Client
  private readonly options: Options
  private readonly controller: Controller
  private readonly namespace: string
  private readonly identity: string
  private leads = false
  private heldMs = -Infinity

  constructor(process: Process, client: Client, options: Options, controller: Controller) {
    this.process = process
    this.client = client
    this.options = options
    this.controller = controller
    this.namespace = process.env.get('POD_NAMESPACE') ?? ''
    this.identity = process.env.get('POD_NAME') ?? process.machine.hostname
  }

  /** Runs until it is given up. */
  * run(): Task<never> {
    const { namespace, identity, options: { election } } = this
    say(this.process, 'I', 'leaderelection.go:257', `attempting to acquire leader lease ${namespace}/${election}...`)
    let writtenMs = -Infinity
    for (;;) {
      const led = this.leads
      const holds = this.attempt(() => this.holds())
      if (holds) this.heldMs = this.client.clock.nowMs
      this.leads = holds ?? (led && this.client.clock.nowMs - this.heldMs < renewWithinMs)
      if (this.leads && !led) {
        say(this.process, 'I', 'leaderelection.go:271', `successfully acquired lease ${namespace}/${election}`)
        say(this.process, 'I', 'status.go:85', `"New leader elected" identity="${identity}"`)
        writtenMs = -Infinity
      }
      if (this.leads && this.client.clock.nowMs - writtenMs >= everyMs) {
        writtenMs = this.client.clock.nowMs
        this.attempt(() => this.write(this.addresses()))
      }
      yield pause(this.client.clock, retryMs, `nginx-ingress-controller: ${identity} renews its lease`)
    }
  }

  /** The last one that goes takes the addresses with it. */
  clear(): void {
    if (!this.leads) return
    const others = this.attempt(() => this.peers().filter(({ metadata }) => metadata.name !== this.identity)) ?? []
    if (others.length > 0) return say(this.process, 'I', 'status.go:149', '"leaving status update for next leader"')
    say(this.process, 'I', 'status.go:129', `"removing value from ingress status" address=${JSON.stringify(this.attempt(() => this.addresses()) ?? [])}`)
    this.attempt(() => this.write([]))
  }

  /** What the server refuses is tried again later. */
  private attempt<T>(work: () => T): T | undefined {
    try { return work() }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      say(this.process, 'E', 'leaderelection.go:436', `error retrieving resource lock ${this.namespace}/${this.options.election}: ${asSeenFromPods(error.status.message)}`)
      return undefined
    }
  }

  private holds(): boolean {
    const { client, namespace, identity, options: { election: name } } = this
    const renewTime = microTimestamp(client.unixMs)
    const lease = client.find(leases, namespace, name)
    if (!lease) {
      client.create(leases, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace }, spec: { holderIdentity: identity, leaseDurationSeconds: leaseSeconds, acquireTime: renewTime, renewTime, leaseTransitions: 0 } })
      return true
    }
    const { holderIdentity = '', leaseTransitions = 0, renewTime: renewed = '' } = lease.spec ?? {}
    const isMine = holderIdentity === identity
    if (!isMine && holderIdentity !== '' && (parseTimestamp(renewed) ?? 0) + leaseSeconds * 1000 > client.unixMs) return false
    client.update(leases, { ...lease, spec: { ...lease.spec, holderIdentity: identity, renewTime, ...!isMine && { acquireTime: renewTime, leaseTransitions: leaseTransitions + 1 } } })
    return true
  }

  private addresses(): Addresses {
    const { publishAddress, publishService, reportsNodes } = this.options
    if (publishAddress !== '') return publishAddress.split(',').map(address => /^[\d.]+$/.test(address) ? { ip: address } : { hostname: address })
    const [namespace = '', name = ''] = publishService.split('/')
    if (name !== '' && !reportsNodes) return ofService(this.client.get('services', namespace, name))
    const nodes = new Set(this.peers().map(({ spec }) => spec.nodeName))
    return this.client.list('nodes').filter(({ metadata }) => nodes.has(metadata.name))
      .flatMap(({ status }) => (status.addresses ?? []).filter(({ type }) => type === 'InternalIP').map(({ address }) => ({ ip: address })))
  }

  /** The pods of the controller that run. */
  private peers() {
    const own = this.client.get('pods', this.namespace, this.identity)
    const { 'pod-template-hash': _, ...labels } = own.metadata.labels ?? {}
    const labelSelector = Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(',')
    return this.client.list('pods', this.namespace, { labelSelector }).filter(({ status, metadata }) => status.phase === 'Running' && metadata.deletionTimestamp === undefined)
  }

  private write(addresses: Addresses): void {
    for (const ingress of this.controller.own()) {
      const { namespace, name } = ingress.metadata
      const before = ingress.status.loadBalancer?.ingress ?? []
      if (keys(before) === keys(addresses)) continue
      say(this.process, 'I', 'status.go:304', `"updating Ingress status" namespace="${namespace}" ingress="${name}" currentValue=${textOf(before)} newValue=${textOf(addresses)}`)
      const current: Ingress | undefined = this.client.find('ingresses.networking.k8s.io', namespace, name)
      if (current) this.client.updateStatus('ingresses.networking.k8s.io', { ...current, status: { loadBalancer: addresses.length === 0 ? {} : { ingress: addresses } } })
    }
  }
}

/** Pods know the API server by the address of its Service. */
export const asSeenFromPods = (message = ''): string => message.replace('127.0.0.1:6443', '10.96.0.1:443')

const keys = (addresses: Addresses): string => addresses.map(({ ip, hostname }) => ip ?? hostname).join()
const textOf = (addresses: Addresses): string => addresses.length === 0 ? 'null' : JSON.stringify(addresses)

function ofService({ spec, status }: Service): Addresses {
  const external = (spec.externalIPs ?? []).map(ip => ({ ip }))
  if (spec.type === 'LoadBalancer') return [...(status.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip === undefined ? { ...hostname !== undefined && { hostname } } : { ip }), ...external]
  if (spec.type === 'ExternalName') return spec.externalName === undefined ? [] : [{ hostname: spec.externalName }]
  return external.length > 0 ? external : spec.clusterIP === undefined ? [] : [{ ip: spec.clusterIP }]
}
