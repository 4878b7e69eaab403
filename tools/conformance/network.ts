// Plays what a recorded kube-proxy, its connections and the endpoint controllers did.
import { playNetwork, type NetworkCase } from '../../test/support/network-runner.ts'

const modes: readonly unknown[] = ['iptables', 'nftables', 'iptables+nftables', 'controller']

export const isNetwork = (content: object): content is NetworkCase => 'mode' in content && modes.includes(content.mode) && 'expect' in content

/** A case that the engine cannot play to its end fails, and the others go on. */
export function playNetworkSafely(recorded: NetworkCase): object {
  try { return playNetwork(recorded) }
  catch (error) {
    console.error(`${recorded.name}: the engine broke: ${error instanceof Error ? error.stack : String(error)}`)
    return { name: recorded.name }
  }
}
