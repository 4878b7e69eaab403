// Containers: of a pod, of its beginning, and those added to look around.
import { duplicate, forbidden, invalidValue, notFoundValue, required } from '../resource.ts'
import type { Container, ContainerPort, EphemeralContainer, PodSpec, Volume, VolumeMount } from '../types.gen.ts'
import { descends, fails, named, oneOf, oneOfIfSet, present, seenBefore, type Errors } from './check.ts'
import { env, envFrom } from './env.ts'
import { dnsLabel, portName, portNumber } from './names.ts'
import { livenessProbe, readinessProbe, lifecycle } from './probe.ts'
import { containerResourceRequirements } from './resources.ts'
import { containerSecurity } from './security.ts'

export type Volumes = ReadonlyMap<string, Volume>
const protocols = ['SCTP', 'TCP', 'UDP']

export function containers(errors: Errors, path: string, spec: PodSpec, volumes: Volumes): void {
  const list = spec.containers ?? []
  if (list.length === 0) return void errors.push(required(path))
  const seen = seenBefore()
  list.forEach((container, i) => {
    const at = `${path}[${i}]`
    common(errors, at, container, spec, volumes)
    if (seen(container.name)) errors.push(duplicate(`${at}.name`, container.name))
    running(errors, at, container, spec)
    if (container.restartPolicy !== undefined && container.restartPolicyRules === undefined)
      oneOfIfSet(errors, `${at}.restartPolicy`, container.restartPolicy, ['Always', 'OnFailure', 'Never'])
  })
  hostPorts(errors, path, list)
}

export function initContainers(errors: Errors, path: string, spec: PodSpec, volumes: Volumes): void {
  if (!spec.initContainers) return
  const seen = seenBefore()
  for (const { name } of spec.containers ?? []) seen(name)
  spec.initContainers.forEach((container, i) => {
    const at = `${path}[${i}]`
    common(errors, at, container, spec, volumes)
    if (container.name !== '' && seen(container.name)) errors.push(duplicate(`${at}.name`, container.name))
    hostPorts(errors, path, [container])
    if (container.restartPolicy === 'Always') running(errors, at, container, spec)
    else {
      for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const)
        if (container[field]) errors.push(forbidden(`${at}.${field}`, 'may not be set for init containers without restartPolicy=Always'))
    }
  })
}

export function ephemeralContainers(errors: Errors, path: string, spec: PodSpec, volumes: Volumes): void {
  if (!spec.ephemeralContainers) return
  const others = new Set([...spec.containers ?? [], ...spec.initContainers ?? []].map(({ name }) => name))
  const seen = seenBefore()
  for (const name of others) seen(name)
  spec.ephemeralContainers.forEach((container, i) => {
    const at = `${path}[${i}]`
    common(errors, at, container, spec, volumes)
    if (seen(container.name)) errors.push(duplicate(`${at}.name`, container.name))
    const { targetContainerName } = container
    if (targetContainerName && !others.has(targetContainerName)) errors.push(notFoundValue(`${at}.targetContainerName`, targetContainerName))
    for (const field of ['lifecycle', 'livenessProbe', 'ports', 'readinessProbe', 'startupProbe'] as const)
      if (container[field]) errors.push(forbidden(`${at}.${field}`, 'cannot be set for an Ephemeral Container'))
  })
}

