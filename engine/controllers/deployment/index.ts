// Deployment: ReplicaSets that take over from one another, and their history.
import type { Part } from '../../clock/part.ts'
import { equal } from '../../apiserver/equal.ts'
import type { Deployment, DeploymentStatus, Pod, ReplicaSet } from '../../apiserver/types.gen.ts'
import { labelSelectorMatches } from '../../apiserver/selectors/index.ts'
import type { Client } from '../../client/client.ts'
import { isStatus } from '../../client/client.ts'
import { byNamespace, keyOf, type InformerFactory } from '../../client/informer.ts'
import { EventRecorder } from '../../client/recorder.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import { OwnWrites } from '../own-writes.ts'
import { byController, claim, controllerOf, orphansByNamespace } from '../owners.ts'
import { desiredWhenScaled } from './annotations.ts'
import { wantedReplicas } from './limits.ts'
import { proportionalShares } from './proportional.ts'
import { activeOrLatest, actual, isActive, isSaturated, lowestRevisionFirst, sum, wanted } from './replica-sets.ts'
import { allOf, revise, type Rollout } from './revise.ts'
import { rollingSteps, type Step } from './rolling-update.ts'
import { condition, conditionOf, countStatus, deadlineMs, hasHistoryLimit, hasProgressDeadline, isComplete, rolloutStatus, withCondition } from './status.ts'
import { scaleReplicaSet, storeStatus, type Tools } from './tools.ts'

const name = 'deployment-controller'
const reactionMs = 4

