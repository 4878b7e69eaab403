// What of the node each pod has been given. Whoever comes, or wants to grow, has to fit in beside the others.
import type { Container, Node, Pod, ResourceRequirements } from '../apiserver/types.gen.ts'
import { podSelectsNode } from '../client/placement/node-affinity.ts'
import { amountOf, podRequests, type Amounts } from '../client/placement/requests.ts'

export interface Refusal { readonly reason: string, readonly message: string }

/** What a container may use; undefined: nothing is said about it. */
export type Allocated = (container: Container) => ResourceRequirements | undefined

const counted = ['cpu', 'memory', 'ephemeral-storage']
const resizable = ['cpu', 'memory']
const nothing: Amounts = new Map()

const asSpecified: Allocated = ({ resources }) => resources

export class Allocations {
  private readonly given = new Map<string, Amounts>()
  /** Of pods that say something else by now: what their containers were given. */
  private readonly held = new Map<string, ReadonlyMap<string, ResourceRequirements>>()

  /** Why the pod cannot be on the node; undefined when it can, and then has its share. */
  admit(pod: Pod, node: Node): Refusal | undefined {
    const requests = podRequests(pod.spec)
    const refusal = misplaced(pod, node) ?? this.tooMany(pod, node) ?? this.tooLittle(pod, requests, node)
    if (!refusal) this.take(pod, requests)
    return refusal
  }

  of({ metadata }: Pod): Allocated {
    const held = this.held.get(metadata.uid)
    return held ? container => held.get(container.name) ?? container.resources : asSpecified
  }

  /** The pod says something new: until that is granted it keeps what it had. */
  hold({ metadata, spec }: Pod): void {
    if (this.held.has(metadata.uid)) return
    this.held.set(metadata.uid, new Map([...spec.initContainers ?? [], ...spec.containers].map(({ name, resources = {} }) => [name, resources])))
  }

  /** Why it cannot be resized to what it says now; undefined when it can, and then has it. */
  resize(pod: Pod, node: Node): Refusal | undefined {
    const requests = podRequests(pod.spec)
    for (const resource of resizable) {
      const requested = requests.get(resource) ?? 0
      const capacity = capacityOf(node, resource)
      if (requested > capacity) return { reason: 'Infeasible', message: `Node didn't have enough capacity: ${resource}, requested: ${requested}, capacity: ${capacity}` }
    }
    for (const resource of resizable) {
      const message = this.shortage(pod, requests, node, resource)
      if (message !== undefined) return { reason: 'Deferred', message }
    }
    this.held.delete(pod.metadata.uid)
    this.take(pod, requests)
    return undefined
  }

  release({ metadata }: Pod): void {
    this.given.delete(metadata.uid)
    this.held.delete(metadata.uid)
  }

  private take({ metadata }: Pod, requests: Amounts): void {
    this.given.set(metadata.uid, requests.size === 0 ? nothing : requests)
  }

  private tooMany({ metadata }: Pod, node: Node): Refusal | undefined {
    const capacity = capacityOf(node, 'pods')
    const used = this.given.size - Number(this.given.has(metadata.uid))
    return used + 1 > capacity ? { reason: 'OutOfpods', message: `Node didn't have enough resource: pods, requested: 1, used: ${used}, capacity: ${capacity}` } : undefined
  }

  private tooLittle(pod: Pod, requests: Amounts, node: Node): Refusal | undefined {
    for (const resource of counted) {
      const message = this.shortage(pod, requests, node, resource)
      if (message !== undefined) return { reason: `OutOf${resource}`, message }
    }
    return undefined
  }

  private shortage({ metadata }: Pod, requests: Amounts, node: Node, resource: string): string | undefined {
    const requested = requests.get(resource) ?? 0
    if (requested === 0) return undefined
    const capacity = capacityOf(node, resource)
    let used = 0
    for (const [uid, amounts] of this.given) if (uid !== metadata.uid) used += amounts.get(resource) ?? 0
    return used + requested > capacity ? `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}` : undefined
  }
}

const capacityOf = ({ status }: Node, resource: string): number => amountOf(resource, status.allocatable?.[resource] ?? '0')

/** A pod that names its node itself has passed no scheduler: the kubelet looks whether it belongs there. */
function misplaced({ spec }: Pod, { metadata }: Node): Refusal | undefined {
  if (podSelectsNode(spec, { name: metadata.name, labels: metadata.labels ?? {} })) return undefined
  return { reason: 'NodeAffinity', message: 'Predicate NodeAffinity failed: node(s) didn\'t match Pod\'s node affinity/selector' }
}
