// The rule tables that the engine's kube-proxy writes for the objects of a recording, in its shape.
import type { EndpointSlice, Service } from '../../engine/apiserver/types.gen.ts'
import type { KubeObject } from '../../engine/apiserver/object.ts'
import { iptablesOf } from '../../engine/network/kube-proxy/iptables.ts'
import { nftablesOf } from '../../engine/network/kube-proxy/nftables.ts'
import { servicePortsOf, type ServicePort } from '../../engine/network/kube-proxy/services.ts'
import type { ProxyNode } from '../../engine/network/kube-proxy/topology.ts'
import { saveLines } from '../../engine/network/netfilter/save.ts'
import { nftLines, type Nftables } from '../../engine/network/netfilter/nftables.ts'

export interface RecordedNode {
  readonly name: string
  readonly ip: string
  readonly zone: string
  readonly podCIDR: string
  readonly clusterCIDR?: string
  readonly kubeProxyArgs?: readonly string[]
}

export interface TableLines {
  readonly objects?: readonly KubeObject[]
  readonly iptablesNat?: readonly string[]
  readonly iptablesFilter?: readonly string[]
  readonly nft?: readonly string[]
}

export interface TableCase {
  readonly name: string
  readonly about?: string
  readonly mode: 'iptables+nftables'
  readonly node: RecordedNode
  readonly objects: readonly KubeObject[]
  readonly before?: TableLines
  readonly expect: TableLines
  readonly expectLater?: TableLines
}

export function playTables(recorded: TableCase): Pick<TableCase, 'name' | 'before' | 'expect' | 'expectLater'> {
  const before = recorded.before?.objects ?? endpointsBefore(recorded)
  const proxy = new Tables(recorded.node, before ?? recorded.objects)
  const then = proxy.lines
  if (before) for (const objects of changesBetween(before, recorded.objects)) proxy.sync(objects)
  const expect = proxy.lines
  proxy.sync(recorded.objects)
  return { name: recorded.name, expect, ...recorded.before && { before: then }, ...recorded.expectLater && { expectLater: proxy.lines } }
}

/** The tables of a kube-proxy, from one sync to the next: what is no more leaves its traces. */
class Tables {
  private readonly node: RecordedNode
  private objects: readonly KubeObject[]
  private nft: Nftables

  constructor(node: RecordedNode, objects: readonly KubeObject[]) {
    this.node = node
    this.objects = objects
    this.nft = this.nftables()
  }

  sync(objects: readonly KubeObject[]): void {
    this.objects = objects
    this.nft = this.nftables(this.nft)
  }

  get lines(): TableLines {
    const { nat, filter } = iptablesOf(this.services, this.here, { masqueradeBit: Number(this.args.get('--iptables-masquerade-bit') ?? 14), localCIDR: this.localCIDR, nodeIP: this.node.ip })
    return { iptablesNat: saveLines(nat), iptablesFilter: saveLines(filter), nft: nftLines(this.nft) }
  }

  private get here(): ProxyNode { return { name: this.node.name, zone: this.node.zone } }
  private get services(): readonly ServicePort[] { return servicePortsOf(this.objects.filter(isService), this.objects.filter(isSlice)) }

  private get args(): ReadonlyMap<string, string> {
    return new Map((this.node.kubeProxyArgs ?? []).map((arg): [string, string] => { const [flag = '', value = ''] = arg.split('='); return [flag, value] }))
  }

  private get localCIDR(): string | undefined { return this.args.get('--detect-local-mode') === 'NodeCIDR' ? this.node.podCIDR : this.node.clusterCIDR }

  private nftables(before?: Nftables): Nftables {
    return nftablesOf(this.services, this.here, { localCIDR: this.localCIDR, serviceCIDR: '10.96.0.0/16', nodeIP: this.node.ip }, before)
  }
}

/** One object after the other, as they reach a kube-proxy. */
function changesBetween(before: readonly KubeObject[], after: readonly KubeObject[]): readonly (readonly KubeObject[])[] {
  const [now, then] = [before, after].map(objects => new Map(objects.map(object => [`${object.kind} ${object.metadata.name}`, object])))
  const keys = new Set([...now?.keys() ?? [], ...then?.keys() ?? []])
  return [...keys].filter(key => JSON.stringify(now?.get(key)) !== JSON.stringify(then?.get(key))).map((_, i, changed) =>
    [...keys].flatMap(key => (changed.slice(0, i + 1).includes(key) || !changed.includes(key) ? then : now)?.get(key) ?? []))
}

/** A slice whose last endpoints were removed had one. */
function endpointsBefore({ about = '', objects }: TableCase): readonly KubeObject[] | undefined {
  if (!/last endpoints? (?:is|are) removed/.test(about)) return undefined
  const endpoints = [{ addresses: ['10.244.0.5'], conditions: { ready: true } }]
  return objects.map(object => isSlice(object) && !object.endpoints?.length ? { ...object, endpoints } : object)
}

const isService = (object: KubeObject): object is Service => object.kind === 'Service'
const isSlice = (object: KubeObject): object is EndpointSlice => object.kind === 'EndpointSlice'
