// What the kernels of nodes remember, asked for between the connections of a recording. A recording lists the lines of a
// session: a node, a command, what it said.
import type { RecordedConnection } from './network-traffic.ts'

export interface Asked { readonly node: string, readonly command: string }

/** The commands of a session, and after which connection each comes: the next one to the address that it asks about. */
export function askedAfter(session: readonly string[], connections: readonly RecordedConnection[], firstNode: string): ReadonlyMap<number, readonly Asked[]> {
  const asked = new Map<number, Asked[]>()
  let node = firstNode
  let at = 0
  let next = 0
  for (const line of session) {
    node = /^# on (\S+)$/.exec(line)?.[1] ?? node
    const command = /^\$ (.*)$/.exec(line)?.[1]
    if (command === undefined) continue
    const [, address] = /--dst (\S+)/.exec(command) ?? []
    const found = connections.findIndex((connection, i) => i >= next && connection.command.includes(`//${address}`))
    if (found >= 0) {
      at = found
      next = found + 1
    }
    asked.set(at, [...asked.get(at) ?? [], { node, command }])
  }
  return asked
}

/** The same session with its own answers, as it would be written down. */
export class Session {
  readonly lines: string[] = []
  private node: string

  constructor(firstNode: string) { this.node = firstNode }

  tell({ node, command }: Asked, { stdout, stderr }: { readonly stdout: string, readonly stderr: string }): void {
    if (node !== this.node) this.lines.push(`# on ${node}`)
    this.node = node
    this.lines.push(`$ ${command}`, ...`${stdout}${stderr}`.split('\n').filter(line => line !== ''))
  }
}
