import { duplicate, forbidden, invalidText, invalidValue, notSupported, required } from '../../resource.ts'
import { labelKeyFaults } from '../../selectors/names.ts'
import type { ServicePort, ServiceSpec } from '../../types.gen.ts'
import { cidr, fails, ipAddress, isIPv4, isIPv6, oneOf, oneOfIfSet, port, seenBefore, type Errors } from '../../validation/check.ts'
import { compactJson, internalStruct } from '../../validation/internal.ts'
import { labels } from '../../validation/labels.ts'
import { dnsLabel, portNumber, subdomain } from '../../validation/names.ts'
import { isExternal, isHeadless, needsHealthCheck } from './shape.ts'

const families = ['IPv4', 'IPv6']
const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack']
const longestStickySeconds = 86_400

export function serviceSpec(errors: Errors, spec: ServiceSpec): void {
  const { type, ports = [], clusterIPs = [], sessionAffinity } = spec
  if (ports.length === 0 && !isHeadless(spec) && type !== 'ExternalName') errors.push(required('spec.ports'))
  if ((type === 'LoadBalancer' || type === 'NodePort') && isHeadless(spec))
    errors.push(invalidValue('spec.clusterIPs[0]', clusterIPs[0], `may not be set to 'None' for ${type} services`))
  if (type === 'ExternalName') externalName(errors, spec)
  const seen = seenBefore()
  ports.forEach((each, i) => servicePort(errors, `spec.ports[${i}]`, each, ports.length > 1, seen))
  labels(errors, 'spec.selector', spec.selector)
  oneOf(errors, 'spec.sessionAffinity', sessionAffinity, ['ClientIP', 'None'])
  affinity(errors, spec)
  if (type !== 'ExternalName') addresses(errors, spec)
  spec.externalIPs?.forEach((ip, i) => externalIP(errors, `spec.externalIPs[${i}]`, ip))
  oneOf(errors, 'spec.type', type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'])
  if (type === 'ClusterIP') ports.forEach(({ nodePort }, i) => { if (nodePort) errors.push(forbidden(`spec.ports[${i}].nodePort`, 'may not be used when `type` is \'ClusterIP\'')) })
  doubledPorts(errors, ports)
  if (spec.loadBalancerSourceRanges?.length) {
    if (type !== 'LoadBalancer') errors.push(forbidden('spec.LoadBalancerSourceRanges', 'may only be used when `type` is \'LoadBalancer\''))
    spec.loadBalancerSourceRanges.forEach((range, i) => cidr(errors, `spec.LoadBalancerSourceRanges[${i}]`, range.trim()))
  }
  if (type !== 'LoadBalancer') {
    for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass'] as const)
      if (spec[field] !== undefined) errors.push(forbidden(`spec.${field}`, 'may only be used when `type` is \'LoadBalancer\''))
  }
  else if (spec.loadBalancerClass !== undefined) fails(errors, 'spec.loadBalancerClass', spec.loadBalancerClass, labelKeyFaults(spec.loadBalancerClass))
  traffic(errors, spec)
}

function externalName(errors: Errors, { clusterIPs = [], ipFamilies = [], ipFamilyPolicy, externalName: name = '' }: ServiceSpec): void {
  for (const [field, isSet] of [['clusterIPs', clusterIPs.length > 0], ['ipFamilies', ipFamilies.length > 0], ['ipFamilyPolicy', ipFamilyPolicy !== undefined]] as const)
    if (isSet) errors.push(forbidden(`spec.${field}`, 'may not be set for ExternalName services'))
  const cname = name.replace(/\.$/, '')
  if (cname === '') errors.push(required('spec.externalName'))
  else fails(errors, 'spec.externalName', cname, subdomain(cname))
}

function servicePort(errors: Errors, path: string, given: ServicePort, needsName: boolean, seen: (name: string) => boolean): void {
  const { name = '', port: number, protocol, targetPort, appProtocol } = given
  if (name !== '') {
    fails(errors, `${path}.name`, name, dnsLabel(name))
    if (seen(name)) errors.push(duplicate(`${path}.name`, name))
  }
  else if (needsName) errors.push(required(`${path}.name`))
  fails(errors, `${path}.port`, number, portNumber(number))
  oneOf(errors, `${path}.protocol`, protocol, ['SCTP', 'TCP', 'UDP'])
  port(errors, `${path}.targetPort`, targetPort)
  if (appProtocol !== undefined) fails(errors, `${path}.appProtocol`, appProtocol, labelKeyFaults(appProtocol))
}

function affinity(errors: Errors, { sessionAffinity, sessionAffinityConfig: config }: ServiceSpec): void {
  const path = 'spec.sessionAffinityConfig'
  if (sessionAffinity === 'None' && config) errors.push(forbidden(path, 'must not be set when session affinity is None'))
  const seconds = config?.clientIP?.timeoutSeconds
  if (sessionAffinity === 'ClientIP' && seconds !== undefined && (seconds <= 0 || seconds > longestStickySeconds))
    errors.push(invalidValue(`${path}.clientIP.timeoutSeconds`, seconds, `must be greater than 0 and less than ${longestStickySeconds}`))
}

function addresses(errors: Errors, spec: ServiceSpec): void {
  const { clusterIP, clusterIPs = [], ipFamilies = [] } = spec
  const path = 'spec.clusterIPs'
  if (clusterIP && clusterIPs[0] !== clusterIP) errors.push(invalidValue(path, clusterIPs, 'first value must match `clusterIP`'))
  const seen = seenBefore()
  ipFamilies.forEach((family, i) => {
    if (!families.includes(family)) errors.push(notSupported(`spec.ipFamilies[${i}]`, family, families))
    else if (family === 'IPv6') errors.push(invalidValue(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster'))
    if (seen(family)) errors.push(duplicate(`spec.ipFamilies[${i}]`, family))
  })
  oneOfIfSet(errors, 'spec.ipFamilyPolicy', spec.ipFamilyPolicy, policies)
  if (spec.ipFamilyPolicy === 'RequireDualStack') errors.push(invalidValue('spec.ipFamilyPolicy', spec.ipFamilyPolicy, 'this cluster is not configured for dual-stack services'))
  if (ipFamilies.includes('IPv6')) return
  const before = errors.length
  clusterIPs.forEach((ip, i) => {
    if (i > 0 || ip !== 'None') ipAddress(errors, `${path}[${i}]`, ip)
    else if (clusterIPs.length > 1) errors.push(invalidValue(path, clusterIPs, '\'None\' must be the first and only value'))
  })
  if (clusterIPs.length > 2) errors.push(invalidValue(path, clusterIPs, 'may only hold up to 2 values'))
  if (errors.length > before || isHeadless(spec)) return
  if (clusterIPs.length > 1 && new Set(clusterIPs.map(isIPv6)).size < 2) errors.push(invalidValue(path, clusterIPs, 'may specify no more than one IP for each IP family'))
  clusterIPs.forEach((ip, i) => {
    const family = ipFamilies[i]
    if (family !== undefined && (family === 'IPv6') !== isIPv6(ip)) errors.push(invalidValue(`${path}[${i}]`, ip, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``))
  })
}

function externalIP(errors: Errors, path: string, ip: string): void {
  const before = errors.length
  ipAddress(errors, path, ip)
  if (errors.length > before || !isIPv4(ip)) return
  if (ip === '0.0.0.0') errors.push(invalidValue(path, ip, 'may not be unspecified (0.0.0.0)'))
  if (ip.startsWith('127.')) errors.push(invalidValue(path, ip, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'))
  if (ip.startsWith('169.254.')) errors.push(invalidValue(path, ip, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'))
  if (ip.startsWith('224.0.0.')) errors.push(invalidValue(path, ip, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'))
}

function doubledPorts(errors: Errors, ports: readonly ServicePort[]): void {
  const seenNodePort = seenBefore()
  ports.forEach(({ protocol, nodePort }, i) => { if (nodePort && seenNodePort(`${protocol} ${nodePort}`)) errors.push(duplicate(`spec.ports[${i}].nodePort`, nodePort)) })
  const seenPort = seenBefore()
  ports.forEach(({ protocol, port: number }, i) => {
    if (!seenPort(`${protocol} ${number}`)) return
    const shown = compactJson(internalStruct('ServicePort', { protocol, port: number }))
    errors.push({ ...duplicate(`spec.ports[${i}]`, null), message: `Duplicate value: ${shown}` })
  })
}

function traffic(errors: Errors, spec: ServiceSpec): void {
  const { externalTrafficPolicy: external, internalTrafficPolicy: internal, healthCheckNodePort, trafficDistribution } = spec
  if (isExternal(spec)) oneOf(errors, 'spec.externalTrafficPolicy', external, ['Cluster', 'Local'])
  else if (external) errors.push(invalidValue('spec.externalTrafficPolicy', external, 'may only be set for externally-accessible services'))
  if (!needsHealthCheck(spec) && healthCheckNodePort)
    errors.push(invalidValue('spec.healthCheckNodePort', healthCheckNodePort, 'may only be set when `type` is \'LoadBalancer\' and `externalTrafficPolicy` is \'Local\''))
  oneOfIfSet(errors, 'spec.internalTrafficPolicy', internal, ['Cluster', 'Local'])
  oneOfIfSet(errors, 'spec.trafficDistribution', trafficDistribution, ['PreferClose', 'PreferSameNode', 'PreferSameZone'])
}

export function serviceUpdate(errors: Errors, next: ServiceSpec, current: ServiceSpec): void {
  if (next === current || next.type === 'ExternalName' || current.type === 'ExternalName') return
  const [ips = [], old = []] = [next.clusterIPs, current.clusterIPs]
  if (!isHeadless(next) || !isHeadless(current)) {
    old.slice(0, Math.max(1, Math.min(ips.length, old.length))).forEach((ip, i) => {
      if (ips[i] !== ip) errors.push(invalidValue(`spec.clusterIPs[${i}]`, ips, 'may not change once set'))
    })
  }
  if (current.type === 'LoadBalancer' && next.type === 'LoadBalancer' && next.loadBalancerClass !== current.loadBalancerClass)
    errors.push(invalidText('spec.loadBalancerClass', JSON.stringify(next.loadBalancerClass ?? null), 'may not change once set'))
  if (needsHealthCheck(next) && needsHealthCheck(current) && next.healthCheckNodePort !== current.healthCheckNodePort)
    errors.push(forbidden('spec.healthCheckNodePort', 'field is immutable'))
}
