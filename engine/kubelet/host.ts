// What the workers of one kubelet share: its node, its runtime, its way to the API server.
import type { KubeObject } from '../apiserver/object.ts'
import type { Clock } from '../clock/clock.ts'
import type { Random } from '../clock/random.ts'
import type { Client } from '../client/client.ts'
import type { EventRecorder } from '../client/recorder.ts'
import type { NodeNetwork } from '../network/cni.ts'
import type { ContainerRuntime } from '../runtime/container.ts'
import { Ports } from '../runtime/network.ts'
import type { Allocations } from './allocation.ts'
import type { Backoff } from './backoff.ts'
import type { Images } from './images.ts'
import type { Pace } from './pace.ts'
import type { SizedPod } from './sized-pod.ts'
import type { Storage } from './volumes/index.ts'

export interface Host {
  readonly node: string
  /** The node, as events refer to it. */
  readonly itself: KubeObject
  readonly address: string
  /** The same as a status has it, for all its pods. */
  readonly addressList: readonly { readonly ip: string }[]
  readonly cgroupVersion: 1 | 2
  readonly runtime: ContainerRuntime
  readonly pace: Pace
  readonly client: Client
  readonly clock: Clock
  readonly random: Random
  readonly recorder: EventRecorder
  readonly images: Images
  readonly storage: Storage
  /** What of the node its pods have been given, and those that wait to be given more. */
  readonly allocations: Allocations
  readonly waiting: Set<SizedPod>
  readonly addresses: Addresses
  /** What listens on the node itself. */
  readonly ports: Ports
  /** What connects its pods; without it they are alone. */
  readonly network: NodeNetwork | undefined
  /** Containers that keep ending. */
  readonly crashes: Backoff
  /** When the kubelet next compares its runtime with what it knows. */
  readonly looks: Rhythm
  /** When it next takes up work that is due. */
  readonly turns: Rhythm
  readonly does: Deeds
}

/** What a kubelet does for every pod, as the clock is told: made once, followed by the pod. */
export interface Deeds {
  readonly makesSandbox: string
  readonly creates: string
  readonly starts: string
  readonly looks: string
}

export const deedsOf = (node: string): Deeds => ({
  makesSandbox: `kubelet ${node}: makes the sandbox of `,
  creates: `kubelet ${node}: creates `,
  starts: `kubelet ${node}: starts `,
  looks: `kubelet ${node}: looks at `,
})

const rhythmMs = 1000

/** Once a second, at a moment of its own. */
export class Rhythm {
  private readonly phaseMs: number
  constructor(random: Random) { this.phaseMs = random.below(rhythmMs) }

  /** The first beat after an instant. */
  after(ms: number): number { return Math.floor((ms - this.phaseMs) / rhythmMs + 1) * rhythmMs + this.phaseMs }
  /** The first beat at or after an instant. */
  from(ms: number): number { return Math.ceil((ms - this.phaseMs) / rhythmMs) * rhythmMs + this.phaseMs }
}

/** The addresses of the pods of a node: a /24 of its own, the first of it for the node's bridge. */
export class Addresses {
  private readonly prefix: string
  private readonly released: (address: string) => void
  private readonly taken = new Set<number>()
  private last = 1

  constructor(podCIDR: string, released: (address: string) => void = () => {}) {
    this.prefix = podCIDR.split('.').slice(0, 3).join('.')
    this.released = released
  }

  take(): string {
    for (let tried = 0; tried < 254; tried++) {
      this.last = this.last >= 254 ? 2 : this.last + 1
      if (!this.taken.has(this.last)) break
    }
    this.taken.add(this.last)
    return `${this.prefix}.${this.last}`
  }

  release(address: string): void {
    this.taken.delete(Number(address.slice(address.lastIndexOf('.') + 1)))
    this.released(address)
  }
}
