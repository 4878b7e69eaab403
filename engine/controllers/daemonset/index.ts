// DaemonSet: a pod on every node that may have one.
import type { Part } from '../../clock/part.ts'
import { equal } from '../../apiserver/equal.ts'
import type { KubeObject } from '../../apiserver/object.ts'
import { labelSelectorMatches } from '../../apiserver/selectors/index.ts'
import { StatusError } from '../../apiserver/status.ts'
import type { DaemonSet, Node, Pod } from '../../apiserver/types.gen.ts'
import { isStatus, type Client } from '../../client/client.ts'
import { byNamespace, keyOf, type InformerFactory } from '../../client/informer.ts'
import { EventRecorder } from '../../client/recorder.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import { Expectations } from '../expectations.ts'
import { forgetRevisions, withCurrentTemplate } from '../history.ts'
import { byController, claim, controllerOf, orphansByNamespace } from '../owners.ts'
import { availableAtMs, podFrom } from '../pod-control.ts'
import { FailureBackoff } from './failure-backoff.ts'
import { planFor } from './manage.ts'
import { eligibility, nodeNameOf, revisionLabel, templateFor, type Eligibility } from './pod.ts'
import { statusOf } from './status.ts'
import { limitsOf, updateSteps } from './update.ts'

const name = 'daemonset-controller'
const reactionMs = 4
/** At most this many pods are made or removed in one go. */
const burst = 250

type PodsByNode = ReadonlyMap<string, readonly Pod[]>