function common(errors: Errors, at: string, container: Container | EphemeralContainer, spec: PodSpec, volumes: Volumes): void {
  named(errors, `${at}.name`, container.name, dnsLabel)
  present(errors, `${at}.image`, container.image)
  oneOf(errors, `${at}.terminationMessagePolicy`, container.terminationMessagePolicy, ['File', 'FallbackToLogsOnError'])
  if (container.ports) ports(errors, `${at}.ports`, container.ports)
  if (container.env) env(errors, `${at}.env`, container.env)
  if (container.envFrom) envFrom(errors, `${at}.envFrom`, container.envFrom)
  if (container.volumeMounts) mounts(errors, `${at}.volumeMounts`, container, container.volumeMounts, volumes)
  if (container.volumeDevices) devices(errors, `${at}.volumeDevices`, container, volumes)
  oneOf(errors, `${at}.imagePullPolicy`, container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never'])
  if (container.resources) containerResourceRequirements(errors, `${at}.resources`, container.resources)
  if (container.securityContext) containerSecurity(errors, `${at}.securityContext`, container.securityContext, spec.hostUsers !== false)
}

/** What only containers have that keep running. */
function running(errors: Errors, at: string, container: Container, spec: PodSpec): void {
  const graceSeconds = spec.terminationGracePeriodSeconds
  if (container.lifecycle) lifecycle(errors, `${at}.lifecycle`, container.lifecycle, graceSeconds)
  if (container.livenessProbe) livenessProbe(errors, `${at}.livenessProbe`, container.livenessProbe)
  if (container.readinessProbe) readinessProbe(errors, `${at}.readinessProbe`, container.readinessProbe)
  if (container.startupProbe) livenessProbe(errors, `${at}.startupProbe`, container.startupProbe)
}

function ports(errors: Errors, path: string, list: readonly ContainerPort[]): void {
  const seen = seenBefore()
  list.forEach(({ name, containerPort, hostPort, protocol }, i) => {
    const at = `${path}[${i}]`
    if (name) {
      const faults = portName(name)
      fails(errors, `${at}.name`, name, faults)
      if (faults.length === 0 && seen(name)) errors.push(duplicate(`${at}.name`, name))
    }
    if (!containerPort) errors.push(required(`${at}.containerPort`))
    else fails(errors, `${at}.containerPort`, containerPort, portNumber(containerPort))
    if (hostPort) fails(errors, `${at}.hostPort`, hostPort, portNumber(hostPort))
    oneOf(errors, `${at}.protocol`, protocol, protocols)
  })
}

function hostPorts(errors: Errors, path: string, list: readonly Container[]): void {
  const seen = seenBefore()
  list.forEach((container, i) => container.ports?.forEach(({ protocol, hostIP = '', hostPort }, j) => {
    const taken = `${protocol}/${hostIP}/${hostPort}`
    if (hostPort && seen(taken)) errors.push(duplicate(`${path}[${i}].ports[${j}].hostPort`, taken))
  }))
}

function mounts(errors: Errors, path: string, container: Container | EphemeralContainer, list: readonly VolumeMount[], volumes: Volumes): void {
  const seen = seenBefore()
  list.forEach(({ name, mountPath, subPath, subPathExpr, mountPropagation }, i) => {
    const at = `${path}[${i}]`
    present(errors, `${at}.name`, name)
    if (!volumes.has(name)) errors.push(notFoundValue(`${at}.name`, name))
    present(errors, `${at}.mountPath`, mountPath)
    if (seen(mountPath)) errors.push(invalidValue(`${at}.mountPath`, mountPath, 'must be unique'))
    if (container.volumeDevices?.some(device => device.name === name)) errors.push(invalidValue(`${at}.name`, name, 'must not already exist in volumeDevices'))
    if (container.volumeDevices?.some(({ devicePath }) => devicePath === mountPath)) errors.push(invalidValue(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices'))
    if (subPath) descends(errors, `${path}.subPath`, subPath)
    if (subPathExpr) {
      if (subPath) errors.push(invalidValue(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'))
      descends(errors, `${path}.subPathExpr`, subPathExpr)
    }
    if (mountPropagation === undefined) return
    oneOf(errors, `${path}.mountPropagation`, mountPropagation, ['Bidirectional', 'HostToContainer', 'None'])
    if (mountPropagation === 'Bidirectional' && container.securityContext?.privileged !== true)
      errors.push(forbidden(`${path}.mountPropagation`, 'Bidirectional mount propagation is available only to privileged containers'))
  })
}

function devices(errors: Errors, path: string, { volumeDevices = [] }: Container | EphemeralContainer, volumes: Volumes): void {
  const seenName = seenBefore()
  const seenPath = seenBefore()
  volumeDevices.forEach(({ name, devicePath }, i) => {
    const at = `${path}[${i}]`
    const volume = volumes.get(name)
    present(errors, `${at}.name`, name)
    if (seenName(name)) errors.push(invalidValue(`${at}.name`, name, 'must be unique'))
    if (!volume) errors.push(notFoundValue(`${at}.name`, name))
    else if (!volume.persistentVolumeClaim && !volume.ephemeral)
      errors.push(invalidValue(`${at}.name`, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'))
    present(errors, `${at}.devicePath`, devicePath)
    if (seenPath(devicePath)) errors.push(invalidValue(`${at}.devicePath`, devicePath, 'must be unique'))
    if (devicePath.split('/').includes('..')) errors.push(invalidValue(`${at}.devicePath`, devicePath, 'can not contain backsteps (\'..\')'))
  })
}
