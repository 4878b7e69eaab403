// What a pod and the template of one may be.
import { duplicate, forbidden, invalidValue, required } from '../resource.ts'
import { labelKeyFaults } from '../selectors/names.ts'
import type { PodDNSConfig, PodSpec, PodTemplateSpec } from '../types.gen.ts'
import { fails, ipAddress, named, oneOf, seenBefore, type Errors } from './check.ts'
import { containers, ephemeralContainers, initContainers } from './container.ts'
import { annotations, labels } from './labels.ts'
import { between, dnsLabel, subdomain } from './names.ts'
import { affinity, spreading, tolerations } from './placement.ts'
import { podSecurity } from './security.ts'
import { volumes } from './volumes.ts'

const largestInt32 = 2 ** 31 - 1
const restartPolicies = ['Always', 'OnFailure', 'Never']

/** `podName` is that of a real pod, undefined for a template. */
export function podSpec(errors: Errors, path: string, spec: PodSpec, podName?: string): void {
  if (spec.terminationGracePeriodSeconds === undefined) errors.push(required(`${path}.terminationGracePeriodSeconds`))
  const mountable = volumes(errors, `${path}.volumes`, spec.volumes ?? [], podName)
  containers(errors, `${path}.containers`, spec, mountable)
  initContainers(errors, `${path}.initContainers`, spec, mountable)
  ephemeralContainers(errors, `${path}.ephemeralContainers`, spec, mountable)
  if (spec.hostNetwork) samePorts(errors, path, spec, podName !== undefined)
  oneOf(errors, `${path}.restartPolicy`, spec.restartPolicy, restartPolicies)
  oneOf(errors, `${path}.dnsPolicy`, spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'])
  labels(errors, `${path}.nodeSelector`, spec.nodeSelector)
  if (spec.securityContext) podSecurity(errors, `${path}.securityContext`, spec.securityContext, spec)
  if (spec.affinity) affinity(errors, `${path}.affinity`, spec.affinity)
  dns(errors, `${path}.dnsConfig`, spec.dnsConfig, spec.dnsPolicy)
  spec.readinessGates?.forEach(({ conditionType }, i) => fails(errors, `${path}.readinessGates[${i}].conditionType`, conditionType, labelKeyFaults(conditionType)))
  if (spec.schedulingGates) gates(errors, `${path}.schedulingGates`, spec.schedulingGates)
  if (spec.topologySpreadConstraints) spreading(errors, `${path}.topologySpreadConstraints`, spec.topologySpreadConstraints)
  optionalName(errors, `${path}.serviceAccountName`, spec.serviceAccountName, subdomain)
  optionalName(errors, `${path}.nodeName`, spec.nodeName, subdomain)
  const { activeDeadlineSeconds: deadline } = spec
  if (deadline !== undefined) fails(errors, `${path}.activeDeadlineSeconds`, deadline, between(1, largestInt32)(deadline))
  optionalName(errors, `${path}.hostname`, spec.hostname, dnsLabel)
  optionalName(errors, `${path}.subdomain`, spec.subdomain, dnsLabel)
  if (spec.tolerations) tolerations(errors, `${path}.tolerations`, spec.tolerations)
  spec.hostAliases?.forEach(({ ip, hostnames = [] }, i) => {
    ipAddress(errors, `${path}.hostAliases[${i}].ip`, ip)
    hostnames.forEach((name, j) => fails(errors, `${path}.hostAliases[${i}].hostnames[${j}]`, name, subdomain(name)))
  })
  optionalName(errors, `${path}.priorityClassName`, spec.priorityClassName, subdomain)
  optionalName(errors, `${path}.runtimeClassName`, spec.runtimeClassName, subdomain)
  if (spec.os) oneOf(errors, `${path}.os.name`, spec.os.name, ['linux', 'windows'])
  if (spec.preemptionPolicy !== undefined) oneOf(errors, `${path}.preemptionPolicy`, spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'])
}

function optionalName(errors: Errors, path: string, name: string | undefined, rule: (name: string) => readonly string[]): void {
  if (name) named(errors, path, name, rule)
}

function samePorts(errors: Errors, path: string, spec: PodSpec, isPod: boolean): void {
  spec.containers?.forEach((container, i) => container.ports?.forEach(({ hostPort = 0, containerPort }, j) => {
    if ((isPod || hostPort !== 0) && hostPort !== containerPort)
      errors.push(invalidValue(`${path}.containers[${i}].ports[${j}].hostPort`, hostPort, 'must match `containerPort` when `hostNetwork` is true'))
  }))
}

function dns(errors: Errors, path: string, config: PodDNSConfig | undefined, policy: string | undefined): void {
  if (policy === 'None' && !config) errors.push(required(path, 'must provide `dnsConfig` when `dnsPolicy` is None'))
  if (!config) return
  const { nameservers = [], searches = [], options = [] } = config
  if (policy === 'None' && nameservers.length === 0) return void errors.push(required(`${path}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'))
  if (nameservers.length > 3) errors.push(invalidValue(`${path}.nameservers`, nameservers, 'must not have more than 3 nameservers'))
  nameservers.forEach((server, i) => ipAddress(errors, `${path}.nameservers[${i}]`, server))
  if (searches.length > 32) errors.push(invalidValue(`${path}.searches`, searches, 'must not have more than 32 search paths'))
  if (searches.join(' ').length > 2048) errors.push(invalidValue(`${path}.searches`, searches, 'must not have more than 2048 characters (including spaces) in the search list'))
  searches.forEach((search, i) => {
    const name = search.replace(/\.$/, '')
    if (search !== '.') fails(errors, `${path}.searches[${i}]`, name, subdomain(name.replaceAll('_', 'a')))
  })
  options.forEach(({ name }, i) => { if (!name) errors.push(required(`${path}.options[${i}]`, 'must not be empty')) })
}

function gates(errors: Errors, path: string, list: NonNullable<PodSpec['schedulingGates']>): void {
  const seen = seenBefore()
  list.forEach(({ name }, i) => {
    fails(errors, `${path}[${i}]`, name, labelKeyFaults(name))
    if (seen(name)) errors.push(duplicate(`${path}[${i}]`, name))
  })
}

/** What only matters once a pod is to run; templates get away with it. */
export function onlyForPods(errors: Errors, path: string, spec: PodSpec): void {
  for (const field of ['containers', 'initContainers'] as const)
    spec[field]?.forEach(({ image }, i) => trimmed(errors, `${path}.${field}[${i}].image`, image))
}

export function trimmed(errors: Errors, path: string, image: string | undefined): void {
  if (image !== undefined && image.trim() !== image) errors.push(invalidValue(path, image, 'must not have leading or trailing whitespace'))
}

export function podTemplate(errors: Errors, path: string, { metadata, spec }: PodTemplateSpec): void {
  labels(errors, `${path}.labels`, metadata.labels)
  annotations(errors, `${path}.annotations`, metadata.annotations)
  podSpec(errors, `${path}.spec`, spec)
  if (spec.ephemeralContainers?.length) errors.push(forbidden(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'))
}
