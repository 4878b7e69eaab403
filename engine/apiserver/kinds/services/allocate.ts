// Addresses and node ports for services: drawn from the upper part of their ranges, where nobody asks for one by name.
import { put, within } from '../../defaults/fill.ts'
import { equal } from '../../equal.ts'
import { type StrategyContext } from '../../resource.ts'
import { failure } from '../../status.ts'
import type { Service, ServicePort, ServiceSpec } from '../../types.gen.ts'
import { isIPv6 } from '../../validation/check.ts'
import type { Path } from '../../validation/path.ts'
import { hasNodePorts, isHeadless, needsHealthCheck } from './shape.ts'

interface Range { readonly size: number, readonly reserved: number }
const addressRange = { prefix: '10.96.', size: 2 ** 16, reserved: 256 }
const nodePorts = { first: 30_000, last: 32_767, size: 2768, reserved: 86 }

/** A place in a range that is free: drawn, or the next one after what was drawn. */
function drawFree({ size, reserved }: Range, isTaken: (offset: number) => boolean, { draw }: StrategyContext, what: string): number {
  const drawn = reserved + draw(size - reserved)
  for (let i = 0; i < size; i++) if (!isTaken((drawn + i) % size)) return (drawn + i) % size
  throw failure(500, 'InternalError', `Internal error occurred: failed to ${what}: range is full`)
}

/** The spec with all that the server gives to a service of its type. */
export function allocated(spec: ServiceSpec | undefined, context: StrategyContext): ServiceSpec {
  if (!spec) return {}
  if (spec.type === 'ExternalName') return spec
  return withPorts(withAddress(spec, context), context)
}

/** An update that does not speak of addresses keeps those that there are, as long as the type needs them. */
export function keptAddresses(next: ServiceSpec, current: ServiceSpec): ServiceSpec {
  if (current.type === 'ExternalName' && next.type !== 'ExternalName') return next
  if (next.type === 'ExternalName') {
    if (current.type === 'ExternalName' || next.clusterIP !== undefined && next.clusterIP !== current.clusterIP) return next
    const { clusterIP: _ip, clusterIPs: _ips, ipFamilies: _families, ipFamilyPolicy: _policy, internalTrafficPolicy: _traffic, ...rest } = next
    return rest
  }
  let kept = next
  for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const) {
    const value = current[field]
    if (kept[field] === undefined && value !== undefined) kept = { ...kept, [field]: value }
  }
  const { clusterIP } = kept // changed alone, it takes the list along
  if (clusterIP !== current.clusterIP && clusterIP !== undefined && equal(kept.clusterIPs, current.clusterIPs)) kept = { ...kept, clusterIPs: [clusterIP] }
  if (needsNoPorts(kept) && !needsNoPorts(current)) kept = withoutOldPorts(kept, current)
  if (!isExternalType(kept) && kept.externalTrafficPolicy === current.externalTrafficPolicy && !kept.externalIPs?.length) kept = without(kept, 'externalTrafficPolicy')
  if (kept.type !== 'LoadBalancer' && current.type === 'LoadBalancer') kept = without(without(kept, 'allocateLoadBalancerNodePorts'), 'loadBalancerClass')
  if (!needsHealthCheck(kept) && needsHealthCheck(current)) kept = without(kept, 'healthCheckNodePort')
  return needsNoPorts(kept) ? kept : sameNodePorts(kept, current)
}

const needsNoPorts = ({ type }: ServiceSpec): boolean => type !== 'NodePort' && type !== 'LoadBalancer'
const isExternalType = (spec: ServiceSpec): boolean => !needsNoPorts(spec)

function without<K extends keyof ServiceSpec>(spec: ServiceSpec, field: K): ServiceSpec {
  const { [field]: _dropped, ...rest } = spec
  return rest
}

function withoutOldPorts(next: ServiceSpec, current: ServiceSpec): ServiceSpec {
  const old = new Set((current.ports ?? []).map(({ nodePort }) => nodePort))
  return within(next, 'ports', ports => ports.map(port => {
    const { nodePort, ...rest } = port
    return nodePort !== undefined && old.has(nodePort) ? rest : port
  }))
}

/** A port that says no node port keeps the one it had. */
function sameNodePorts(next: ServiceSpec, current: ServiceSpec): ServiceSpec {
  const old = new Map((current.ports ?? []).map(port => [`${port.protocol} ${port.port}`, port.nodePort]))
  const said = new Set((next.ports ?? []).map(({ nodePort }) => nodePort))
  return within(next, 'ports', ports => ports.map(port => {
    const nodePort = old.get(`${port.protocol} ${port.port}`)
    return port.nodePort === undefined && nodePort !== undefined && !said.has(nodePort) ? { ...port, nodePort } : port
  }))
}

