// A pod whose resources can change while it runs.
import type { Pod } from '../apiserver/types.gen.ts'
import { pause, type Task } from '../runtime/task.ts'
import { changesInPlace, isAsAllocated, isDone, isResized, limitsOf, resizeText } from './resize.ts'
import { TrackedPod } from './tracked-pod.ts'

/** Telling the runtime of new limits. */
const resizeMs = 100

export abstract class SizedPod extends TrackedPod {
  /** There is reason to look at it. */
  protected abstract wake(): void

  /** Whether it can be resized as it asks. */
  considerResize(): void {
    const { allocations, client, node: name, recorder, waiting } = this.host
    const { pod } = this
    waiting.delete(this)
    if (this.stage !== 'running' || isAsAllocated(pod, allocations.of(pod))) {
      const { pending: _pending, ...rest } = this.resizing
      this.resizing = rest
      return
    }
    const node = client.find('nodes', undefined, name)
    const refusal = node && allocations.resize(pod, node)
    if (refusal) {
      if (refusal.reason === 'Deferred') waiting.add(this)
      const { pending } = this.resizing
      if (pending?.reason === refusal.reason && pending.message === refusal.message) return
      this.resizing = { ...this.resizing, pending: refusal }
      recorder.event(pod, 'Warning', `Resize${refusal.reason}`, `Pod resize ${refusal.reason}: ${resizeText(pod, ({ resources }) => resources, refusal.message)}`)
    }
    else {
      this.resizing = { inProgress: pod.metadata.generation ?? 0 }
      recorder.event(pod, 'Normal', 'ResizeStarted', `Pod resize started: ${resizeText(pod, allocations.of(pod))}`)
      this.letOthersGrow()
    }
    this.wake()
  }

  /** Something of the node may have become free. */
  protected letOthersGrow(): void { for (const other of [...this.host.waiting]) other.considerResize() }

  protected heedSize(before: Pod): void {
    if (!isResized(this.pod, before)) return
    this.host.allocations.hold(before)
    this.considerResize()
  }

  /** Gives running containers what has been granted; those that must be started anew for it come later. */
  protected* resize(): Task {
    if (this.resizing.inProgress === undefined) return
    const { host, records } = this
    const allocated = host.allocations.of(this.pod)
    const changes = changesInPlace(this.pod, records, allocated)
    if (changes.length > 0) yield pause(host.clock, resizeMs, `kubelet ${host.node}: resizes ${this.name}`)
    for (const { record, resources } of changes) {
      record.resources = resources
      record.container.meter.limit(limitsOf(resources))
    }
    if (!isDone(this.pod, records, allocated)) return
    const { inProgress: _inProgress, ...rest } = this.resizing
    this.resizing = rest
    host.recorder.event(this.pod, 'Normal', 'ResizeCompleted', `Pod resize completed: ${resizeText(this.pod, allocated)}`)
    this.report()
  }
}
