// `podium.state('replace')` on the browser's console: where the live cluster of a lab stands. Two that say the same are the same.
import { digest } from '../../engine/lab/digest.ts'
import type { Player } from './player.ts'

export interface State { readonly steps: number, readonly nowMs: number, readonly running: boolean, readonly hash: string, readonly screen: string }

declare global {
  interface Window { podium?: { readonly state: (lab: string) => State | undefined } }
}

const players = new Map<string, Player>()

export function tellOnConsole(player: Player): void {
  players.set(player.lab.name, player)
  window.podium = { state: lab => stateOf(players.get(lab)) }
}

function stateOf(player: Player | undefined): State | undefined {
  if (!player) return undefined
  const { steps, running, output } = player.view.value
  return { steps, running, nowMs: player.nowMs, hash: digest(player.cluster.store, player.nowMs), screen: output }
}
