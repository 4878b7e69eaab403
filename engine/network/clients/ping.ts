// ping as busybox has it, and as Debian does (iputils).
import { addressesOf } from '../../runtime/programs/http/client.ts'
import type { Process, Program } from '../../runtime/process.ts'
import { StationOutlet } from '../outlet.ts'
import { optionsOf } from './dial.ts'

const everyMs = 1000
const usualWaitMs = 10_000
const firstTtl = 64
const usPerPassage = 62

/** How one ping says what happened. */
interface Words {
  readonly usage: string
  readonly usageCode: number
  readonly nobody: (host: string) => string
  readonly nobodyCode: number
  readonly begin: (host: string, address: string) => string
  readonly echo: (address: string, nth: number, ttl: number, ms: number) => string
  readonly end: (summary: Summary) => string
}

interface Summary {
  readonly host: string
  readonly sent: number
  readonly times: readonly number[]
  readonly lost: number
  readonly tookMs: number
}

const fixed = (ms: number): string => ms.toFixed(3)
const mean = (times: readonly number[]): number => times.reduce((sum, each) => sum + each, 0) / times.length

const ofBusybox: Words = {
  usage: 'BusyBox v1.35.0 multi-call binary.\n\nUsage: ping [OPTIONS] HOST\n',
  usageCode: 1,
  nobody: host => `ping: bad address '${host}'\n`,
  nobodyCode: 1,
  begin: (host, address) => `PING ${host} (${address}): 56 data bytes\n`,
  echo: (address, nth, ttl, ms) => `64 bytes from ${address}: seq=${nth} ttl=${ttl} time=${fixed(ms)} ms\n`,
  end: ({ host, sent, times, lost }) => `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${times.length} packets received, ${lost}% packet loss\n`
    + (times.length > 0 ? `round-trip min/avg/max = ${fixed(Math.min(...times))}/${fixed(mean(times))}/${fixed(Math.max(...times))} ms\n` : ''),
}

const ofIputils: Words = {
  usage: 'ping: usage error: Destination address required\n',
  usageCode: 1,
  nobody: host => `ping: ${host}: Name or service not known\n`,
  nobodyCode: 2,
  begin: (host, address) => `PING ${host} (${address}) 56(84) bytes of data.\n`,
  echo: (address, nth, ttl, ms) => `64 bytes from ${address}: icmp_seq=${nth + 1} ttl=${ttl} time=${fixed(ms)} ms\n`,
  end: ({ host, sent, times, lost, tookMs }) => `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${times.length} received, ${lost}% packet loss, time ${tookMs}ms\n`
    + (times.length > 0 ? `rtt min/avg/max/mdev = ${[Math.min(...times), mean(times), Math.max(...times), deviation(times)].map(fixed).join('/')} ms\n` : '\n'),
}

function deviation(times: readonly number[]): number {
  const middle = mean(times)
  return Math.sqrt(mean(times.map(time => (time - middle) ** 2)))
}

export const ping = pinging(ofBusybox)
export const iputilsPing = pinging(ofIputils)

function pinging(words: Words): Program {
  return function* (process) {
    const options = optionsOf(process.args.slice(1), ['4', 'q', 'n'], ['c', 'W', 'w', 'i', 's', 'I'])
    const [host] = options.rest
    if (host === undefined || options.unknown !== undefined) {
      process.err(words.usage)
      return words.usageCode
    }
    const addresses = yield* addressesOf(process, host)
    const address = 'error' in addresses ? undefined : addresses[0]
    if (address === undefined) {
      process.err(words.nobody(host))
      return words.nobodyCode
    }
    const number = (name: string, usual: number): number => Number(options.values.get(name)?.[0] ?? usual)
    const count = number('c', Infinity)
    const waitMs = number('W', usualWaitMs / 1000) * 1000
    const betweenMs = number('i', everyMs / 1000) * 1000
    const quiet = options.flags.has('q')
    const beganMs = process.machine.clock.nowMs
    process.out(words.begin(host, address))
    const times: number[] = []
    let sent = 0
    process.catch('INT')
    while (sent < count && process.takeSignal() === undefined) {
      const echo = once(process, address)
      if (echo) {
        times.push(echo.time)
        if (!quiet) process.out(words.echo(address, sent, echo.ttl, echo.time))
      }
      sent++
      if (sent < count) yield* process.sleep(betweenMs)
      else if (!echo) yield* process.sleep(waitMs)
    }
    const lost = sent === 0 ? 0 : Math.round(100 * (sent - times.length) / sent)
    process.out(words.end({ host, sent, times, lost, tookMs: Math.round(process.machine.clock.nowMs - beganMs) }))
    return Number(times.length === 0)
  }
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
