// What the kubelet knows of the containers of a pod. It looks at its runtime once a second, so that a container can
// have ended without the kubelet knowing it yet: what is decided and reported is what it has seen.
import { shared } from '../clock/flat.ts'
import type { Container as ContainerSpec, Pod, ResourceRequirements } from '../apiserver/types.gen.ts'
import type { Container } from '../runtime/container.ts'

export interface ContainerRecord {
  readonly spec: ContainerSpec
  readonly container: Container
  readonly restartCount: number
  /** What it may use by now: what its cgroup says. */
  resources: ResourceRequirements
  /** Its end has been noticed. */
  endSeen: boolean
  /** It ran in a sandbox that is no more. */
  isOutdated?: boolean
}

export type Seen = 'created' | 'running' | 'exited'

export function seen({ container, endSeen }: ContainerRecord): Seen {
  if (container.startedAtMs === undefined) return 'created'
  return container.exit && endSeen ? 'exited' : 'running'
}

type Runs = readonly [latest: ContainerRecord, before?: ContainerRecord]

/** The latest container of each name, and the one before it. */
export class Records {
  private runs: readonly Runs[] = []

  of(name: string): readonly [ContainerRecord?, ContainerRecord?] { return this.runs.find(([{ spec }]) => spec.name === name) ?? [] }
  latest(name: string): ContainerRecord | undefined { return this.of(name)[0] }

  add(record: ContainerRecord): void {
    const before = this.latest(record.spec.name)
    if (!before) {
      this.runs = this.runs.concat([[record]])
      return
    }
    before.endSeen = true
    this.runs = this.runs.map((runs): Runs => runs[0] === before ? [record, before] : runs)
  }

  * all(): Generator<ContainerRecord> { for (const [latest] of this.runs) yield latest }

  get isEmpty(): boolean { return this.runs.length === 0 }

  /** Its sandbox is gone, and all that ran in it. */
  outdate(): void {
    for (const record of this.all()) {
      record.endSeen = true
      record.isOutdated = true
    }
  }

  /** True when there was something new to see. */
  look(): boolean {
    let isNew = false
    for (const record of this.all()) {
      if (!record.container.exit || record.endSeen) continue
      record.endSeen = true
      isNew = true
    }
    return isNew
  }
}

const none: readonly never[] = []

/** Containers that came later, to look into the pod. */
export const ephemeralContainers = ({ spec }: Pod): readonly ContainerSpec[] =>
  !spec.ephemeralContainers ? none : spec.ephemeralContainers.map(({ targetContainerName: _target, resources = {}, ...container }) => ({ ...container, resources }))

/** Where a container stands in its pod, as events say it. */
export function fieldOf({ spec }: Pod, name: string): string {
  const isIn = (list: readonly { readonly name: string }[] | undefined): boolean => list?.some(each => each.name === name) ?? false
  return shared(`spec.${isIn(spec.initContainers) ? 'initContainers' : isIn(spec.ephemeralContainers) ? 'ephemeralContainers' : 'containers'}{${name}}`)
}

/** A sidecar: an init container that runs along with the others. */
export const isSidecar = ({ restartPolicy }: ContainerSpec): boolean => restartPolicy === 'Always'

export const restartPolicyOf = (pod: Pod, container: ContainerSpec): string => container.restartPolicy ?? pod.spec.restartPolicy ?? 'Always'

/** Whether a container that has ended with a code is to run again. */
export function restartsAfter(pod: Pod, container: ContainerSpec, isInit: boolean, exitCode: number): boolean {
  for (const { action, exitCodes } of container.restartPolicyRules ?? []) {
    const among = exitCodes?.values?.includes(exitCode) ?? false
    if (action === 'Restart' && exitCodes && among === (exitCodes.operator === 'In')) return true
  }
  const policy = restartPolicyOf(pod, container)
  if (isInit && !isSidecar(container)) return exitCode !== 0 && policy !== 'Never'
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0)
}

/** Whether the next look at the pod is to start a container. */
export function isToBeStarted(pod: Pod, container: ContainerSpec, isInit: boolean, record: ContainerRecord | undefined): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false
  if (!record || seen(record) === 'created') return true
  const { exit } = record.container
  if (isInit && record.isOutdated) return true // in a new sandbox all is made ready anew
  return seen(record) === 'exited' && exit !== undefined && restartsAfter(pod, container, isInit, exit.code)
}
