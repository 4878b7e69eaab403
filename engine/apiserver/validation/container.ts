// Containers: of a pod, of its beginning, and those added to look around.
import type { Container, ContainerPort, ContainerRestartRule, EphemeralContainer, PodSpec, Volume, VolumeMount } from '../types.gen.ts'
import { descends, fails, oneOf, oneOfIfSet, present, seenBefore } from './check.ts'
import type { Path } from './path.ts'
import { env, envFrom } from './env.ts'
import { compactJson, internalStruct } from './internal.ts'
import { dnsLabel, portName, portNumber } from './names.ts'
import { livenessProbe, readinessProbe, lifecycle } from './probe.ts'
import { containerResourceRequirements } from './resources.ts'
import { among, each, given, holdTo, name, type Rules } from './rules.ts'
import { containerSecurity } from './security.ts'

export type Volumes = ReadonlyMap<string, Volume>

export function containers(path: Path, spec: PodSpec, volumes: Volumes): void {
  const list = spec.containers ?? []
  if (list.length === 0) return void path.required()
  const seen = seenBefore()
  list.forEach((container, i) => {
    const at = path.to(i)
    common(at, container, spec, volumes)
    if (seen(container.name)) at.to('name').duplicate(container.name)
    running(at, container, spec)
    restarts(at, container)
  })
  hostPorts(path, list)
}

export function initContainers(path: Path, spec: PodSpec, volumes: Volumes): void {
  if (!spec.initContainers) return
  const seen = seenBefore()
  for (const { name } of spec.containers ?? []) seen(name)
  spec.initContainers.forEach((container, i) => {
    const at = path.to(i)
    common(at, container, spec, volumes)
    restarts(at, container)
    if (container.name !== '' && seen(container.name)) at.to('name').duplicate(container.name)
    hostPorts(path, [container])
    if (container.restartPolicy === 'Always') running(at, container, spec)
    else {
      if (container.resizePolicy?.length) at.to('resizePolicy').invalidText(compactJson(container.resizePolicy.map(policy => internalStruct('ContainerResizePolicy', policy))), 'must not be set for init containers')
      for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const)
        if (container[field]) at.to(field).forbidden('may not be set for init containers without restartPolicy=Always')
    }
  })
}

