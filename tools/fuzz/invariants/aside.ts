// What holds in the end of what stands beside workloads: budgets, histories, claims, namespaces, endpoints.
import type { Pod } from '../../../engine/apiserver/types.gen.ts'
import type { Client } from '../../../engine/client/client.ts'
import { isActive, isReady } from '../../../engine/controllers/pod-control.ts'
import { controllerUid } from '../view.ts'
import { nameOf } from './objects.ts'

export const aside = (client: Client): readonly string[] =>
  [...budgets(client), ...histories(client), ...claims(client), ...namespaces(client), ...held(client), ...endpoints(client)]

const podsOf = (client: Client, app: string | undefined): readonly Pod[] =>
  client.list('pods', 'default', { labelSelector: `app=${app}` }).filter(isActive)

const budgets = (client: Client): readonly string[] => client.list('poddisruptionbudgets.policy').flatMap(({ metadata, spec, status }) => {
  const healthy = podsOf(client, spec?.selector?.matchLabels?.['app']).filter(isReady).length
  const allowed = Math.max(0, healthy - Number(spec?.minAvailable))
  const isRight = status?.currentHealthy === healthy && status.disruptionsAllowed === allowed && status.observedGeneration === metadata.generation
  return isRight ? [] : [`PodDisruptionBudget ${metadata.name}: ${healthy} are healthy, ${allowed} may go; it says ${status?.currentHealthy}, ${status?.disruptionsAllowed}`]
})

/** Of old ReplicaSets no more are kept than the history may be long, and no two have one revision. */
const histories = (client: Client): readonly string[] => client.list('deployments.apps').flatMap(({ metadata, spec }) => {
  const all = client.list('replicasets.apps').filter(rs => controllerUid(rs) === metadata.uid)
  const revisions = all.map(rs => rs.metadata.annotations?.['deployment.kubernetes.io/revision'])
  const old = all.filter(({ spec: { replicas } }) => replicas === 0).length
  if (new Set(revisions).size < revisions.length) return [`Deployment ${metadata.name}: its ReplicaSets have revisions ${revisions.join()}`]
  return old > (spec.revisionHistoryLimit ?? 10) + 1 ? [`Deployment ${metadata.name}: ${old} old ReplicaSets are kept`] : []
})

/** A claim and its volume know each other, and nobody else. */
const claims = (client: Client): readonly string[] => client.list('persistentvolumes').flatMap(({ metadata, spec, status }) => {
  const claim = client.find('persistentvolumeclaims', spec?.claimRef?.namespace, spec?.claimRef?.name ?? '')
  if (status?.phase !== 'Bound') return []
  return claim?.metadata.uid === spec?.claimRef?.uid && claim?.spec.volumeName === metadata.name ? [] : [`PersistentVolume ${metadata.name} is bound to ${spec?.claimRef?.name}, which is not bound to it`]
})

const namespaces = (client: Client): readonly string[] =>
  client.list('namespaces').filter(({ metadata }) => metadata.deletionTimestamp !== undefined).map(namespace => `${nameOf(namespace)} is still Terminating`)

/** A finished Job holds none of its pods. */
const held = (client: Client): readonly string[] => client.list('pods')
  .filter(pod => !isActive(pod) && pod.metadata.finalizers?.includes('batch.kubernetes.io/job-tracking')).map(pod => `${nameOf(pod)} has ended and is still held by its Job`)

const endpoints = (client: Client): readonly string[] => client.list('services', 'default').flatMap(({ metadata, spec }) => {
  const app = spec?.selector?.['app']
  if (app === undefined) return []
  const ready = podsOf(client, app).filter(isReady).map(({ status }) => status.podIP).sort()
  const told = (client.find('endpoints', 'default', metadata.name)?.subsets ?? []).flatMap(({ addresses }) => addresses ?? []).map(({ ip }) => ip).sort()
  return ready.join() === told.join() ? [] : [`Endpoints ${metadata.name}: ready are ${ready.join()}, told ${told.join()}`]
})
