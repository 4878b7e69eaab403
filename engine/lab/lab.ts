// A lab: what a cluster starts with, and the steps a lecture takes on it. Written as YAML beside its chapter.
import type { Addon } from '../addons/index.ts'
import type { RegistryOptions } from '../runtime/registry.ts'
import { ActError, parseAct } from './faults/act.ts'
import { parseLoad } from './faults/load.ts'
import { parsePredicate, PredicateError, type Predicate } from './predicate.ts'
import { addonsIn } from './addons.ts'
import { fieldsOf, LabError, mapOf, oneOf, textOf, wholeOf } from './fields.ts'
import type { NodeSpec, Profile } from './profiles.ts'
import { registryOf } from './registry.ts'

export interface Step {
  /** By which slides enter the lab (`from`, `to`, `at`); empty if it has none. */
  readonly name: string
  /** What happens, in one Korean sentence: caption, screen-reader text and legend of the PDF. */
  readonly say: string
  /** Files that are written where the terminal stands, before anything else. */
  readonly files: ReadonlyMap<string, string>
  /** A command line, typed into the host's terminal. */
  readonly run: string | undefined
  /** An address that the browser opens then, or a button of it: `about:reload`. */
  readonly browse: string | undefined
  /** What befalls components then, each as `stop kubelet node-2`; before the command. */
  readonly act: readonly string[]
  /** The step ends when this holds, never after a fixed time. */
  readonly until: Predicate | undefined
  /** How much virtual time it may take; an hour, unless said. */
  readonly withinMs: number | undefined
  /** What must hold then. */
  readonly then: readonly Predicate[]
  /** The moment that paper shows; the end of the step unless said otherwise. */
  readonly still: Predicate | undefined
  /** How fast virtual time runs when the step is shown: 0.1 for what would be over in a blink. */
  readonly speed: number
}

/** What would be, had one step been another: the second branch of a comparison. */
export interface Fork {
  /** The question that it answers, in Korean. */
  readonly say: string
  /** Which step differs, counted from 0. */
  readonly step: number
  readonly steps: readonly Step[]
  /** What must hold there when the lab is over. */
  readonly then: readonly Predicate[]
}

export interface Lab {
  readonly name: string
  readonly title: string
  readonly seed: number
  readonly profile: Profile
  readonly nodes: number | readonly NodeSpec[] | undefined
  /** How many machines etcd runs on; on one, unless said. */
  readonly etcdMembers: 3 | 5 | undefined
  /** What is installed beside the control plane, if it is not what the profile comes with. */
  readonly addons: readonly Addon[] | undefined
  /** What lies in the registries besides what everyone can pull. */
  readonly registry: RegistryOptions | undefined
  readonly files: ReadonlyMap<string, string>
  /** What the picture is called before the first step. */
  readonly say: string
  readonly steps: readonly Step[]
  readonly fork: Fork | undefined
}

/** The lab as it is on the other branch. */
export const forked = (lab: Lab): Lab => ({ ...lab, steps: lab.fork?.steps ?? lab.steps, fork: undefined })

/** How fast virtual time can be made to run. */
export const speeds: readonly number[] = [0.01, 0.1, 1, 10, 60, 600]

const known = {
  lab: ['title', 'say', 'seed', 'cluster', 'files', 'steps', 'fork'],
  cluster: ['profile', 'nodes', 'etcdMembers', 'addons', 'registry'],
  step: ['name', 'say', 'files', 'act', 'browse', 'run', 'until', 'within', 'then', 'still', 'speed'],
  fork: ['say', 'step', 'files', 'act', 'run', 'then'],
} as const

const profiles: readonly Profile[] = ['plain', 'kind', 'kubeadm-4', 'minikube', 'EKS']

export { LabError } from './fields.ts'

