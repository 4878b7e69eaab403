// What holds of Deployments and their ReplicaSets, whatever is rolled out in the middle of what.
import type { Deployment, Pod } from '../../../engine/apiserver/types.gen.ts'
import { availableAtMs, isActive, isAvailable, isReady } from '../../../engine/controllers/pod-control.ts'
import { controllerUid, isTo, type View } from '../view.ts'
import { plainly, type Invariant } from './invariant.ts'
import { nameOf } from './objects.ts'

/** Reckoned here anew, so that the engine's own reckoning is checked too. */
function limitsOf({ spec: { replicas = 1, strategy } }: Deployment): { readonly most: number, readonly fewest: number } {
  if (strategy?.type === 'Recreate') return { most: replicas, fewest: 0 }
  const part = (amount: number | string = '25%', round: (x: number) => number): number => typeof amount === 'number' ? amount : round(Number.parseInt(amount, 10) * replicas / 100)
  const surge = part(strategy?.rollingUpdate?.maxSurge, Math.ceil)
  const unavailable = part(strategy?.rollingUpdate?.maxUnavailable, Math.floor)
  return { most: replicas + surge, fewest: Math.max(0, replicas - (surge === 0 ? Math.max(1, unavailable) : unavailable)) }
}

/** Looked at whenever a pod is made: pods that are too many for another reason (a smaller wish, an adoption) are no fault. */
const surge = plainly('never more than replicas + maxSurge pods', (write, view) => {
  if (!isTo(write, 'pods') || write.before || !write.after) return undefined
  const deployment = view.deploymentOf(view.replicaSets.get(controllerUid(write.after) ?? ''))
  if (!deployment) return undefined
  const there = view.podsOfDeployment(deployment).filter(isActive).length
  if (deployment.spec.strategy?.type === 'Recreate' && hasSeveralTemplates(deployment, view)) return undefined // made Recreate on the way: it may be trapped, as the real one
  const wished = view.deployments.since(deployment, view.outside.knownSinceMs).map(known => limitsOf(known).most)
  const isSettledWish = view.deployments.since(deployment, view.outside.nowMs - hastyMs).every(({ spec }) => spec === deployment.spec)
  const most = Math.max(...wished, view.outside.isCalm && isSettledWish ? 0 : grantedTo(deployment, view))
  return there > most ? `${nameOf(write.after)} is pod ${there} of ${deployment.metadata.name}, which may have ${most}` : undefined
})

/** Who wishes something else so soon may be answered by a controller that does not yet know of its own last ReplicaSet. */
const hastyMs = 100

/** What the ReplicaSets of a Deployment may each believe that they are to have, when news comes late. */
const grantedTo = ({ metadata: { uid } }: Deployment, view: View): number => view.replicaSets.by('owner', uid)
  .reduce((sum, rs) => sum + Math.max(...view.replicaSets.since(rs, view.outside.knownSinceMs).map(({ spec }) => spec.replicas ?? 1)), 0)

const replicas = plainly('a ReplicaSet makes no more pods than it is to have', (write, view) => {
  if (!isTo(write, 'pods') || write.before || !write.after) return undefined
  const owner = view.replicaSets.get(controllerUid(write.after) ?? '')
  if (!owner) return undefined
  const there = view.pods.by('owner', owner.metadata.uid).filter(isActive).length
  const most = Math.max(...view.replicaSets.since(owner, view.outside.knownSinceMs).map(({ spec }) => spec.replicas ?? 1))
  return there > most ? `${nameOf(write.after)} is pod ${there} of ${owner.metadata.name}, which is to have ${most}` : undefined
})

