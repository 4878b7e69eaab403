// The built-in resources: their names from the recorded facts, and a strategy for each that has something particular.
import { resourceKey, type ResourceDefinition, type Strategy } from '../resource.ts'
import { servedResources, type ServedResource } from '../schema/index.ts'
import { namespaces } from './namespaces.ts'
import { pods } from './pods.ts'

const strategies: ReadonlyMap<string, Strategy> = new Map(Object.entries({ namespaces, pods }))

/** Kinds that count changes of their spec in metadata.generation. */
const counted = new Set([
  'cronjobs', 'customresourcedefinitions', 'daemonsets', 'deployments', 'endpointslices', 'ingressclasses', 'ingresses', 'jobs',
  'mutatingwebhookconfigurations', 'networkpolicies', 'poddisruptionbudgets', 'pods', 'podtemplates', 'priorityclasses',
  'replicasets', 'replicationcontrollers', 'statefulsets', 'validatingadmissionpolicies', 'validatingwebhookconfigurations',
])

const idOf = ({ group, version, plural }: ServedResource): string => `${group}/${version} ${plural}`

function define(served: readonly ServedResource[]): readonly ResourceDefinition[] {
  const subresources = Map.groupBy(served.filter(({ subresource }) => subresource !== ''), idOf)
  return served
    .filter(({ subresource }) => subresource === '')
    .sort((a, b) => Number(b.preferred) - Number(a.preferred)) // so that a name without a version finds the preferred one
    .map(resource => ({
      ...resource,
      subresources: (subresources.get(idOf(resource)) ?? []).map(({ subresource }) => subresource),
      generation: counted.has(resource.plural),
      strategy: strategies.get(resourceKey(resource.group, resource.plural)) ?? {},
    }))
}

export const builtinResources: readonly ResourceDefinition[] = define(servedResources())