function withAddress(spec: ServiceSpec, context: StrategyContext): ServiceSpec {
  const asked = spec.clusterIP ?? spec.clusterIPs?.[0]
  const families = { ipFamilies: spec.ipFamilies ?? [asked !== undefined && isIPv6(asked) ? 'IPv6' : 'IPv4'], ipFamilyPolicy: spec.ipFamilyPolicy ?? 'SingleStack' } as const
  if (asked !== undefined && asked !== '') return { ...spec, ...families, clusterIP: asked, clusterIPs: spec.clusterIPs ?? [asked] }
  const taken = takenAddresses(servicesOf(context))
  const address = addressAt(drawFree(addressRange, offset => offset === 0 || taken.has(addressAt(offset)), context, 'allocate a serviceIP'))
  return { ...spec, ...families, clusterIP: address, clusterIPs: [address] }
}

const addressAt = (offset: number): string => `${addressRange.prefix}${offset >> 8}.${offset & 255}`

// The bucket of services holds services.
const servicesOf = ({ all }: StrategyContext): readonly Service[] => all('services') as readonly Service[]
const takenAddresses = (services: readonly Service[]): ReadonlySet<string> => new Set(services.flatMap(({ spec }) => spec.clusterIPs ?? []))
const takenPorts = (services: readonly Service[]): Set<number> =>
  new Set(services.flatMap(({ spec }) => [...(spec.ports ?? []).map(({ nodePort = 0 }) => nodePort), spec.healthCheckNodePort ?? 0]))

function withPorts(spec: ServiceSpec, context: StrategyContext): ServiceSpec {
  if (!hasNodePorts(spec) || isHeadless(spec)) return spec
  let taken: Set<number> | undefined
  const draw = (): number => {
    taken ??= takenPorts(servicesOf(context))
    for (const { nodePort } of spec.ports ?? []) if (nodePort) taken.add(nodePort)
    const all = taken
    const port = nodePorts.first + drawFree(nodePorts, offset => all.has(nodePorts.first + offset), context, 'allocate a nodePort')
    all.add(port)
    return port
  }
  const ported = within(spec, 'ports', ports => sharing(ports, draw))
  return needsHealthCheck(ported) && ported.healthCheckNodePort === undefined ? put(ported, 'healthCheckNodePort', draw()) : ported
}

/** TCP and UDP of one port share a node port. */
function sharing(ports: readonly ServicePort[], draw: () => number): readonly ServicePort[] {
  if (ports.every(({ nodePort }) => nodePort)) return ports
  const drawn = new Map<number, number>()
  return ports.map(port => {
    if (port.nodePort) return port
    const nodePort = drawn.get(port.port) ?? draw()
    drawn.set(port.port, nodePort)
    return { ...port, nodePort }
  })
}

/** What was asked for by name and cannot be had. */
export function allocationFaults(root: Path, { metadata, spec }: Service, context: StrategyContext): void {
  const { clusterIP = 'None', clusterIPs = [], ports = [] } = spec
  if (clusterIP === 'None' && !ports.some(({ nodePort }) => nodePort)) return
  const others = servicesOf(context).filter(other => other.metadata.uid !== metadata.uid)
  if (takenAddresses(others).has(clusterIP)) root.to('spec.clusterIPs').invalid(clusterIPs, `failed to allocate IP ${clusterIP}: provided IP is already allocated`)
  else if (clusterIP !== 'None' && !isIPv6(clusterIP) && !clusterIP.startsWith(addressRange.prefix))
    root.to('spec.clusterIPs').invalid(clusterIPs, `failed to allocate IP ${clusterIP}: the provided IP (${clusterIP}) is not in the valid range. The range of valid IPs is ${addressRange.prefix}0.0/16`)
  const taken = takenPorts(others)
  ports.forEach(({ nodePort }, i) => {
    if (!nodePort) return
    if (nodePort < nodePorts.first || nodePort > nodePorts.last)
      root.to(`spec.ports[${i}].nodePort`).invalid(nodePort, `provided port is not in the valid range. The range of valid ports is ${nodePorts.first}-${nodePorts.last}`)
    else if (taken.has(nodePort)) root.to(`spec.ports[${i}].nodePort`).invalid(nodePort, 'provided port is already allocated')
  })
}
