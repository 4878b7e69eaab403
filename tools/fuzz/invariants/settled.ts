// What holds in the end: when all is mended and time has passed, everything is as it is wished to be.
import type { KubeObject } from '../../../engine/apiserver/object.ts'
import type { Pod } from '../../../engine/apiserver/types.gen.ts'
import type { Client } from '../../../engine/client/client.ts'
import { amountsOf, podRequests } from '../../../engine/client/placement/requests.ts'
import { isActive, isReady } from '../../../engine/controllers/pod-control.ts'
import { brokenVersion, imageOf } from '../plan.ts'
import { controllerUid } from '../view.ts'
import { aside } from './aside.ts'
import { nameOf } from './objects.ts'

/** What is not (yet) as it is to be. */
export function unsettled(client: Client): readonly string[] {
  return [...nodes(client), ...deployments(client), ...statefulSets(client), ...daemonSets(client), ...jobs(client), ...replicaSets(client), ...owners(client), ...terminating(client), ...services(client), ...waiting(client), ...aside(client)]
}

const nodes = (client: Client): readonly string[] => client.list('nodes').flatMap(({ metadata, spec, status }) => {
  const ready = status.conditions?.find(({ type }) => type === 'Ready')?.status
  return ready === 'True' && (spec.taints ?? []).length === 0 ? [] : [`node ${metadata.name}: Ready is ${ready}, taints ${(spec.taints ?? []).map(({ key }) => key).join()}`]
})

/** Nobody expects pods of an image that does not exist to run, or a rollout that waits to go on. */
const deployments = (client: Client): readonly string[] => client.list('deployments.apps').flatMap(({ metadata, spec, status }) => {
  if (status.observedGeneration !== metadata.generation) return [`Deployment ${metadata.name}: generation ${metadata.generation} was not seen`]
  if (spec.paused || isBroken(spec.template) || hasNoRoom(client, metadata.uid) || isTrapped(client, metadata.uid, spec.replicas)) return []
  const counts = [status.replicas, status.updatedReplicas, status.availableReplicas].map(count => count ?? 0)
  return counts.every(count => count === spec.replicas) && (status.terminatingReplicas ?? 0) === 0 ? [] : [`Deployment ${metadata.name}: of ${spec.replicas} there are ${counts.join(', ')} (all, updated, available)`]
})

const statefulSets = (client: Client): readonly string[] => client.list('statefulsets.apps').flatMap(({ metadata, spec, status }) => {
  if (status?.observedGeneration !== metadata.generation) return [`StatefulSet ${metadata.name}: generation ${metadata.generation} was not seen`]
  if (isStuck(client, metadata.uid)) return [] // as recorded, it does not get over a broken pod by itself
  if (client.list('pods').some(pod => pod.metadata.name.startsWith(`${metadata.name}-`) && controllerUid(pod) !== metadata.uid)) return [] // a pod that it let go of has a name that it needs
  return isBroken(spec.template) || status?.readyReplicas === spec.replicas || (spec.replicas === 0 && !status?.replicas) ? [] : [`StatefulSet ${metadata.name}: of ${spec.replicas} there are ${status?.readyReplicas} ready`]
})

const daemonSets = (client: Client): readonly string[] => client.list('daemonsets.apps').flatMap(({ metadata, spec, status }) => {
  if (status?.observedGeneration !== metadata.generation) return [`DaemonSet ${metadata.name}: generation ${metadata.generation} was not seen`]
  const all = client.list('nodes').length
  const counts = [status?.desiredNumberScheduled, status?.currentNumberScheduled, status?.numberAvailable, status?.updatedNumberScheduled].map(count => count ?? 0)
  return spec === undefined || isBroken(spec.template) || counts.every(count => count === all) ? [] : [`DaemonSet ${metadata.name}: on ${all} nodes there are ${counts.join(', ')} (desired, current, available, updated)`]
})

const jobs = (client: Client): readonly string[] => client.list('jobs.batch').flatMap(({ metadata, spec, status }) =>
  spec?.parallelism === 0 || (status?.conditions ?? []).some(({ type }) => type === 'Complete' || type === 'Failed') && !status?.active ? [] : [`Job ${metadata.name} has not ended`])

const replicaSets = (client: Client): readonly string[] => {
  const pods = client.list('pods').filter(isActive)
  return client.list('replicasets.apps').flatMap(({ metadata, spec, status }) => {
    const owned = pods.filter(pod => controllerUid(pod) === metadata.uid).length
    return owned === (status?.replicas ?? 0) && owned === spec.replicas ? [] : [`ReplicaSet ${metadata.name}: wants ${spec.replicas}, counts ${status?.replicas}, owns ${owned}`]
  })
}

