// The containers of a pod or of a template for pods.
import type { Container, ContainerPort, ContainerState, ContainerStatus, EnvVar, Pod, Probe, ResourceRequirements } from '../../apiserver/types.gen.ts'
import { hostPort, orNone, quantity, trueFalse } from '../../apiserver/tables/format.ts'
import { goQuote } from '../../apiserver/tables/jsonpath/index.ts'
import { milliValue, parseQuantity, wholeValue } from '../../apiserver/schema/quantity.ts'
import { dateText, sortedKeys, type Description } from './description.ts'

/** Ephemeral containers have no resources. */
export type DescribedContainer = Omit<Container, 'resources'> & { readonly resources?: ResourceRequirements }

export interface ContainerGroup {
  readonly title: string
  readonly containers: readonly DescribedContainer[]
  readonly statuses?: readonly ContainerStatus[] | undefined
  /** The pod that references to fields are resolved in; none for templates, which are one blank further in. */
  readonly pod?: Pod
}

export function containerLines(out: Description, { title, containers, statuses = [], pod }: ContainerGroup): void {
  const indent = pod ? '' : '  '
  out.line(0, `${indent}${title}:${containers.length === 0 ? ' <none>' : ''}`)
  for (const container of containers) {
    const status = statuses.findLast(({ name }) => name === container.name)
    out.line(1, `${pod ? '' : ' '}${container.name}:`)
    basics(out, container, status)
    words(out, 'Command', container.command)
    words(out, 'Args', container.args)
    if (status) states(out, status)
    resourceLines(out, 2, container.resources)
    for (const [name, probe] of [['Liveness', container.livenessProbe], ['Readiness', container.readinessProbe], ['Startup', container.startupProbe]] as const)
      if (probe) out.line(2, `${name}:\t${probeText(probe)}`)
    environment(out, container, pod)
    mounts(out, container)
  }
}

function basics(out: Description, { image = '', ports = [], securityContext }: DescribedContainer, status: ContainerStatus | undefined): void {
  if (status) out.line(2, `Container ID:\t${status.containerID ?? ''}`)
  out.line(2, `Image:\t${image}`)
  if (status) out.line(2, `Image ID:\t${status.imageID}`)
  portLine(out, 'Port', ports, port => port.containerPort)
  portLine(out, 'Host Port', ports, port => port.hostPort ?? 0)
  const profile = securityContext?.seccompProfile
  if (!profile) return
  out.line(2, `SeccompProfile:\t${profile.type}`)
  if (profile.type === 'Localhost') out.line(3, `LocalhostProfile:\t${profile.localhostProfile ?? ''}`)
}

function portLine(out: Description, title: string, ports: readonly ContainerPort[], numberOf: (port: ContainerPort) => number): void {
  const text = ports.map(port => `${numberOf(port)}/${port.protocol}${port.name ? ` (${port.name})` : ''}`).join(', ')
  out.line(2, `${title}${text.includes(',') ? 's' : ''}:\t${orNone(text)}`)
}

function words(out: Description, title: string, given: readonly string[] | undefined): void {
  if (!given?.length) return
  out.line(2, `${title}:`)
  for (const line of given.flatMap(word => word.split('\n'))) out.line(3, line)
}

function states(out: Description, { state = {}, lastState, ready, restartCount }: ContainerStatus): void {
  stateLines(out, 'State', state)
  if (lastState?.terminated) stateLines(out, 'Last State', lastState)
  out.line(2, `Ready:\t${trueFalse(ready)}`)
  out.line(2, `Restart Count:\t${restartCount}`)
}

function stateLines(out: Description, title: string, { running, waiting, terminated }: ContainerState): void {
  if (running) {
    out.line(2, `${title}:\tRunning`)
    out.line(3, `Started:\t${dateText(running.startedAt)}`)
  }
  else if (waiting || !terminated) {
    out.line(2, `${title}:\tWaiting`)
    if (waiting?.reason) out.line(3, `Reason:\t${waiting.reason}`)
  }
  else {
    out.line(2, `${title}:\tTerminated`)
    if (terminated.reason) out.line(3, `Reason:\t${terminated.reason}`)
    if (terminated.message) out.line(3, `Message:\t${terminated.message}`)
    out.line(3, `Exit Code:\t${terminated.exitCode}`)
    if (terminated.signal) out.line(3, `Signal:\t${terminated.signal}`)
    out.line(3, `Started:\t${dateText(terminated.startedAt)}`)
    out.line(3, `Finished:\t${dateText(terminated.finishedAt)}`)
  }
}

export function resourceLines(out: Description, level: number, resources: ResourceRequirements | undefined): void {
  for (const [title, list] of [['Limits', resources?.limits], ['Requests', resources?.requests]] as const) {
    const names = sortedKeys(list)
    if (names.length > 0) out.line(level, `${title}:`)
    for (const name of names) out.line(level + 1, `${name}:\t${quantity(list?.[name])}`)
  }
}

