// How a container's stretch is drawn.
import type { ContainerSpell } from '../../engine/lab/index.ts'
import type { Tone } from '../EventTimeline/chart.ts'

export function spanTone({ state, reason, exitCode, isReady }: ContainerSpell): Tone {
  if (state === 'terminated') return exitCode === 0 ? 'succeeded' : 'failing'
  if (state === 'running') return isReady ? 'ready' : 'unready'
  return /BackOff|Err|Invalid/.test(reason) ? 'failing' : 'pending'
}
