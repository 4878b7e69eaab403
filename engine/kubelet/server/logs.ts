// GET /containerLogs: what a container wrote, line by line, and what it goes on to write.
import { success, type Connection, type Receive } from '../../apiserver/connect.ts'
import type { LogOptions } from '../../apiserver/node-doors.ts'
import { microTimestamp, parseTimestamp } from '../../clock/time.ts'
import type { Container, LogEntry } from '../../runtime/container.ts'

interface Line { readonly atMs: number, readonly stream: LogEntry['stream'], readonly text: string }

/** Cuts what is written into lines: a line counts when it is complete, and the last one when its writer has ended. */
class Lines {
  private readonly begun = new Map<LogEntry['stream'], string>()

  add({ atMs, stream, text }: LogEntry): readonly Line[] {
    const pieces = ((this.begun.get(stream) ?? '') + text).split('\n')
    this.begun.set(stream, pieces.pop() ?? '')
    return pieces.map(piece => ({ atMs, stream, text: `${piece}\n` }))
  }

  rest(atMs: number): readonly Line[] {
    return [...this.begun].filter(([, text]) => text !== '').map(([stream, text]) => ({ atMs, stream, text }))
  }
}

/** Streams the log of a container; following ends when the container does. */
export function streamLogs(container: Container, options: LogOptions, receive: Receive): Connection {
  const { epochMs, clock } = container
  const lines = new Lines()
  const sinceMs = sinceOf(options, epochMs + clock.nowMs)
  const past = container.logs.flatMap(entry => lines.add(entry))
  if (!container.isRunning) past.push(...lines.rest(container.finishedAtMs ?? clock.nowMs))
  const recent = past.filter(({ atMs }) => epochMs + atMs >= sinceMs)
  const { tailLines } = options
  const first = tailLines === undefined || tailLines < 0 ? recent : tailLines === 0 ? [] : recent.slice(-tailLines)

  let leftBytes = options.limitBytes ?? Infinity
  const tell = (told: readonly Line[]): void => {
    for (const { atMs, text } of told) {
      const whole = options.timestamps ? `${nanoTimestamp(epochMs + atMs)} ${text}` : text
      const shown = whole.slice(0, leftBytes)
      leftBytes -= shown.length
      if (shown !== '') receive({ kind: 'stdout', text: shown })
    }
  }
  tell(first)
  const isFollowed = options.follow === true && container.isRunning && leftBytes > 0
  if (!isFollowed) receive({ kind: 'end', status: success })
  const stop = isFollowed
    ? container.watchLog({
        wrote: entry => tell(lines.add(entry)),
        ended: () => {
          tell(lines.rest(clock.nowMs))
          receive({ kind: 'end', status: success })
        },
      })
    : () => {}
  return { send: () => {}, close: stop }
}

function sinceOf({ sinceSeconds, sinceTime }: LogOptions, nowMs: number): number {
  if (sinceSeconds !== undefined) return nowMs - sinceSeconds * 1000
  return sinceTime === undefined ? -Infinity : parseTimestamp(sinceTime) ?? -Infinity
}

/** Nine digits of seconds, as the kubelet writes them; the virtual clock counts three. */
const nanoTimestamp = (unixMs: number): string => microTimestamp(unixMs).replace('Z', '000Z')
