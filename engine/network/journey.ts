// A request with its path: from the name to the answer, every hop of it.
import type { HttpResponse } from '../runtime/network.ts'
import { pause, type Task } from '../runtime/task.ts'
import { isAddress } from './address.ts'
import type { Outcome } from './connection.ts'
import type { StationOutlet } from './outlet.ts'
import { later, type Hop } from './path.ts'

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

export interface Asked {
  readonly path?: string
  /** By which name it asks, if not the one that it dials: what `curl -H Host:` does. */
  readonly name?: string
  readonly isEncrypted?: boolean
}

/** One GET, followed from hop to hop; proxies on the way tell theirs. */
export function* follow(outlet: StationOutlet, host: string, port: number, { path = '/', name = host, isEncrypted = false }: Asked = {}): Task<Journey> {
  const { network, station } = outlet
  const resolved = isAddress(host) ? { addresses: [host], hops: [] } : yield* outlet.options.resolve(host, true)
  if ('error' in resolved) return { outcome: 'unresolved', hops: resolved.hops }
  const [address = ''] = resolved.addresses
  const { outcome, hops, afterMs, station: server, listener, from, close } = network.connect(station, address, port, 'tcp', true)
  const all = [...resolved.hops, ...later(hops, resolved.hops)]
  if (afterMs > 0) yield pause(outlet.clock, Math.min(afterMs, patienceMs), `${station.name} waits for ${host}:${port}`)
  if (outcome !== 'open' || !server) return { outcome, hops: all, address }
  const beyond: Hop[] = []
  const tls = isEncrypted ? { tls: { serverName: isAddress(name) ? undefined : name, protocol: 'h2' as const } } : {}
  const answer = listener?.http?.({ from, method: 'GET', path, headers: new Map([['Host', name]]), body: '', hops: beyond, ...tls })
  const response = answer && ('status' in answer ? answer : yield* answer)
  close()
  all.push(...later(beyond, all))
  const last = beyond.at(-1)?.kind === 'answer' ? beyond.findLast(({ kind }) => kind === 'deliver') : undefined
  const back: Hop = { at: station.name, kind: 'answer', ...response && { text: String(response.status) }, source: `${address}:${port}`, destination: station.address, us: 2 * (all.at(-1)?.us ?? 0) }
  return { outcome, hops: [...all, back], address, by: last?.at ?? server.name, from, ...response && { response } }
}
