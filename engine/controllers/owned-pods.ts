// The pods of each owner, counted as they come and change: a look at a thousand costs no more than a look at one.
import type { Pod } from '../apiserver/types.gen.ts'
import { keyOf } from '../client/informer.ts'
import { controllerOf } from './owners.ts'
import { isActive, isReady, isTerminating } from './pod-control.ts'

type Labels = Readonly<Record<string, string>>

export class Flock {
  readonly pods = new Map<string, Pod>()
  active = 0
  ready = 0
  terminating = 0
  /** Pods that came or were relabelled since their owner last looked whether they are still its own. */
  readonly unchecked = new Set<string>()
  private labels: Labels | undefined
  private labelled = 0

  /** How many active pods have all these labels. */
  fullyLabelled(labels: Labels = {}): number {
    if (labels !== this.labels) {
      this.labels = labels
      this.labelled = [...this.pods.values()].filter(pod => isActive(pod) && hasAll(pod, labels)).length
    }
    return this.labelled
  }

  count(pod: Pod, by: 1 | -1): void {
    if (isTerminating(pod)) this.terminating += by
    if (!isActive(pod)) return
    this.active += by
    if (isReady(pod)) this.ready += by
    if (this.labels && hasAll(pod, this.labels)) this.labelled += by
  }

  get activePods(): readonly Pod[] { return [...this.pods.values()].filter(isActive) }
}

const hasAll = ({ metadata }: Pod, labels: Labels): boolean => {
  for (const key in labels) if (metadata.labels?.[key] !== labels[key]) return false
  return true
}

const empty = new Flock()

export class OwnedPods {
  private readonly flocks = new Map<string, Flock>()
  private readonly homes = new Map<string, string>()

  of(owner: string): Flock { return this.flocks.get(owner) ?? empty }

  put(pod: Pod): void {
    const key = keyOf(pod)
    const home = controllerOf(pod)?.uid
    const before = this.homes.get(key)
    const known = before === undefined ? undefined : this.flocks.get(before)?.pods.get(key)
    if (before !== home) this.remove(key)
    if (home === undefined) return
    const flock = this.flockOf(home)
    if (known && before === home) flock.count(known, -1)
    if (known?.metadata.labels !== pod.metadata.labels || before !== home) flock.unchecked.add(key)
    if (before !== home) this.homes.set(key, home)
    flock.pods.set(key, pod)
    flock.count(pod, 1)
  }

  remove(key: string): void {
    const home = this.homes.get(key)
    const flock = home === undefined ? undefined : this.flocks.get(home)
    const pod = flock?.pods.get(key)
    if (home === undefined || !flock || !pod) return
    flock.count(pod, -1)
    flock.pods.delete(key)
    flock.unchecked.delete(key)
    this.homes.delete(key)
    if (flock.pods.size === 0) this.flocks.delete(home)
  }

  private flockOf(owner: string): Flock {
    let flock = this.flocks.get(owner)
    if (!flock) this.flocks.set(owner, flock = new Flock())
    return flock
  }
}
