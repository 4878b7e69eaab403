// The default profile of kube-scheduler 1.36: its plugins in their order, with their weights.
import type { PodDisruptionBudget } from '../apiserver/types.gen.ts'
import type { Client } from '../client/client.ts'
import type { NamespaceLabels } from './affinity-term.ts'
import type { ClusterCache } from './cache.ts'
import type { SchedulerEvents } from './events.ts'
import { defaultBinder } from './plugins/default-binder.ts'
import { defaultPreemption } from './plugins/default-preemption.ts'
import { dynamicResources } from './plugins/dynamic-resources.ts'
import { imageLocality } from './plugins/image-locality.ts'
import { interPodAffinity } from './plugins/inter-pod-affinity.ts'
import { nodeAffinity } from './plugins/node-affinity.ts'
import { nodeName } from './plugins/node-name.ts'
import { nodePorts } from './plugins/node-ports.ts'
import { nodeResourcesBalancedAllocation } from './plugins/node-resources-balanced-allocation.ts'
import { nodeResourcesFit } from './plugins/node-resources-fit.ts'
import { nodeUnschedulable } from './plugins/node-unschedulable.ts'
import { nodeVolumeLimits } from './plugins/node-volume-limits.ts'
import { podTopologySpread, type OwnSelector } from './plugins/pod-topology-spread.ts'
import { schedulingGates } from './plugins/scheduling-gates.ts'
import { taintToleration } from './plugins/taint-toleration.ts'
import { volumeBinding, type Storage } from './plugins/volume-binding.ts'
import { volumeRestrictions } from './plugins/volume-restrictions.ts'
import { volumeZone } from './plugins/volume-zone.ts'
import type { Simulation } from './preemption/victims.ts'
import { Profile } from './profile.ts'

export interface ProfileContext {
  readonly cache: ClusterCache
  readonly client: Client
  readonly namespaceLabels: NamespaceLabels
  readonly ownSelector: OwnSelector
  readonly events: SchedulerEvents
  readonly scheduler: string
  readonly storage: Storage
  readonly budgets: () => readonly PodDisruptionBudget[]
}

export function defaultProfile({ cache, client, namespaceLabels, ownSelector, events, scheduler, storage, budgets }: ProfileContext): Profile {
  const profile: Profile = new Profile([
    { plugin: schedulingGates, weight: 0 },
    { plugin: nodeUnschedulable, weight: 0 },
    { plugin: nodeName, weight: 0 },
    { plugin: taintToleration, weight: 3 },
    { plugin: nodeAffinity, weight: 2 },
    { plugin: nodePorts, weight: 0 },
    { plugin: nodeResourcesFit, weight: 1 },
    { plugin: volumeRestrictions(cache, storage), weight: 0 },
    { plugin: nodeVolumeLimits(storage), weight: 0 },
    { plugin: volumeBinding(client, storage), weight: 0 },
    { plugin: volumeZone(storage), weight: 0 },
    { plugin: podTopologySpread(cache, ownSelector), weight: 2 },
    { plugin: interPodAffinity(cache, namespaceLabels), weight: 2 },
    { plugin: dynamicResources, weight: 2 },
    { plugin: defaultPreemption({ client, events, scheduler, simulation }), weight: 0 },
    { plugin: nodeResourcesBalancedAllocation, weight: 1 },
    { plugin: imageLocality(cache), weight: 1 },
    { plugin: defaultBinder(client), weight: 0 },
  ])

  function simulation(): Simulation {
    const obstacle: Simulation['obstacle'] = (pod, node) => profile.obstacle(pod, node) ?? cache.withNominated(pod, node, () => profile.obstacle(pod, node))
    return { cache, budgets: budgets(), obstacle }
  }

  return profile
}
