// What a random life consists of: a cluster, and what is done to it. Plain data, so that it can be shrunk and printed.

export type Kind = 'deployment' | 'statefulset' | 'daemonset'

export type Deed =
  | { readonly do: 'deployment', readonly app: string, readonly replicas: number, readonly surge: number, readonly unavailable: number, readonly inPercent: boolean, readonly recreate: boolean, readonly minReadySeconds: number, readonly version: number, readonly milliCpu: number, readonly priority: number }
  | { readonly do: 'statefulset', readonly app: string, readonly replicas: number, readonly parallel: boolean, readonly partition: number, readonly claims: boolean, readonly version: number }
  | { readonly do: 'daemonset', readonly app: string, readonly surge: number, readonly unavailable: number, readonly version: number }
  | { readonly do: 'job', readonly app: string, readonly completions: number, readonly parallelism: number, readonly indexed: boolean, readonly seconds: number, readonly failures: number }
  | { readonly do: 'cronjob', readonly app: string, readonly seconds: number }
  | { readonly do: 'budget', readonly app: string, readonly minAvailable: number }
  | { readonly do: 'service', readonly app: string }
  | { readonly do: 'scale', readonly kind: Kind, readonly app: string, readonly replicas: number }
  | { readonly do: 'image', readonly kind: Kind, readonly app: string, readonly version: number }
  | { readonly do: 'rollout', readonly verb: 'undo' | 'restart' | 'pause' | 'resume', readonly kind: Kind, readonly app: string }
  | { readonly do: 'relabel', readonly app: string, readonly as: string }
  | { readonly do: 'delete', readonly kind: Kind | 'job' | 'cronjob', readonly app: string, readonly cascade: 'background' | 'foreground' | 'orphan' }
  | { readonly do: 'delete pods', readonly app: string, readonly force: boolean }
  | { readonly do: 'drain' | 'cordon' | 'uncordon' | 'delete node' | 'taint' | 'untaint', readonly node: number }
  | { readonly do: 'namespace', readonly verb: 'create' | 'delete', readonly name: string, readonly replicas: number }
  | { readonly do: 'act', readonly verb: 'stop' | 'start' | 'restart' | 'slow' | 'cut' | 'mend', readonly component: string, readonly lagMs: number }

/** After a while, a deed. */
export interface Step { readonly afterMs: number, readonly deed: Deed }

export interface Plan {
  readonly seed: number
  readonly nodes: number
  readonly etcdMembers: 1 | 3
  readonly steps: readonly Step[]
}

/** An image that does not exist: what is rolled out with it never gets ready. */
export const brokenVersion = 9

export const imageOf = (version: number): string => version === brokenVersion ? 'nginx:no-such-tag' : `nginx:1.${20 + version}`
