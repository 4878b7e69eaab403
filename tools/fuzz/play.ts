// Lives a plan on the engine, and looks after every write whether all that must hold does.
import type { KubeObject } from '../../engine/apiserver/object.ts'
import { bucketOf } from '../../engine/apiserver/storage.ts'
import type { Cluster } from '../../engine/lab/cluster.ts'
import { settle } from '../../engine/lab/settle.ts'
import { World } from '../../engine/lab/world.ts'
import type { Version } from '../../engine/etcd/store.ts'
import { invariants, unsettled, Violation } from './invariants/index.ts'
import type { Deed, Plan } from './plan.ts'
import { render } from './render.ts'
import { Strain } from './strain.ts'
import { View, type Write } from './view.ts'

export interface Failure {
  readonly invariant: string
  readonly message: string
  readonly atMs: number
  /** Whether the engine itself broke. */
  readonly isBreak: boolean
}

/** Something wrong that is put into a cluster on purpose. */
export type Sabotage = (cluster: Cluster) => void

/** Everything comes to rest within this time after all is mended: nodes that were given up, pods that were backed off. */
const restWithinMs = 1_200_000
const lookEveryMs = 30_000
/** Once at rest, so long nothing but heartbeats is written. */
const quietMs = 45_000
const heartbeats: ReadonlySet<string> = new Set(['leases.coordination.k8s.io', 'nodes'])

export function play(plan: Plan, sabotage: Sabotage = () => {}): Failure | undefined {
  const world = new World({ seed: plan.seed, nodes: plan.nodes, addons: ['local-path-provisioner'], ...plan.etcdMembers === 3 && { etcdMembers: 3 } })
  try {
    settle(world)
    const life = new Life(world)
    sabotage(world.cluster)
    for (const { afterMs, deed } of plan.steps) life.live(afterMs, deed)
    life.mendAll()
    life.rest()
    return undefined
  }
  catch (error) {
    if (error instanceof Violation) return { invariant: error.invariant, message: error.message, atMs: world.nowMs, isBreak: false }
    const message = error instanceof Error ? error.stack ?? error.message : String(error)
    return { invariant: 'the engine does not break', message, atMs: world.nowMs, isBreak: true }
  }
}

class Life {
  private readonly world: World
  private readonly strain: Strain
  private writes: string[] = []

  constructor(world: World) {
    this.world = world
    this.strain = new Strain(world.cluster)
    const view = new View(this.strain)
    const watches = invariants.map(({ name, watch }) => ({ name, check: watch() }))
    const look = (write: Write): void => {
      view.take(write)
      for (const { name, check } of watches) {
        const wrong = check(write, view)
        if (wrong !== undefined) throw new Violation(name, wrong)
      }
      if (!heartbeats.has(write.bucket)) this.writes.push(`${write.bucket} ${(write.after ?? write.before)?.metadata.name}`)
    }
    const { store, admin } = world.cluster
    for (const bucket of new Set(admin.definitions().map(bucketOf))) {
      for (const after of store.range(bucket)) view.take({ bucket, before: undefined, after, revision: 0, cause: 0 })
      store.observe(bucket, version => look(writeOf(bucket, version)))
    }
  }

  live(afterMs: number, deed: Deed): void {
    const atMs = this.world.nowMs + afterMs
    this.world.cluster.clock.advanceTo(atMs)
    if (deed.do === 'act' && !this.world.cluster.components.has(deed.component)) return // of a plan that was made smaller
    this.strain.begins(deed)
    const entry = render(deed)
    if (entry.kind === 'act') this.world.apply({ atMs, kind: 'act', payload: entry.line })
    else this.world.apply({ atMs, kind: 'run', payload: entry })
    this.strain.ended(deed)
  }

  private pass(ms: number): void { this.world.cluster.clock.advanceTo(this.world.nowMs + ms) }

  mendAll(): void {
    for (const component of this.world.cluster.components.keys())
      for (const verb of ['start', 'mend'] as const) this.live(0, { do: 'act', verb, component, lagMs: 0 })
    this.pass(10_000) // etcd needs a leader
    for (const [i, { name }] of this.world.cluster.nodes.entries()) {
      if (!this.world.cluster.admin.find('nodes', undefined, name)) this.live(1_000, { do: 'act', verb: 'restart', component: `kubelet ${name}`, lagMs: 0 }) // it registers when it starts
      for (const deed of ['uncordon', 'untaint'] as const) this.live(500, { do: deed, node: i + 1 })
    }
    this.live(0, { do: 'delete', kind: 'cronjob', app: 'tick', cascade: 'background' })
  }

  rest(): void {
    const { clock, admin } = this.world.cluster
    const untilMs = clock.nowMs + restWithinMs
    for (let wrong = unsettled(admin); wrong.length > 0; wrong = unsettled(admin)) {
      if (clock.nowMs >= untilMs) throw new Violation('everything settles', wrong.join('; '))
      clock.advanceTo(clock.nowMs + lookEveryMs)
    }
    clock.advanceTo(clock.nowMs + lookEveryMs)
    this.writes = []
    clock.advanceTo(clock.nowMs + quietMs)
    if (this.writes.length > mostWritesAtRest) throw new Violation('everything comes to rest', `${this.writes.length} writes at rest, such as ${this.writes.slice(0, 3).join(', ')}`)
    const wrong = unsettled(admin)
    if (wrong.length > 0) throw new Violation('what has settled stays so', wrong.join('; '))
  }
}

/** Broken images are tried again now and then, and what waits long is told again. */
const mostWritesAtRest = 150

const writeOf = (bucket: string, { value, previous, revision, cause }: Version<KubeObject>): Write =>
  ({ bucket, before: previous?.value, after: value, revision, cause })
