// What widgets look at beside the stage: views of one cluster, as it is now.
import type { Cluster } from '../cluster.ts'
import { decisionOf } from './decision.ts'
import { eventsOf } from './events.ts'
import { rolloutOf } from './rollout.ts'
import { whyOf } from './why.ts'

export type { DecisionView, NodeVerdict } from './decision.ts'
export type { EventLine } from './events.ts'
export type { RevisionView, RolloutView } from './rollout.ts'
export type { Link, Why } from './why.ts'

export class Views {
  private readonly cluster: Cluster
  private readonly namespace: string

  constructor(cluster: Cluster, namespace = 'default') {
    this.cluster = cluster
    this.namespace = namespace
  }

  events(about?: string) { return eventsOf(this.cluster, this.namespace, about) }
  why(reference: string) { return whyOf(this.cluster, reference, this.namespace) }
  rollout(deployment: string) { return rolloutOf(this.cluster, deployment, this.namespace) }
  decision(pod: string) { return decisionOf(this.cluster, pod, this.namespace) }
}
