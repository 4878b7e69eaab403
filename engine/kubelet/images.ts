// The images of a node: what is there, what is pulled, and what keeps failing.
import type { Clock } from '../clock/clock.ts'
import { shared } from '../clock/flat.ts'
import type { Container, Pod } from '../apiserver/types.gen.ts'
import type { Client } from '../client/client.ts'
import { nameOf, parseReference, type Image, type ImageReference } from '../runtime/images.ts'
import type { Credentials, ImageSource, Pull } from '../runtime/registry.ts'
import { pause, type Task } from '../runtime/task.ts'
import { Backoff } from './backoff.ts'
import { credentialsFor } from './credentials.ts'
import { durationText } from './format.ts'

/** Tells about a container of a pod. */
export type Tell = (type: 'Normal' | 'Warning', reason: string, message: string) => void

export interface Failure { readonly reason: string, readonly message: string }

/** Who may use an image that was pulled with a login: whoever has it. */
type Access = 'everyone' | Set<string>

export class Images {
  private readonly client: Client
  private readonly clock: Clock
  private readonly source: ImageSource
  /** What the clock is told, followed by the image. */
  private readonly pulls: string
  private readonly present = new Map<string, Image>()
  private readonly access = new Map<string, Access>()
  private readonly coming = new Set<string>()
  private readonly backoff: Backoff
  private readonly lastErrors = new Map<string, string>()
  /** Until when each of the pulls that may be under way at once will take. */
  private readonly busyUntilMs: number[]

  constructor(client: Client, source: ImageSource, node: string, parallelPulls: number) {
    this.client = client
    this.clock = client.clock
    this.source = source
    this.pulls = `kubelet ${node}: pulls `
    this.backoff = new Backoff(this.clock)
    this.busyUntilMs = Array.from({ length: Math.max(1, parallelPulls) }, () => 0)
  }

  list(): readonly Image[] { return [...new Set(this.present.values())] }

  /** Puts an image on the node without pulling it, as whoever prepares a machine does. */
  preload(name: string): void {
    const reference = parseReference(name)
    const pull = 'error' in reference ? undefined : this.source.pull(reference)
    if (pull && 'image' in pull) this.keep(pull.image, undefined)
  }

  /** Makes room on the disk: what no container uses can be pulled again. */
  removeAllBut(used: ReadonlySet<string>): void {
    for (const [name, image] of this.present) if (!used.has(image.name)) this.present.delete(name)
  }

  /** The image of a container, pulled if it has to be. */
  * ensure(pod: Pod, container: Pick<Container, 'image' | 'imagePullPolicy'>, tell: Tell): Task<Image | Failure> {
    const name = container.image ?? ''
    const reference = parseReference(name)
    if ('error' in reference) {
      const message = `Failed to apply default image tag "${name}": couldn't parse image name "${name}": ${reference.error}`
      tell('Warning', 'InspectFailed', message)
      return { reason: 'InvalidImageName', message }
    }
    const credentials = credentialsFor(this.client, pod, reference)
    const present = this.present.get(nameOf(reference))
    const policy = container.imagePullPolicy ?? (reference.tag === 'latest' && reference.digest === undefined ? 'Always' : 'IfNotPresent')
    if (present && policy !== 'Always' && this.mayUse(present, credentials)) {
      tell('Normal', 'Pulled', shared(`Container image "${name}" already present on machine and can be accessed by the pod`))
      return present
    }
    if (policy === 'Never') {
      const message = `Container image "${name}" is ${present ? 'present with pull policy of Never but does not have the proper credentials to access the image' : 'not present with pull policy of Never'}`
      tell('Warning', 'ErrImageNeverPull', message)
      return { reason: 'ErrImageNeverPull', message }
    }
    return yield* this.pull(`${pod.metadata.uid} ${name}`, name, reference, credentials, tell)
  }

  private* pull(key: string, name: string, reference: ImageReference, credentials: readonly Credentials[], tell: Tell): Task<Image | Failure> {
    if (this.backoff.isInBackOff(key)) {
      tell('Normal', 'BackOff', `Back-off pulling image "${name}"`)
      return { reason: 'ImagePullBackOff', message: `Back-off pulling image "${name}": ErrImagePull: ${this.lastErrors.get(key)}` }
    }
    tell('Normal', 'Pulling', shared(`Pulling image "${name}"`))
    const { pull, login } = this.ask(reference, credentials)
    const isHere = 'image' in pull && (this.present.has(pull.image.name) || this.coming.has(pull.image.name))
    const pullMs = isHere ? Math.min(pull.ms, checkMs) : pull.ms
    const waitMs = this.takeTurn(pullMs)
    if ('image' in pull) this.coming.add(pull.image.name)
    yield pause(this.clock, waitMs + pullMs, this.pulls, name)
    if ('error' in pull) {
      tell('Warning', 'Failed', `Failed to pull image "${name}": ${pull.error}`)
      this.backoff.raise(key, this.clock.nowMs)
      this.lastErrors.set(key, pull.error)
      return { reason: 'ErrImagePull', message: pull.error }
    }
    this.keep(pull.image, login)
    this.coming.delete(pull.image.name)
    this.backoff.forget(key)
    tell('Normal', 'Pulled', shared(`Successfully pulled image "${name}" in ${durationText(pullMs)} (${durationText(waitMs + pullMs)} including waiting). Image size: ${pull.image.sizeBytes} bytes.`))
    return pull.image
  }

  /** What the registry says to the first login that it takes, or to somebody without one. */
  private ask(reference: ImageReference, credentials: readonly Credentials[]): { readonly pull: Pull, readonly login?: Credentials } {
    const anonymous = this.source.pull(reference)
    if ('image' in anonymous || credentials.length === 0) return { pull: anonymous }
    let last: Pull = anonymous
    for (const login of credentials) {
      last = this.source.pull(reference, login)
      if ('image' in last) return { pull: last, login }
    }
    return { pull: last }
  }

  /** How long it has to wait for its turn; unless many are pulled at once, they come one after the other. */
  private takeTurn(pullMs: number): number {
    const { nowMs } = this.clock
    const turn = this.busyUntilMs.indexOf(Math.min(...this.busyUntilMs))
    const waitMs = Math.max(0, (this.busyUntilMs[turn] ?? 0) - nowMs)
    this.busyUntilMs[turn] = nowMs + waitMs + pullMs
    return waitMs
  }

  private keep(image: Image, login: Credentials | undefined): void {
    if (this.present.get(image.name) === image && this.access.get(image.digest) === 'everyone') return
    this.present.set(image.name, image)
    this.present.set(image.name.replace(/(:[^:/]+)?(@.*)?$/, `@${image.digest}`), image)
    const known = this.access.get(image.digest)
    if (!login) this.access.set(image.digest, 'everyone')
    else if (known === undefined) this.access.set(image.digest, new Set([keyOf(login)]))
    else if (known !== 'everyone') known.add(keyOf(login))
  }

  private mayUse({ digest }: Image, credentials: readonly Credentials[]): boolean {
    const access = this.access.get(digest) ?? 'everyone'
    return access === 'everyone' || credentials.some(login => access.has(keyOf(login)))
  }
}

const keyOf = ({ username, password }: Credentials): string => `${username}\n${password}`

/** Asking the registry whether the image is still the same. */
const checkMs = 5
