// StatefulSet: pods with names that stay, made and removed one after another.
import type { Part } from '../../clock/part.ts'
import { equal } from '../../apiserver/equal.ts'
import type { KubeObject } from '../../apiserver/object.ts'
import { labelSelectorMatches } from '../../apiserver/selectors/index.ts'
import { StatusError } from '../../apiserver/status.ts'
import type { Pod, StatefulSet } from '../../apiserver/types.gen.ts'
import { isStatus, type Client } from '../../client/client.ts'
import { byNamespace, keyOf, type InformerFactory } from '../../client/informer.ts'
import { EventRecorder } from '../../client/recorder.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import { Expectations } from '../expectations.ts'
import { forgetRevisions, templateOf, withCurrentTemplate } from '../history.ts'
import { byController, claim, controllerOf, orphansByNamespace } from '../owners.ts'
import { availableAtMs } from '../pod-control.ts'
import { byPolicy, claimsFor } from './claims.ts'
import { byOrdinal, firstOrdinal, hasIdentity, identityLabels, ordinalOf, revisionNameOf } from './identity.ts'
import { isOrdered, isServing, isTerminating, keepsCurrentRevision, toReplace } from './plan.ts'
import { statefulPod } from './pod.ts'
import { statusOf, type Revisions } from './status.ts'

const name = 'statefulset-controller'
const reactionMs = 4
const hashLabel = 'controller.kubernetes.io/hash'

