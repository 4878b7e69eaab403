// What holds of any pod.
import type { Pod } from '../../../engine/apiserver/types.gen.ts'
import { amountsOf, podRequests } from '../../../engine/client/placement/requests.ts'
import { isActive, isReady } from '../../../engine/controllers/pod-control.ts'
import { isTo } from '../view.ts'
import { plainly, type Invariant } from './invariant.ts'
import { nameOf } from './objects.ts'

const hasEnded = ({ status }: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed'
const restartsOf = ({ status }: Pod): number => (status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0)

const onwards = plainly('a pod only goes on', write => {
  if (!isTo(write, 'pods') || !write.before || !write.after) return undefined
  const { before, after } = write
  if (hasEnded(before) && !hasEnded(after)) return `${nameOf(after)} was ${before.status.phase} and became ${after.status.phase}`
  if (before.status.phase === 'Running' && after.status.phase === 'Pending') return `${nameOf(after)} was Running and became Pending`
  if (before.spec.nodeName && before.spec.nodeName !== after.spec.nodeName) return `${nameOf(after)} moved from ${before.spec.nodeName} to ${after.spec.nodeName}`
  if (restartsOf(after) < restartsOf(before)) return `${nameOf(after)} had restarted ${restartsOf(before)} times and now ${restartsOf(after)}`
  return undefined
})

const room = plainly('no pod on a node without room', (write, view) => {
  if (!isTo(write, 'pods') || !write.after?.spec.nodeName || write.before?.spec.nodeName) return undefined
  const [node] = view.nodes.by('name', write.after.spec.nodeName)
  if (!node) return undefined // it has just gone
  const there = view.pods.by('node', node.metadata.name).filter(pod => !hasEnded(pod))
  const room = amountsOf(node.status.allocatable)
  const used = (resource: string): number => resource === 'pods' ? there.length : there.reduce((sum, { spec }) => sum + (podRequests(spec).get(resource) ?? 0), 0)
  const short = ['cpu', 'memory', 'pods'].find(resource => used(resource) > (room.get(resource) ?? 0))
  return short === undefined ? undefined : `${nameOf(write.after)} was bound to ${node.metadata.name}: ${short} ${used(short)} of ${room.get(short)}`
})

const addresses = plainly('no two pods have one address', (write, view) => {
  if (!isTo(write, 'pods') || !write.after?.status.podIP || write.after.status.podIP === write.before?.status.podIP) return undefined
  const { spec: { nodeName = '', hostNetwork }, status: { podIP }, metadata: { uid } } = write.after
  if (hostNetwork) return undefined
  const other = view.pods.by('node', nodeName).find(pod => pod.metadata.uid !== uid && !pod.spec.hostNetwork && !hasEnded(pod) && pod.status.podIP === podIP)
  return other && `${nameOf(write.after)} and ${nameOf(other)} have ${podIP}`
})

/** Who is deleted is gone only when his node says that nothing runs any more; by force, or without a node, at once. */
const farewell = plainly('no pod vanishes behind its node’s back', (write, view) => {
  if (!isTo(write, 'pods') || write.after || !write.before || view.outside.isForced) return undefined
  const { before: pod } = write
  const node = pod.spec.nodeName ?? ''
  if (node === '' || hasEnded(pod) || view.outside.isReachable(node)) return undefined
  return view.nodes.by('name', node).length === 0 ? undefined : `${nameOf(pod)} is gone while ${node} cannot say so`
})

const isEvicted = ({ status }: Pod): boolean => (status.conditions ?? []).some(({ type, reason }) => type === 'DisruptionTarget' && reason === 'EvictionByEvictionAPI')
const isHealthy = (pod: Pod): boolean => isActive(pod) && isReady(pod)
const staleMs = 2_000

const budgets: Invariant = {
  name: 'evictions keep to the budgets',
  watch: () => {
    const lostMs = new Map<string, number>()
    return (write, view) => {
      if (!isTo(write, 'pods') || !write.before || !isHealthy(write.before) || (write.after && isHealthy(write.after))) return undefined
      const { nowMs } = view.outside
      const app = write.before.metadata.labels?.['app'] ?? ''
      const wasEvicted = write.after !== undefined && isEvicted(write.after)
      if (!wasEvicted) lostMs.set(app, nowMs)
      if (!wasEvicted || !view.outside.isCalm || nowMs - (lostMs.get(app) ?? -Infinity) < staleMs) return undefined // no budget knows of it yet
      const healthy = view.pods.by('app', app).filter(isHealthy).length
      const broken = view.budgets.all().find(({ spec }) => spec?.selector?.matchLabels?.['app'] === app && Number(spec.minAvailable) > healthy)
      return broken && `${nameOf(write.before)} was evicted: ${healthy} are healthy, the budget ${broken.metadata.name} wants ${broken.spec?.minAvailable}`
    }
  },
}

export const ofPods: readonly Invariant[] = [onwards, room, addresses, farewell, budgets]
