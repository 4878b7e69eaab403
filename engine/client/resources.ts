// Which type a resource has: so that `client.get('pods', …)` is a Pod.
import type {
  ConfigMap, ControllerRevision, Event, DaemonSet, Deployment, Endpoints, EndpointSlice, Job, CronJob, Lease, Namespace, Node,
  Pod, ReplicaSet, Secret, Service, ServiceAccount, StatefulSet, PodDisruptionBudget, HorizontalPodAutoscaler,
  PersistentVolume, PersistentVolumeClaim, StorageClass, PriorityClass, LimitRange, ResourceQuota, ClusterRole,
  ClusterRoleBinding, Role, RoleBinding, CustomResourceDefinition, CertificateSigningRequest, CSIDriver, CSINode, CSIStorageCapacity, VolumeAttachment, ReplicationController, Ingress, IngressClass, Draft,
} from '../apiserver/types.gen.ts'

export interface ResourceTypes {
  'certificatesigningrequests.certificates.k8s.io': CertificateSigningRequest
  'clusterrolebindings.rbac.authorization.k8s.io': ClusterRoleBinding
  'clusterroles.rbac.authorization.k8s.io': ClusterRole
  'configmaps': ConfigMap
  'controllerrevisions.apps': ControllerRevision
  'cronjobs.batch': CronJob
  'csidrivers.storage.k8s.io': CSIDriver
  'csinodes.storage.k8s.io': CSINode
  'csistoragecapacities.storage.k8s.io': CSIStorageCapacity
  'customresourcedefinitions.apiextensions.k8s.io': CustomResourceDefinition
  'daemonsets.apps': DaemonSet
  'deployments.apps': Deployment
  'endpoints': Endpoints
  'endpointslices.discovery.k8s.io': EndpointSlice
  'events': Event
  'horizontalpodautoscalers.autoscaling': HorizontalPodAutoscaler
  'ingressclasses.networking.k8s.io': IngressClass
  'ingresses.networking.k8s.io': Ingress
  'jobs.batch': Job
  'leases.coordination.k8s.io': Lease
  'limitranges': LimitRange
  'namespaces': Namespace
  'nodes': Node
  'persistentvolumeclaims': PersistentVolumeClaim
  'persistentvolumes': PersistentVolume
  'poddisruptionbudgets.policy': PodDisruptionBudget
  'pods': Pod
  'priorityclasses.scheduling.k8s.io': PriorityClass
  'replicasets.apps': ReplicaSet
  'replicationcontrollers': ReplicationController
  'resourcequotas': ResourceQuota
  'rolebindings.rbac.authorization.k8s.io': RoleBinding
  'roles.rbac.authorization.k8s.io': Role
  'secrets': Secret
  'serviceaccounts': ServiceAccount
  'services': Service
  'statefulsets.apps': StatefulSet
  'storageclasses.storage.k8s.io': StorageClass
  'volumeattachments.storage.k8s.io': VolumeAttachment
}

export type ResourceKey = keyof ResourceTypes

export type { Draft }
