// What a real kube-proxy and real controllers did plays back: the rules they wrote, the connections through them,
// the slices they made. A case that has once played back must go on doing so: only those named here may fail.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { playNetwork, type NetworkCase } from '../../support/network-runner.ts'

const golden = join(import.meta.dirname, '../../golden-network')

const mayFail: Readonly<Record<string, string>> = {
  'ctl-headless': 'the order of the slices, which are named by chance',
  'ctl-named-ports': 'the order of the slices, which are named by chance',
  'ctl-slices': 'its pods and their addresses are not told',
  'ctl-slices-half-removed': 'as ctl-slices',
  'ctl-terminating-not-serving': 'the time at which the pod ceased to be ready is not told',
  'last-endpoint-removed': 'shows nft chains that were there before, of which the recording does not tell',
  'traffic-iptables-stale-one-of-three': 'chance: which endpoint each connection meets, and how long its address has been asked for',
  'traffic-nftables-stale-one-of-three': 'as with iptables',
}

test('recorded networks play back', { timeout: 60_000 }, () => {
  const out = mkdtempSync(join(tmpdir(), 'networks-'))
  for (const file of readdirSync(golden).filter(name => name.endsWith('.json'))) {
    const recorded = JSON.parse(readFileSync(join(golden, file), 'utf8')) as NetworkCase // as its README says
    writeFileSync(join(out, file), JSON.stringify(playNetwork(recorded)))
  }
  const { stdout } = spawnSync(process.execPath, [join(golden, 'compare.mjs'), golden, out], { encoding: 'utf8' })
  rmSync(out, { recursive: true })
  const [, reports = '', summary] = /^(.*?)(\d+ passed, \d+ failed)\n$/s.exec(stdout) ?? []
  const unexpected = reports.split(/^(?=[a-z])/m).filter(report => report !== '' && !Object.hasOwn(mayFail, report.split('\n')[0] ?? '')) // each begins with the name of its case
  expect(unexpected).toEqual([])
  expect(summary).toBeDefined()
})
