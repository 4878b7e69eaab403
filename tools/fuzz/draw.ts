// Draws a plan from a seed.
import { Random } from '../../engine/clock/random.ts'
import { brokenVersion, type Deed, type Kind, type Plan, type Step } from './plan.ts'

const apps = ['web', 'api', 'shop'] as const
const sets = ['db', 'agent'] as const
const controllers = ['deployment-controller', 'replicaset-controller', 'statefulset-controller', 'daemonset-controller', 'job-controller', 'disruption-controller', 'garbage-collector-controller', 'endpoint-slice-controller', 'node-lifecycle-controller', 'taint-eviction-controller', 'namespace-controller', 'cronjob-controller', 'persistentvolume-binder', 'pod-garbage-collector', 'node-ipam-controller']

export function draw(seed: number): Plan {
  const random = new Random(seed).fork('plan')
  const nodes = 2 + random.below(4)
  const hasFaults = random.below(3) > 0
  const draws = new Draws(random, nodes, random.below(4) === 0 ? 3 : 1)
  const count = 4 + random.below(24)
  const steps: Step[] = Array.from({ length: 1 + random.below(4) }, () => ({ afterMs: draws.shortMs(), deed: draws.workload() }))
  while (steps.length < count) {
    const chance = random.fraction()
    if (hasFaults && chance < 0.25) steps.push(...draws.fault())
    else steps.push({ afterMs: draws.whileMs(), deed: chance < 0.4 ? draws.workload() : draws.edit() })
  }
  return { seed, nodes, etcdMembers: draws.members, steps }
}

class Draws {
  private readonly random: Random
  private readonly nodes: number
  readonly members: 1 | 3

  constructor(random: Random, nodes: number, members: 1 | 3) {
    this.random = random
    this.nodes = nodes
    this.members = members
  }

  shortMs(): number { return this.random.below(2_000) }

  /** Most deeds come in the middle of something else; some after a rest. */
  whileMs(): number {
    const chance = this.random.fraction()
    return this.random.below(chance < 0.4 ? 500 : chance < 0.8 ? 10_000 : 90_000)
  }

  workload(): Deed {
    const { random } = this
    const version = 1 + random.below(3)
    switch (random.below(10)) {
      case 0: case 1: case 2: {
        const [surge, unavailable] = [random.below(4), random.below(4)]
        return {
          do: 'deployment', app: this.one(apps), replicas: random.below(9), surge, unavailable: surge === 0 ? Math.max(1, unavailable) : unavailable,
          inPercent: random.below(3) === 0, recreate: random.below(6) === 0, minReadySeconds: random.below(3) === 0 ? random.below(8) : 0, version, milliCpu: random.below(6) === 0 ? 1_500 : random.below(4) * 100, priority: random.below(8) === 0 ? 1 : 0,
        }
      }
      case 3: return { do: 'statefulset', app: 'db', replicas: random.below(5), parallel: random.below(3) === 0, partition: random.below(4) === 0 ? random.below(3) : 0, claims: random.below(3) === 0, version }
      case 4: {
        const surge = random.below(2)
        return { do: 'daemonset', app: 'agent', surge, unavailable: surge > 0 ? 0 : 1 + random.below(2), version }
      }
      case 5: return { do: 'job', app: 'task', completions: 1 + random.below(5), parallelism: 1 + random.below(3), indexed: random.below(2) === 0, seconds: 1 + random.below(20), failures: random.below(4) === 0 ? 1 : 0 }
      case 6: return { do: 'budget', app: this.one([...apps, 'db']), minAvailable: random.below(4) }
      case 7: return { do: 'service', app: this.one([...apps, 'db']) }
      case 8: return { do: 'cronjob', app: 'tick', seconds: random.below(90) }
      default: return { do: 'namespace', verb: random.below(3) === 0 ? 'delete' : 'create', name: 'side', replicas: random.below(4) }
    }
  }

  edit(): Deed {
    const { random } = this
    const [kind, app] = this.target()
    switch (random.below(19)) {
      case 0: case 1: case 2: return { do: 'scale', kind: kind === 'daemonset' ? 'deployment' : kind, app: kind === 'daemonset' ? 'web' : app, replicas: random.below(9) }
      case 3: case 4: case 5: case 6: return { do: 'image', kind, app, version: random.below(7) === 0 ? brokenVersion : 1 + random.below(5) }
      case 7: return { do: 'rollout', verb: 'undo', kind, app }
      case 8: return { do: 'rollout', verb: 'restart', kind, app }
      case 9: return { do: 'rollout', verb: random.below(2) === 0 ? 'pause' : 'resume', kind: 'deployment', app: this.one(apps) }
      case 10: return { do: 'relabel', app, as: this.one([...apps, 'stray']) }
      case 11: return { do: 'delete', kind: random.below(5) === 0 ? 'job' : kind, app: random.below(5) === 0 ? 'task' : app, cascade: this.one(['background', 'foreground', 'orphan'] as const) }
      case 12: return { do: 'delete pods', app, force: random.below(4) === 0 }
      case 13: return { do: 'drain', node: this.node() }
      case 14: return { do: 'cordon', node: this.node() }
      case 15: return { do: random.below(2) === 0 ? 'taint' : 'untaint', node: this.node() }
      case 16: return { do: 'delete node', node: this.node() }
      case 17: return { do: 'namespace', verb: 'delete', name: 'side', replicas: 0 }
      default: return { do: 'uncordon', node: this.node() }
    }
  }

  /** Something fails; mostly it is mended after a while, else when all is. */
  fault(): readonly Step[] {
    const { random } = this
    const component = this.component()
    const lagMs = 50 * 2 ** random.below(8)
    const verb = this.one(['stop', 'stop', 'restart', 'slow', 'cut'] as const)
    const begun: Step = { afterMs: this.whileMs(), deed: { do: 'act', verb, component, lagMs } }
    if (verb === 'restart' || random.below(4) === 0) return [begun]
    const inBetween = Array.from({ length: random.below(3) }, (): Step => ({ afterMs: this.whileMs(), deed: this.edit() }))
    const mended: Step = { afterMs: random.below(random.below(4) === 0 ? 500_000 : 60_000), deed: { do: 'act', verb: verb === 'stop' ? 'start' : 'mend', component, lagMs: 0 } }
    return [begun, ...inBetween, mended]
  }

  private component(): string {
    const { random } = this
    switch (random.below(8)) {
      case 0: return 'kube-apiserver'
      case 1: return `etcd-${random.below(this.members)}`
      case 2: return 'kube-scheduler'
      case 3: return 'kube-controller-manager'
      case 4: return this.one(controllers)
      case 5: return `kube-proxy node-${this.node()}`
      case 6: return `machine node-${this.node()}`
      default: return `kubelet node-${this.node()}`
    }
  }

  private target(): readonly [Kind, string] {
    const kind = this.one(['deployment', 'deployment', 'deployment', 'statefulset', 'daemonset'] as const)
    return [kind, kind === 'deployment' ? this.one(apps) : sets[kind === 'statefulset' ? 0 : 1]]
  }

  private node(): number { return 1 + this.random.below(this.nodes) }

  private one<T>(from: readonly T[]): T {
    const chosen = from[this.random.below(from.length)]
    if (chosen === undefined) throw new Error('nothing to choose from')
    return chosen
  }
}
