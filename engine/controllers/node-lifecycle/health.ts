// Whether a node has been heard of lately: by its lease, or by the heartbeat in its status.
import { timestamp } from '../../clock/time.ts'
import type { Lease, Node, NodeCondition, NodeStatus } from '../../apiserver/types.gen.ts'
import { readyCondition } from './taints.ts'

const graceMs = 50_000
const startupGraceMs = 60_000
const watched = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']

interface Pulse { readonly renewTime: string | undefined, readonly heartbeat: string | undefined, readonly seenMs: number }

export class Pulses {
  private readonly pulses = new Map<string, Pulse>()

  /** Notes any sign of life, by our own clock: those of the nodes may be wrong. */
  feel(node: Node, lease: Lease | undefined, nowMs: number): void {
    const known = this.pulses.get(node.metadata.name)
    const renewTime = lease?.spec.renewTime
    const heartbeat = readyCondition(node)?.lastHeartbeatTime ?? undefined
    if (known?.renewTime === renewTime && known?.heartbeat === heartbeat && known) return
    this.pulses.set(node.metadata.name, { renewTime, heartbeat, seenMs: nowMs })
  }

  isLost(node: Node, nowMs: number): boolean {
    const known = this.pulses.get(node.metadata.name)
    const patienceMs = readyCondition(node) ? graceMs : startupGraceMs
    return known !== undefined && nowMs - known.seenMs >= patienceMs // a round takes a moment: the one that comes at the end of its patience finds it lost
  }

  forget(name: string): void { this.pulses.delete(name) }

  /** Everyone starts anew, after a time in which no news could have come. */
  reset(nowMs: number): void {
    for (const [name, pulse] of this.pulses) this.pulses.set(name, { ...pulse, seenMs: nowMs })
  }
}

/** The status of a node of which nothing is heard any more. */
export function unknownStatus({ metadata, status }: Node, unixMs: number): NodeStatus {
  const now = timestamp(unixMs)
  const lost = (condition: NodeCondition): NodeCondition => condition.status === 'Unknown' || !watched.includes(condition.type)
    ? condition
    : { ...condition, status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.', lastTransitionTime: now }
  const before = status.conditions ?? []
  const never = watched.filter(type => !before.some(condition => condition.type === type)).map((type): NodeCondition => ({
    type, status: 'Unknown', reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.',
    lastHeartbeatTime: metadata.creationTimestamp, lastTransitionTime: now,
  }))
  return { ...status, conditions: [...before.map(lost), ...never] }
}