/** Every owner exists, or what it owns is being collected. */
function owners(client: Client): readonly string[] {
  const all = client.definitions().filter(({ plural }) => plural !== 'events').flatMap(({ group, version, plural }) => {
    const { body } = client.request({ verb: 'list', group, version, resource: plural })
    return 'items' in body ? body.items : []
  })
  const uids = new Set(all.map(({ metadata }) => metadata.uid))
  const isLost = ({ metadata }: KubeObject): boolean => metadata.deletionTimestamp === undefined && (metadata.ownerReferences ?? []).some(({ uid }) => !uids.has(uid))
  return all.filter(isLost).map(object => `${nameOf(object)} outlived its owner`)
}

const terminating = (client: Client): readonly string[] =>
  client.list('pods').filter(({ metadata }) => metadata.deletionTimestamp !== undefined).map(pod => `${nameOf(pod)} is still Terminating`)

/** Whoever is ready is served, and nobody else. */
const services = (client: Client): readonly string[] => client.list('services').flatMap(({ metadata, spec }) => {
  const app = spec?.selector?.['app']
  if (app === undefined) return []
  const ready = client.list('pods', metadata.namespace, { labelSelector: `app=${app}` }).filter(pod => isActive(pod) && isReady(pod)).map(({ status }) => status.podIP ?? '').sort()
  const served = client.list('endpointslices.discovery.k8s.io', metadata.namespace, { labelSelector: `kubernetes.io/service-name=${metadata.name}` })
    .flatMap(({ endpoints }) => endpoints ?? []).filter(({ conditions }) => conditions?.ready).flatMap(({ addresses }) => addresses).sort()
  return ready.join() === served.join() ? [] : [`Service ${metadata.name}: ready are ${ready.join()}, served ${served.join()}`]
})

/** Nobody waits for a node that would fit. */
const waiting = (client: Client): readonly string[] => {
  const pods = client.list('pods').filter(({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed')
  const free = client.list('nodes').filter(({ spec }) => !spec.unschedulable).map(({ metadata, status }) => {
    const room = amountsOf(status.allocatable)
    const there = pods.filter(({ spec }) => spec.nodeName === metadata.name)
    return (resource: string): number => (room.get(resource) ?? 0) - there.reduce((sum, { spec }) => sum + (resource === 'pods' ? 1 : podRequests(spec).get(resource) ?? 0), 0)
  })
  const fits = ({ spec }: Pod): boolean => spec.affinity === undefined && spec.volumes?.every(({ persistentVolumeClaim }) => !persistentVolumeClaim) !== false
    && free.some(left => left('pods') > 0 && ['cpu', 'memory'].every(resource => left(resource) >= (podRequests(spec).get(resource) ?? 0)))
  return pods.filter(pod => !pod.spec.nodeName && fits(pod)).map(pod => `${nameOf(pod)} waits though there is room`)
}

/** Whether pods of a Deployment wait for a node, or gave way to more important ones. */
const hasNoRoom = (client: Client, uid: string): boolean => {
  const mine = new Set(client.list('replicasets.apps').filter(rs => controllerUid(rs) === uid).map(({ metadata }) => metadata.uid))
  return client.list('pods').some(pod => mine.has(controllerUid(pod) ?? '') && !pod.spec.nodeName)
}

/** The real one too never comes out of it: scaled and made Recreate at once, with pods of two templates there, it waits for its own scaling. */
function isTrapped(client: Client, uid: string, replicas: number | undefined): boolean {
  const active = client.list('replicasets.apps').filter(rs => controllerUid(rs) === uid && (rs.spec.replicas ?? 0) > 0)
  const recreates = client.list('deployments.apps').some(({ metadata, spec }) => metadata.uid === uid && spec.strategy?.type === 'Recreate')
  return recreates && active.length > 1 && active.some(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/desired-replicas'] !== String(replicas))
}

const isBroken = ({ spec }: { readonly spec?: { readonly containers: readonly { readonly image?: string }[] } }): boolean =>
  spec?.containers.some(({ image }) => image === imageOf(brokenVersion)) ?? false

const isStuck = (client: Client, uid: string): boolean => client.list('pods').some(pod => controllerUid(pod) === uid && isBroken(pod))
