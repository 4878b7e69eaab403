// A request with its path: from the name to the answer, every hop of it.
import type { HttpResponse } from '../runtime/network.ts'
import { pause, type Task } from '../runtime/task.ts'
import { isAddress } from './address.ts'
import type { Outcome } from './connection.ts'
import type { StationOutlet } from './outlet.ts'
import type { Hop } from './path.ts'

export interface Journey {
  readonly outcome: Outcome | 'unresolved'
  readonly hops: readonly Hop[]
  /** Which of several addresses was taken. */
  readonly address?: string
  /** Who answered, and as whom it saw the client. */
  readonly by?: string
  readonly from?: string
  readonly response?: HttpResponse
}

const patienceMs = 10_000

/** One GET, followed from hop to hop. */
export function* follow(outlet: StationOutlet, host: string, port: number, path = '/'): Task<Journey> {
  const { network, station } = outlet
  const resolved = isAddress(host) ? { addresses: [host], hops: [] } : yield* outlet.options.resolve(host, true)
  if ('error' in resolved) return { outcome: 'unresolved', hops: resolved.hops }
  const [address = ''] = resolved.addresses
  const { outcome, hops, afterMs, station: server, listener, from, close } = network.connect(station, address, port, 'tcp', true)
  const soFarUs = resolved.hops.reduce((latest, { us }) => Math.max(latest, us), 0)
  const all = [...resolved.hops, ...hops.map(hop => ({ ...hop, us: hop.us + soFarUs }))]
  if (afterMs > 0) yield pause(outlet.clock, Math.min(afterMs, patienceMs), `${station.name} waits for ${host}:${port}`)
  if (outcome !== 'open' || !server) return { outcome, hops: all, address }
  const answer = listener?.http?.({ from, method: 'GET', path, headers: new Map([['Host', host]]), body: '' })
  const response = answer && ('status' in answer ? answer : yield* answer)
  close()
  const backUs = 2 * (all[all.length - 1]?.us ?? 0)
  const back: Hop = { at: station.name, kind: 'answer', ...response && { text: String(response.status) }, source: `${address}:${port}`, destination: station.address, us: backUs }
  return { outcome, hops: [...all, back], address, by: server.name, from, ...response && { response } }
}