const recreate = plainly('Recreate begins when all old pods have ended', (write, view) => {
  if (!isTo(write, 'replicasets.apps') || !write.after || (write.before?.spec.replicas ?? 0) > 0 || (write.after.spec.replicas ?? 0) === 0) return undefined
  const { after } = write
  const deployment = view.deploymentOf(after)
  if (!deployment || view.deployments.since(deployment, view.outside.knownSinceMs).some(({ spec }) => spec.strategy?.type !== 'Recreate' || spec.paused)) return undefined
  const old = view.podsOfDeployment(deployment).find(pod => controllerUid(pod) !== after.metadata.uid && pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed')
  return old && `${after.metadata.name} began while ${nameOf(old)} was there`
})

/**
 * A Deployment that has as many available pods as it must keep, keeps them. It need not have them from the start, nor
 * when a larger wish has come, nor while something fails: then it must first have got there (again).
 */
const serving: Invariant = {
  name: 'never fewer than replicas − maxUnavailable available',
  watch: () => {
    const kept = new Map<string, number>()
    /** Who is scaled in the middle of a rollout spreads that over old and new pods, whether these serve or not. */
    const reshaped = new Set<string>()
    return (write, view) => {
      if (!view.outside.isCalm) kept.clear()
      if (isTo(write, 'deployments.apps') && write.before && write.after && isReshaped(write.before, write.after) && hasSeveralTemplates(write.after, view)) reshaped.add(write.after.metadata.uid)
      if (!view.outside.isCalm || !isTo(write, 'pods')) return undefined
      const deployment = [write.after, write.before].map(pod => pod && view.deploymentOf(view.replicaSets.get(controllerUid(pod) ?? ''))).find(found => found)
      if (!deployment || deployment.metadata.deletionTimestamp !== undefined || deployment.metadata.namespace !== 'default') return undefined // other namespaces are deleted as a whole
      const { metadata: { uid, name }, spec: { minReadySeconds = 0 } } = deployment
      const key = `${uid} ${minReadySeconds}` // who must be ready for longer begins anew
      const [fewest, available] = [fewestOf(deployment, view), availableOf(deployment, view)]
      const had = kept.get(key) ?? -1
      if (!hasSeveralTemplates(deployment, view)) reshaped.delete(uid)
      if (reshaped.has(uid)) return void kept.delete(key)
      if (write.before && isFresh(write.before, minReadySeconds, view.outside.unixMs)) return void kept.delete(key)
      if (hasUnripe(deployment, view) || view.podsOfDeployment(deployment).some(hasToGiveWay)) return void kept.delete(key)
      kept.set(key, available)
      return had >= fewest && available < fewest ? `${name} has ${available} available pods and must keep ${fewest}` : undefined
    }
  },
}

const hasSeveralTemplates = (deployment: Deployment, view: View): boolean =>
  new Set(view.podsOfDeployment(deployment).filter(isActive).map(controllerUid)).size > 1

const isReshaped = (before: Deployment, after: Deployment): boolean =>
  before.spec.replicas !== after.spec.replicas || JSON.stringify(before.spec.strategy) !== JSON.stringify(after.spec.strategy)

/** Of what was wished a moment ago too: news takes its time. */
const fewestOf = (deployment: Deployment, view: View): number =>
  Math.min(...view.deployments.since(deployment, view.outside.knownSinceMs).map(known => limitsOf(known).fewest))

function availableOf(deployment: Deployment, view: View): number {
  const { minReadySeconds = 0 } = deployment.spec
  const isServing = (pod: Pod): boolean => isActive(pod) && isAvailable(pod, minReadySeconds, view.outside.unixMs)
  return view.podsOfDeployment(deployment).filter(isServing).length
}

const freshMs = 2_000

/** Whoever takes pods away may not know yet that one is available. */
const isFresh = (pod: Pod, minReadySeconds: number, unixMs: number): boolean =>
  (availableAtMs(pod, minReadySeconds) ?? -Infinity) > unixMs - freshMs

/** As in the real one, whoever takes pods away makes no difference between those ready for long enough and for too short. */
const hasUnripe = (deployment: Deployment, view: View): boolean => (deployment.spec.minReadySeconds ?? 0) > 0
  && view.podsOfDeployment(deployment).some(pod => isActive(pod) && isReady(pod) && !isAvailable(pod, deployment.spec.minReadySeconds ?? 0, view.outside.unixMs))

/** To more important pods, or to what befell its node. */
const hasToGiveWay = ({ status }: Pod): boolean => (status.conditions ?? []).some(({ type }) => type === 'DisruptionTarget')

export const ofRollouts: readonly Invariant[] = [surge, replicas, recreate, serving]
