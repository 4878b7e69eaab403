// Starting a container: image, environment, creation, start, and the hook after it.
import { flat } from '../clock/flat.ts'
import type { Container as ContainerSpec, Pod } from '../apiserver/types.gen.ts'
import { keyOf } from '../client/informer.ts'
import { Container, type Owner } from '../runtime/container.ts'
import type { Image } from '../runtime/images.ts'
import { pause, type Task } from '../runtime/task.ts'
import { ConfigError, environmentOf, expandWith } from './environment.ts'
import { podText } from './format.ts'
import { runHook } from './hooks.ts'
import type { Failure, Tell } from './images.ts'
import { killContainer } from './kill.ts'
import { drawMs } from './pace.ts'
import type { ContainerRecord } from './records.ts'
import type { Probed } from './probes/worker.ts'
import { limitsOf } from './resize.ts'
import type { PodVolumes } from './volumes/index.ts'

export interface Starting {
  readonly probed: Probed
  readonly volumes: PodVolumes
  readonly tell: Tell
  readonly restartCount: number
  readonly owner: Owner
  readonly graceMs: number
}

const noPorts: readonly number[] = []

/** Answers why it did not come to run. */
export function* startContainer(spec: ContainerSpec, starting: Starting): Task<Failure | undefined> {
  const { probed, tell } = starting
  const { host, records, pod } = probed
  const image = yield* host.images.ensure(pod, spec, tell)
  if ('reason' in image) {
    tell('Warning', 'Failed', `Error: ${image.reason}`)
    return image
  }
  const made = make(spec, image, starting)
  if ('reason' in made) {
    tell('Warning', 'Failed', `Error: ${made.message}`)
    return made
  }
  yield pause(host.clock, drawMs(host.pace.create, host.random), host.does.creates, made.name)
  tell('Normal', 'Created', 'Container created')
  yield pause(host.clock, drawMs(host.pace.start, host.random), host.does.starts, made.name)
  const record: ContainerRecord = { spec, container: made, restartCount: starting.restartCount, resources: host.allocations.of(pod)(spec) ?? {}, endSeen: false }
  records.add(record)
  const error = made.start()
  if (error !== undefined) {
    tell('Warning', 'Failed', `Error: ${error}`)
    return { reason: 'RunContainerError', message: error }
  }
  tell('Normal', 'Started', 'Container started')
  return spec.lifecycle?.postStart ? yield* postStart(record, starting) : undefined
}

function* postStart(record: ContainerRecord, { probed, tell, graceMs }: Starting): Task<Failure | undefined> {
  const handler = record.spec.lifecycle?.postStart
  const message = handler && (yield* runHook(probed, record, handler))
  if (message === undefined) return undefined
  tell('Warning', 'FailedPostStartHook', 'PostStartHook failed')
  yield* killContainer(probed, record, { message: 'FailedPostStartHook', graceMs })
  return { reason: 'PostStartHookError', message }
}

function make(spec: ContainerSpec, image: Image, { probed, volumes, owner }: Starting): Container | Failure {
  const { host, pod, podIP, ports } = probed
  const hostname = pod.spec.hostname ?? (pod.spec.hostNetwork ? host.node : pod.metadata.name)
  try {
    refuseRoot(spec, image, pod)
    const env = environmentOf(host.client, { pod, podIP, hostIP: host.address }, spec, image.env, hostname)
    const { runAsUser } = { ...pod.spec.securityContext, ...spec.securityContext }
    const connected = host.network?.interfaceOf(pod, podIP, ports)
    return new Container({
      runtime: host.runtime,
      id: host.random.hex(8), // as containerd names containers
      what: flat`${keyOf(pod)} ${spec.name}`,
      image,
      hostname,
      ports,
      connected,
      containerPorts: spec.ports?.map(({ containerPort }) => containerPort) ?? noPorts,
      command: spec.command?.map(word => expandWith(word, env)),
      args: spec.args?.map(word => expandWith(word, env)),
      env,
      workingDir: spec.workingDir,
      mounts: volumes.mountsOf(spec, env),
      ...runAsUser !== undefined && { user: String(runAsUser) },
      limits: limitsOf(host.allocations.of(pod)(spec)),
      sharesProcessesOf: targetOf(spec, probed),
      ...spec.securityContext?.readOnlyRootFilesystem && { hasReadOnlyRoot: true },
      ...spec.stdin && { stdin: true },
      ...spec.tty && { tty: true },
      owner,
    })
  }
  catch (error) {
    if (error instanceof ConfigError) return { reason: 'CreateContainerConfigError', message: error.message }
    throw error
  }
}

/** The container that an ephemeral one looks into. */
function targetOf({ name }: ContainerSpec, { pod, records }: Probed): Container | undefined {
  const target = pod.spec.ephemeralContainers?.find(container => container.name === name)?.targetContainerName
  return target === undefined ? undefined : records.latest(target)?.container
}

function refuseRoot(spec: ContainerSpec, image: Image, pod: Pod): void {
  const asked = { ...pod.spec.securityContext, ...spec.securityContext }
  if (!asked.runAsNonRoot) return
  const about = `(pod: "${podText(pod)}", container: ${spec.name})`
  if (asked.runAsUser === 0) throw new ConfigError(`container's runAsUser breaks non-root policy ${about}`)
  if (asked.runAsUser !== undefined) return
  if (image.user === undefined || Number(image.user) === 0) throw new ConfigError(`container has runAsNonRoot and image will run as root ${about}`)
  if (Number.isNaN(Number(image.user))) throw new ConfigError(`container has runAsNonRoot and image has non-numeric user (${image.user}), cannot verify user is non-root ${about}`)
}
