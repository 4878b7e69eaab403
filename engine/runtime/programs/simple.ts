// Programs that do little: the web server httpd, the sandbox's pause, and a stand-in for what nobody knows.
import type { Process } from '../process.ts'
import type { Task } from '../task.ts'

/** Waits until it is asked to stop. */
export function* pause(process: Process): Task<number> {
  process.catch('TERM', 'INT')
  yield* process.nextSignal()
  return 0
}

export function* httpd(process: Process): Task<number> {
  const { files } = process.machine
  const page = (path: string): string | undefined => files.read(`/usr/local/apache2/htdocs${path === '/' ? '/index.html' : path}`)
  const listening = process.listen(80, {
    http: ({ path }) => {
      const body = page(path)
      return body === undefined ? { status: 404, body: 'Not Found\n' } : { status: 200, body }
    },
  })
  if (!listening) {
    process.err('(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80\n')
    return 1
  }
  process.catch('TERM', 'INT', 'WINCH')
  yield* process.nextSignal()
  return 0
}

/** An image that the engine does not know: it runs, answers on the ports that its pod declares, and stops when asked. */
export function* generic(process: Process): Task<number> {
  for (const port of process.machine.containerPorts) {
    const answered = process.listen(port, { http: () => ({ status: 200, body: `${process.machine.hostname}\n` }), grpcHealth: () => 'SERVING' })
    if (!answered) {
      process.err(`listen tcp 0.0.0.0:${port}: bind: address already in use\n`)
      return 1
    }
  }
  process.catch('TERM', 'INT')
  yield* process.nextSignal()
  return 0
}