export function daemonSetController(client: Client, informers: InformerFactory): Part {
  const recorder = new EventRecorder(client, name)
  const expectations = new Expectations()
  const backoff = new FailureBackoff()
  const sets = informers.of('daemonsets.apps')
  const nodes = informers.of('nodes')
  const pods = informers.of('pods')
  const revisions = informers.of('controllerrevisions.apps')
  const setsIn = sets.indexBy(byNamespace)
  const podsOf = pods.indexBy(byController)
  const orphansIn = pods.indexBy(orphansByNamespace)
  const revisionsOf = revisions.indexBy(byController)
  const orphanRevisionsIn = revisions.indexBy(orphansByNamespace)
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  function sync(key: string): void {
    const set = sets.get(key)
    if (!set) return expectations.forget(key)
    const { uid, namespace = '', deletionTimestamp } = set.metadata
    const mine = claim(client, 'pods', set, set.spec.selector, podsOf(uid), orphansIn(namespace))
    if (deletionTimestamp !== undefined) return
    const { all, update, collisionCount } = withCurrentTemplate(client, set, revisionLabel, revisionsOf(uid), orphanRevisionsIn(namespace))
    const hash = update.metadata.labels?.[revisionLabel] ?? ''
    const podsByNode = grouped(mine)
    const judge = eligibility(set)
    const failure = manage(key, set, podsByNode, hash, judge)
    const status = statusOf(set, nodes.list(), judge, podsByNode, hash, collisionCount, client.unixMs)
    if (!equal(status, set.status)) client.updateStatus('daemonsets.apps', { ...set, status })
    if (failure) throw failure
    forgetRevisions(client, set, all, ({ metadata }) => metadata.name === update.metadata.name || mine.some(pod => pod.metadata.labels?.[revisionLabel] === metadata.labels?.[revisionLabel]))
    wakeWhenAvailable(key, set, mine)
  }

  /** First every node gets what it should have; then, when that is seen, old pods are replaced. Answers what went wrong. */
  function manage(key: string, set: DaemonSet, podsByNode: PodsByNode, hash: string, judge: (node: Node) => Eligibility): StatusError | undefined {
    if (!expectations.areMet(key)) return undefined
    const desired = nodes.list().filter(node => judge(node).shouldRun).length
    const limits = limitsOf(set, desired)
    const create: string[] = []
    const remove: Pod[] = [...podsByNode].flatMap(([node, there]) => nodes.get(node) ? [] : there.filter(isStaying))
    for (const node of nodes.list()) {
      const plan = planFor(set, judge(node), podsByNode.get(node.metadata.name) ?? [], hash, limits.maxSurge > 0, client.unixMs)
      if (plan.create) create.push(node.metadata.name)
      remove.push(...plan.remove, ...plan.ended.filter(pod => mayRemove(key, set, pod)))
    }
    const failure = carryOut(key, set, hash, create, remove)
    if (failure || set.spec.updateStrategy.type === 'OnDelete' || !expectations.areMet(key)) return failure
    const steps = updateSteps(set, podsByNode, hash, limits, client.unixMs)
    return carryOut(key, set, hash, steps.create, steps.remove)
  }

  /** Tells of a pod that ended, and answers whether it is time to remove it. */
  function mayRemove(key: string, set: DaemonSet, pod: Pod): boolean {
    const { namespace, name: podName } = pod.metadata
    const node = nodeNameOf(pod)
    if (pod.status.phase === 'Succeeded') {
      recorder.event(set, 'Normal', 'SucceededDaemonPod', `Found succeeded daemon pod ${namespace}/${podName} on node ${node}, will try to delete it`)
      return true
    }
    const waitMs = backoff.waitMs(`${set.metadata.uid}/${set.status.observedGeneration ?? 0}/${node}`, client.clock.nowMs)
    if (waitMs > 0) {
      queue.addAfter(key, waitMs)
      return false
    }
    recorder.event(set, 'Warning', 'FailedDaemonPod', `Found failed daemon pod ${namespace}/${podName} on node ${node}, will try to kill it`)
    return true
  }

  /** New pods in batches of 1, 2, 4…: when one batch is refused, the rest is not even tried. */
  function carryOut(key: string, set: DaemonSet, hash: string, create: readonly string[], remove: readonly Pod[]): StatusError | undefined {
    let refused: StatusError | undefined
    const count = Math.min(create.length, burst)
    for (let made = 0, batch = 1; made < count && !refused; batch *= 2)
      for (const goal = Math.min(count, made + batch); made < goal; made++) refused = createPod(key, set, create[made] ?? '', hash) ?? refused
    for (const pod of remove.slice(0, burst)) refused = deletePod(key, set, pod) ?? refused
    return refused
  }

  function createPod(key: string, set: DaemonSet, node: string, hash: string): StatusError | undefined {
    try {
      const pod = client.create('pods', podFrom(set, templateFor(set, node, hash)))
      expectations.willSee(key, keyOf(pod))
      recorder.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
      return undefined
    }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      if (error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating')) return undefined
      recorder.event(set, 'Warning', 'FailedCreate', `Error creating: ${error.message}`)
      return error
    }
  }

  function deletePod(key: string, set: DaemonSet, pod: Pod): StatusError | undefined {
    try {
      client.delete('pods', pod.metadata.namespace, pod.metadata.name, { preconditions: { uid: pod.metadata.uid } })
      expectations.willSee(key, keyOf(pod))
      recorder.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`)
      return undefined
    }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      if (isStatus(error, 'NotFound')) return undefined // gone by itself
      recorder.event(set, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`)
      return error
    }
  }

  function wakeWhenAvailable(key: string, { spec: { minReadySeconds = 0 } }: DaemonSet, mine: readonly Pod[]): void {
    if (minReadySeconds === 0) return
    let next = Infinity
    for (const pod of mine) {
      const atMs = availableAtMs(pod, minReadySeconds) ?? 0
      if (atMs > client.unixMs && atMs < next) next = atMs
    }
    if (next < Infinity) queue.addAfter(key, next - client.unixMs)
  }

  const ownerKey = (object: KubeObject): string | undefined => {
    const owner = controllerOf(object)
    return owner?.kind === 'DaemonSet' ? `${object.metadata.namespace}/${owner.name}` : undefined
  }

  /** The set of a pod or, for an orphan, all that would have it. */
  function enqueueFor(pod: Pod): void {
    const key = ownerKey(pod)
    if (key !== undefined) queue.add(key)
    else if (!controllerOf(pod))
      for (const set of setsIn(pod.metadata.namespace ?? '')) if (labelSelectorMatches(set.spec.selector, pod.metadata.labels ?? {})) queue.add(keyOf(set))
  }

  /** Sets that see a node with other eyes than before. */
  function nodeChanged(node: Node, before: Node): void {
    if (node.metadata.labels === before.metadata.labels && node.spec.taints === before.spec.taints) return
    for (const set of sets.list()) {
      const judge = eligibility(set)
      if (!equal(judge(node), judge(before))) queue.add(keyOf(set))
    }
  }

  /** A node that comes is for the sets that run on it; one that goes concerns all, since any may have a pod there. */
  function nodeCame(node: Node): void {
    for (const set of sets.list()) if (eligibility(set)(node).shouldRun) queue.add(keyOf(set))
  }

  return {
    name,
    start: () => {
      const enqueue = (set: DaemonSet): void => queue.add(keyOf(set))
      sets.handle({ added: enqueue, updated: enqueue, deleted: enqueue })
      nodes.handle({ added: nodeCame, updated: nodeChanged, deleted: () => sets.list().forEach(set => queue.add(keyOf(set))) })
      pods.handle({
        added: pod => {
          expectations.seen(ownerKey(pod), keyOf(pod))
          enqueueFor(pod)
        },
        updated: (pod, before) => {
          if (!isStaying(pod)) expectations.seen(ownerKey(pod), keyOf(pod))
          if (ownerKey(before) !== ownerKey(pod)) enqueueFor(before)
          enqueueFor(pod)
        },
        deleted: pod => {
          expectations.seen(ownerKey(pod), keyOf(pod))
          enqueueFor(pod)
        },
      })
    },
    stop: () => queue.stop(),
  }
}

const isStaying = ({ metadata }: Pod): boolean => metadata.deletionTimestamp === undefined

function grouped(pods: readonly Pod[]): PodsByNode {
  const groups = new Map<string, Pod[]>()
  for (const pod of pods) {
    const group = groups.get(nodeNameOf(pod))
    if (group) group.push(pod)
    else groups.set(nodeNameOf(pod), [pod])
  }
  return groups
}
