// What widgets look at beside the stage: views of one cluster, as it is now.
import type { Host } from '../../shell/host.ts'
import type { Goal } from '../challenge.ts'
import type { Browser } from '../browser.ts'
import type { Cluster } from '../cluster.ts'
import { differenceOf } from '../manifest/live.ts'
import { holds, type Predicate } from '../predicate.ts'
import { judge, type Verdict } from '../repair.ts'
import { Stage } from '../scene.ts'
import { decisionOf } from './decision.ts'
import { eventsOf } from './events.ts'
import { factsOf } from './facts.ts'
import { ingressOf } from './ingress.ts'
import { flowOf } from './flow.ts'
import { gatedOf } from './gate.ts'
import { cronJobOf, jobOf } from './jobs.ts'
import { ledgerOf } from './ledger.ts'
import { lifecycleOf } from './lifecycle.ts'
import { loopOf } from './loop.ts'
import { pageOf } from './page.ts'
import { probesOf } from './probes.ts'
import { timelineOf } from './timeline.ts'
import { ordinalsOf } from './ordinals.ts'
import { ownershipOf } from './ownership.ts'
import { rolloutOf } from './rollout.ts'
import { routingOf } from './routing.ts'
import { trafficOf } from './traffic.ts'
import { whyOf } from './why.ts'

export type { DecisionView, NodeVerdict } from './decision.ts'
export type { EventLine } from './events.ts'
export type { Fact, FactsView } from './facts.ts'
export type { IngressRuleView, IngressView } from './ingress.ts'
export type { RevisionView, RolloutView } from './rollout.ts'
export type { RoutingView, RuleView } from './routing.ts'
export type { EndpointView, RequestView, ServiceView, TrafficView } from './traffic.ts'
export type { Link, Why } from './why.ts'

export class Views {
  private readonly cluster: Cluster
  private readonly namespace: string
  private readonly browser: Browser | undefined
  private readonly host: Host | undefined
  private readonly others = new Map<string, Views>()
  private stage: Stage | undefined

  constructor(cluster: Cluster, namespace = 'default', browser?: Browser, host?: Host) {
    this.cluster = cluster
    this.browser = browser
    this.host = host
    this.namespace = namespace
  }

  /** The same cluster, where another namespace is meant. */
  in(namespace = this.namespace): Views {
    if (namespace === this.namespace) return this
    const views = this.others.get(namespace) ?? new Views(this.cluster, namespace, this.browser, this.host)
    this.others.set(namespace, views)
    return views
  }

  scene() { return (this.stage ??= new Stage(this.cluster, this.namespace)).scene() }
  events(about?: string) { return eventsOf(this.cluster, this.namespace, about) }
  why(reference: string) { return whyOf(this.cluster, reference, this.namespace) }
  rollout(deployment: string) { return rolloutOf(this.cluster, deployment, this.namespace) }
  facts(uidOrNode: string) { return factsOf(this.cluster, this.namespace, uidOrNode) }
  ingress(asked?: string) { return ingressOf(this.cluster, asked) }
  traffic(withinMs: number) { return trafficOf(this.cluster, this.namespace, withinMs) }
  difference(text: string) { return differenceOf(this.cluster, text) }
  holds(predicate: Predicate) { return holds(predicate, this.cluster.admin) }
  judge(goals: readonly Goal[], before?: Verdict) { return judge(goals, this.cluster.admin, this.cluster.clock.nowMs, before) }
  /** The first of the references that is there. */
  flow(references: readonly string[]) { return flowOf(this.cluster, references, this.namespace) }
  gated() { return gatedOf(this.cluster) }
  loop(reference: string) { return loopOf(this.cluster, reference, this.namespace) }
  ledger(keys: readonly string[], afterRevision: number, most: number) { return ledgerOf(this.cluster, keys, afterRevision, most) }
  lifecycle(pod: string) { return lifecycleOf(this.cluster, pod, this.namespace) }
  probes(pod: string) { return probesOf(this.cluster, pod, this.namespace) }
  job(reference: string) { return jobOf(this.cluster, reference, this.namespace) }
  cronJob(reference: string) { return cronJobOf(this.cluster, reference, this.namespace) }
  timeline(references: readonly string[], sinceMs: number, most: number) { return timelineOf(this.cluster, references, this.namespace, sinceMs, most) }
  routing(client: string, service: string) { return routingOf(this.cluster, this.namespace, client, service) }
  /** What the browser of the reader's machine shows. */
  page() { return this.browser && pageOf(this.browser, this.cluster.clock.nowMs) }
  /** A file where the terminal stands, as it is now. */
  file(path: string) { return this.host?.textOf(path) }
  ownership() { return ownershipOf(this.cluster, this.namespace) }
  ordinals(statefulSet: string) { return ordinalsOf(this.cluster, this.namespace, statefulSet) }
  decision(pod: string) { return decisionOf(this.cluster, pod, this.namespace) }
}
