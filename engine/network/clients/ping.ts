// ping as busybox has it.
import { addressesOf } from '../../runtime/programs/http/client.ts'
import type { Process } from '../../runtime/process.ts'
import type { Task } from '../../runtime/task.ts'
import { StationOutlet } from '../outlet.ts'
import { optionsOf } from './dial.ts'

const everyMs = 1000
const usualWaitMs = 10_000
const firstTtl = 64
const usPerPassage = 62

export function* ping(process: Process): Task<number> {
  const options = optionsOf(process.args.slice(1), ['4', 'q', 'n'], ['c', 'W', 'w', 'i', 's', 'I'])
  const [host] = options.rest
  if (host === undefined || options.unknown !== undefined) {
    process.err('BusyBox v1.35.0 multi-call binary.\n\nUsage: ping [OPTIONS] HOST\n')
    return 1
  }
  const addresses = yield* addressesOf(process, host)
  const address = 'error' in addresses ? undefined : addresses[0]
  if (address === undefined) {
    process.err(`ping: bad address '${host}'\n`)
    return 1
  }
  const number = (name: string, usual: number): number => Number(options.values.get(name)?.[0] ?? usual)
  const count = number('c', Infinity)
  const waitMs = number('W', usualWaitMs / 1000) * 1000
  const quiet = options.flags.has('q')
  process.out(`PING ${host} (${address}): 56 data bytes\n`)
  const times: number[] = []
  let sent = 0
  process.catch('INT')
  while (sent < count && process.takeSignal() === undefined) {
    const ms = once(process, address)
    if (ms !== undefined) {
      times.push(ms.time)
      if (!quiet) process.out(`64 bytes from ${address}: seq=${sent} ttl=${ms.ttl} time=${ms.time.toFixed(3)} ms\n`)
    }
    sent++
    if (sent < count) yield* process.sleep(everyMs)
    else if (ms === undefined) yield* process.sleep(waitMs)
  }
  const lost = sent === 0 ? 0 : Math.round(100 * (sent - times.length) / sent)
  process.out(`\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${times.length} packets received, ${lost}% packet loss\n`)
  if (times.length > 0) {
    const mean = times.reduce((sum, each) => sum + each, 0) / times.length
    process.out(`round-trip min/avg/max = ${Math.min(...times).toFixed(3)}/${mean.toFixed(3)}/${Math.max(...times).toFixed(3)} ms\n`)
  }
  return Number(times.length === 0)
}

/** How long an echo took, and what its time to live was when it came back. */
function once({ machine: { outlet } }: Process, address: string): { readonly time: number, readonly ttl: number } | undefined {
  if (!(outlet instanceof StationOutlet)) return address === outlet.address ? { time: 0.05, ttl: firstTtl } : undefined
  const { outcome, hops } = outlet.network.connect(outlet.station, address, 0, 'icmp', true)
  if (outcome !== 'open') return undefined
  const passed = hops.filter(({ kind }) => kind === 'forward').length
  const us = (hops[hops.length - 1]?.us ?? 0) * 2
  return { time: (us + usPerPassage * (passed + 1)) / 1000, ttl: firstTtl - passed }
}
