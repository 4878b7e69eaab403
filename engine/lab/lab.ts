// A lab: what a cluster starts with, and the steps a lecture takes on it. Written as YAML beside its chapter.
import type { Addon } from '../addons/index.ts'
import type { RegistryOptions } from '../runtime/registry.ts'
import { LabError } from './fields.ts'
import { labShape, type forkShape, type stepShape } from './lab-file.ts'
import type { Predicate } from './predicate.ts'
import type { NodeSpec, Profile } from './profiles.ts'

type StepWritten = ReturnType<typeof stepShape.read>
type ForkWritten = ReturnType<typeof forkShape.read>

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

export { LabError } from './fields.ts'
export { speeds } from './lab-file.ts'

/** A lab of what its file says. (The YAML is read where the deck is built: the browser gets it ready-made.) */
export function labOf(name: string, document: unknown): Lab {
  const where = `lab ${name}`
  const { title, say, seed = 1, cluster, files, steps: written, fork } = labShape.read(document, where)
  const steps = written.map(stepOf)
  const twice = steps.findIndex(({ name }, i) => name !== '' && steps.findIndex(other => other.name === name) < i)
  if (twice >= 0) throw new LabError(`${where}: steps[${twice}].name: another step is called ${steps[twice]?.name}, too`)
  return {
    name, title, say, seed, steps,
    profile: cluster?.profile ?? 'plain',
    nodes: cluster?.nodes,
    etcdMembers: cluster?.etcdMembers,
    addons: cluster?.addons,
    registry: cluster?.registry,
    files: filesOf(files),
    fork: fork && forkOf(fork, steps, `${where}: fork`),
  }
}

const stepOf = ({ name = '', say, files, run, browse, act = [], until, within, then = [], still, speed = 1 }: StepWritten): Step =>
  ({ name, say, files: filesOf(files), run, browse, act, until, withinMs: within === undefined ? undefined : within * 1000, then, still, speed })

/** Without anything that replaces it, the step happens there without its input. */
function forkOf({ say, step: asked, files, act, run, then = [] }: ForkWritten, steps: readonly Step[], where: string): Fork {
  const step = typeof asked === 'string' ? steps.findIndex(({ name }) => name === asked) : asked - 1
  const same = steps[step]
  if (!same) throw new LabError(`${where}.step: there is no step ${JSON.stringify(asked)}`)
  const isOff = !files && !act && run === undefined
  const other: Step = isOff
    ? { ...same, files: new Map(), act: [], run: undefined, browse: undefined }
    : { ...same, files: new Map([...same.files, ...filesOf(files)]), act: act ?? same.act, run: run ?? same.run }
  return { say, step, steps: steps.with(step, other), then }
}

const filesOf = (files: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string> => new Map(Object.entries(files))
