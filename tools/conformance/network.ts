// Plays what a recorded kube-proxy, its connections and the endpoint controllers did.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { playNetwork, type NetworkCase } from '../../test/support/network-runner.ts'

const modes: readonly unknown[] = ['iptables', 'nftables', 'iptables+nftables', 'controller']

export const isNetwork = (content: object): content is NetworkCase => 'mode' in content && modes.includes(content.mode) && 'expect' in content

/** A case that the engine cannot play to its end fails, and the others go on. */
export function playNetworkSafely(recorded: NetworkCase, file: string): object {
  try { return playNetwork(recorded, before(recorded.name, dirname(file))) }
  catch (error) {
    console.error(`${recorded.name}: the engine broke: ${error instanceof Error ? error.stack : String(error)}`)
    return { name: recorded.name }
  }
}

/** The recordings beside it that this one goes on from: `a-b` of `a-b-c`. */
function before(name: string, folder: string): readonly NetworkCase[] {
  const words = name.split('-')
  return words.slice(1).map((_, i) => join(folder, `${words.slice(0, i + 1).join('-')}.json`)).filter(file => existsSync(file)).flatMap(file => {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof content === 'object' && content !== null && isNetwork(content) ? [content] : []
  })
}

const triggerTime = /(last-change-trigger-time: *)(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)/g

/**
 * An answer as its words would be, had the replay begun when the recording did. No input of a recording tells when that
 * was, so the clocks are set alike before they are compared; what happened how long after what is compared all the same.
 */
export function withClockOf(recorded: string, answered: string): string {
  const [there, here] = [recorded, answered].map(text => Math.max(...[...text.matchAll(triggerTime)].map(([, , time = '']) => Date.parse(time))))
  if (there === undefined || here === undefined || !Number.isFinite(there - here)) return answered
  return answered.replace(triggerTime, (_, label: string, time: string) => `${label}${new Date(Date.parse(time) + there - here).toISOString().replace('.000Z', 'Z')}`)
}