export function statefulSetController(client: Client, informers: InformerFactory): Part {
  const recorder = new EventRecorder(client, name)
  const expectations = new Expectations()
  const sets = informers.of('statefulsets.apps')
  const pods = informers.of('pods')
  const claims = informers.of('persistentvolumeclaims')
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
    if (!expectations.areMet(key)) return // what was done last comes back as news
    const { uid, namespace = '' } = set.metadata
    const isMember = (pod: Pod): boolean => ordinalOf(set, pod.metadata.name) !== undefined
    const mine = claim(client, 'pods', set, set.spec.selector, podsOf(uid), orphansIn(namespace).filter(isMember)).filter(isMember)
    const history = withCurrentTemplate(client, set, hashLabel, revisionsOf(uid), orphanRevisionsIn(namespace))
    const { update, collisionCount } = history
    const current = history.all.find(revision => revision.metadata.name === set.status.currentRevision) ?? update
    const names: Revisions = { current: current.metadata.name, update: update.metadata.name, collisionCount }

    const makePod = (ordinal: number): void => {
      const revision = keepsCurrentRevision(set, ordinal) ? current : update
      createPod(key, set, ordinal, statefulPod(set, templateOf(revision), ordinal, revision.metadata.name))
    }
    let failure: StatusError | undefined
    try { if (set.metadata.deletionTimestamp === undefined) manage(key, set, mine, names, makePod) }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      failure = error
    }
    const status = statusOf(set, mine, names, client.unixMs)
    if (!equal(status, set.status)) client.updateStatus('statefulsets.apps', { ...set, status })
    if (failure) throw failure
    forgetRevisions(client, set, history.all, ({ metadata }) => Object.values(names).includes(metadata.name) || mine.some(pod => revisionNameOf(pod) === metadata.name))
    wakeWhenAvailable(key, set, mine)
  }

  /** New pods come first, then those too many go, then old ones are replaced. In order, each step waits for the one before it. */
  function manage(key: string, set: StatefulSet, mine: readonly Pod[], names: Revisions, makePod: (ordinal: number) => void): void {
    const { replicas, condemned } = byOrdinal(set, mine)
    const ordered = isOrdered(set)
    for (const [i, pod] of replicas.entries()) if (!settle(key, set, firstOrdinal(set) + i, pod, makePod) && ordered) return
    for (const pod of condemned) keepClaims(set, pod, pod)
    const serves = (pod: Pod | undefined): boolean => pod !== undefined && isServing(set, pod, client.unixMs)
    const firstSick = [...replicas, ...condemned].find(pod => !serves(pod))
    for (const pod of condemned) {
      if (ordered && (isTerminating(pod) || !serves(pod) && pod !== firstSick)) return
      if (!isTerminating(pod)) deletePod(key, set, pod)
      if (ordered) return
    }
    for (const pod of toReplace(set, replicas, names.update, client.unixMs)) deletePod(key, set, pod)
  }

  /** Brings one ordinal to what it should be; answers whether the next may follow. */
  function settle(key: string, set: StatefulSet, ordinal: number, pod: Pod | undefined, makePod: (ordinal: number) => void): boolean {
    if (!pod) {
      makePod(ordinal)
      return false
    }
    const { phase } = pod.status
    if ((phase === 'Failed' || phase === 'Succeeded') && !isTerminating(pod)) {
      const { namespace, name: setName } = set.metadata
      if (phase === 'Failed') recorder.event(set, 'Warning', 'RecreatingFailedPod', `StatefulSet ${namespace}/${setName} is recreating failed Pod ${pod.metadata.name}`)
      else recorder.event(set, 'Normal', 'RecreatingTerminatedPod', `StatefulSet ${namespace}/${setName} is recreating terminated Pod ${pod.metadata.name}`)
      deletePod(key, set, pod)
      return false
    }
    if (isTerminating(pod)) return false
    if (phase === 'Pending') makeClaims(set, ordinal, pod.metadata.name)
    if (isOrdered(set) && !isServing(set, pod, client.unixMs)) return false
    keepClaims(set, pod, undefined)
    if (!hasIdentity(set, pod, ordinal))
      client.update('pods', { ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, ...identityLabels(set, ordinal) } } })
    return true
  }

  function createPod(key: string, set: StatefulSet, ordinal: number, draft: ReturnType<typeof statefulPod>): void {
    const podName = draft.metadata?.name ?? ''
    telling(set, 'Create', `Pod ${podName}`, 'successful', () => {
      if (!makeClaims(set, ordinal, podName)) return false
      expectations.willSee(key, keyOf(client.create('pods', draft)))
      return true
    })
  }

  function deletePod(key: string, set: StatefulSet, pod: Pod): void {
    telling(set, 'Delete', `Pod ${pod.metadata.name}`, 'successful', () => {
      try { client.delete('pods', pod.metadata.namespace, pod.metadata.name, { preconditions: { uid: pod.metadata.uid } }) }
      catch (error) {
        if (isStatus(error, 'NotFound')) return false // gone by itself
        throw error
      }
      expectations.willSee(key, keyOf(pod))
      return true
    })
  }

  /** Answers whether all claims are there to stay: a pod does not take up one that is going. */
  function makeClaims(set: StatefulSet, ordinal: number, podName: string): boolean {
    let all = true
    for (const draft of claimsFor(set, ordinal)) {
      const there = claims.get(`${set.metadata.namespace}/${draft.metadata.name}`)
      if (there?.metadata.deletionTimestamp !== undefined) all = false
      if (there) continue
      telling(set, 'Create', `Claim ${draft.metadata.name} Pod ${podName}`, 'success', () => {
        try { client.create('persistentvolumeclaims', draft) }
        catch (error) {
          if (isStatus(error, 'AlreadyExists')) return false // the news is on its way
          throw error
        }
        return true
      })
    }
    return all
  }

  function keepClaims(set: StatefulSet, pod: Pod, condemned: Pod | undefined): void {
    for (const { metadata } of claimsFor(set, ordinalOf(set, pod.metadata.name) ?? 0)) {
      const there = claims.get(`${set.metadata.namespace}/${metadata.name}`)
      const kept = there && byPolicy(set, there, pod.metadata.name, condemned)
      if (kept && kept !== there) client.update('persistentvolumeclaims', kept)
    }
  }

  /** Does something and tells how it went, if it was done at all. */
  function telling(set: StatefulSet, verb: string, what: string, wentWell: string, act: () => boolean): void {
    try { if (act()) recorder.event(set, 'Normal', `Successful${verb}`, `${verb} ${what} in StatefulSet ${set.metadata.name} ${wentWell}`) }
    catch (error) {
      if (error instanceof StatusError && !isStatus(error, 'AlreadyExists'))
        recorder.event(set, 'Warning', `Failed${verb}`, `${verb} ${what} in StatefulSet ${set.metadata.name} failed error: ${error.message}`)
      throw error
    }
  }

  function wakeWhenAvailable(key: string, { spec: { minReadySeconds = 0 } }: StatefulSet, mine: readonly Pod[]): void {
    if (minReadySeconds === 0) return
    const next = Math.min(...mine.map(pod => availableAtMs(pod, minReadySeconds) ?? 0).filter(atMs => atMs > client.unixMs))
    if (next < Infinity) queue.addAfter(key, next - client.unixMs)
  }

  const ownerKey = (object: KubeObject): string | undefined => {
    const owner = controllerOf(object)
    return owner?.kind === 'StatefulSet' ? `${object.metadata.namespace}/${owner.name}` : undefined
  }

  /** The set of a pod or, for an orphan, all that would have it. */
  function enqueueFor(pod: Pod): void {
    const key = ownerKey(pod)
    if (key !== undefined) queue.add(key)
    else if (!controllerOf(pod))
      for (const set of setsIn(pod.metadata.namespace ?? '')) if (labelSelectorMatches(set.spec.selector, pod.metadata.labels ?? {})) queue.add(keyOf(set))
  }

  /** Pods wait for claims that are on their way out. */
  function claimGone({ metadata }: KubeObject): void {
    for (const set of setsIn(metadata.namespace ?? ''))
      if ((set.spec.volumeClaimTemplates ?? []).some(template => metadata.name.startsWith(`${template.metadata?.name}-${set.metadata.name}-`))) queue.add(keyOf(set))
  }

  return {
    name,
    start: () => {
      const enqueue = (set: StatefulSet): void => queue.add(keyOf(set))
      sets.handle({ added: enqueue, updated: enqueue, deleted: enqueue })
      claims.handle({ deleted: claimGone })
      pods.handle({
        added: pod => {
          expectations.seen(ownerKey(pod), keyOf(pod))
          enqueueFor(pod)
        },
        updated: (pod, before) => {
          if (isTerminating(pod)) expectations.seen(ownerKey(pod), keyOf(pod))
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

