// What a pod and the template of one may be.
import { labelKeyFaults } from '../selectors/names.ts'
import type { PodDNSConfig, PodSpec, PodTemplateSpec } from '../types.gen.ts'
import { fails, ipAddress, named, oneOf, seenBefore } from './check.ts'
import type { Path } from './path.ts'
import { containers, ephemeralContainers, initContainers } from './container.ts'
import { annotations, labels } from './labels.ts'
import { between, dnsLabel, subdomain } from './names.ts'
import { affinity, spreading, tolerations } from './placement.ts'
import { podSecurity } from './security.ts'
import { volumes } from './volumes.ts'

const largestInt32 = 2 ** 31 - 1
const restartPolicies = ['Always', 'OnFailure', 'Never']

/** `podName` is that of a real pod, undefined for a template. */
export function podSpec(path: Path, spec: PodSpec, podName?: string): void {
  if (spec.terminationGracePeriodSeconds === undefined) path.to('terminationGracePeriodSeconds').required()
  const mountable = volumes(path.to('volumes'), spec.volumes ?? [], podName)
  containers(path.to('containers'), spec, mountable)
  initContainers(path.to('initContainers'), spec, mountable)
  ephemeralContainers(path.to('ephemeralContainers'), spec, mountable)
  if (spec.hostNetwork) samePorts(path, spec, podName !== undefined)
  oneOf(path.to('restartPolicy'), spec.restartPolicy, restartPolicies)
  oneOf(path.to('dnsPolicy'), spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'])
  labels(path.to('nodeSelector'), spec.nodeSelector)
  if (spec.securityContext) podSecurity(path.to('securityContext'), spec.securityContext, spec)
  if (spec.affinity) affinity(path.to('affinity'), spec.affinity)
  dns(path.to('dnsConfig'), spec.dnsConfig, spec.dnsPolicy)
  spec.readinessGates?.forEach(({ conditionType }, i) => fails(path.to(`readinessGates[${i}].conditionType`), conditionType, labelKeyFaults(conditionType)))
  if (spec.schedulingGates) gates(path.to('schedulingGates'), spec.schedulingGates)
  if (spec.topologySpreadConstraints) spreading(path.to('topologySpreadConstraints'), spec.topologySpreadConstraints)
  optionalName(path.to('serviceAccountName'), spec.serviceAccountName, subdomain)
  optionalName(path.to('nodeName'), spec.nodeName, subdomain)
  const { activeDeadlineSeconds: deadline } = spec
  if (deadline !== undefined) fails(path.to('activeDeadlineSeconds'), deadline, between(1, largestInt32)(deadline))
  optionalName(path.to('hostname'), spec.hostname, dnsLabel)
  optionalName(path.to('subdomain'), spec.subdomain, dnsLabel)
  if (spec.tolerations) tolerations(path.to('tolerations'), spec.tolerations)
  spec.hostAliases?.forEach(({ ip, hostnames = [] }, i) => {
    ipAddress(path.to(`hostAliases[${i}].ip`), ip)
    hostnames.forEach((name, j) => fails(path.to(`hostAliases[${i}].hostnames[${j}]`), name, subdomain(name)))
  })
  optionalName(path.to('priorityClassName'), spec.priorityClassName, subdomain)
  optionalName(path.to('runtimeClassName'), spec.runtimeClassName, subdomain)
  if (spec.os) oneOf(path.to('os.name'), spec.os.name, ['linux', 'windows'])
  if (spec.preemptionPolicy !== undefined) oneOf(path.to('preemptionPolicy'), spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'])
}

function optionalName(path: Path, name: string | undefined, rule: (name: string) => readonly string[]): void {
  if (name) named(path, name, rule)
}

function samePorts(path: Path, spec: PodSpec, isPod: boolean): void {
  spec.containers?.forEach((container, i) => container.ports?.forEach(({ hostPort = 0, containerPort }, j) => {
    if ((isPod || hostPort !== 0) && hostPort !== containerPort)
      path.to(`containers[${i}].ports[${j}].hostPort`).invalid(hostPort, 'must match `containerPort` when `hostNetwork` is true')
  }))
}

function dns(path: Path, config: PodDNSConfig | undefined, policy: string | undefined): void {
  if (policy === 'None' && !config) path.required('must provide `dnsConfig` when `dnsPolicy` is None')
  if (!config) return
  const { nameservers = [], searches = [], options = [] } = config
  if (policy === 'None' && nameservers.length === 0) return void path.to('nameservers').required('must provide at least one DNS nameserver when `dnsPolicy` is None')
  if (nameservers.length > 3) path.to('nameservers').invalid(nameservers, 'must not have more than 3 nameservers')
  nameservers.forEach((server, i) => ipAddress(path.to(`nameservers[${i}]`), server))
  if (searches.length > 32) path.to('searches').invalid(searches, 'must not have more than 32 search paths')
  if (searches.join(' ').length > 2048) path.to('searches').invalid(searches, 'must not have more than 2048 characters (including spaces) in the search list')
  searches.forEach((search, i) => {
    const name = search.replace(/\.$/, '')
    if (search !== '.') fails(path.to(`searches[${i}]`), name, subdomain(name.replaceAll('_', 'a')))
  })
  options.forEach(({ name }, i) => { if (!name) path.to(`options[${i}]`).required('must not be empty') })
}

function gates(path: Path, list: NonNullable<PodSpec['schedulingGates']>): void {
  const seen = seenBefore()
  list.forEach(({ name }, i) => {
    fails(path.to(i), name, labelKeyFaults(name))
    if (seen(name)) path.to(i).duplicate(name)
  })
}

/** What only matters once a pod is to run; templates get away with it. */
export function onlyForPods(path: Path, spec: PodSpec): void {
  for (const field of ['containers', 'initContainers'] as const)
    spec[field]?.forEach(({ image }, i) => trimmed(path.to(`${field}[${i}].image`), image))
}

export function trimmed(path: Path, image: string | undefined): void {
  if (image !== undefined && image.trim() !== image) path.invalid(image, 'must not have leading or trailing whitespace')
}

export function podTemplate(path: Path, { metadata, spec }: PodTemplateSpec): void {
  labels(path.to('labels'), metadata.labels)
  annotations(path.to('annotations'), metadata.annotations)
  podSpec(path.to('spec'), spec)
  if (spec.ephemeralContainers?.length) path.to('spec.ephemeralContainers').forbidden('ephemeral containers not allowed in pod template')
}
