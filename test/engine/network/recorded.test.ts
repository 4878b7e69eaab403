// What a real kube-proxy and real controllers did plays back: the rules they wrote, the connections through them,
// the slices they made. A case that has once played back must go on doing so: only those named here may fail.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { isNetwork, playNetworkSafely, withClockOf } from '../../../tools/conformance/network.ts'
import { differing } from '../../support/network-judge.ts'
import { playTraffic, type TrafficCase } from '../../support/network-traffic.ts'

const golden = join(import.meta.dirname, '../../golden-network')

const mayFail: Readonly<Record<string, string>> = {
  'ctl-headless': 'the order of the slices, which are named by chance',
  'ctl-named-ports': 'the order of the slices, which are named by chance: it decides which three endpoints are shown',
  'ctl-slices': 'its pods and their addresses are not told, and which three of 250 are shown is chance',
  'ctl-slices-half-removed': 'as ctl-slices',
  'traffic-iptables-session-affinity': 'chance: which endpoint the first connection meets',
  'traffic-iptables-stale-one-of-three': 'chance: which endpoint each connection meets, and how long its address has been asked for',
  'traffic-nftables-stale-one-of-three': 'as with iptables',
}

/** These show the time at which they were recorded, which nothing that is given tells; the replay's own is set to it to compare. */
const showTheirTime = ['ctl-completed-pods', 'ctl-hostnetwork', 'ctl-multi-port', 'ctl-no-pods', 'ctl-prefer-close', 'ctl-publish-not-ready', 'ctl-ready-unready', 'ctl-terminating-not-serving', 'ctl-types']

test('recorded networks play back', { timeout: 60_000 }, () => {
  const cases = readdirSync(golden).filter(name => name.endsWith('.json')).map(name => {
    const file = join(golden, name)
    const recorded = readFileSync(file, 'utf8')
    const content: unknown = JSON.parse(recorded)
    if (typeof content !== 'object' || content === null || !isNetwork(content)) throw new Error(`${name} is no recording`)
    return { name: basename(name, '.json'), recorded, played: JSON.stringify(playNetworkSafely(content, file)) }
  })
  const nameOf = (report: string): string => report.split('\n')[0] ?? ''
  const inTime = cases.map(each => ({ ...each, played: withClockOf(each.recorded, each.played) }))
  expect(differing(inTime).filter(report => !Object.hasOwn(mayFail, nameOf(report)))).toEqual([])
  expect(differing(cases).map(nameOf).filter(name => !Object.hasOwn(mayFail, name))).toEqual(showTheirTime)
})

/** Ports of one's own and the time that is left vary, and so does the order of entries. */
const remembered = (session: readonly string[]): readonly string[] => session
  .map(line => line.replace(/port=(?!80 |8080|30181)\d+/g, 'port=P').replace(/6 \d+ TIME/, '6 N TIME'))
  .join('\n').split(/(?=^[$#])/m).flatMap(part => part.split('\n').filter(line => line !== '').sort())

test.each(['iptables', 'nftables'])('kernels remember what was recorded, with %s', mode => {
  const recorded = JSON.parse(readFileSync(join(golden, `traffic-${mode}-conntrack.json`), 'utf8')) as TrafficCase // as its README says
  const { expect: { conntrack = [] } } = playTraffic(recorded)
  expect(remembered(conntrack)).toEqual(remembered(recorded.expect.conntrack ?? []))
})
