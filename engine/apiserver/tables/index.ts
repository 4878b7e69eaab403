// How each kind looks in a table.
import * as access from './access.ts'
import * as config from './config.ts'
import * as dynamic from './dynamic.ts'
import * as event from './event.ts'
import * as network from './network.ts'
import * as node from './node.ts'
import { podRow } from './pod.ts'
import * as storage from './storage.ts'
import type { Row } from './table.ts'
import * as workload from './workload.ts'

export { age, humanDuration } from './duration.ts'
export { scaleTable } from './scale.ts'
export { columnsOf } from './columns.ts'
export { customTable } from './custom.ts'
export { podStatus } from './pod.ts'
export { tableOf, type Column, type IncludeObject, type Row, type Table, type TableRequest, type TableRow } from './table.ts'

/** By resource, whatever its version; objects come in the version that is stored. */
const rows = new Map<string, Row>(Object.entries({
  'componentstatuses': node.componentStatusRow,
  'configmaps': config.configMapRow,
  'endpoints': network.endpointsRow,
  'events': event.eventRow,
  'namespaces': config.namespaceRow,
  'nodes': node.nodeRow,
  'persistentvolumeclaims': storage.claimRow,
  'persistentvolumes': storage.volumeRow,
  'pods': podRow,
  'podtemplates': workload.podTemplateRow,
  'replicationcontrollers': workload.replicationControllerRow,
  'resourcequotas': config.quotaRow,
  'secrets': config.secretRow,
  'serviceaccounts': config.namedRow,
  'services': network.serviceRow,
  'apiservices.apiregistration.k8s.io': dynamic.apiServiceRow,
  'controllerrevisions.apps': workload.controllerRevisionRow,
  'daemonsets.apps': workload.daemonSetRow,
  'deployments.apps': workload.deploymentRow,
  'replicasets.apps': workload.replicaSetRow,
  'statefulsets.apps': workload.statefulSetRow,
  'events.events.k8s.io': event.newEventRow,
  'horizontalpodautoscalers.autoscaling': workload.autoscalerRow,
  'cronjobs.batch': workload.cronJobRow,
  'jobs.batch': workload.jobRow,
  'certificatesigningrequests.certificates.k8s.io': access.signingRequestRow,
  'ingressclasses.networking.k8s.io': network.ingressClassRow,
  'ingresses.networking.k8s.io': network.ingressRow,
  'ipaddresses.networking.k8s.io': network.ipAddressRow,
  'networkpolicies.networking.k8s.io': network.networkPolicyRow,
  'servicecidrs.networking.k8s.io': network.serviceCidrRow,
  'poddisruptionbudgets.policy': workload.disruptionBudgetRow,
  'clusterrolebindings.rbac.authorization.k8s.io': access.bindingRow,
  'rolebindings.rbac.authorization.k8s.io': access.bindingRow,
  'csidrivers.storage.k8s.io': storage.csiDriverRow,
  'csinodes.storage.k8s.io': storage.csiNodeRow,
  'storageclasses.storage.k8s.io': storage.storageClassRow,
  'volumeattachments.storage.k8s.io': storage.attachmentRow,
  'volumeattributesclasses.storage.k8s.io': storage.attributesClassRow,
  'mutatingadmissionpolicies.admissionregistration.k8s.io': access.mutatingPolicyRow,
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io': access.policyBindingRow,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': access.webhooksRow,
  'validatingadmissionpolicies.admissionregistration.k8s.io': access.validatingPolicyRow,
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': access.policyBindingRow,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': access.webhooksRow,
  'priorityclasses.scheduling.k8s.io': config.priorityClassRow,
  'leases.coordination.k8s.io': config.leaseRow,
  'runtimeclasses.node.k8s.io': config.runtimeClassRow,
  'endpointslices.discovery.k8s.io': network.endpointSliceRow,
  'deviceclasses.resource.k8s.io': config.namedRow,
  'resourceclaims.resource.k8s.io': dynamic.resourceClaimRow,
  'resourceclaimtemplates.resource.k8s.io': config.namedRow,
  'resourceslices.resource.k8s.io': dynamic.resourceSliceRow,
  'flowschemas.flowcontrol.apiserver.k8s.io': dynamic.flowSchemaRow,
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': dynamic.priorityLevelRow,
} satisfies Record<string, Row>))

/** How a resource (`pods`, `deployments.apps`) is shown; a kind without columns of its own shows when it was created. */
export const rowOf = (resourceKey: string): Row => rows.get(resourceKey) ?? config.createdRow
