// All the pods of a node: those that the API server tells of, and those that lie on its disk.
import type { WatchHandle } from '../apiserver/watch.ts'
import type { WatchEvent } from '../apiserver/request.ts'
import type { Pod } from '../apiserver/types.gen.ts'
import { keyOf } from '../client/informer.ts'
import type { Refusal } from './allocation.ts'
import type { Host } from './host.ts'
import { logFilesOf } from './log-files.ts'
import { isMirror, isStatic, reflect, removeMirror } from './mirror.ts'
import { PodWorker } from './pod-worker.ts'
import { StaticPods } from './static-pods.ts'
import { isOver } from './status/index.ts'

export class Pods {
  private readonly host: Host
  /** Why the node takes no more such pods now. */
  private readonly refuse: (pod: Pod) => Refusal | undefined
  private readonly workers = new Map<string, PodWorker>()
  private readonly fromDisk: StaticPods
  /** Static pods as they lie on the disk, by namespace and name. */
  private wanted: ReadonlyMap<string, Pod> = new Map()
  private watch: WatchHandle | undefined

  constructor(host: Host, refuse: (pod: Pod) => Refusal | undefined) {
    this.host = host
    this.refuse = refuse
    this.fromDisk = new StaticPods(host, pods => this.setStatic(pods))
    host.storage.disk.tree.logs = () => logFilesOf(this.workers.values(), host.client.epochMs)
  }

  all(): IterableIterator<PodWorker> { return this.workers.values() }
  named(namespace: string, name: string): PodWorker | undefined { return this.workers.get(`${namespace}/${name}`) }

  start(): void {
    const { client, node } = this.host
    const selector = { fieldSelector: `spec.nodeName=${node}` }
    const { items, metadata } = client.listWithVersion('pods', undefined, selector)
    const present = new Set(items.map(keyOf))
    for (const [key, worker] of this.workers) if (!present.has(key) && !isStatic(worker.pod)) worker.remove(worker.pod)
    this.receive(items.map(object => ({ type: 'ADDED', object })))
    for (const worker of this.workers.values()) worker.resume()
    this.watch = client.watch('pods', { ...selector, resourceVersion: metadata.resourceVersion }, events => this.receive(events))
    this.fromDisk.start()
  }

  stop(): void {
    this.watch?.stop()
    this.fromDisk.stop()
    for (const worker of this.workers.values()) worker.suspend()
  }

  /** The machine goes down under them. */
  crash(): void { for (const worker of this.workers.values()) worker.crash() }

  private receive(events: readonly WatchEvent<Pod>[]): void {
    for (const { type, object } of events) {
      const key = keyOf(object)
      const worker = this.workers.get(key)
      if (type === 'BOOKMARK') continue
      if (isMirror(object)) this.heedMirror(type, object, worker)
      else if (type === 'DELETED') worker?.remove(object)
      else if (worker?.pod.metadata.uid === object.metadata.uid) worker.update(object)
      else this.take(key, object)
    }
  }

  private take(key: string, pod: Pod): void {
    const worker = new PodWorker(this.host, pod, this)
    this.workers.set(key, worker)
    const refusal = this.isNew(pod) ? this.refusalOf(pod) : undefined
    if (refusal) worker.reject(refusal.reason, refusal.message)
    else worker.begin()
  }

  /** The pod of a worker is gone; another of its name may be wanted by now. */
  left(worker: PodWorker): void {
    const key = worker.name
    if (this.workers.get(key) !== worker) return
    this.workers.delete(key)
    const next = this.wanted.get(key)
    if (next && isStatic(worker.pod)) this.take(key, next)
  }

  /** Pods that have begun or ended are not judged again. */
  private isNew({ metadata, status }: Pod): boolean { return metadata.deletionTimestamp === undefined && !isOver(status) }

  private refusalOf(pod: Pod): Refusal | undefined {
    const { allocations, client, node: name } = this.host
    const node = client.find('nodes', undefined, name)
    return this.refuse(pod) ?? (node && allocations.admit(pod, node))
  }

  /** The pods of the disk are others than before. */
  private setStatic(pods: readonly Pod[]): void {
    this.wanted = new Map(pods.map(pod => [keyOf(pod), pod]))
    for (const [key, worker] of this.workers) if (isStatic(worker.pod) && this.wanted.get(key)?.metadata.uid !== worker.pod.metadata.uid) worker.remove(worker.pod)
    for (const [key, pod] of this.wanted) if (!this.workers.has(key)) this.take(key, pod)
  }

  /** Whoever deletes a mirror sees it come back: the pod itself stays. */
  private heedMirror(type: string, mirror: Pod, worker: PodWorker | undefined): void {
    const { client } = this.host
    const isOurs = worker !== undefined && isStatic(worker.pod) && worker.pod.metadata.deletionTimestamp === undefined
    if (type === 'DELETED') {
      if (isOurs) reflect(client, worker.pod, worker.pod.status)
    }
    else if (mirror.metadata.deletionTimestamp !== undefined || (!worker && !this.wanted.has(keyOf(mirror)))) removeMirror(client, mirror)
  }
}
