// The built-in resources: their names from the recorded facts, and what is particular to each.
import { resourceKey, type ResourceDefinition } from '../resource.ts'
import { servedResources, type ServedResource } from '../schema/index.ts'
import { customresourcedefinitions } from '../customresources/kind.ts'
import { firstAutoscalers, horizontalpodautoscalers } from './autoscalers.ts'
import { certificatesigningrequests } from './certificates.ts'
import { configmaps, secrets, serviceaccounts } from './config.ts'
import { cronjobs } from './cronjobs.ts'
import { daemonsets } from './daemonsets.ts'
import { deployments } from './deployments.ts'
import { events } from './events.ts'
import { jobs } from './jobs.ts'
import { strategyOf, type Kind } from './kind.ts'
import { limitranges, resourcequotas } from './limits.ts'
import { namespaces } from './namespaces.ts'
import { endpoints, endpointslices, ingressclasses, ingresses, networkpolicies } from './network.ts'
import { leases, nodes, runtimeclasses } from './nodes.ts'
import { pods } from './pods/index.ts'
import { poddisruptionbudgets, priorityclasses } from './policies.ts'
import { clusterrolebindings, clusterroles, rolebindings, roles } from './rbac.ts'
import { podtemplates, replicasets, replicationcontrollers } from './replicasets.ts'
import { services } from './services/index.ts'
import { statefulsets } from './statefulsets.ts'
import { csidrivers, persistentvolumeclaims, persistentvolumes, storageclasses, volumeattributesclasses } from './storage.ts'
import { mutatingwebhookconfigurations, validatingadmissionpolicies, validatingadmissionpolicybindings, validatingwebhookconfigurations } from './webhooks.ts'

/** By group, or version of one: every kind with something particular, under its plural. */
const kinds: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  '': {
    configmaps, endpoints, events, limitranges, namespaces, nodes, persistentvolumeclaims, persistentvolumes, pods, podtemplates,
    replicationcontrollers, resourcequotas, secrets, serviceaccounts, services,
  },
  'admissionregistration.k8s.io': { mutatingwebhookconfigurations, validatingadmissionpolicies, validatingadmissionpolicybindings, validatingwebhookconfigurations },
  'apiextensions.k8s.io': { customresourcedefinitions },
  'apps': { daemonsets, deployments, replicasets, statefulsets },
  'autoscaling': { horizontalpodautoscalers },
  'autoscaling/v1': { horizontalpodautoscalers: firstAutoscalers },
  'batch': { cronjobs, jobs },
  'certificates.k8s.io': { certificatesigningrequests },
  'coordination.k8s.io': { leases },
  'discovery.k8s.io': { endpointslices },
  'networking.k8s.io': { ingressclasses, ingresses, networkpolicies },
  'node.k8s.io': { runtimeclasses },
  'policy': { poddisruptionbudgets },
  'rbac.authorization.k8s.io': { clusterrolebindings, clusterroles, rolebindings, roles },
  'scheduling.k8s.io': { priorityclasses },
  'storage.k8s.io': { csidrivers, storageclasses, volumeattributesclasses },
}
const kindOf = new Map(Object.entries(kinds).flatMap(([group, members]) => Object.entries(members).map(([plural, kind]) => [resourceKey(group, plural), kind])))

/** Kinds that count changes of their spec in metadata.generation. */
const counted = new Set([
  'cronjobs', 'customresourcedefinitions', 'daemonsets', 'deployments', 'endpointslices', 'ingressclasses', 'ingresses', 'jobs',
  'mutatingwebhookconfigurations', 'networkpolicies', 'poddisruptionbudgets', 'pods', 'podtemplates', 'priorityclasses',
  'replicasets', 'replicationcontrollers', 'statefulsets', 'validatingadmissionpolicies', 'validatingadmissionpolicybindings',
  'validatingwebhookconfigurations',
])

const particularOf = ({ group, version, plural }: ServedResource): Kind =>
  kindOf.get(resourceKey(`${group}/${version}`, plural)) ?? kindOf.get(resourceKey(group, plural)) ?? {}

const idOf = ({ group, version, plural }: ServedResource): string => `${group}/${version} ${plural}`

function define(served: readonly ServedResource[]): readonly ResourceDefinition[] {
  const subresourcesOf = Map.groupBy(served.filter(({ subresource }) => subresource !== ''), idOf)
  return served
    .filter(({ subresource }) => subresource === '')
    .sort((a, b) => Number(b.preferred) - Number(a.preferred)) // so that a name without a version finds the preferred one
    .map(resource => {
      const subresources = (subresourcesOf.get(idOf(resource)) ?? []).map(({ subresource }) => subresource)
      return {
        ...resource,
        subresources,
        generation: counted.has(resource.plural),
        strategy: strategyOf(particularOf(resource), resource, subresources.includes('status')),
      }
    })
}

export const builtinResources: readonly ResourceDefinition[] = define(servedResources())
