// Plays recorded lives of pods on the engine.
import { play, type Run, type Scenario } from '../../test/support/kubelet-runner.ts'

export const isLifecycle = (content: object): content is Scenario => 'scenario' in content && 'timeline' in content && 'manifests' in content

/** A lifecycle that the engine cannot play to its end fails, and the others go on. */
export function playLifecycle(recorded: Scenario): Run {
  try { return play(recorded) }
  catch (error) {
    console.error(`${recorded.scenario}: the engine broke: ${error instanceof Error ? error.stack : String(error)}`)
    return { ...recorded, timeline: [] }
  }
}
