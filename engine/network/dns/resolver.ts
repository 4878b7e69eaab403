// The resolver of a machine: search paths and ndots, one question after the other, to one name server after the other.
import type { Answer } from '../../runtime/network.ts'
import type { Clock } from '../../clock/clock.ts'
import { pause, type Task } from '../../runtime/task.ts'
import type { PodNetwork } from '../network.ts'
import { later, type Hop } from '../path.ts'
import type { Station } from '../station.ts'
import { internetReply } from './internet.ts'
import { plainName, type Question, type Reply } from '../../runtime/dns.ts'

export interface ResolverConfig {
  readonly nameservers: readonly string[]
  readonly searches: readonly string[]
  readonly options: ReadonlyMap<string, string | undefined>
}

/** The name server of the network around the cluster. */
export const outerServer = '192.168.0.2'

const usualTimeoutSeconds = 5
const usualAttempts = 2
const dnsPort = 53
const microsecondsPerMs = 1000

/** As resolv.conf has it. */
export function resolvConf(config: ResolverConfig): string {
  const known = texts.get(config)
  if (known !== undefined) return known
  const text = textOf(config)
  texts.set(config, text)
  return text
}

/** Many pods share a configuration, and so its text. */
const texts = new WeakMap<ResolverConfig, string>()

function textOf({ nameservers, searches, options }: ResolverConfig): string {
  return [
    ...searches.length > 0 ? [`search ${searches.join(' ')}`] : [],
    ...nameservers.map(server => `nameserver ${server}`),
    ...options.size > 0 ? [`options ${[...options].map(([name, value]) => value === undefined ? name : `${name}:${value}`).join(' ')}`] : [],
    '',
  ].join('\n')
}

/** What a machine with that file asks for a name, in order. */
export function candidates(name: string, { searches, options }: ResolverConfig): readonly string[] {
  const plain = plainName(name)
  if (name.endsWith('.')) return [plain]
  const dots = name.split('.').length - 1
  const searched = searches.map(domain => `${plain}.${domain}`)
  return dots >= Number(options.get('ndots') ?? 1) ? [plain, ...searched] : [...searched, plain]
}

export type Asked = { readonly server: string, readonly reply: Reply, readonly hops: readonly Hop[] } | { readonly server: string, readonly failure: 'timeout' | 'refused', readonly hops: readonly Hop[] }

/** One question to one server, over the network. */
export function* askServer(network: PodNetwork, station: Station, clock: Clock, server: string, question: Question, timeoutMs: number, wantsPath: boolean): Task<Asked> {
  if (server === outerServer) return { server, reply: internetReply(question), hops: [] }
  const { outcome, listener, hops, afterMs, packet } = network.connect(station, server, dnsPort, 'udp', wantsPath)
  const reply = outcome === 'open' ? listener?.dns?.(question) : undefined
  if (reply) {
    const text = `${question.name} ${question.type}: ${reply.answers.length > 0 ? reply.answers.map(({ data }) => data).join(', ') : reply.code}`
    return { server, reply, hops: wantsPath ? [...hops, { at: station.name, kind: 'answer', text, source: `${packet.destination}:${packet.destinationPort}`, destination: `${packet.source}:${packet.sourcePort}`, us: 2 * (hops[hops.length - 1]?.us ?? 0) }] : hops }
  }
  const isRefused = outcome === 'refused' || outcome === 'rejected'
  const ms = isRefused ? afterMs : timeoutMs
  if (ms > 0) yield pause(clock, ms, `${station.name} waits for the name server ${server}`)
  return { server, failure: isRefused ? 'refused' : 'timeout', hops }
}

/** The addresses of a name. */
export function* resolve(network: PodNetwork, station: Station, clock: Clock, config: ResolverConfig, name: string, wantsPath: boolean): Task<Answer & { readonly hops: readonly Hop[] }> {
  const hops: Hop[] = []
  const beganMs = clock.nowMs
  const timeoutMs = Number(config.options.get('timeout') ?? usualTimeoutSeconds) * 1000
  const attempts = Number(config.options.get('attempts') ?? usualAttempts)
  for (const candidate of candidates(name, config)) {
    const question: Question = { name: candidate, type: 'A' }
    let reply: Reply | undefined
    let by = ''
    for (let attempt = 0; attempt < attempts && !reply; attempt++) for (const server of config.nameservers) {
      const waitedUs = (clock.nowMs - beganMs) * microsecondsPerMs
      const asked = yield* askServer(network, station, clock, server, question, timeoutMs, wantsPath)
      hops.push(...later(asked.hops, hops, waitedUs))
      if ('reply' in asked && asked.reply.code !== 'SERVFAIL') {
        reply = asked.reply
        by = server
        break
      }
    }
    if (!reply) return { error: 'timeout', hops }
    const addresses = reply.answers.filter(({ type }) => type === 'A').map(({ data }) => data)
    if (addresses.length > 0) return { addresses, canonicalName: reply.answers[reply.answers.length - 1]?.name ?? candidate, server: by, hops }
  }
  return { error: 'NXDOMAIN', hops }
}
