// The rule tables that the engine's kube-proxy writes for the objects of a recording, in its shape.
import type { EndpointSlice, Service } from '../../engine/apiserver/types.gen.ts'
import type { KubeObject } from '../../engine/apiserver/object.ts'
import { iptablesOf } from '../../engine/network/kube-proxy/iptables.ts'
import { nftablesOf } from '../../engine/network/kube-proxy/nftables.ts'
import { servicePortsOf } from '../../engine/network/kube-proxy/services.ts'
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

export interface Tables {
  readonly objects?: readonly KubeObject[]
  readonly iptablesNat?: readonly string[]
  readonly iptablesFilter?: readonly string[]
  readonly nft?: readonly string[]
}

export interface TableCase {
  readonly name: string
  readonly mode: 'iptables+nftables'
  readonly node: RecordedNode
  readonly objects: readonly KubeObject[]
  readonly before?: Tables
  readonly expect: Tables
  readonly expectLater?: Tables
}

export function playTables(recorded: TableCase): Pick<TableCase, 'name' | 'before' | 'expect' | 'expectLater'> {
  const before = recorded.before?.objects && tablesOf(recorded.node, recorded.before.objects)
  const expect = tablesOf(recorded.node, recorded.objects)
  return {
    name: recorded.name,
    expect: expect.lines,
    ...before && { before: before.lines },
    ...recorded.expectLater && { expectLater: expect.lines },
  }
}

function tablesOf(node: RecordedNode, objects: readonly KubeObject[]): { readonly lines: Tables, readonly nft: Nftables } {
  const services = servicePortsOf(objects.filter(isService), objects.filter(isSlice))
  const here = { name: node.name, zone: node.zone }
  const args = new Map((node.kubeProxyArgs ?? []).map((arg): [string, string] => { const [flag = '', value = ''] = arg.split('='); return [flag, value] }))
  const localCIDR = args.get('--detect-local-mode') === 'NodeCIDR' ? node.podCIDR : node.clusterCIDR
  const { nat, filter } = iptablesOf(services, here, { masqueradeBit: Number(args.get('--iptables-masquerade-bit') ?? 14), localCIDR, nodeIP: node.ip })
  const nft = nftablesOf(services, here, { localCIDR, serviceCIDR: '10.96.0.0/16', nodeIP: node.ip })
  return { nft, lines: { iptablesNat: saveLines(nat), iptablesFilter: saveLines(filter), nft: nftLines(nft) } }
}

const isService = (object: KubeObject): object is Service => object.kind === 'Service'
const isSlice = (object: KubeObject): object is EndpointSlice => object.kind === 'EndpointSlice'
