// `kubectl describe`: what it has to ask for, and what it writes.
import type { KubeObject } from '../../apiserver/object.ts'
import { groupVersionOf } from '../../apiserver/resource.ts'
import type { PodTemplateSpec } from '../../apiserver/types.gen.ts'
import * as access from './access.ts'
import * as config from './config.ts'
import type { Answer, Describer, Given, Need } from './describer.ts'
import { Description } from './description.ts'
import { generic } from './generic.ts'
import * as ingress from './ingress.ts'
import * as jobs from './jobs.ts'
import { networkPolicy } from './network-policy.ts'
import { node } from './node.ts'
import { pod } from './pod.ts'
import * as scaling from './scaling.ts'
import * as services from './services.ts'
import { signingRequest } from './signing-request.ts'
import { templateLines } from './template.ts'
import * as storage from './storage.ts'
import * as workloads from './workloads.ts'

export { permissionRows } from './access.ts'
export { eventInterval } from './events.ts'
export type { Answer, Given, Need }

// Methods, so that a describer of one kind may be kept as one of any: who looks it up knows the kind.
const describers = new Map<string, Describer<KubeObject>>(Object.entries({
  '/ConfigMap': config.configMap,
  '/Endpoints': services.endpoints,
  '/LimitRange': config.limitRange,
  '/Namespace': config.namespace,
  '/Node': node,
  '/PersistentVolume': storage.volume,
  '/PersistentVolumeClaim': storage.claim,
  '/Pod': pod,
  '/ReplicationController': workloads.replicationController,
  '/ResourceQuota': config.quota,
  '/Secret': config.secret,
  '/Service': services.service,
  '/ServiceAccount': config.serviceAccount,
  'apps/DaemonSet': workloads.daemonSet,
  'apps/Deployment': workloads.deployment,
  'apps/ReplicaSet': workloads.replicaSet,
  'apps/StatefulSet': workloads.statefulSet,
  'autoscaling/HorizontalPodAutoscaler': scaling.autoscaler,
  'batch/CronJob': jobs.cronJob,
  'batch/Job': jobs.job,
  'certificates.k8s.io/CertificateSigningRequest': signingRequest,
  'discovery.k8s.io/EndpointSlice': services.endpointSlice,
  'networking.k8s.io/Ingress': ingress.ingress,
  'networking.k8s.io/IngressClass': ingress.ingressClass,
  'networking.k8s.io/IPAddress': ingress.ipAddress,
  'networking.k8s.io/NetworkPolicy': networkPolicy,
  'networking.k8s.io/ServiceCIDR': ingress.serviceCidr,
  'policy/PodDisruptionBudget': scaling.disruptionBudget,
  'rbac.authorization.k8s.io/ClusterRole': access.role,
  'rbac.authorization.k8s.io/ClusterRoleBinding': access.binding,
  'rbac.authorization.k8s.io/Role': access.role,
  'rbac.authorization.k8s.io/RoleBinding': access.binding,
  'scheduling.k8s.io/PriorityClass': config.priorityClass,
  'storage.k8s.io/CSINode': storage.csiNode,
  'storage.k8s.io/StorageClass': storage.storageClass,
  'storage.k8s.io/VolumeAttributesClass': storage.attributesClass,
}))

const describerOf = ({ apiVersion, kind }: KubeObject): Describer<KubeObject> =>
  describers.get(`${groupVersionOf(apiVersion).group}/${kind}`) ?? generic

/** What must be asked for before an object can be described, in the order in which the answers are given. */
export const needsOf = (object: KubeObject): readonly Need[] => describerOf(object).needs?.(object) ?? []

/** The lists of events that belong to an object; none for kinds that never show any. */
export function eventNeedsOf(object: KubeObject): readonly Need[] {
  if (describerOf(object).eventless) return []
  const { name, namespace, uid, annotations } = object.metadata
  const mirrored = object.kind === 'Pod' ? annotations?.['kubernetes.io/config.mirror'] : undefined
  const need = (of: string): Need => ({ resource: 'events', namespace, fieldSelector: [
    `involvedObject.name=${name}`, `involvedObject.namespace=${namespace ?? ''}`, ...object.kind === 'Pod' ? [] : [`involvedObject.kind=${object.kind}`], `involvedObject.uid=${of}`,
  ].join() })
  // What the node reports of itself names the node, not its UID.
  return object.kind === 'Node' ? [need(uid), need(name)] : [need(mirrored ?? uid)]
}

/** A template for pods as a rollout's history shows it, with tabs. */
export function describeTemplate(template: PodTemplateSpec): string {
  const out = new Description(false)
  templateLines(out, template)
  return out.toString()
}

/** Without events when they are not to be shown. */
export function describe(object: KubeObject, given: Given): string {
  const out = new Description()
  const { events, ...rest } = given
  const describer = describerOf(object)
  describer.describe(object, out, describer.eventless || !events ? rest : { ...rest, events })
  return out.toString()
}
