// A plain stand-in for a kubelet, as the one the recordings were made with: a pod bound to its node is running and
// ready shortly after, and gone as soon as it is deleted. The annotation `oracle/fate` on a pod says otherwise.
import type { Timer } from '../../engine/clock/clock.ts'
import type { Part } from '../../engine/clock/part.ts'
import type { Random } from '../../engine/clock/random.ts'
import { microTimestamp } from '../../engine/clock/time.ts'
import { equal } from '../../engine/apiserver/equal.ts'
import type { WatchEvent } from '../../engine/apiserver/request.ts'
import { StatusError } from '../../engine/apiserver/status.ts'
import type { Pod } from '../../engine/apiserver/types.gen.ts'
import type { WatchHandle } from '../../engine/apiserver/watch.ts'
import type { Client } from '../../engine/client/client.ts'
import { keyOf } from '../../engine/client/informer.ts'
import type { NodeSpec } from '../../engine/lab/profiles.ts'
import { fateOf, statusFor, type Fate } from './node-agent-fate.ts'
import { addressOf, leaseDraft, leaseNamespace, nodeDraft, nodeStatus } from './node-agent-node.ts'

const heartbeatMs = 10_000
/** The same for all, so that pods bound together are ready together. */
const startMs = 150

export interface NodeAgent extends Part {
  /** Stops renewing its lease and acts on nothing, as a machine without power. */
  die(): void
  /** Comes back and catches up. */
  revive(): void
}

/** A pod that the agent knows of: what it made of it, and its address. */
interface Charge { readonly uid: string, ip: string | undefined, fate: Fate | undefined }

export function nodeAgent(client: Client, node: NodeSpec, _random?: Random): NodeAgent {
  const { clock } = client
  const { name } = node
  const what = `node agent ${name}`
  const charges = new Map<string, Charge>()
  let addresses = 1
  let alive = false
  let watch: WatchHandle | undefined
  let heart: Timer | undefined

  /** Refusals are let go: the next event or heartbeat finds things as they are then. */
  function attempt(act: () => void): void {
    try { act() }
    catch (error) { if (!(error instanceof StatusError)) throw error }
  }

  function heartbeat(): void {
    const lease = client.find('leases.coordination.k8s.io', leaseNamespace, name)
    const known = client.find('nodes', undefined, name)
    if (!known) return // the node was removed
    attempt(() => {
      if (lease) client.update('leases.coordination.k8s.io', { ...lease, spec: { ...lease.spec, renewTime: microTimestamp(client.unixMs) } })
      else client.create('leases.coordination.k8s.io', leaseDraft(known, client.unixMs))
    })
    attempt(() => client.updateStatus('nodes', { ...known, status: nodeStatus(node, client.unixMs, known.status) }))
    heart = clock.after(heartbeatMs, `${what}: heartbeat`, heartbeat)
  }

  function receive(events: readonly WatchEvent<Pod>[]): void {
    for (const { type, object } of events) {
      if (type === 'DELETED') charges.delete(keyOf(object))
      else if (type !== 'BOOKMARK') look(object)
    }
  }

  function look(pod: Pod): void {
    const key = keyOf(pod)
    const { namespace, name: podName, uid, deletionTimestamp } = pod.metadata
    if (deletionTimestamp !== undefined) return attempt(() => client.delete('pods', namespace, podName, { gracePeriodSeconds: 0, preconditions: { uid } }))
    const known = charges.get(key)
    if (known?.uid === uid) {
      if (known.fate !== undefined && known.fate !== fateOf(pod)) run(key, uid)
      return
    }
    charges.set(key, { uid, ip: undefined, fate: undefined })
    clock.after(startMs, `${what}: ${key}`, () => run(key, uid))
  }

  /** Brings a pod to its fate, as it is now. */
  function run(key: string, uid: string): void {
    const charge = charges.get(key)
    const [namespace, podName = ''] = key.split('/')
    const pod = charge?.uid === uid && alive ? client.find('pods', namespace, podName) : undefined
    if (!charge || pod?.metadata.uid !== uid || pod.metadata.deletionTimestamp !== undefined) return
    const fate = fateOf(pod)
    charge.fate = fate
    if (fate !== 'pending') charge.ip ??= addressFor(pod)
    const status = statusFor(pod, fate, { hostIP: addressOf(node), podIP: charge.ip ?? '' }, client.unixMs)
    if (status && !equal(status, pod.status)) attempt(() => client.updateStatus('pods', { ...pod, status }))
  }

  function addressFor(pod: Pod): string {
    if (pod.spec.hostNetwork) return addressOf(node)
    const network = client.find('nodes', undefined, name)?.spec.podCIDR ?? '10.244.0.0/24'
    addresses++
    const [a, b, c] = network.split('.')
    return `${a}.${b}.${Number(c) + (addresses >> 8)}.${addresses & 255}`
  }

  function register(): void {
    if (!client.find('nodes', undefined, name)) client.create('nodes', nodeDraft(node, client.unixMs))
  }

  function revive(): void {
    if (alive) return
    alive = true
    heartbeat()
    const fieldSelector = `spec.nodeName=${name}`
    const { items, metadata } = client.listWithVersion('pods', undefined, { fieldSelector })
    const there = new Set(items.map(keyOf))
    for (const key of [...charges.keys()]) if (!there.has(key)) charges.delete(key)
    watch = client.watch('pods', { fieldSelector, resourceVersion: metadata.resourceVersion }, receive)
    for (const pod of items) {
      const key = keyOf(pod)
      if (charges.has(key)) run(key, pod.metadata.uid) // others may have written it off in the meantime
      look(pod)
    }
  }

  function die(): void {
    alive = false
    for (const [key, { fate }] of charges) if (fate === undefined) charges.delete(key) // its start is forgotten
    heart?.cancel()
    watch?.stop()
  }

  return {
    name: `kubelet ${name}`,
    start: () => {
      register()
      revive()
    },
    stop: die,
    die,
    revive,
  }
}
