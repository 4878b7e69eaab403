// Every node gets a network of its own for its pods.
import type { Part } from '../clock/part.ts'
import type { Node } from '../apiserver/types.gen.ts'
import type { Client } from '../client/client.ts'
import type { InformerFactory } from '../client/informer.ts'
import { WorkQueue } from '../client/workqueue.ts'

const name = 'node-ipam-controller'
const reactionMs = 4
/** 10.244.0.0/16 in networks of 256 addresses; a cluster of more nodes goes on into 10.245 and further. */
const firstBlock = 244

export function nodeIpamController(client: Client, informers: InformerFactory): Part {
  const nodes = informers.of('nodes')
  const holders = new Map<string, string>()
  let next = 0
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  function sync(key: string): void {
    const node = nodes.get(key)
    if (!node || node.spec.podCIDR) return
    const podCIDR = free()
    client.amend('nodes', undefined, key, current => ({ ...current, spec: { ...current.spec, podCIDR, podCIDRs: [podCIDR] } }))
    holders.set(podCIDR, key)
  }

  function free(): string {
    let block = blockOf(next)
    while (holders.has(block)) block = blockOf(++next)
    return block
  }

  function take(node: Node): void {
    const { podCIDR } = node.spec
    if (podCIDR) holders.set(podCIDR, node.metadata.name)
    else queue.add(node.metadata.name)
  }

  function release({ metadata, spec }: Node): void {
    if (spec.podCIDR && holders.get(spec.podCIDR) === metadata.name) holders.delete(spec.podCIDR)
  }

  return { name, start: () => nodes.handle({ added: take, updated: take, deleted: release }), stop: () => queue.stop() }
}

const blockOf = (index: number): string => `10.${firstBlock + Math.floor(index / 256)}.${index % 256}.0/24`
