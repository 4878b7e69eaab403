// What a pod and the template of one may be.
import { labelKeyFaults } from '../selectors/names.ts'
import type { PodDNSConfig, PodSpec, PodTemplateSpec } from '../types.gen.ts'
import { fails, ipAddress, oneOfIfSet, seenBefore } from './check.ts'
import type { Path } from './path.ts'
import { containers, ephemeralContainers, initContainers } from './container.ts'
import { annotations, labels } from './labels.ts'
import { between, dnsLabel, subdomain } from './names.ts'
import { affinity, spreading, tolerations } from './placement.ts'
import { among, each, given, holdTo, nameIfGiven, type Rules } from './rules.ts'
import { podSecurity } from './security.ts'
import { volumes } from './volumes.ts'

const largestInt32 = 2 ** 31 - 1

/** `podName` is that of a real pod, undefined for a template. */
export function podSpec(path: Path, spec: PodSpec, podName?: string): void {
  if (spec.terminationGracePeriodSeconds === undefined) path.to('terminationGracePeriodSeconds').required()
  const mountable = volumes(path.to('volumes'), spec.volumes ?? [], podName)
  containers(path.to('containers'), spec, mountable)
  initContainers(path.to('initContainers'), spec, mountable)
  ephemeralContainers(path.to('ephemeralContainers'), spec, mountable)
  if (spec.hostNetwork) samePorts(path, spec, podName !== undefined)
  holdTo(path, spec, policies)
  if (spec.securityContext) podSecurity(path.to('securityContext'), spec.securityContext, spec)
  if (spec.affinity) affinity(path.to('affinity'), spec.affinity)
  if (spec.dnsConfig ?? spec.dnsPolicy === 'None') dns(path.to('dnsConfig'), spec.dnsConfig, spec.dnsPolicy)
  holdTo(path, spec, placing)
  if (spec.hostUsers === false) for (const field of ['hostNetwork', 'hostPID', 'hostIPC'] as const) if (spec[field]) path.to(field).forbidden('when `hostUsers` is false')
  holdTo(path, spec, rest)
}

const policies: Rules<PodSpec> = {
  restartPolicy: among('Always', 'OnFailure', 'Never'),
  dnsPolicy: among('ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'),
  nodeSelector: given(labels),
}

const placing: Rules<PodSpec> = {
  readinessGates: each((path, { conditionType }) => fails(path.to('conditionType'), conditionType, labelKeyFaults(conditionType))),
  schedulingGates: given(gates),
  topologySpreadConstraints: given(spreading),
}

const rest: Rules<PodSpec> = {
  serviceAccountName: nameIfGiven(subdomain),
  nodeName: nameIfGiven(subdomain),
  activeDeadlineSeconds: (path, seconds) => { if (seconds !== undefined) fails(path, seconds, between(1, largestInt32)(seconds)) },
  hostname: nameIfGiven(dnsLabel),
  subdomain: nameIfGiven(dnsLabel),
  tolerations: given(tolerations),
  hostAliases: each((path, { ip, hostnames }) => {
    ipAddress(path.to('ip'), ip)
    each<string>((at, host) => fails(at, host, subdomain(host)))(path.to('hostnames'), hostnames)
  }),
  priorityClassName: nameIfGiven(subdomain),
  runtimeClassName: nameIfGiven(subdomain),
  preemptionPolicy: given(among('PreemptLowerPriority', 'Never')),
  os: given((path, { name: system }) => {
    if (system) oneOfIfSet(path, system, ['linux', 'windows'])
    else path.to('name').required('cannot be empty')
  }),
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
  for (const field of ['containers', 'initContainers', 'ephemeralContainers'] as const)
    spec[field]?.forEach(({ image }, i) => trimmed(path.to(`${field}[${i}].image`), image))
}

export function trimmed(path: Path, image: string | undefined): void {
  if (image !== undefined && image.trim() !== image) path.invalid(image, 'must not have leading or trailing whitespace')
}

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost'

/** What annotations tell of a pod in particular. */
export function podAnnotations(path: Path, given: PodTemplateSpec['metadata']['annotations']): void {
  const cost = given?.[deletionCost]
  if (cost !== undefined && (!/^(?:0|-\d+|[1-9]\d*)$/.test(cost) || Math.abs(Number(cost) + 0.5) > 2 ** 31)) path.to(`[${deletionCost}]`).invalid(cost, 'must be a 32bit integer')
}

export function podTemplate(path: Path, { metadata, spec }: PodTemplateSpec): void {
  labels(path.to('labels'), metadata.labels)
  annotations(path.to('annotations'), metadata.annotations)
  podAnnotations(path.to('annotations'), metadata.annotations)
  podSpec(path.to('spec'), spec)
  if (spec.ephemeralContainers?.length) path.to('spec.ephemeralContainers').forbidden('ephemeral containers not allowed in pod template')
}
