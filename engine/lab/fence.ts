// A lab made of the lines that stand on a slide: each is a step, typed into the terminal of a small cluster, or of a lab
// after some of its steps.
import { labOf, type Lab } from './lab.ts'

/** A cluster and all that is typed at it. */
export interface Plan {
  readonly nodes: number | undefined
  /** The lab whose cluster it is, and after how many of its steps; all, unless said. */
  readonly lab: string | undefined
  readonly step: number | undefined
  /** What has run before anybody looks. */
  readonly before: string | undefined
  readonly files: Readonly<Record<string, string>>
  readonly steps: readonly { readonly run: string }[]
}

/** The last steps of the lab are the lines; `lab` is the one that the plan names. */
export function labOfPlan({ nodes, step, before, files, steps }: Plan, lab: Lab | undefined): Lab {
  const lines = [...before === undefined ? [] : [before, 'clear'], ...steps.map(({ run }) => run)]
  const own = labOf('fence', {
    title: 'fence', say: '여기에 직접 입력할 수 있다.', files, ...nodes !== undefined && { cluster: { nodes } },
    steps: lines.map(run => ({ say: run, run })),
  })
  return lab ? { ...lab, files: new Map([...lab.files, ...own.files]), steps: [...lab.steps.slice(0, step ?? lab.steps.length), ...own.steps] } : own
}
