// A cluster of the real kernel, controllers and scheduler with plain node agents, and short words for acting on it.
import type { Deployment, DeploymentSpec, ObjectMeta, Pod, PodSpec, ReplicaSet } from '../../engine/apiserver/types.gen.ts'
import type { Client } from '../../engine/client/client.ts'
import type { Draft, ResourceKey, ResourceTypes } from '../../engine/client/resources.ts'
import { Cluster, type ClusterOptions } from '../../engine/lab/cluster.ts'
import type { NodeSpec } from '../../engine/lab/profiles.ts'
import type { Scheduler } from '../../engine/scheduler/index.ts'
import { nodeAgent, type NodeAgent } from './node-agent.ts'

const settleMs = 1000

export const namespace = 'default'

export class SmallCluster {
  readonly cluster: Cluster
  readonly agents = new Map<string, NodeAgent>()

  constructor(nodes: number | readonly NodeSpec[] = 1, seed = 1, more: ClusterOptions = {}) {
    this.cluster = new Cluster({
      nodes,
      seed,
      ...more,
      nodeAgent: (client, node, random) => {
        const agent = nodeAgent(client, node, random)
        this.agents.set(node.name, agent)
        return agent
      },
    })
    this.client = this.cluster.admin
    this.pass(settleMs / 1000)
  }

  readonly client: Client

  get scheduler(): Scheduler { return this.cluster.parts.get('kube-scheduler') as Scheduler } // as the cluster made it

  pass(seconds: number): void { this.cluster.clock.advanceTo(this.cluster.clock.nowMs + seconds * 1000) }

  /** Does something from outside, as a user would. */
  act<T>(what: string, body: (client: Client) => T): T { return this.cluster.clock.input(what, () => body(this.client)) }

  create<K extends ResourceKey>(key: K, object: Draft<ResourceTypes[K]>): ResourceTypes[K] { return this.act('create', client => client.create(key, object)) }

  /** Replaces an object by what is made of it. */
  edit<K extends ResourceKey>(key: K, name: string, change: (object: ResourceTypes[K]) => ResourceTypes[K], at: string | undefined = namespace): void {
    this.act('edit', client => client.update(key, change(client.get(key, at, name))))
  }

  delete(key: ResourceKey, name: string, options: Parameters<Client['delete']>[3] = {}, at: string | undefined = namespace): void {
    this.act('delete', client => client.delete(key, at, name, options))
  }

  deployment(name = 'app'): Deployment { return this.client.get('deployments.apps', namespace, name) }
  replicaSets(): readonly ReplicaSet[] { return this.client.list('replicasets.apps', namespace) }
  pods(): readonly Pod[] { return this.client.list('pods', namespace) }
  pod(name: string): Pod { return this.client.get('pods', namespace, name) }

  setImage(image: string, name = 'app'): void {
    this.edit('deployments.apps', name, deployment => withTemplate(deployment, spec => ({ ...spec, containers: spec.containers.map(container => ({ ...container, image })) })))
  }

  scale(replicas: number, name = 'app'): void {
    this.edit('deployments.apps', name, deployment => ({ ...deployment, spec: { ...deployment.spec, replicas } }))
  }

  setFate(fate: string, of: (pod: Pod) => boolean = () => true): void {
    for (const pod of this.pods().filter(of))
      this.edit('pods', pod.metadata.name, each => ({ ...each, metadata: { ...each.metadata, annotations: { ...each.metadata.annotations, 'oracle/fate': fate } } }))
  }

  /** The messages of events of one reason, in the order in which they were told. */
  told(reason: string): readonly string[] {
    return this.client.list('events').filter(event => event.reason === reason)
      .toSorted((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
      .map(event => event.message ?? '')
  }
}

export function withTemplate(deployment: Deployment, change: (spec: PodSpec) => PodSpec): Deployment {
  const { template } = deployment.spec
  return { ...deployment, spec: { ...deployment.spec, template: { ...template, spec: change(template.spec) } } }
}

export interface DeploymentWish {
  readonly name?: string
  readonly replicas?: number
  readonly image?: string
  readonly maxSurge?: number | string
  readonly maxUnavailable?: number | string
  readonly recreate?: boolean
  readonly annotations?: Readonly<Record<string, string>>
  readonly spec?: Partial<Deployment['spec']>
  readonly podSpec?: Partial<PodSpec>
}

/** A Deployment with everything said that the API server would fill in. */
export function deploymentOf(wish: DeploymentWish = {}): Draft<Deployment> & { readonly spec: DeploymentSpec } {
  const { name = 'app', replicas = 3, image = 'app:v1', maxSurge = '25%', maxUnavailable = '25%', recreate = false, annotations, spec, podSpec } = wish
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas,
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      strategy: recreate ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name }, ...annotations && { annotations } },
        spec: { terminationGracePeriodSeconds: 30, containers: [{ name: 'app', image, resources: {} }], ...podSpec },
      },
      ...spec,
    },
  }
}

export const podOf = (name: string, spec: Partial<PodSpec> = {}, metadata: Partial<ObjectMeta> = {}): Draft<Pod> & { readonly spec: PodSpec } => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, ...metadata },
  spec: { terminationGracePeriodSeconds: 30, containers: [{ name: 'c', image: 'nginx', resources: {} }], ...spec },
})
