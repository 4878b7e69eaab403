// Command lines and what they answer, as a slide shows them: generated, never pasted.
import { Session } from './session.ts'
import { settle } from './settle.ts'
import type { Lab } from './lab.ts'
import { World } from './world.ts'

export interface Answered { readonly command: string, readonly output: string, readonly exitCode: number }

/** Where the lines are typed: a cluster of its own, or a lab after some of its steps. */
export interface Scenery {
  readonly nodes?: number
  readonly lab?: Lab
  readonly step?: number
  /** What has run there before, unseen. */
  readonly before?: string
}

/** Someone reads before the next line is typed. */
const betweenMs = 5000

export function transcript(commands: readonly string[], { nodes = 3, lab, step = 0, before }: Scenery = {}): readonly Answered[] {
  const world = lab ? afterSteps(lab, step) : fresh(nodes)
  if (before !== undefined) world.run({ line: before })
  return commands.map((command, i) => {
    if (i > 0 || before !== undefined) world.cluster.clock.advanceTo(world.nowMs + betweenMs)
    let output = ''
    const { exitCode } = world.run({ line: command }, text => { output += text })
    return { command, output, exitCode }
  })
}

function afterSteps(lab: Lab, step: number): World {
  const session = new Session(lab)
  session.goToStep(step)
  return session.now
}

function fresh(nodes: number): World {
  const world = new World({ nodes })
  settle(world)
  return world
}
