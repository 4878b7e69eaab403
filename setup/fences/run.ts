// Runs what the fences of a slide do, as the tests and the linter ask: does each line answer as its author says?
import { labOfPlan } from '../../engine/lab/fence.ts'
import type { Lab } from '../../engine/lab/lab.ts'
import { Session } from '../../engine/lab/session.ts'
import { linesOf } from '../../engine/shell/screen.ts'
import type { SlideCluster, SlidePlan } from './plan.ts'

/** Someone reads before the next line is typed. */
const betweenMs = 5_000

export interface Finding { readonly line: number, readonly text: string }

export const fenceFindings = ({ plans }: SlidePlan, labNamed: (name: string) => Lab | undefined): readonly Finding[] =>
  plans.flatMap(plan => plan.steps.length === 0 ? [] : findingsOf(plan, labNamed))

function findingsOf(plan: SlideCluster, labNamed: (name: string) => Lab | undefined): readonly Finding[] {
  const line = plan.steps[0]?.line ?? 0
  const lab = plan.lab === undefined ? undefined : labNamed(plan.lab)
  if (plan.lab !== undefined && !lab) return [{ line, text: `there is no lab ${JSON.stringify(plan.lab)}` }]
  const session = new Session(labOfPlan(plan, lab))
  const first = session.lab.steps.length - plan.steps.length
  if (plan.before !== undefined) {
    session.goToStep(first - 1)
    if (session.now.terminal.lastStatus !== 0) return [{ line, text: `what runs before fails: ${plan.before}` }]
  }
  session.goToStep(first)
  for (const [i, { run, fails, complaint, line }] of plan.steps.entries()) {
    session.advanceTo(session.now.nowMs + betweenMs)
    const prompt = linesOf(session.now.terminal.output).length - 1
    session.goToStep(first + i + 1)
    const { terminal } = session.now
    const said = linesOf(terminal.output).slice(prompt, -1).join('\n')
    if ((terminal.lastStatus !== 0) !== fails) return [{ line, text: fails ? `\`${run}\` was to fail, and did not` : `this fails (write \`fails\` if it must):\n${said}` }]
    if (complaint !== undefined && fails && !said.includes(complaint)) return [{ line, text: `this was to fail with ${JSON.stringify(complaint)}:\n${said}` }]
  }
  return []
}
