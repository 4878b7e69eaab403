// kube-proxy: keeps the rules of its node as the Services and EndpointSlices of the cluster ask. While it is stopped
// the rules stay as they were.
import type { Part } from '../../clock/part.ts'
import type { Timer } from '../../clock/clock.ts'
import { isRefusal, type Client } from '../../client/client.ts'
import { InformerFactory, type Informer } from '../../client/informer.ts'
import type { EndpointSlice, Service } from '../../apiserver/types.gen.ts'
import { iptablesRuleset } from '../netfilter/walk-iptables.ts'
import { nftablesRuleset } from '../netfilter/walk-nftables.ts'
import { lazily, type Ruleset } from '../netfilter/ruleset.ts'
import type { NodeStack } from '../station.ts'
import { HealthPorts } from './health.ts'
import { iptablesOf } from './iptables.ts'
import { nftablesOf } from './nftables.ts'
import { servicePortsOf } from './services.ts'

export type ProxyMode = 'iptables' | 'nftables'

export interface KubeProxyConfig {
  readonly mode: ProxyMode
  /** From where pods come; undefined: it does not know. */
  readonly localCIDR: string | undefined
  readonly serviceCIDR: string
  readonly masqueradeBit: number
  /** Between one change of the rules and the next. */
  readonly minSyncMs: number
}

export const usualConfig: KubeProxyConfig = { mode: 'iptables', localCIDR: '10.244.0.0/16', serviceCIDR: '10.96.0.0/12', masqueradeBit: 14, minSyncMs: 1000 }

/** Until a change is a rule of the kernel: iptables-restore takes its time. */
const writeMs = 200
const zoneLabel = 'topology.kubernetes.io/zone'
const ofAnotherProxy = '!service.kubernetes.io/service-proxy-name'

export function kubeProxy(client: Client, node: NodeStack, config: KubeProxyConfig = usualConfig): Part {
  const { clock } = client
  const name = `kube-proxy ${node.name}`
  let informers: InformerFactory | undefined
  let services: Informer<Service> | undefined
  let slices: Informer<EndpointSlice> | undefined
  let planned: Timer | undefined
  let syncedAtMs = -Infinity
  let knownZone: string | undefined
  const health = new HealthPorts(node, config.mode, () => client.unixMs)

  function plan(): void {
    planned ??= clock.after(Math.max(writeMs, syncedAtMs + config.minSyncMs - clock.nowMs), `${name}: writes its rules`, sync)
  }

  function sync(): void {
    planned = undefined
    syncedAtMs = clock.nowMs
    if (!services || !slices) return
    const [knownServices, knownSlices] = [services.list(), slices.list()]
    const zone = zoneNow()
    const before = node.rules
    const rules = lazily(() => rulesetOf(knownServices, knownSlices, zone, before))
    node.rules = rules
    health.update(knownServices, knownSlices)
  }

  /** What cannot be asked now is as it was. */
  function zoneNow(): string | undefined {
    try { knownZone = client.find('nodes', undefined, node.name)?.metadata.labels?.[zoneLabel] }
    catch (error) { if (!isRefusal(error)) throw error }
    return knownZone
  }

  function rulesetOf(knownServices: readonly Service[], knownSlices: readonly EndpointSlice[], zone: string | undefined, before: Ruleset): Ruleset {
    const ports = servicePortsOf(knownServices, knownSlices)
    const here = { name: node.name, zone }
    const nodeIP = node.station.address
    return config.mode === 'iptables'
      ? iptablesRuleset(iptablesOf(ports, here, { ...config, nodeIP }))
      : nftablesRuleset(nftablesOf(ports, here, { ...config, nodeIP }, before.nftables))
  }

  return {
    name,
    start: () => {
      informers = new InformerFactory(client)
      services = informers.of('services', { labelSelector: ofAnotherProxy })
      slices = informers.of('endpointslices.discovery.k8s.io', { labelSelector: `${ofAnotherProxy},!service.kubernetes.io/headless` })
      for (const informer of [services, slices]) informer.handle({ added: plan, updated: plan, deleted: plan })
      health.open()
      sync()
    },
    stop: () => {
      planned?.cancel()
      planned = undefined
      informers?.stop()
      informers = services = slices = undefined
      health.close()
    },
  }
}

