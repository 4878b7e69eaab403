// What the fences of a slide do, and in which clusters. Those in `bash` and `yaml` share one, in their order; each `console` has
// its own. On a slide that shows a lab, `bash` and `yaml` are typed into its terminal.
import type { Plan } from '../../engine/lab/fence.ts'
import { commandsIn } from './commands.ts'
import { FenceError, isLanguage, optionsOf, type Language, type Options } from './options.ts'

export interface Written { readonly info: string, readonly body: string, readonly line: number }

export interface PlannedStep {
  readonly run: string
  readonly fails: boolean
  readonly complaint: string | undefined
  /** Of the fence. */
  readonly line: number
}

export interface SlideCluster extends Plan {
  readonly steps: readonly PlannedStep[]
  /** Each step is a click of the slide. */
  readonly clicks: boolean
}

export interface Planned {
  readonly language: Language
  readonly line: number
  readonly file: string | undefined
  /** Which plan, and which of its steps are this fence's. */
  readonly plan: number
  readonly from: number
  readonly count: number
}

export interface SlidePlan { readonly plans: readonly SlideCluster[], readonly fences: readonly Planned[] }

interface Read { readonly language: Language, readonly options: Options, readonly body: string, readonly line: number, readonly file: string | undefined }

/** `lab`: what the slide shows. Throws a FenceError for what an author cannot mean. */
export function planOf(written: readonly Written[], lab: string | undefined): SlidePlan {
  const read = written.flatMap(fence => readFence(fence) ?? [])
  const named = withNames(read)
  const plans: SlideCluster[] = []
  const fences: Planned[] = []
  let shared = -1
  for (const fence of named) {
    const { language, options, line, file } = fence
    const isOwn = language === 'console'
    if (isOwn || shared < 0) plans.push(blank(options, isOwn ? undefined : lab))
    const index = isOwn || shared < 0 ? plans.length - 1 : shared
    if (!isOwn) shared = index
    const plan = plans[index] ?? blank(options, undefined)
    const steps = stepsOf(fence, named)
    plans[index] = {
      nodes: plan.nodes ?? options.nodes, lab: plan.lab ?? options.lab, step: plan.step ?? stepOf(options), before: plan.before ?? options.before,
      files: file === undefined ? plan.files : { ...plan.files, [file]: fence.body },
      steps: [...plan.steps, ...steps], clicks: plan.clicks || options.clicks,
    }
    fences.push({ language, line, file, plan: index, from: plan.steps.length, count: steps.length })
  }
  return { plans, fences }
}

const blank = (options: Options, shown: string | undefined): SlideCluster =>
  ({ nodes: options.nodes, lab: options.lab ?? shown, step: stepOf(options), before: options.before, files: {}, steps: [], clicks: false })

/** A lab that a fence names is as it begins, unless a step is said; one that the slide shows is as its steps leave it. */
const stepOf = ({ lab, step }: Options): number | undefined => step ?? (lab === undefined ? undefined : 0)

function readFence({ info, body, line }: Written): Read | undefined {
  const [, language = '', rest = ''] = /^(\w*)(.*)$/s.exec(info.trim()) ?? []
  if (!isLanguage(language)) return undefined
  const options = optionsOf(language, rest)
  if (language === 'yaml' && !options.isShown && !isManifest(body)) throw new FenceError('a yaml fence without apiVersion and kind is `yaml part`')
  if (options.isShown || language === 'console' && !/^ *\$ /m.test(body)) return undefined
  return { language, options, body, line, file: undefined }
}

const isManifest = (body: string): boolean => /^apiVersion:/m.test(body) && /^kind:/m.test(body)

/** Manifests without a name get one. */
function withNames(fences: readonly Read[]): readonly Read[] {
  let unnamed = 0
  return fences.map(fence => fence.language !== 'yaml' ? fence
    : { ...fence, file: fence.options.file ?? (++unnamed === 1 ? 'manifest.yaml' : `manifest-${unnamed}.yaml`) })
}

/** A manifest that a line of the slide speaks of is not applied by itself. */
function stepsOf({ language, options: { fails, complaint }, body, line, file }: Read, all: readonly Read[]): readonly PlannedStep[] {
  if (language === 'yaml') {
    const isSpokenOf = file !== undefined && all.some(other => other.language === 'bash' && other.body.includes(file))
    return isSpokenOf ? [] : [{ run: `kubectl apply -f ${file}`, fails, complaint, line }]
  }
  const commands = language === 'console' ? [...body.matchAll(/^ *\$ ((?:[^\n]*\\\n)*[^\n]*)/gm)].map(([, command = '']) => command.trim()) : commandsIn(body)
  return commands.map((run, i) => ({ run, fails: fails && i === commands.length - 1, complaint, line }))
}
