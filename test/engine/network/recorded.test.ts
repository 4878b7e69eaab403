// What a real kube-proxy and real controllers did plays back: the rules they wrote, the connections through them,
// the slices they made. A case that has once played back must go on doing so: only those named here may fail.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { playNetwork, type NetworkCase } from '../../support/network-runner.ts'

const golden = join(import.meta.dirname, '../../golden-network')

/** When pods and Services changed, no recording tells but in the very answers that are compared: that one time is left out of both. */
const withoutTimes = (recorded: string): string => recorded.replace(/(last-change-trigger-time: *)[\dTZ:.-]+/g, '$1<time>')

const mayFail: Readonly<Record<string, string>> = {
  'ctl-headless': 'the order of the slices, which are named by chance',
  'ctl-named-ports': 'the order of the slices, which are named by chance',
  'ctl-slices': 'its pods and their addresses are not told',
  'ctl-slices-half-removed': 'as ctl-slices',
  'ctl-terminating': 'when its pods became ready is not told',
  'ctl-terminating-gone': 'as ctl-terminating',
  'ctl-terminating-not-serving': 'the time at which the pod ceased to be ready is not told',
  'last-endpoint-removed': 'shows nft chains that were there before, of which the recording does not tell',
  'traffic-iptables-session-affinity': 'chance: which endpoint the first connection meets',
  'traffic-iptables-stale-one-of-three': 'chance: which endpoint each connection meets, and how long its address has been asked for',
  'traffic-nftables-stale-one-of-three': 'as with iptables',
}

test('recorded networks play back', { timeout: 60_000 }, () => {
  const [recordings, answers] = ['recorded-', 'played-'].map(name => mkdtempSync(join(tmpdir(), name)))
  if (recordings === undefined || answers === undefined) throw new Error('there is no room')
  for (const file of readdirSync(golden).filter(name => name.endsWith('.json'))) {
    const text = readFileSync(join(golden, file), 'utf8')
    writeFileSync(join(recordings, file), withoutTimes(text))
    writeFileSync(join(answers, file), withoutTimes(JSON.stringify(playNetwork(JSON.parse(text) as NetworkCase)))) // as its README says
  }
  const { stdout } = spawnSync(process.execPath, [join(golden, 'compare.mjs'), recordings, answers], { encoding: 'utf8' })
  for (const folder of [recordings, answers]) rmSync(folder, { recursive: true })
  const [, reports = '', summary] = /^(.*?)(\d+ passed, \d+ failed)\n$/s.exec(stdout) ?? []
  const unexpected = reports.split(/^(?=[a-z])/m).filter(report => report !== '' && !Object.hasOwn(mayFail, report.split('\n')[0] ?? '')) // each begins with the name of its case
  expect(unexpected).toEqual([])
  expect(summary).toBeDefined()
})
