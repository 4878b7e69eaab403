// The names of the network's clients. What they do is written where the network is: a pod reaches it by its outlet.
import type { Program } from '../../process.ts'

const notFound = 127

/** What busybox has of them, and what other systems have besides. */
export const ofBusybox: ReadonlySet<string> = new Set(['wget', 'nc', 'nslookup', 'ping', 'ip', 'netstat'])
export const ofOthers: ReadonlySet<string> = new Set(['curl', 'dig', 'ss', 'iptables', 'iptables-save', 'nft', 'conntrack'])

/** Where busybox and Debian have different programs of one name. */
export const onDebian = (name: string): string => `${name} on Debian`

/** A program of which the network knows what it does. */
export const delegate = (name: string): Program => function* (process) {
  const client = process.machine.outlet.client?.(name)
  if (client) return yield* client(process)
  process.err(`${name}: the network is unreachable\n`)
  return notFound
}

export const networkTools: readonly (readonly [string, Program])[] = [...ofBusybox, ...ofOthers].map(name => [name, delegate(name)])
