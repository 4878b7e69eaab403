// The engine's face: a cluster to run commands on, to look at and to take along.
import type { AddonName } from './addons/index.ts'
import type { Client } from './client/client.ts'
import { resourceNamed } from './client/discovery.ts'
import type { ClockEvent } from './clock/clock.ts'
import { digest } from './lab/digest.ts'
import { settle } from './lab/settle.ts'
import type { NodeSpec, Profile } from './lab/profiles.ts'
import type { RegistryOptions } from './runtime/registry.ts'
import { World, type CommandLine, type Input, type Ran } from './lab/world.ts'

export interface Options {
  /** How many nodes, or which. */
  readonly nodes?: number | readonly NodeSpec[]
  readonly profile?: Profile
  /** How kube-proxy writes its rules; as iptables, unless said. */
  readonly proxyMode?: 'iptables' | 'nftables'
  /** What is installed beside the control plane; what the profile comes with, unless said. */
  readonly addons?: readonly AddonName[]
  readonly seed?: number
  /** How many machines etcd runs on, if it is more than one. */
  readonly etcdMembers?: 3 | 5
  /** What lies in the registries besides what everyone can pull. */
  readonly registry?: RegistryOptions
  /** RFC 3339; when the virtual time begins. */
  readonly startTime?: string
}

/** All that it takes to have the same run again. */
export interface Log {
  readonly version: 1
  readonly options: Options
  readonly inputs: readonly Input[]
  readonly untilMs: number
}

export interface PodiumCluster {
  /** Runs a command line on the host, to its end. Only the time that the command itself waits for passes. */
  run(line: string, options?: Omit<CommandLine, 'line'>): Ran
  /** `kubectl apply -f -` with a manifest. */
  apply(yaml: string): Ran
  /** Something befalls a component: `stop kubelet node-2`, `slow kube-scheduler by 2s`; also start, restart, cut and mend. */
  act(line: string): void
  /** The names of all components that things can befall. */
  readonly components: readonly string[]
  /** A client of one who looks in from outside: he is answered even when the API server is stopped. */
  readonly client: Client
  /** Lets virtual time pass. */
  advance(seconds: number): void
  /** Virtual seconds since the cluster was handed over. */
  readonly now: number
  /** The cluster as it was at an instant, in the same seconds: read-only. */
  at(seconds: number): Client
  /** Why an object (`deployment/web`, in `default` unless said) is as it is: its chain of causes, back to an input. */
  why(reference: string, namespace?: string): readonly ClockEvent[]
  readonly log: Log
  /** A digest of everything stored, and of the time. */
  hash(): string
}

export function createCluster(options: Options = {}): PodiumCluster {
  const world = new World({ keepsRequests: false, ...options })
  settle(world)
  return faceOf(world, options)
}

/** The run that a log tells of, at its end. */
export function replay(log: Log): PodiumCluster {
  const cluster = createCluster(log.options)
  for (const input of log.inputs) {
    cluster.advance(input.atMs / 1000 - cluster.now)
    if (input.kind === 'run') cluster.run(input.payload.line, input.payload)
    if (input.kind === 'act') cluster.act(input.payload)
  }
  cluster.advance(log.untilMs / 1000 - cluster.now)
  return cluster
}

function faceOf(world: World, options: Options): PodiumCluster {
  const { cluster } = world
  const { clock, store, admin } = cluster
  const inputs: Input[] = []
  const beganMs = clock.nowMs
  const sinceMs = (): number => clock.nowMs - beganMs
  const run: PodiumCluster['run'] = (line, given = {}) => {
    const input = { kind: 'run', payload: { ...given, line } } as const
    inputs.push({ atMs: sinceMs(), ...input })
    return world.apply({ atMs: clock.nowMs, ...input }) ?? { stdout: '', stderr: '', exitCode: 0 }
  }
  return {
    run,
    act: line => {
      const input = { kind: 'act', payload: line } as const
      world.apply({ atMs: clock.nowMs, ...input })
      inputs.push({ atMs: sinceMs(), ...input }) // what cannot be done is not told again
    },
    components: [...cluster.components.keys()],
    apply: yaml => run('kubectl apply -f -', { stdin: yaml }),
    client: admin,
    advance: seconds => clock.advanceTo(clock.nowMs + Math.round(seconds * 1000)),
    get now() { return sinceMs() / 1000 },
    at: seconds => cluster.past(store.revisionAt(beganMs + Math.round(seconds * 1000))),
    why: (reference, namespace = 'default') => {
      const [kind = '', name = ''] = reference.split('/')
      const definition = resourceNamed(admin.definitions(), kind)
      if (!definition) throw new Error(`the server doesn't have a resource type ${JSON.stringify(kind)}`)
      return cluster.why(definition.group === '' ? definition.plural : `${definition.plural}.${definition.group}`, definition.namespaced ? namespace : undefined, name)
    },
    get log() { return { version: 1, options, inputs: [...inputs], untilMs: sinceMs() } as const },
    hash: () => digest(store, clock.nowMs),
  }
}

export type { Client, ClockEvent, CommandLine, Input, NodeSpec, Profile, Ran }
