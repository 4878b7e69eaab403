import type { Task } from '../../runtime/task.ts'
import type { Streams } from '../control.ts'
import type { Shell } from '../shell.ts'

export type Builtin = (shell: Shell, args: readonly string[], streams: Streams) => Task<number>

/** A builtin that never waits; it succeeds unless it says otherwise. */
export const plain = (run: (shell: Shell, args: readonly string[], streams: Streams) => number | void): Builtin =>
  function* (shell, args, streams) { return run(shell, args, streams) ?? 0 }
