// Plays a recorded case of Services, kube-proxy and EndpointSlices, and answers in the shape of the recording.
import { playControllers, type ControllerCase } from './network-controllers.ts'
import { playTables, type TableCase } from './network-tables.ts'
import { playTraffic, type TrafficCase } from './network-traffic.ts'

export type NetworkCase = TableCase | TrafficCase | ControllerCase

/** `others` are the recordings beside it: some go on where another one ended. */
export function playNetwork(recorded: NetworkCase, others: readonly NetworkCase[] = []): { readonly name: string } {
  if (recorded.mode === 'controller') return playControllers(recorded, others.filter(other => other.mode === 'controller'))
  if (recorded.mode === 'iptables+nftables') return playTables(recorded)
  return playTraffic(recorded)
}
