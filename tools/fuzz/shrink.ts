// Makes a plan that fails smaller, as long as it goes on failing in the same way.
import type { Plan, Step } from './plan.ts'

/** `fails` tells whether a plan still fails in that way. So many plans are tried at most. */
export function shrink(plan: Plan, fails: (plan: Plan) => boolean, mostTries = 200): Plan {
  let best = plan
  let tries = 0
  const isBetter = (candidate: Plan): boolean => {
    if (tries >= mostTries) return false
    tries++
    if (!fails(candidate)) return false
    best = candidate
    return true
  }
  for (let size = Math.ceil(best.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < best.steps.length;) if (!isBetter({ ...best, steps: without(best.steps, at, size) })) at += size
  const hasImproved = (): boolean => {
    for (const candidate of smaller(best)) if (isBetter(candidate)) return true
    return false
  }
  while (hasImproved());
  return best
}

/** What comes after the steps that are left out comes when it did before. */
function without(steps: readonly Step[], at: number, size: number): readonly Step[] {
  const waitedMs = steps.slice(at, at + size).reduce((sum, { afterMs }) => sum + afterMs, 0)
  return [...steps.slice(0, at), ...steps.slice(at + size).map((step, i) => i === 0 ? { ...step, afterMs: step.afterMs + waitedMs } : step)]
}

/** Plans in which one number is smaller: the boldest first. */
function* smaller(plan: Plan): Generator<Plan> {
  if (plan.etcdMembers > 1) yield { ...plan, etcdMembers: 1 }
  for (const nodes of towardsZero(plan.nodes)) if (nodes > 0) yield { ...plan, nodes }
  for (const [i, step] of plan.steps.entries()) for (const less of lessOf(step)) yield { ...plan, steps: plan.steps.with(i, less) }
}

function* lessOf(step: Step): Generator<Step> {
  for (const afterMs of towardsZero(step.afterMs)) yield { ...step, afterMs }
  for (const [field, value] of Object.entries(step.deed)) {
    if (typeof value === 'number') for (const less of towardsZero(value)) yield { ...step, deed: { ...step.deed, [field]: less } }
    if (value === true) yield { ...step, deed: { ...step.deed, [field]: false } }
  }
}

function* towardsZero(value: number): Generator<number> {
  const tried = new Set<number>()
  for (const less of [0, Math.floor(value / 2), value - 1]) {
    if (less < 0 || less >= value || tried.has(less)) continue
    tried.add(less)
    yield less
  }
}
