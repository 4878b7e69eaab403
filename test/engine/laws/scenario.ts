// Random lives of whole clusters: command lines, manifests and waiting, drawn by fast-check.
import fc from 'fast-check'
import { settle } from '../../../engine/lab/settle.ts'
import { World, type CommandLine } from '../../../engine/lab/world.ts'

export type Step =
  | { readonly do: 'run', readonly command: CommandLine }
  | { readonly do: 'advance', readonly ms: number }

export interface Scenario {
  readonly seed: number
  readonly nodes: number
  readonly etcdMembers?: 3 | 5
  readonly steps: readonly Step[]
}

const apps = ['web', 'api'] as const
const app = fc.constantFrom(...apps)
const count = fc.nat(4)

const container = fc.constantFrom(
  '{name: c, image: nginx}',
  '{name: c, image: nginx, readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1}}',
  '{name: c, image: nginx, livenessProbe: {httpGet: {path: /missing, port: 80}, periodSeconds: 2, failureThreshold: 1}}',
  '{name: c, image: busybox, command: [sh, -c, "sleep 3; exit 1"]}',
  '{name: c, image: busybox, command: [sh, -c, "exit 0"]}',
  '{name: c, image: "no-such-registry.example/nothing:1"}',
  '{name: c, image: nginx, resources: {requests: {cpu: "3"}}}',
)

const manifest = fc.oneof(
  fc.record({ app, count, container }).map(({ app, count, container }) =>
    `{apiVersion: apps/v1, kind: Deployment, metadata: {name: ${app}}, spec: {replicas: ${count}, selector: {matchLabels: {app: ${app}}}, template: {metadata: {labels: {app: ${app}}}, spec: {containers: [${container}]}}}}`),
  fc.record({ app, container, policy: fc.constantFrom('Always', 'OnFailure', 'Never') }).map(({ app, container, policy }) =>
    `{apiVersion: v1, kind: Pod, metadata: {name: alone-${app}, labels: {app: ${app}, alone: "yes"}}, spec: {restartPolicy: ${policy}, containers: [${container}]}}`),
  fc.record({ app, count }).map(({ app, count }) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${app}}, data: {count: "${count}"}}`),
  fc.constant('{apiVersion: v1, kind: Pod, metadata: {name: Wrong}, spec: {}}'),
)

const create = fc.record({ app, count }).map(({ app, count }) => `kubectl create deployment ${app} --image=nginx --replicas=${count}`)

const commandLine = fc.oneof(
  create,
  fc.record({ app, count }).map(({ app, count }) => `kubectl scale deployment ${app} --replicas=${count}`),
  app.map(app => `kubectl set image deployment/${app} '*=nginx:1.29'`),
  app.map(app => `kubectl rollout restart deployment/${app}`),
  app.map(app => `kubectl delete deployment ${app} --wait=false`),
  app.map(app => `kubectl delete pods -l app=${app} --wait=false`),
  app.map(app => `kubectl run ${app} --image=nginx`),
  app.map(app => `kubectl delete pod ${app} --now`),
  fc.record({ app, count }).map(({ app, count }) => `kubectl label pods --all tier=${app}-${count} --overwrite`),
  app.map(app => `kubectl get pods -l app=${app} -o wide && kubectl get deployment ${app}`),
  fc.constantFrom('kubectl cordon node-1', 'kubectl uncordon node-1', 'kubectl create namespace side', 'kubectl delete namespace side --wait=false', 'kubectl no-such-verb', 'sleep 1'),
)

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: commandLine.map((line): Step => ({ do: 'run', command: { line } })), weight: 4 },
  { arbitrary: manifest.map((stdin): Step => ({ do: 'run', command: { line: 'kubectl apply -f -', stdin } })), weight: 3 },
  { arbitrary: fc.oneof(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1_000, max: 40_000 })).map((ms): Step => ({ do: 'advance', ms })), weight: 4 },
)

/** What every life begins with, so that there is something to see. */
const creation = create.map((line): Step => ({ do: 'run', command: { line } }))

export const scenario: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.nat(1_000_000),
  nodes: fc.integer({ min: 1, max: 3 }),
  steps: fc.tuple(creation, fc.array(step, { maxLength: 12, size: 'max' })).map(([first, others]) => [first, ...others]),
})

/** A cluster whose nodes are Ready, with nothing done yet. */
export function fresh({ seed, nodes, etcdMembers }: Scenario): World {
  const world = new World({ seed, nodes, ...etcdMembers && { etcdMembers } })
  settle(world)
  return world
}

export function take(world: World, step: Step): void {
  if (step.do === 'run') world.apply({ atMs: world.nowMs, kind: 'run', payload: step.command })
  else pass(world, step.ms)
}

export function pass({ cluster: { clock } }: World, ms: number): void { clock.advanceTo(clock.nowMs + ms) }

export function live(given: Scenario, eachStep: (world: World) => void = () => {}): World {
  const world = fresh(given)
  for (const step of given.steps) {
    take(world, step)
    eachStep(world)
  }
  return world
}