export function deploymentController(client: Client, informers: InformerFactory): Part {
  const written = new OwnWrites()
  const tools: Tools = { client, recorder: new EventRecorder(client, name), written }
  const deployments = informers.of('deployments.apps')
  const replicaSets = informers.of('replicasets.apps')
  const pods = informers.of('pods')
  const replicaSetsOf = replicaSets.indexBy(byController)
  const orphansIn = replicaSets.indexBy(orphansByNamespace)
  const podsOf = pods.indexBy(byController)
  const deploymentsIn = deployments.indexBy(byNamespace)
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  function sync(key: string): void {
    const deployment = deployments.get(key)
    if (!deployment || written.isBehind(deployment)) return
    const owned = claim(client, 'replicasets.apps', deployment, deployment.spec.selector, replicaSetsOf(deployment.metadata.uid), orphansIn(deployment.metadata.namespace ?? ''))
    if (deployment.metadata.deletionTimestamp !== undefined) return syncCounts(revise(tools, deployment, owned, false))
    const noted = notePause(deployment)
    const present = revise(tools, noted, owned, false)
    if (noted.spec.paused || isBeingScaled(present)) return syncScale(present)
    const withNew = (): Rollout => present.newRs ? present : revise(tools, present.deployment, owned, true)
    if (noted.spec.strategy.type === 'Recreate') recreate(present, withNew)
    else rollingUpdate(withNew())
  }

  function rollingUpdate(rollout: Rollout): void {
    const steps = rollingSteps(rollout)
    const after = carryOut(rollout, steps)
    if (steps.length === 0 && isComplete(after.deployment, after.deployment.status)) forgetOldRevisions(after)
    syncProgress(after)
  }

  /** All old pods go before the first new one comes. */
  function recreate(present: Rollout, withNew: () => Rollout): void {
    const goingDown = present.old.filter(isActive)
    if (goingDown.length > 0) return syncProgress(carryOut(present, goingDown.map(rs => ({ rs, replicas: 0 }))))
    if (sum(present.old, actual) > 0 || present.old.some(rs => podsOf(rs.metadata.uid).some(isThere))) return syncProgress(present)
    const rollout = withNew()
    const { deployment, newRs } = rollout
    const after = carryOut(rollout, newRs ? [{ rs: newRs, replicas: wantedReplicas(deployment) }] : [])
    if (isComplete(deployment, deployment.status)) forgetOldRevisions(after)
    syncProgress(after)
  }

  /** Only its size changed, or it is paused: no rollout, but what there is follows. */
  function syncScale(rollout: Rollout): void {
    const after = carryOut(rollout, scaleSteps(rollout))
    if (after.deployment.spec.paused) forgetOldRevisions(after)
    syncCounts(after)
  }

  function scaleSteps(rollout: Rollout): readonly Step[] {
    const { deployment, newRs, old } = rollout
    const only = activeOrLatest(newRs, old)
    if (only) return wanted(only) === wantedReplicas(deployment) ? [] : [{ rs: only, replicas: wantedReplicas(deployment) }]
    if (isSaturated(deployment, newRs)) return old.filter(isActive).map(rs => ({ rs, replicas: 0 }))
    return deployment.spec.strategy.type === 'Recreate' ? [] : proportionalShares(deployment, allOf(rollout))
  }

  function carryOut(rollout: Rollout, steps: readonly Step[]): Rollout {
    const scaled = new Map<ReplicaSet, ReplicaSet>()
    for (const { rs, replicas } of steps) scaled.set(rs, scaleReplicaSet(tools, rollout.deployment, scaled.get(rs) ?? rs, replicas))
    const latest = (rs: ReplicaSet): ReplicaSet => scaled.get(rs) ?? rs
    return { ...rollout, newRs: rollout.newRs && latest(rollout.newRs), old: rollout.old.map(latest) }
  }

  function syncCounts(rollout: Rollout): void {
    const { deployment, newRs } = rollout
    updateStatus(deployment, countStatus(deployment, allOf(rollout), newRs, client.unixMs))
  }

  function syncProgress(rollout: Rollout): void {
    const { deployment, newRs } = rollout
    const status = rolloutStatus(deployment, allOf(rollout), newRs, client.unixMs)
    if (!updateStatus(deployment, status)) watchDeadline(deployment, status)
  }

  function updateStatus(deployment: Deployment, status: DeploymentStatus): boolean {
    if (equal(deployment.status, status)) return false
    storeStatus(tools, { ...deployment, status })
    return true
  }

  /** When nothing moves, it looks again at the time at which it will have taken too long. */
  function watchDeadline(deployment: Deployment, status: DeploymentStatus): void {
    const progressing = conditionOf(deployment.status, 'Progressing')
    if (!hasProgressDeadline(deployment) || !progressing || isComplete(deployment, status) || progressing.reason === 'ProgressDeadlineExceeded') return
    const leftMs = deadlineMs(deployment, progressing) - client.unixMs
    if (leftMs < 1000) queue.addRateLimited(keyOf(deployment))
    else queue.addAfter(keyOf(deployment), leftMs + 1000)
  }

  function notePause(deployment: Deployment): Deployment {
    if (!hasProgressDeadline(deployment)) return deployment
    const reason = conditionOf(deployment.status, 'Progressing')?.reason
    const { paused = false } = deployment.spec
    if (reason === 'ProgressDeadlineExceeded' || paused === (reason === 'DeploymentPaused')) return deployment
    const next = paused
      ? condition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', client.unixMs)
      : condition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', client.unixMs)
    return storeStatus(tools, { ...deployment, status: { ...deployment.status, conditions: withCondition(deployment.status.conditions ?? [], next) } })
  }

  function forgetOldRevisions({ deployment, old }: Rollout): void {
    if (!hasHistoryLimit(deployment)) return
    const there = old.filter(({ metadata }) => metadata.deletionTimestamp === undefined).toSorted(lowestRevisionFirst)
    for (const rs of there.slice(0, Math.max(0, there.length - (deployment.spec.revisionHistoryLimit ?? 0)))) {
      const idle = actual(rs) === 0 && wanted(rs) === 0 && (rs.metadata.generation ?? 0) <= (rs.status.observedGeneration ?? 0)
      if (idle) deleteIfThere(rs)
    }
  }

  function deleteIfThere({ metadata }: ReplicaSet): void {
    try { client.delete('replicasets.apps', metadata.namespace, metadata.name) }
    catch (error) { if (!isStatus(error, 'NotFound')) throw error }
  }

  /** The Deployment of a ReplicaSet or, for an orphan, all that would have it. */
  function enqueueFor(rs: ReplicaSet): void {
    const owner = controllerOf(rs)
    const namespace = rs.metadata.namespace ?? ''
    if (owner) {
      const deployment = owner.kind === 'Deployment' ? deployments.get(`${namespace}/${owner.name}`) : undefined
      if (deployment?.metadata.uid === owner.uid) queue.add(keyOf(deployment))
      return
    }
    for (const deployment of deploymentsIn(namespace))
      if (labelSelectorMatches(deployment.spec.selector, rs.metadata.labels ?? {})) queue.add(keyOf(deployment))
  }

  /** Recreate waits for the last old pod to go. */
  function podGone(pod: Pod): void {
    const owner = controllerOf(pod)
    const rs = owner?.kind === 'ReplicaSet' ? replicaSets.get(`${pod.metadata.namespace}/${owner.name}`) : undefined
    const deployment = rs && deployments.get(`${pod.metadata.namespace}/${controllerOf(rs)?.name}`)
    if (deployment?.spec.strategy.type === 'Recreate') queue.add(keyOf(deployment))
  }

  return {
    name,
    start: () => {
      const enqueue = (deployment: Deployment): void => queue.add(keyOf(deployment))
      deployments.handle({ added: enqueue, updated: enqueue, deleted: deployment => written.forget(deployment) })
      replicaSets.handle({
        added: enqueueFor,
        updated: (rs, before) => {
          if (controllerOf(before)?.uid !== controllerOf(rs)?.uid) enqueueFor(before)
          enqueueFor(rs)
        },
        deleted: enqueueFor,
      })
      pods.handle({ deleted: podGone })
    },
    stop: () => queue.stop(),
  }
}

const isThere = ({ status }: Pod): boolean => status.phase !== 'Succeeded' && status.phase !== 'Failed'

/** A ReplicaSet was scaled for another size of the whole than is wanted now. */
function isBeingScaled(rollout: Rollout): boolean {
  return allOf(rollout).filter(isActive).some(rs => {
    const desired = desiredWhenScaled(rs)
    return desired !== undefined && desired !== wantedReplicas(rollout.deployment)
  })
}
