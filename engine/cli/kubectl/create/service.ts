import type { Json, JsonObject } from '../../../apiserver/object.ts'
import { portName as validPortName, portNumber as validPort, subdomain } from '../../../apiserver/validation/names.ts'
import { UsageError, type Call } from '../verb.ts'
import { generator } from './generator.ts'

const portFlags = { tcp: { kind: 'list' } } as const

function portsOf({ flags }: Call, nodePort = 0): readonly Json[] {
  return flags.texts('tcp').map(text => {
    const [port, target] = parsePorts(text)
    return { name: text.replaceAll(':', '-'), protocol: 'TCP', port, targetPort: target, ...nodePort > 0 && { nodePort } }
  })
}

/** `80`, `80:8080`, `80:http`. */
function parsePorts(text: string): readonly [number, number | string] {
  const [first = '', second] = text.split(':')
  const port = portNumber(first)
  if (second === undefined) return [port, port]
  const target = /^[+-]?\d+$/.test(second) ? Number(second) : second
  const faults = typeof target === 'number' ? validPort(target) : validPortName(target)
  if (faults.length > 0) throw new UsageError(faults.join())
  return [port, target]
}

function portNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`)
  const port = Number(text)
  if (port > 65535) throw new UsageError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`)
  return port
}

function service(name: string, type: string, ports: readonly Json[], more: JsonObject = {}): JsonObject {
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name, labels: { app: name } },
    spec: { ...ports.length > 0 && { ports }, selector: { app: name }, type, ...more },
    status: { loadBalancer: {} },
  }
}

const portsMissing = (): UsageError => new UsageError('at least one tcp port specifier must be provided')

export const clusterIp = generator({
  what: 'ClusterIP service',
  remembers: false,
  flags: { ...portFlags, clusterip: { kind: 'text' } },
  make: (call, name) => {
    const address = call.flags.text('clusterip') ?? ''
    const ports = portsOf(call)
    if (address !== 'None' && ports.length === 0) throw portsMissing()
    return service(name, 'ClusterIP', ports, address === '' ? {} : { clusterIP: address })
  },
})

export const nodePort = generator({
  what: 'NodePort service',
  remembers: false,
  flags: { ...portFlags, 'node-port': { kind: 'number' } },
  make: (call, name) => {
    const ports = portsOf(call, call.flags.number('node-port'))
    if (ports.length === 0) throw portsMissing()
    return service(name, 'NodePort', ports)
  },
})

export const loadBalancer = generator({
  what: 'LoadBalancer service',
  remembers: false,
  flags: portFlags,
  make: (call, name) => {
    const ports = portsOf(call)
    if (ports.length === 0) throw portsMissing()
    return service(name, 'LoadBalancer', ports)
  },
})

export const externalName = generator({
  what: 'ExternalName service',
  remembers: false,
  required: ['external-name'],
  flags: { ...portFlags, 'external-name': { kind: 'text' } },
  make: (call, name) => {
    const address = call.flags.text('external-name') ?? ''
    if (subdomain(address).length > 0) throw new UsageError(`invalid service external name ${address}`)
    return service(name, 'ExternalName', portsOf(call), { externalName: address })
  },
})