/** `http-get http://:8080/healthz delay=0s timeout=1s period=10s #success=1 #failure=3`. */
export function probeText(probe: Probe): string {
  const { initialDelaySeconds = 0, timeoutSeconds = 0, periodSeconds = 0, successThreshold = 0, failureThreshold = 0 } = probe
  const { exec, httpGet, tcpSocket, grpc } = probe
  const action = exec ? `exec [${(exec.command ?? []).join(' ')}]`
    : httpGet ? `http-get ${(httpGet.scheme ?? '').toLowerCase()}://${hostPort(httpGet.host ?? '', httpGet.port)}${urlPath(httpGet.path ?? '')}`
      : tcpSocket ? `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port}`
        : grpc ? `grpc <pod>:${grpc.port} ${grpc.service ?? ''}` : 'unknown'
  return `${action} delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`
}

function urlPath(path: string): string {
  const escaped = encodeURI(path.toWellFormed()).replace(/[?#!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  return escaped === '' || escaped.startsWith('/') ? escaped : `/${escaped}`
}

function environment(out: Description, container: DescribedContainer, pod: Pod | undefined): void {
  const { env = [], envFrom = [] } = container
  if (envFrom.length > 0) out.line(2, 'Environment Variables from:')
  for (const { configMapRef, secretRef, prefix } of envFrom) {
    const [kind, { name, optional = false }] = configMapRef ? ['ConfigMap', configMapRef] as const : ['Secret', secretRef ?? { name: '' }] as const
    out.line(3, `${name}\t${kind}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${optional}`)
  }
  out.line(2, `Environment:${env.length === 0 ? '\t<none>' : ''}`)
  for (const variable of env) for (const line of variableLines(variable, container, pod)) out.line(3, line)
}

function variableLines({ name, value = '', valueFrom }: EnvVar, container: DescribedContainer, pod: Pod | undefined): readonly string[] {
  if (!valueFrom) return value.split('\n').map((line, i) => `${i === 0 ? `${name}:` : ''}\t${line}`)
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom
  if (fieldRef) return [`${name}:\t${pod ? fieldOf(pod, fieldRef.fieldPath) : ''} (${fieldRef.apiVersion}:${fieldRef.fieldPath})`]
  if (resourceFieldRef) {
    const { resource, divisor } = resourceFieldRef
    const amount = resourceAmount(container, resource, divisor)
    const text = amount === '0' && (resource === 'limits.cpu' || resource === 'limits.memory') ? 'node allocatable' : amount
    return [`${name}:\t${text} (${resource})`]
  }
  if (secretKeyRef) return [`${name}:\t<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name}'>\tOptional: ${secretKeyRef.optional ?? false}`]
  if (configMapKeyRef) return [`${name}:\t<set to the key '${configMapKeyRef.key}' of config map '${configMapKeyRef.name}'>\tOptional: ${configMapKeyRef.optional ?? false}`]
  return []
}

/** kubectl knows only these two fields by itself. */
function fieldOf({ metadata }: Pod, path: string): string {
  return path === 'metadata.name' ? metadata.name : path === 'metadata.namespace' ? metadata.namespace ?? '' : ''
}

function resourceAmount({ resources }: DescribedContainer, resource: string, divisor: string | undefined): string {
  const [, list, name] = /^(limits|requests)\.(cpu|memory|ephemeral-storage)$/.exec(resource) ?? []
  if (!name) return ''
  const amountOf = name === 'cpu' ? milliValue : wholeValue
  const amount = amountOf(parseQuantity(quantity(resources?.[list === 'limits' ? 'limits' : 'requests']?.[name])))
  return String(Math.ceil(amount / (amountOf(parseQuantity(divisor ?? '0')) || amountOf(parseQuantity('1')))))
}

function mounts(out: Description, { volumeMounts = [], volumeDevices = [] }: DescribedContainer): void {
  const none = volumeMounts.length === 0 ? '\t<none>' : ''
  out.line(2, `Mounts:${none}`)
  for (const { mountPath, name, readOnly, subPath } of volumeMounts.toSorted((a, b) => a.mountPath < b.mountPath ? -1 : 1))
    out.line(3, `${mountPath} from ${name} (${readOnly ? 'ro' : 'rw'}${subPath ? `,path=${goQuote(subPath)}` : ''})`)
  if (volumeDevices.length > 0) out.line(2, `Devices:${none}`)
  for (const { devicePath, name } of volumeDevices.toSorted((a, b) => a.devicePath < b.devicePath ? -1 : 1)) out.line(3, `${devicePath} from ${name}`)
}
