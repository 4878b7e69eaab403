// What a kubelet tells of its node: that it is there, how it is, and what has changed about it.
import type { Timer } from '../clock/clock.ts'
import { microTimestamp } from '../clock/time.ts'
import { StatusError } from '../apiserver/status.ts'
import type { Node } from '../apiserver/types.gen.ts'
import type { Host } from './host.ts'
import { leaseDraft, nodeDraft, nodeStatus, type Health, type NodeOptions } from './node-status.ts'

const beatMs = 10_000
const statusReportMs = 300_000

const cgroupV1 = 'cgroup v1 detected. cgroup v1 support is deprecated and will be removed in a future release. Please migrate to cgroup v2. More information at https://git.k8s.io/enhancements/keps/sig-node/5573-remove-cgroup-v1'

export class NodeReporter {
  private readonly host: Host
  private readonly options: NodeOptions
  private readonly health: () => Health
  /** What else is done at each beat, before the node is told of. */
  private readonly atBeat: () => void
  private timer: Timer | undefined
  private reportedMs = 0
  private reported: Health | undefined
  private wasUnschedulable: boolean | undefined

  constructor(host: Host, options: NodeOptions, health: () => Health, atBeat: () => void) {
    this.host = host
    this.options = options
    this.health = health
    this.atBeat = atBeat
  }

  start(): void {
    const { client, node, images } = this.host
    const known = client.find('nodes', undefined, node)
    if (known) this.report(known)
    else client.create('nodes', nodeDraft(this.options, client.unixMs, images.list(), this.health()))
    this.reported = this.health()
    this.reportedMs = client.clock.nowMs
    this.tellOfStart(known)
    this.renewLease()
    this.wait(this.host.random.below(beatMs)) // no two kubelets beat together
  }

  stop(): void { this.timer?.cancel() }

  /** Tells at once how the node is. */
  reportNow(): void {
    const { client, node } = this.host
    const known = client.find('nodes', undefined, node)
    if (known) this.report(known)
  }

  private wait(ms: number): void {
    const { clock, node } = this.host
    this.timer = clock.after(ms, `kubelet ${node}: beat`, () => {
      try { this.beat() }
      catch (error) { if (!(error instanceof StatusError)) throw error } // what the API server refuses is tried at the next beat
      this.wait(beatMs)
    })
  }

  private beat(): void {
    const { client, node } = this.host
    this.atBeat()
    this.renewLease()
    const known = client.find('nodes', undefined, node)
    if (!known) return
    this.tellWhetherSchedulable(known)
    if (this.health() !== this.reported || isDoubted(known) || client.clock.nowMs - this.reportedMs >= statusReportMs) this.report(known)
  }

  private report(known: Node): void {
    const { client, images } = this.host
    const health = this.health()
    const before = this.reported
    client.updateStatus('nodes', { ...known, status: { ...known.status, ...nodeStatus(this.options, client.unixMs, images.list(), known.status, health) } })
    this.reported = health
    this.reportedMs = client.clock.nowMs
    if (!before || health === before) return
    if (health.memoryIsShort !== before.memoryIsShort) this.tell(health.memoryIsShort ? 'NodeHasInsufficientMemory' : 'NodeHasSufficientMemory')
    if (health.diskIsShort !== before.diskIsShort) this.tell(health.diskIsShort ? 'NodeHasDiskPressure' : 'NodeHasNoDiskPressure')
    if (health.notReady !== before.notReady && (health.notReady === undefined || before.notReady === undefined)) this.tell(health.notReady === undefined ? 'NodeReady' : 'NodeNotReady')
  }

  private tellOfStart(known: Node | undefined): void {
    this.event('Normal', 'Starting', 'Starting kubelet.')
    if (this.options.cgroupVersion === 1) this.event('Warning', 'CgroupV1', cgroupV1)
    this.event('Normal', 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods')
    for (const reason of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID']) this.tell(reason)
    const ready = known?.status.conditions?.find(({ type }) => type === 'Ready')
    if (ready && ready.status !== 'True') this.tell('NodeReady')
  }

  private tellWhetherSchedulable({ spec: { unschedulable = false } }: Node): void {
    if (this.wasUnschedulable !== undefined && this.wasUnschedulable !== unschedulable) this.tell(unschedulable ? 'NodeNotSchedulable' : 'NodeSchedulable')
    this.wasUnschedulable = unschedulable
  }

  private tell(reason: string): void { this.event('Normal', reason, `Node ${this.host.node} status is now: ${reason}`) }

  private event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.host.recorder.event(this.host.itself, type, reason, message)
  }

  private renewLease(): void {
    const { client, node } = this.host
    const lease = client.find('leases.coordination.k8s.io', 'kube-node-lease', node)
    const owner = lease ? undefined : client.find('nodes', undefined, node)
    if (lease) client.update('leases.coordination.k8s.io', { ...lease, spec: { ...lease.spec, renewTime: microTimestamp(client.unixMs) } })
    else if (owner) client.create('leases.coordination.k8s.io', leaseDraft(node, client.unixMs, owner))
  }
}

/** Whether the node controller has given up hearing of a node that is there. */
const isDoubted = ({ status }: Node): boolean => status.conditions?.some(condition => condition.status === 'Unknown') ?? false
