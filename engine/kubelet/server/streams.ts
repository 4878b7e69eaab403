// POST /exec and /attach: a process in a container, with its input, its output, and how it ended.
import { success, type Connection, type Receive, type Sent } from '../../apiserver/connect.ts'
import { DoorRefusal, type ExecOptions, type StreamOptions } from '../../apiserver/node-doors.ts'
import { failure, type Status } from '../../apiserver/status.ts'
import type { Container, ExecHandle, ExecSinks } from '../../runtime/container.ts'
import { Pipe } from '../../runtime/input.ts'
import { Tty } from '../../runtime/tty.ts'

/** Runs a command in a container that runs. Its input is connected before it begins. */
export function streamExec(container: Container, { command, stdin = false, tty = false }: ExecOptions, receive: Receive): Connection {
  const out = (text: string): void => { if (text !== '') receive({ kind: 'stdout', text }) }
  const err = (text: string): void => { if (text !== '') receive({ kind: 'stderr', text }) }
  const input = tty ? new Tty(out) : stdin ? new Pipe() : undefined
  let process: ExecHandle | undefined
  let isClosed = false
  const begin = (): void => {
    if (isClosed) return
    const sinks: ExecSinks = { out: input instanceof Tty ? input.out : out, err: input instanceof Tty ? input.out : err, exited: status => receive({ kind: 'end', status: 'error' in status ? notExecuted(status.error) : exitStatus(status.code) }) }
    process = container.exec(command, sinks, input)
  }
  if (input) container.clock.after(0, `${container.name}: ${command[0] ?? ''} begins`, begin)
  else begin()
  return {
    send: sent => { if (input) feed(input, sent) },
    close: () => {
      isClosed = true
      if (tty) process?.stop() // a command without a terminal is not told that nobody listens any more
      else input?.close()
    },
  }
}

/** Joins the first process of a container: its output from now on, and its input if it has any. */
export function streamAttach(container: Container, { stdin = false }: StreamOptions, receive: Receive): Connection {
  const { input } = container
  const stop = container.watchLog({
    wrote: ({ stream, text }) => receive({ kind: stream, text }),
    ended: () => receive({ kind: 'end', status: success }),
  })
  return {
    send: sent => { if (stdin && input) feed(input, sent) },
    close: stop,
  }
}

function feed(input: Pipe | Tty, sent: Sent): void {
  if (sent.kind === 'eof') input.close()
  else if (sent.kind === 'stdin') {
    if (input instanceof Tty) input.type(sent.text)
    else input.write(sent.text)
  }
}

/** As the channel for errors tells it. */
export function exitStatus(code: number): Status {
  if (code === 0) return success
  return {
    kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 500,
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  }
}

const notExecuted = (why: string): Status => failure(500, 'InternalError', `Internal error occurred: error executing command in container: ${why}`).status

export const containerNotFound = (container: string): DoorRefusal => new DoorRefusal(404, `container not found (${JSON.stringify(container)})`)
