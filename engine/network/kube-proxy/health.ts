// What kube-proxy answers on ports of its node: about itself, and to load balancers that ask whether a node has
// endpoints of a Service.
import { timestamp } from '../../clock/time.ts'
import type { EndpointSlice, Service } from '../../apiserver/types.gen.ts'
import type { HttpResponse, Listener } from '../../runtime/network.ts'
import type { NodeStack } from '../station.ts'
import { servicePortsOf } from './services.ts'
import { endpointsFor } from './topology.ts'

const healthzPort = 10_256
const metricsPort = 10_249

export class HealthPorts {
  private readonly node: NodeStack
  private readonly mode: string
  private readonly unixMs: () => number
  private readonly listening = new Map<number, Listener>()
  private updatedUnixMs = 0

  constructor(node: NodeStack, mode: string, unixMs: () => number) {
    this.node = node
    this.mode = mode
    this.unixMs = unixMs
  }

  open(): void {
    this.listen(healthzPort, path => path === '/healthz' || path === '/livez' ? { status: 200, body: this.healthz(path) } : notFound)
    this.listen(metricsPort, path => path === '/proxyMode' ? { status: 200, body: this.mode } : notFound)
  }

  close(): void {
    for (const [port, listener] of this.listening) this.node.station.ports.close(port, listener)
    this.listening.clear()
  }

  update(services: readonly Service[], slices: readonly EndpointSlice[]): void {
    this.updatedUnixMs = this.unixMs()
    const asked = services.filter(({ spec }) => spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local' && (spec.healthCheckNodePort ?? 0) > 0)
    const ports = new Set(asked.map(({ spec }) => spec.healthCheckNodePort))
    for (const [port, listener] of this.listening) {
      if (ports.has(port) || port === healthzPort || port === metricsPort) continue
      this.node.station.ports.close(port, listener)
      this.listening.delete(port)
    }
    for (const service of asked) {
      const count = this.localEndpoints(service, slices)
      const body = `{\n\t"service": {\n\t\t"namespace": "${service.metadata.namespace}",\n\t\t"name": "${service.metadata.name}"\n\t},\n\t"localEndpoints": ${count},\n\t"serviceProxyHealthy": true\n}`
      this.listen(service.spec.healthCheckNodePort ?? 0, () => ({ status: count > 0 ? 200 : 503, body }))
    }
  }

  /** Draining endpoints do not count: the load balancer is to look elsewhere. */
  private localEndpoints(service: Service, slices: readonly EndpointSlice[]): number {
    const { namespace, name } = service.metadata
    const own = slices.filter(({ metadata }) => metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === name)
    const addresses = servicePortsOf([service], own).flatMap(port => endpointsFor(port, { name: this.node.name, zone: undefined }).local.filter(({ ready }) => ready).map(({ address }) => address))
    return new Set(addresses).size
  }

  private listen(port: number, answer: (path: string) => HttpResponse): void {
    const { ports } = this.node.station
    const before = this.listening.get(port)
    if (before) ports.close(port, before)
    const listener: Listener = { http: ({ path }) => answer(path.split('?')[0] ?? '/') }
    if (ports.listen(port, listener)) this.listening.set(port, listener)
  }

  private healthz(path: string): string {
    const [updated, now] = [timestamp(this.updatedUnixMs), timestamp(this.unixMs())]
    const eligible = path === '/healthz' ? '"nodeEligible":true,' : ''
    return `{"lastUpdated":"${updated}","currentTime":"${now}",${eligible}"healthy":true,"status":{"IPv4":{"lastUpdated":"${updated}","healthy":true}}}`
  }
}

const notFound: HttpResponse = { status: 404, body: '404 page not found\n' }