export function ephemeralContainers(path: Path, spec: PodSpec, volumes: Volumes): void {
  if (!spec.ephemeralContainers) return
  const others = new Set([...spec.containers ?? [], ...spec.initContainers ?? []].map(({ name }) => name))
  const seen = seenBefore()
  for (const name of others) seen(name)
  spec.ephemeralContainers.forEach((container, i) => {
    const at = path.to(i)
    common(at, container, spec, volumes)
    if (seen(container.name)) at.to('name').duplicate(container.name)
    const { targetContainerName } = container
    if (targetContainerName && !others.has(targetContainerName)) at.to('targetContainerName').notFound(targetContainerName)
    for (const field of ['ports', 'resources', 'resizePolicy', 'restartPolicy', 'restartPolicyRules', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const)
      if (Object.keys(container[field] ?? {}).length > 0) at.to(field).forbidden(notToLookAround)
    container.volumeMounts?.forEach((mount, j) => {
      for (const field of ['subPath', 'subPathExpr'] as const) if (mount[field]) at.to('volumeMounts').to(j).to(field).forbidden(notToLookAround)
    })
  })
}

const notToLookAround = 'cannot be set for an Ephemeral Container'

/** Whether a container is run again, other than its pod says. */
function restarts(at: Path, { restartPolicy, restartPolicyRules = [] }: Container): void {
  if (restartPolicy !== undefined) oneOfIfSet(at.to('restartPolicy'), restartPolicy, ['Always', 'Never', 'OnFailure'])
  else if (restartPolicyRules.length > 0) at.to('restartPolicy').required('must specify restartPolicy when restart rules are used')
  each<ContainerRestartRule>((path, { action, exitCodes }) => {
    oneOfIfSet(path.to('action'), action, ['Restart'])
    if (exitCodes) oneOfIfSet(path.to('exitCodes.operator'), exitCodes.operator, ['In', 'NotIn'])
    else path.to('exitCodes').required('must be specified')
  })(at.to('restartPolicyRules'), restartPolicyRules)
}

function resizing(path: Path, policies: NonNullable<Container['resizePolicy']>, podRestarts: string | undefined): void {
  const seen = seenBefore()
  policies.forEach(({ resourceName, restartPolicy }, i) => {
    if (seen(resourceName)) path.to(i).duplicate(resourceName)
    oneOf(path, resourceName, ['cpu', 'memory'])
    oneOf(path, restartPolicy, ['NotRequired', 'RestartContainer'])
    if (podRestarts === 'Never' && restartPolicy !== 'NotRequired') path.invalid(restartPolicy, 'must be \'NotRequired\' when `restartPolicy` is \'Never\'')
  })
}

function common(at: Path, container: Container | EphemeralContainer, spec: PodSpec, volumes: Volumes): void {
  holdTo(at, container, beforeVolumes)
  if (container.volumeMounts) mounts(at.to('volumeMounts'), container, container.volumeMounts, volumes)
  devices(at.to('volumeDevices'), container, volumes)
  holdTo(at, container, afterVolumes)
  if (container.resizePolicy) resizing(at.to('resizePolicy'), container.resizePolicy, spec.restartPolicy)
  if (container.securityContext) containerSecurity(at.to('securityContext'), container.securityContext, spec.hostUsers !== false)
}

const beforeVolumes: Rules<Container | EphemeralContainer> = {
  name: name(dnsLabel),
  image: present,
  terminationMessagePolicy: among('File', 'FallbackToLogsOnError'),
  ports: given(ports),
  env: given(env),
  envFrom: given(envFrom),
}

const afterVolumes: Rules<Container | EphemeralContainer> = {
  imagePullPolicy: among('Always', 'IfNotPresent', 'Never'),
  resources: given(containerResourceRequirements),
}

/** What only containers have that keep running. */
function running(at: Path, container: Container, spec: PodSpec): void {
  if (container.lifecycle) lifecycle(at.to('lifecycle'), container.lifecycle, spec.terminationGracePeriodSeconds)
  holdTo(at, container, probes)
}

const probes: Rules<Container> = { livenessProbe: given(livenessProbe), readinessProbe: given(readinessProbe), startupProbe: given(livenessProbe) }

function ports(path: Path, list: readonly ContainerPort[]): void {
  const seen = seenBefore()
  each<ContainerPort>((at, one) => holdTo(at, one, {
    name: given((named, text) => {
      const faults = portName(text)
      fails(named, text, faults)
      if (faults.length === 0 && seen(text)) named.duplicate(text)
    }),
    containerPort: (numbered, number) => { if (number) fails(numbered, number, portNumber(number)); else numbered.required() },
    hostPort: given((numbered, number) => fails(numbered, number, portNumber(number))),
    protocol: among('SCTP', 'TCP', 'UDP'),
  }))(path, list)
}

function hostPorts(path: Path, list: readonly Container[]): void {
  const seen = seenBefore()
  list.forEach((container, i) => container.ports?.forEach(({ protocol, hostIP = '', hostPort }, j) => {
    const taken = `${protocol}/${hostIP}/${hostPort}`
    if (hostPort && seen(taken)) path.to(`[${i}].ports[${j}].hostPort`).duplicate(taken)
  }))
}

function mounts(path: Path, container: Container | EphemeralContainer, list: readonly VolumeMount[], volumes: Volumes): void {
  const seen = seenBefore()
  list.forEach(({ name, mountPath, subPath, subPathExpr, mountPropagation, readOnly, recursiveReadOnly }, i) => {
    const at = path.to(i)
    present(at.to('name'), name)
    if (!volumes.has(name)) at.to('name').notFound(name)
    present(at.to('mountPath'), mountPath)
    if (seen(mountPath)) at.to('mountPath').invalid(mountPath, 'must be unique')
    if (container.volumeDevices?.some(device => device.name === name)) at.to('name').invalid(name, 'must not already exist in volumeDevices')
    if (container.volumeDevices?.some(({ devicePath }) => devicePath === mountPath)) at.to('mountPath').invalid(mountPath, 'must not already exist as a path in volumeDevices')
    if (subPath) descends(path.to('subPath'), subPath)
    if (subPathExpr) {
      if (subPath) at.to('subPathExpr').invalid(subPathExpr, 'subPathExpr and subPath are mutually exclusive')
      descends(path.to('subPathExpr'), subPathExpr)
    }
    oneOfIfSet(path.to('mountPropagation'), mountPropagation, ['Bidirectional', 'HostToContainer', 'None'])
    if (mountPropagation === 'Bidirectional' && container.securityContext?.privileged !== true)
      path.to('mountPropagation').forbidden('Bidirectional mount propagation is available only to privileged containers')
    if (recursiveReadOnly === undefined || recursiveReadOnly === 'Disabled') return
    const deep = path.to('recursiveReadOnly')
    oneOfIfSet(deep, recursiveReadOnly, ['Disabled', 'Enabled', 'IfPossible'])
    if (recursiveReadOnly !== 'Enabled' && recursiveReadOnly !== 'IfPossible') return
    if (!readOnly) deep.forbidden('may only be specified when readOnly is true')
    if (mountPropagation !== undefined && mountPropagation !== 'None') deep.forbidden('may only be specified when mountPropagation is None or not specified')
  })
}

function devices(path: Path, { volumeDevices = [], volumeMounts = [] }: Container | EphemeralContainer, volumes: Volumes): void {
  const seenName = seenBefore()
  const seenPath = seenBefore()
  volumeDevices.forEach(({ name, devicePath }, i) => {
    const at = path.to(i)
    const volume = volumes.get(name)
    present(at.to('name'), name)
    if (seenName(name)) at.to('name').invalid(name, 'must be unique')
    if (!volume) at.to('name').notFound(name)
    else if (!volume.persistentVolumeClaim && !volume.ephemeral)
      at.to('name').invalid(name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode')
    present(at.to('devicePath'), devicePath)
    if (seenPath(devicePath)) at.to('devicePath').invalid(devicePath, 'must be unique')
    if (devicePath.split('/').includes('..')) at.to('devicePath').invalid(devicePath, 'can not contain backsteps (\'..\')')
    if (volumeMounts.some(mount => mount.name === name)) at.to('name').invalid(name, 'must not already exist in volumeMounts')
    if (volumeMounts.some(({ mountPath }) => mountPath === devicePath)) at.to('devicePath').invalid(devicePath, 'must not already exist as a path in volumeMounts')
  })
}
