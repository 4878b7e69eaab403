// The clusters behind the fences of a slide: one for all that share it, made when it is first asked for.
import type { Plan } from '../../engine/lab/index.ts'
import { playerOf } from '../Lab/labs.ts'
import type { Player } from '../Lab/player.ts'

export interface Bench {
  readonly player: Player
  /** How many steps lie behind when the first line is typed. */
  readonly offset: number
}

const benches = new Map<string, Promise<Bench>>()

export function benchOf(key: string, plan: Plan): Promise<Bench> {
  let bench = benches.get(key)
  if (!bench) benches.set(key, bench = make(plan))
  return bench
}

async function make(plan: Plan): Promise<Bench> {
  const [{ Session, Stage, labOfPlan }, { Player }, named] = await Promise.all([
    import('../../engine/lab/index.ts'), import('../Lab/player.ts'), plan.lab === undefined ? undefined : playerOf(plan.lab, 'as written'),
  ])
  const lab = labOfPlan(plan, named?.lab)
  const player = new Player(new Session(lab), session => new Stage(session.now.cluster))
  const offset = lab.steps.length - plan.steps.length
  player.goToStep(offset, false)
  return { player, offset }
}
