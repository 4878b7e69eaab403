// The images of a node: what is there, what is pulled, and what keeps failing.
import type { Clock } from '../clock/clock.ts'
import { flat } from '../clock/flat.ts'
import type { Container, Pod } from '../apiserver/types.gen.ts'
import { nameOf, parseReference, type Image, type ImageReference } from '../runtime/images.ts'
import type { ImageSource } from '../runtime/registry.ts'
import { pause, type Task } from '../runtime/task.ts'
import { Backoff } from './backoff.ts'
import { durationText } from './format.ts'

/** Tells about a container of a pod. */
export type Tell = (type: 'Normal' | 'Warning', reason: string, message: string) => void

export interface Failure { readonly reason: string, readonly message: string }

export class Images {
  private readonly clock: Clock
  private readonly source: ImageSource
  private readonly node: string
  private readonly present = new Map<string, Image>()
  private readonly coming = new Set<string>()
  private readonly backoff: Backoff
  private readonly lastErrors = new Map<string, string>()
  private pullingUntilMs = 0

  constructor(clock: Clock, source: ImageSource, node: string) {
    this.clock = clock
    this.source = source
    this.node = node
    this.backoff = new Backoff(clock)
  }

  list(): readonly Image[] { return [...this.present.values()] }

  /** Puts an image on the node without pulling it, as whoever prepares a machine does. */
  preload(name: string): void {
    const reference = parseReference(name)
    const pull = 'error' in reference ? undefined : this.source.pull(reference)
    if (pull && 'image' in pull) this.present.set(pull.image.name, pull.image)
  }

  /** The image of a container, pulled if it has to be. */
  * ensure(pod: Pod, container: Container, tell: Tell): Task<Image | Failure> {
    const name = container.image ?? ''
    const reference = parseReference(name)
    if ('error' in reference) {
      const message = `Failed to apply default image tag "${name}": couldn't parse image name "${name}": ${reference.error}`
      tell('Warning', 'InspectFailed', message)
      return { reason: 'InvalidImageName', message }
    }
    const present = this.present.get(nameOf(reference))
    const policy = container.imagePullPolicy ?? (reference.tag === 'latest' ? 'Always' : 'IfNotPresent')
    if (present && policy !== 'Always') {
      tell('Normal', 'Pulled', flat`Container image "${name}" already present on machine and can be accessed by the pod`)
      return present
    }
    if (policy === 'Never') {
      const message = `Container image "${name}" is not present with pull policy of Never`
      tell('Warning', 'ErrImageNeverPull', message)
      return { reason: 'ErrImageNeverPull', message }
    }
    return yield* this.pull(`${pod.metadata.uid} ${name}`, name, reference, tell)
  }

  private* pull(key: string, name: string, reference: ImageReference, tell: Tell): Task<Image | Failure> {
    if (this.backoff.isInBackOff(key)) {
      tell('Normal', 'BackOff', `Back-off pulling image "${name}"`)
      return { reason: 'ImagePullBackOff', message: `Back-off pulling image "${name}": ErrImagePull: ${this.lastErrors.get(key)}` }
    }
    tell('Normal', 'Pulling', flat`Pulling image "${name}"`)
    const pull = this.source.pull(reference)
    const isHere = 'image' in pull && (this.present.has(pull.image.name) || this.coming.has(pull.image.name))
    const pullMs = isHere ? Math.min(pull.ms, checkMs) : pull.ms
    const waitMs = Math.max(0, this.pullingUntilMs - this.clock.nowMs) // one after the other
    this.pullingUntilMs = this.clock.nowMs + waitMs + pullMs
    if ('image' in pull) this.coming.add(pull.image.name)
    yield pause(this.clock, waitMs + pullMs, flat`kubelet ${this.node}: pulls ${name}`)
    if ('error' in pull) {
      tell('Warning', 'Failed', `Failed to pull image "${name}": ${pull.error}`)
      this.backoff.raise(key, this.clock.nowMs)
      this.lastErrors.set(key, pull.error)
      return { reason: 'ErrImagePull', message: pull.error }
    }
    this.present.set(pull.image.name, pull.image)
    this.coming.delete(pull.image.name)
    this.backoff.forget(key)
    tell('Normal', 'Pulled', flat`Successfully pulled image "${name}" in ${durationText(pullMs)} (${durationText(waitMs + pullMs)} including waiting). Image size: ${pull.image.sizeBytes} bytes.`)
    return pull.image
  }
}

/** Asking the registry whether the image is still the same. */
const checkMs = 5
