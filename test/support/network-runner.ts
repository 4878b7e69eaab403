// Plays a recorded case of Services, kube-proxy and EndpointSlices, and answers in the shape of the recording.
import { playControllers, type ControllerCase } from './network-controllers.ts'
import { playTables, type TableCase } from './network-tables.ts'
import { playTraffic, type TrafficCase } from './network-traffic.ts'

export type NetworkCase = TableCase | TrafficCase | ControllerCase

export function playNetwork(recorded: NetworkCase): { readonly name: string } {
  if (recorded.mode === 'controller') return playControllers(recorded)
  if (recorded.mode === 'iptables+nftables') return playTables(recorded)
  return playTraffic(recorded)
}
