// Programs that do little: the sandbox's pause, and a stand-in for what nobody knows.
import type { Program } from '../process.ts'
import type { Task } from '../task.ts'
import { loaded } from './http/load.ts'
import { pathOf, serve, text } from './http/server.ts'

/** Waits until it is asked to stop. */
export const pause: Program = function* (process): Task<number> {
  process.catch('TERM', 'INT')
  let signal = process.takeSignal()
  for (; !signal; signal = process.takeSignal()) yield process.signals() // of itself: it runs in every pod
  process.err(`Shutting down, got signal: ${signal === 'INT' ? 'Interrupt' : 'Terminated'}\n`)
  return 0
}

/** An image that the engine does not know: it runs, answers on the ports that its pod declares, and stops when asked. */
export const generic: Program = process => {
  const { containerPorts, hostname } = process.machine
  const listener = {
    http: (request: Parameters<typeof loaded>[1]) => pathOf(request) === '/load' ? loaded(process, request) : text(`${hostname}\n`),
    grpcHealth: () => 'SERVING' as const,
  }
  return serve(process, { listeners: Object.fromEntries(containerPorts.map(port => [port, listener])), taken: port => `listen tcp 0.0.0.0:${port}: bind: address already in use` })
}
