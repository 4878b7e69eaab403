// Plays a recorded session on the engine and writes down what it answered, in the same format.
import { settle } from '../../engine/lab/settle.ts'
import { World, type Ran } from '../../engine/lab/world.ts'
import { scoresOf as pluginScoresOf, type Decision, type Scheduler } from '../../engine/scheduler/index.ts'
import { stripObject } from '../../test/golden/normalise.mjs'
import { nodeAgents } from './node-agent.ts'
import type { RunStep, Step, Transcript } from './transcript.ts'

/** The recorded clusters had been up for a while. */
const quietMs = 60_000
/** A command line took about as long when it was recorded, and the cluster went on meanwhile. */
const commandMs = 100

export function play(recorded: Transcript): Transcript {
  const agents = nodeAgents()
  const world = new World({ nodes: recorded.nodes, nodeAgent: agents.agent })
  settle(world)
  passTime(world, quietMs)
  forgetEvents(world) // a recording begins on a quiet cluster
  const steps = recorded.steps.map(step => playStep(step, world, agents))
  return {
    ...recorded,
    steps,
    ...recorded.final && { final: finalOf(Object.keys(recorded.final), world) },
    ...recorded.scores && { scores: scoresOf(Object.keys(recorded.scores), world) },
  }
}

function playStep(step: Step, world: World, agents: ReturnType<typeof nodeAgents>): Step {
  const { clock } = world.cluster
  if ('run' in step) return run(step, world)
  if ('files' in step) world.write(step.files)
  else if ('advance' in step) passTime(world, step.advance * 1000)
  else clock.input(`node ${step.node.name}`, () => agents.change(step.node, world.cluster))
  return step
}

function passTime({ cluster: { clock } }: World, ms: number): void { clock.advanceTo(clock.nowMs + ms) }

function run(step: RunStep, world: World): RunStep {
  const { stdout, stderr, exitCode } = answerTo(step, world)
  passTime(world, commandMs)
  if (step.export !== undefined) world.terminal.shell.set(step.export, stdout.trim())
  return { ...step, stdout, stderr, exit: exitCode }
}

/** Where the engine breaks, the answer says so, and the session goes on. */
function answerTo({ run, stdin }: RunStep, world: World): Ran {
  try {
    const ran = world.apply({ atMs: world.nowMs, kind: 'run', payload: { line: run, ...stdin !== undefined && { stdin } } })
    return ran ?? { stdout: '', stderr: '', exitCode: 1 }
  }
  catch (error) {
    return { stdout: '', stderr: `the engine broke: ${error instanceof Error ? error.stack : String(error)}\n`, exitCode: 1 }
  }
}

function forgetEvents({ cluster: { admin } }: World): void {
  for (const { metadata } of admin.list('events')) admin.delete('events', metadata.namespace, metadata.name)
}

/** What each object was at the end, without what differs from cluster to cluster. */
function finalOf(keys: readonly string[], { cluster: { admin } }: World): Readonly<Record<string, unknown>> {
  const found = keys.flatMap((key): [string, unknown][] => {
    const [kind = '', ...path] = key.split('/') // a cluster's own things are in no namespace
    const [name = '', namespace = ''] = path.reverse()
    const definition = admin.definitions().find(known => known.kind === kind)
    if (!definition) return []
    const { group, version, plural, namespaced } = definition
    const { code, body } = admin.request({ verb: 'get', group, version, resource: plural, name, ...namespaced && { namespace } })
    return code === 200 ? [[key, stripObject(body)]] : []
  })
  return Object.fromEntries(found)
}

/** What the scheduler gave to each node that would have done, for each pod in question. */
function scoresOf(keys: readonly string[], { cluster: { admin, parts } }: World): Readonly<Record<string, unknown>> {
  const { decisions } = parts.get('kube-scheduler') as Scheduler // as the cluster made it
  return Object.fromEntries(keys.flatMap((key): [string, unknown][] => {
    const [namespace, name = ''] = key.split('/')
    const decision = decisions.of(admin.find('pods', namespace, name)?.metadata.uid ?? '')
    return decision ? [[key, Object.fromEntries(decision.feasible.map((node, i) => [node, { ...weightedScores(decision, node), total: decision.totals[i] }]))]] : []
  }))
}

const weightedScores = (decision: Decision, node: string): Readonly<Record<string, number>> =>
  Object.fromEntries([...pluginScoresOf(decision, node)].map(([plugin, { weighted }]) => [plugin, weighted]))
