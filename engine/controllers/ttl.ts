// TTL: tells kubelets how long they may keep secrets and config maps before they look again; longer in larger clusters.
import type { Part } from '../clock/part.ts'
import type { Client } from '../client/client.ts'
import type { InformerFactory } from '../client/informer.ts'
import { WorkQueue } from '../client/workqueue.ts'

const name = 'ttl-controller'
const reactionMs = 4
const annotation = 'node.alpha.kubernetes.io/ttl'

/** Up to so many nodes, so many seconds; a cluster has to shrink a little further before it goes back. */
const steps = [
  { upTo: 100, backBelow: 0, seconds: 0 },
  { upTo: 500, backBelow: 90, seconds: 15 },
  { upTo: 1000, backBelow: 450, seconds: 30 },
  { upTo: 2000, backBelow: 900, seconds: 60 },
  { upTo: Infinity, backBelow: 1800, seconds: 300 },
]

export function ttlController(client: Client, informers: InformerFactory): Part {
  const nodes = informers.of('nodes')
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })
  let step = 0

  function sync(key: string): void {
    const seconds = String(steps[step]?.seconds)
    if (nodes.get(key)?.metadata.annotations?.[annotation] === seconds) return
    client.amend('nodes', undefined, key, node => ({ ...node, metadata: { ...node.metadata, annotations: { ...node.metadata.annotations, [annotation]: seconds } } }))
  }

  function resize(): void {
    while (nodes.size > (steps[step]?.upTo ?? Infinity)) step++
    while (nodes.size < (steps[step]?.backBelow ?? 0)) step--
  }

  return {
    name,
    start: () => nodes.handle({
      added: ({ metadata }) => {
        resize()
        queue.add(metadata.name)
      },
      updated: ({ metadata }, before) => { if (metadata.annotations !== before.metadata.annotations) queue.add(metadata.name) },
      deleted: resize,
    }),
    stop: () => queue.stop(),
  }
}
