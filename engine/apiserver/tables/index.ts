// How each kind looks in a table.
import { resourceKey } from '../resource.ts'
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

/** By group and plural, whatever the version; objects come in the version that is stored. */
const groups: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  '': {
    componentstatuses: node.componentStatusRow,
    configmaps: config.configMapRow,
    endpoints: network.endpointsRow,
    events: event.eventRow,
    namespaces: config.namespaceRow,
    nodes: node.nodeRow,
    persistentvolumeclaims: storage.claimRow,
    persistentvolumes: storage.volumeRow,
    pods: podRow,
    podtemplates: workload.podTemplateRow,
    replicationcontrollers: workload.replicationControllerRow,
    resourcequotas: config.quotaRow,
    secrets: config.secretRow,
    serviceaccounts: config.namedRow,
    services: network.serviceRow,
  },
  'apiregistration.k8s.io': {
    apiservices: dynamic.apiServiceRow,
  },
  'apps': {
    controllerrevisions: workload.controllerRevisionRow,
    daemonsets: workload.daemonSetRow,
    deployments: workload.deploymentRow,
    replicasets: workload.replicaSetRow,
    statefulsets: workload.statefulSetRow,
  },
  'events.k8s.io': {
    events: event.newEventRow,
  },
  'autoscaling': {
    horizontalpodautoscalers: workload.autoscalerRow,
  },
  'batch': {
    cronjobs: workload.cronJobRow,
    jobs: workload.jobRow,
  },
  'certificates.k8s.io': {
    certificatesigningrequests: access.signingRequestRow,
  },
  'networking.k8s.io': {
    ingressclasses: network.ingressClassRow,
    ingresses: network.ingressRow,
    ipaddresses: network.ipAddressRow,
    networkpolicies: network.networkPolicyRow,
    servicecidrs: network.serviceCidrRow,
  },
  'policy': {
    poddisruptionbudgets: workload.disruptionBudgetRow,
  },
  'rbac.authorization.k8s.io': {
    clusterrolebindings: access.bindingRow,
    rolebindings: access.bindingRow,
  },
  'storage.k8s.io': {
    csidrivers: storage.csiDriverRow,
    csinodes: storage.csiNodeRow,
    storageclasses: storage.storageClassRow,
    volumeattachments: storage.attachmentRow,
    volumeattributesclasses: storage.attributesClassRow,
  },
  'admissionregistration.k8s.io': {
    mutatingadmissionpolicies: access.mutatingPolicyRow,
    mutatingadmissionpolicybindings: access.policyBindingRow,
    mutatingwebhookconfigurations: access.webhooksRow,
    validatingadmissionpolicies: access.validatingPolicyRow,
    validatingadmissionpolicybindings: access.policyBindingRow,
    validatingwebhookconfigurations: access.webhooksRow,
  },
  'scheduling.k8s.io': {
    priorityclasses: config.priorityClassRow,
  },
  'coordination.k8s.io': {
    leases: config.leaseRow,
  },
  'node.k8s.io': {
    runtimeclasses: config.runtimeClassRow,
  },
  'discovery.k8s.io': {
    endpointslices: network.endpointSliceRow,
  },
  'resource.k8s.io': {
    deviceclasses: config.namedRow,
    resourceclaims: dynamic.resourceClaimRow,
    resourceclaimtemplates: config.namedRow,
    resourceslices: dynamic.resourceSliceRow,
  },
  'flowcontrol.apiserver.k8s.io': {
    flowschemas: dynamic.flowSchemaRow,
    prioritylevelconfigurations: dynamic.priorityLevelRow,
  },
}
const rows = new Map(Object.entries(groups).flatMap(([group, members]) => Object.entries(members).map(([plural, row]) => [resourceKey(group, plural), row])))

/** How a resource (`pods`, `deployments.apps`) is shown; a kind without columns of its own shows when it was created. */
export const rowOf = (resourceKey: string): Row => rows.get(resourceKey) ?? config.createdRow
