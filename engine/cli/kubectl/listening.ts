// What commands have in common that listen at a port of this machine and go on until they are stopped.
import { listen, type Incoming, type Program, type Stream } from '../../client/program.ts'
import { microTimestamp } from '../../clock/time.ts'

const firstFreePort = 40_001
const triedPorts = 1000

/** A port that is asked for, or with 0 one that is free; undefined when it is taken. */
export function* listenOn(asked: number): Program<{ readonly stream: Stream<Incoming>, readonly port: number } | undefined> {
  const candidates = asked === 0 ? Array.from({ length: triedPorts }, (_, i) => firstFreePort + 2 * i) : [asked]
  for (const port of candidates) {
    const stream = yield* listen(port)
    if (stream) return { stream, port }
  }
  return undefined
}

/** As kubectl's logger writes: `E1121 09:00:00.000000    4242 portforward.go:522] …`. */
export function klogLine(severity: 'W' | 'E', place: string, text: string, unixMs: number): string {
  const [, month = '', day = '', time = ''] = /^\d+-(\d\d)-(\d\d)T(.*)Z$/.exec(microTimestamp(unixMs)) ?? []
  return `${severity}${month}${day} ${time}    4242 ${place}] ${text}\n`
}
