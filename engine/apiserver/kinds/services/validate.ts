import { labelKeyFaults } from '../../selectors/names.ts'
import type { ServicePort, ServiceSpec } from '../../types.gen.ts'
import { cidr, fails, ipAddress, isIPv6, notSpecial, oneOf, oneOfIfSet, port, seenBefore } from '../../validation/check.ts'
import type { Path } from '../../validation/path.ts'
import { compactJson, internalStruct } from '../../validation/internal.ts'
import { labels } from '../../validation/labels.ts'
import { dnsLabel, portNumber, subdomain } from '../../validation/names.ts'
import { isExternal, isHeadless, needsHealthCheck } from './shape.ts'

const families = ['IPv4', 'IPv6']
const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack']
const kubeletPort = 10_250
const longestStickySeconds = 86_400

export function serviceSpec(root: Path, spec: ServiceSpec): void {
  const { type, ports = [], clusterIPs = [], sessionAffinity } = spec
  if (ports.length === 0 && !isHeadless(spec) && type !== 'ExternalName') root.to('spec.ports').required()
  if ((type === 'LoadBalancer' || type === 'NodePort') && isHeadless(spec))
    root.to('spec.clusterIPs[0]').invalid(clusterIPs[0], `may not be set to 'None' for ${type} services`)
  if (type === 'LoadBalancer') ports.forEach(({ port: number }, i) => {
    if (number === kubeletPort) root.to(`spec.ports[${i}]`).invalid(number, `may not expose port ${number} externally since it is used by kubelet`)
  })
  if (type === 'ExternalName') externalName(root, spec)
  const seen = seenBefore()
  ports.forEach((each, i) => servicePort(root.to(`spec.ports[${i}]`), each, ports.length > 1, seen))
  labels(root.to('spec.selector'), spec.selector)
  oneOf(root.to('spec.sessionAffinity'), sessionAffinity, ['ClientIP', 'None'])
  affinity(root, spec)
  if (type !== 'ExternalName') addresses(root, spec)
  spec.externalIPs?.forEach((ip, i) => externalIP(root.to(`spec.externalIPs[${i}]`), ip))
  oneOf(root.to('spec.type'), type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'])
  if (type === 'ClusterIP') ports.forEach(({ nodePort }, i) => { if (nodePort) root.to(`spec.ports[${i}].nodePort`).forbidden('may not be used when `type` is \'ClusterIP\'') })
  doubledPorts(root, ports)
  if (spec.loadBalancerSourceRanges?.length) {
    if (type !== 'LoadBalancer') root.to('spec.LoadBalancerSourceRanges').forbidden('may only be used when `type` is \'LoadBalancer\'')
    spec.loadBalancerSourceRanges.forEach((range, i) => cidr(root.to(`spec.LoadBalancerSourceRanges[${i}]`), range.trim()))
  }
  if (type !== 'LoadBalancer') {
    for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass'] as const)
      if (spec[field] !== undefined) root.to(`spec.${field}`).forbidden('may only be used when `type` is \'LoadBalancer\'')
  }
  else if (spec.loadBalancerClass !== undefined) fails(root.to('spec.loadBalancerClass'), spec.loadBalancerClass, labelKeyFaults(spec.loadBalancerClass))
  traffic(root, spec)
}

function externalName(root: Path, { clusterIPs = [], ipFamilies = [], ipFamilyPolicy, externalName: name = '' }: ServiceSpec): void {
  for (const [field, isSet] of [['clusterIPs', clusterIPs.length > 0], ['ipFamilies', ipFamilies.length > 0], ['ipFamilyPolicy', ipFamilyPolicy !== undefined]] as const)
    if (isSet) root.to(`spec.${field}`).forbidden('may not be set for ExternalName services')
  const cname = name.replace(/\.$/, '')
  if (cname === '') root.to('spec.externalName').required()
  else fails(root.to('spec.externalName'), cname, subdomain(cname))
}

function servicePort(path: Path, given: ServicePort, needsName: boolean, seen: (name: string) => boolean): void {
  const { name = '', port: number, protocol, targetPort, appProtocol } = given
  if (name !== '') {
    fails(path.to('name'), name, dnsLabel(name))
    if (seen(name)) path.to('name').duplicate(name)
  }
  else if (needsName) path.to('name').required()
  fails(path.to('port'), number, portNumber(number))
  oneOf(path.to('protocol'), protocol, ['SCTP', 'TCP', 'UDP'])
  port(path.to('targetPort'), targetPort)
  if (appProtocol !== undefined) fails(path.to('appProtocol'), appProtocol, labelKeyFaults(appProtocol))
}

function affinity(root: Path, { sessionAffinity, sessionAffinityConfig: config }: ServiceSpec): void {
  const path = root.to('spec.sessionAffinityConfig')
  if (sessionAffinity === 'None' && config) path.forbidden('must not be set when session affinity is None')
  const seconds = config?.clientIP?.timeoutSeconds
  if (sessionAffinity === 'ClientIP' && seconds !== undefined && (seconds <= 0 || seconds > longestStickySeconds))
    path.to('clientIP.timeoutSeconds').invalid(seconds, `must be greater than 0 and less than ${longestStickySeconds}`)
}

function addresses(root: Path, spec: ServiceSpec): void {
  const { clusterIP, clusterIPs = [], ipFamilies = [] } = spec
  const path = root.to('spec.clusterIPs')
  if (clusterIP && clusterIPs[0] !== clusterIP) path.invalid(clusterIPs, 'first value must match `clusterIP`')
  const seen = seenBefore()
  ipFamilies.forEach((family, i) => {
    if (!families.includes(family)) root.to(`spec.ipFamilies[${i}]`).notSupported(family, families)
    else if (family === 'IPv6') root.to(`spec.ipFamilies[${i}]`).invalid(family, 'not configured on this cluster')
    if (seen(family)) root.to(`spec.ipFamilies[${i}]`).duplicate(family)
  })
  oneOfIfSet(root.to('spec.ipFamilyPolicy'), spec.ipFamilyPolicy, policies)
  if (spec.ipFamilyPolicy === 'RequireDualStack') root.to('spec.ipFamilyPolicy').invalid(spec.ipFamilyPolicy, 'this cluster is not configured for dual-stack services')
  if (ipFamilies.includes('IPv6')) return
  const before = root.faults
  clusterIPs.forEach((ip, i) => {
    if (i > 0 || ip !== 'None') ipAddress(path.to(i), ip)
    else if (clusterIPs.length > 1) path.invalid(clusterIPs, '\'None\' must be the first and only value')
  })
  if (clusterIPs.length > 2) path.invalid(clusterIPs, 'may only hold up to 2 values')
  if (root.faults > before || isHeadless(spec)) return
  if (clusterIPs.length > 1 && new Set(clusterIPs.map(isIPv6)).size < 2) path.invalid(clusterIPs, 'may specify no more than one IP for each IP family')
  clusterIPs.forEach((ip, i) => {
    const family = ipFamilies[i]
    if (family !== undefined && (family === 'IPv6') !== isIPv6(ip)) path.to(i).invalid(ip, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``)
  })
}

function externalIP(path: Path, ip: string): void {
  const before = path.faults
  ipAddress(path, ip)
  if (path.faults === before) notSpecial(path, ip)
}

function doubledPorts(root: Path, ports: readonly ServicePort[]): void {
  const seenNodePort = seenBefore()
  ports.forEach(({ protocol, nodePort }, i) => { if (nodePort && seenNodePort(`${protocol} ${nodePort}`)) root.to(`spec.ports[${i}].nodePort`).duplicate(nodePort) })
  const seenPort = seenBefore()
  ports.forEach(({ protocol, port: number }, i) => {
    if (!seenPort(`${protocol} ${number}`)) return
    const shown = compactJson(internalStruct('ServicePort', { protocol, port: number }))
    root.to(`spec.ports[${i}]`).error('Duplicate', `Duplicate value: ${shown}`)
  })
}

function traffic(root: Path, spec: ServiceSpec): void {
  const { externalTrafficPolicy: external, internalTrafficPolicy: internal, healthCheckNodePort, trafficDistribution } = spec
  if (isExternal(spec)) oneOf(root.to('spec.externalTrafficPolicy'), external, ['Cluster', 'Local'])
  else if (external) root.to('spec.externalTrafficPolicy').invalid(external, 'may only be set for externally-accessible services')
  if (!needsHealthCheck(spec) && healthCheckNodePort)
    root.to('spec.healthCheckNodePort').invalid(healthCheckNodePort, 'may only be set when `type` is \'LoadBalancer\' and `externalTrafficPolicy` is \'Local\'')
  oneOfIfSet(root.to('spec.internalTrafficPolicy'), internal, ['Cluster', 'Local'])
  oneOfIfSet(root.to('spec.trafficDistribution'), trafficDistribution, ['PreferClose', 'PreferSameNode', 'PreferSameZone'])
}

export function serviceUpdate(root: Path, next: ServiceSpec, current: ServiceSpec): void {
  if (next === current || next.type === 'ExternalName' || current.type === 'ExternalName') return
  const [ips = [], old = []] = [next.clusterIPs, current.clusterIPs]
  if (!isHeadless(next) || !isHeadless(current)) {
    old.slice(0, Math.max(1, Math.min(ips.length, old.length))).forEach((ip, i) => {
      if (ips[i] !== ip) root.to(`spec.clusterIPs[${i}]`).invalid(ips, 'may not change once set')
    })
  }
  if (current.type === 'LoadBalancer' && next.type === 'LoadBalancer' && next.loadBalancerClass !== current.loadBalancerClass)
    root.to('spec.loadBalancerClass').invalidText(JSON.stringify(next.loadBalancerClass ?? null), 'may not change once set')
  if (needsHealthCheck(next) && needsHealthCheck(current) && next.healthCheckNodePort !== current.healthCheckNodePort)
    root.to('spec.healthCheckNodePort').forbidden('field is immutable')
}