/** A lab of what its file says. (The YAML is read where the deck is built: the browser gets it ready-made.) */
export function labOf(name: string, document: unknown): Lab {
  const where = `lab ${name}`
  const lab = fieldsOf(document, where, known.lab)
  const cluster = fieldsOf(lab['cluster'] ?? {}, `${where}: cluster`, known.cluster)
  const written = lab['steps']
  if (!Array.isArray(written) || written.length === 0) throw new LabError(`${where}: steps must be a list with at least one step`)
  const steps = written.map((step: unknown, i) => stepOf(step, `${where}: steps[${i}]`))
  const twice = steps.findIndex(({ name }, i) => name !== '' && steps.findIndex(other => other.name === name) < i)
  if (twice >= 0) throw new LabError(`${where}: steps[${twice}].name: another step is called ${steps[twice]?.name}, too`)
  return {
    name,
    title: textOf(lab['title'], `${where}: title`),
    say: textOf(lab['say'], `${where}: say`),
    seed: wholeOf(lab['seed'] ?? 1, `${where}: seed`),
    profile: oneOf(cluster['profile'] ?? 'plain', profiles, `${where}: cluster.profile`),
    nodes: cluster['nodes'] === undefined ? undefined : wholeOf(cluster['nodes'], `${where}: cluster.nodes`),
    etcdMembers: cluster['etcdMembers'] === undefined ? undefined : oneOf(cluster['etcdMembers'], [3, 5] as const, `${where}: cluster.etcdMembers`),
    addons: cluster['addons'] === undefined ? undefined : addonsIn(cluster['addons'], `${where}: cluster.addons`),
    registry: cluster['registry'] === undefined ? undefined : registryOf(cluster['registry'], `${where}: cluster.registry`),
    files: filesOf(lab['files'], `${where}: files`),
    steps,
    fork: lab['fork'] === undefined ? undefined : forkOf(lab['fork'], steps, `${where}: fork`),
  }
}

function stepOf(value: unknown, where: string): Step {
  const step = fieldsOf(value, where, known.step)
  return {
    name: nameOf(step['name'], `${where}.name`),
    say: textOf(step['say'], `${where}.say`),
    files: filesOf(step['files'], `${where}.files`),
    run: step['run'] === undefined ? undefined : textOf(step['run'], `${where}.run`),
    browse: step['browse'] === undefined ? undefined : textOf(step['browse'], `${where}.browse`),
    act: actsOf(step['act'] ?? [], `${where}.act`),
    until: step['until'] === undefined ? undefined : predicateOf(step['until'], `${where}.until`),
    withinMs: step['within'] === undefined ? undefined : wholeOf(step['within'], `${where}.within`) * 1000,
    then: claimsOf(step['then'], `${where}.then`),
    still: step['still'] === undefined ? undefined : predicateOf(step['still'], `${where}.still`),
    speed: oneOf(step['speed'] ?? 1, speeds, `${where}.speed`),
  }
}

/** Without anything that replaces it, the step happens there without its input. */
function forkOf(value: unknown, steps: readonly Step[], where: string): Fork {
  const fork = fieldsOf(value, where, known.fork)
  const asked = fork['step']
  const step = typeof asked === 'string' ? steps.findIndex(({ name }) => name === asked && name !== '') : wholeOf(asked, `${where}.step`) - 1
  const same = steps[step]
  if (!same) throw new LabError(`${where}.step: there is no step ${JSON.stringify(asked)}`)
  const replaces = (field: 'files' | 'act' | 'run'): boolean => fork[field] !== undefined
  const isOff = !replaces('files') && !replaces('act') && !replaces('run')
  const other: Step = {
    ...same,
    files: new Map([...isOff ? [] : same.files, ...filesOf(fork['files'], `${where}.files`)]),
    act: replaces('act') ? actsOf(fork['act'], `${where}.act`) : isOff ? [] : same.act,
    run: replaces('run') ? textOf(fork['run'], `${where}.run`) : isOff ? undefined : same.run,
  }
  return { say: textOf(fork['say'], `${where}.say`), step, steps: steps.with(step, other), then: claimsOf(fork['then'], `${where}.then`) }
}

const filesOf = (value: unknown, where: string): ReadonlyMap<string, string> =>
  new Map(Object.entries(value === undefined ? {} : mapOf(value, where, textOf)))

function claimsOf(value: unknown, where: string): readonly Predicate[] {
  const claims: unknown = value ?? []
  if (!Array.isArray(claims)) throw new LabError(`${where} must be a list of predicates`)
  return claims.map((claim: unknown, i) => predicateOf(claim, `${where}[${i}]`))
}

function nameOf(value: unknown, where: string): string {
  if (value === undefined) return ''
  const name = textOf(value, where)
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new LabError(`${where} must be a word of a-z, 0-9 and -, beginning with a letter`)
  return name
}

/** One act, or a list of them. */
function actsOf(value: unknown, where: string): readonly string[] {
  const acts: readonly unknown[] = Array.isArray(value) ? value : [value]
  return acts.map((act, i) => actOf(act, Array.isArray(value) ? `${where}[${i}]` : where))
}

function actOf(value: unknown, where: string): string {
  const text = textOf(value, where)
  try { if (!parseLoad(text)) parseAct(text) }
  catch (error) {
    if (!(error instanceof ActError)) throw error
    throw new LabError(`${where}: ${error.message}`)
  }
  return text
}

function predicateOf(value: unknown, where: string): Predicate {
  try { return parsePredicate(textOf(value, where)) }
  catch (error) {
    if (!(error instanceof PredicateError)) throw error
    throw new LabError(`${where}: ${error.message}`)
  }
}
