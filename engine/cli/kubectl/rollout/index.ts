import type { Branch } from '../commands.ts'
import { history } from './history.ts'
import { status } from './status.ts'
import { pause, restart, resume } from './steer.ts'
import { undo } from './undo.ts'

export const rollout: Branch = {
  summary: 'Manage the rollout of one or many resources.',
  bare: { to: 'stdout', exitCode: 1 },
  commands: {
    history: { verb: history, summary: 'View rollout history' },
    pause: { verb: pause, summary: 'Mark the provided resource as paused' },
    restart: { verb: restart, summary: 'Restart a resource' },
    resume: { verb: resume, summary: 'Resume a paused resource' },
    status: { verb: status, summary: 'Show the status of the rollout' },
    undo: { verb: undo, summary: 'Undo a previous rollout' },
  },
}
