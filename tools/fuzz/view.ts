// The cluster as the invariants see it: kept up write by write, so that each check only looks at what changed.
import type { KubeObject } from '../../engine/apiserver/object.ts'
import type { Deployment, Node, Pod, PodDisruptionBudget, ReplicaSet, StatefulSet } from '../../engine/apiserver/types.gen.ts'
import type { ResourceKey, ResourceTypes } from '../../engine/client/resources.ts'
import type { EventId } from '../../engine/clock/clock.ts'
import { Shelf } from './shelf.ts'

/** One write to the store. */
export interface Write<T extends KubeObject = KubeObject> {
  readonly bucket: string
  readonly before: T | undefined
  readonly after: T | undefined
  readonly revision: number
  readonly cause: EventId
}

/** Whether it is a write to such objects. */
export const isTo = <K extends ResourceKey>(write: Write, key: K): write is Write<ResourceTypes[K]> => write.bucket === key

/** What acts on the cluster from outside, as far as it bears on what may be expected of it. */
export interface Outside {
  readonly nowMs: number
  readonly unixMs: number
  /** What was decided may rest on anything that was so at or after this instant. */
  readonly knownSinceMs: number
  /** Whether nothing fails now, nothing failed a moment ago, and nobody takes pods away. */
  readonly isCalm: boolean
  /** Whether pods are just being deleted without waiting for their nodes. */
  readonly isForced: boolean
  /** Whether the kubelet of a node runs and can be reached. */
  isReachable(node: string): boolean
}

export class View {
  readonly outside: Outside
  readonly pods = new Shelf<Pod>({ owner: controllerUid, node: ({ spec }) => spec.nodeName, app: ({ metadata }) => metadata.labels?.['app'] })
  readonly replicaSets = new Shelf<ReplicaSet>({ owner: controllerUid })
  readonly deployments = new Shelf<Deployment>({})
  readonly statefulSets = new Shelf<StatefulSet>({})
  readonly budgets = new Shelf<PodDisruptionBudget>({})
  readonly nodes = new Shelf<Node>({ name: ({ metadata }) => metadata.name })

  constructor(outside: Outside) { this.outside = outside }

  take(write: Write): void {
    const { nowMs } = this.outside
    if (isTo(write, 'pods')) this.pods.take(write, nowMs)
    else if (isTo(write, 'replicasets.apps')) this.replicaSets.take(write, nowMs)
    else if (isTo(write, 'deployments.apps')) this.deployments.take(write, nowMs)
    else if (isTo(write, 'statefulsets.apps')) this.statefulSets.take(write, nowMs)
    else if (isTo(write, 'poddisruptionbudgets.policy')) this.budgets.take(write, nowMs)
    else if (isTo(write, 'nodes')) this.nodes.take(write, nowMs)
  }

  /** The Deployment that a ReplicaSet belongs to. */
  deploymentOf(replicaSet: ReplicaSet | undefined): Deployment | undefined {
    return replicaSet && this.deployments.get(controllerUid(replicaSet) ?? '')
  }

  podsOfDeployment(deployment: Deployment): readonly Pod[] {
    return this.replicaSets.by('owner', deployment.metadata.uid).flatMap(({ metadata }) => this.pods.by('owner', metadata.uid))
  }
}

export function controllerUid({ metadata }: KubeObject): string | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller)?.uid
}
