// Making the volumes of a pod ready: again and again, ever more slowly, until all are there.
import type { Image } from '../runtime/images.ts'
import { pause, type Task } from '../runtime/task.ts'
import type { Failure, Tell } from './images.ts'
import type { TrackedPod } from './tracked-pod.ts'
import { unregistered } from './volumes/content.ts'
import { mountFailure, type PodVolumes } from './volumes/index.ts'

const firstRetryMs = 500
const longestRetryMs = 122_000
const attachPollMs = 500

/** Whether all volumes are there already, or can be had without waiting, as most can. */
export function mountAtOnce({ host, pod, podIP }: TrackedPod, volumes: PodVolumes): boolean {
  if (volumes.missing(pod).length > 0) return false
  return volumes.prepare({ pod, podIP, hostIP: host.address }).length === 0 && volumes.isComplete(pod)
}

/** Returns when all volumes are there. Those that were there before do not have to be as new as they could be. */
export function* mountAll(tracked: TrackedPod, volumes: PodVolumes): Task {
  const { host } = tracked
  const { namespace, name } = tracked.pod.metadata
  for (let retryMs = 0; ; retryMs = Math.min(Math.max(firstRetryMs, retryMs * 2), longestRetryMs)) {
    if (retryMs > 0) yield pause(host.clock, retryMs, `kubelet ${host.node}: mounts the volumes of ${namespace}/${name}`)
    yield* awaitAttached(tracked, volumes)
    const failed = volumes.prepare({ pod: tracked.pod, podIP: tracked.podIP, hostIP: host.address })
    for (const { message } of failed) host.recorder.event(tracked.pod, 'Warning', 'FailedMount', message)
    if (volumes.isComplete(tracked.pod)) return
    if (failed.some(({ isUnbound }) => isUnbound)) retryMs = longestRetryMs // it waits for the claim as long as it waits for all volumes
  }
}

/** Who waits in vain says so now and then. */
function* awaitAttached({ host, pod }: TrackedPod, volumes: PodVolumes): Task {
  for (let waitedMs = attachPollMs; ; waitedMs += attachPollMs) {
    const missing = volumes.missing(pod)
    if (missing.length === 0) return
    yield pause(host.clock, attachPollMs, `kubelet ${host.node}: waits for volumes of ${pod.metadata.namespace}/${pod.metadata.name}`)
    if (waitedMs % longestRetryMs < attachPollMs)
      host.recorder.event(pod, 'Warning', 'FailedMount', `Unable to attach or mount volumes: unmounted volumes=[${missing.join(' ')}], unattached volumes=[], failed to process volumes=[]: context deadline exceeded`)
  }
}

/** The images that a container mounts as volumes, pulled like its own. Answers why one could not be had. */
export function* mountImages({ pod, host }: TrackedPod, names: ReadonlySet<string>, volumes: PodVolumes, tell: Tell): Task<Failure | undefined> {
  for (const { name, image } of pod.spec.volumes ?? []) {
    if (!image || !names.has(name) || volumes.hasImage(name)) continue
    const { reference, pullPolicy } = image
    const found: Image | Failure = yield* host.images.ensure(pod, { ...reference !== undefined && { image: reference }, ...pullPolicy !== undefined && { imagePullPolicy: pullPolicy } }, tell)
    if ('reason' in found) return found
    volumes.putImage(name, found.files)
  }
  return undefined
}

/** A kubelet that finds a pod to be ended when it starts does not follow what its volumes hold. */
export function tellUnregistered({ pod, host }: TrackedPod): void {
  for (const volume of pod.spec.volumes ?? []) {
    const problem = unregistered(volume, pod.metadata.namespace ?? '')
    if (problem !== undefined) host.recorder.event(pod, 'Warning', 'FailedMount', mountFailure(volume.name, problem))
  }
}
