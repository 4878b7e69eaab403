// What a real kube-proxy and real controllers did plays back: the rules they wrote, the connections through them,
// the slices they made. A case that has once played back must go on doing so: only those named here may fail.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { playTables, type TableCase } from '../../support/network-tables.ts'

const golden = join(import.meta.dirname, '../../golden-network')

const mayFail: Readonly<Record<string, string>> = {
  'last-endpoint-removed': 'shows nft chains that were there before, of which the recording does not tell',
}

test('recorded networks play back', { timeout: 60_000 }, () => {
  const out = mkdtempSync(join(tmpdir(), 'networks-'))
  for (const file of readdirSync(golden).filter(name => name.endsWith('.json'))) {
    const recorded = JSON.parse(readFileSync(join(golden, file), 'utf8')) as TableCase // as its README says
    if (recorded.mode === 'iptables+nftables') writeFileSync(join(out, file), JSON.stringify(playTables(recorded)))
  }
  const { stdout } = spawnSync(process.execPath, [join(golden, 'compare.mjs'), golden, out], { encoding: 'utf8' })
  rmSync(out, { recursive: true })
  const [, reports = '', summary] = /^(.*?)(\d+ passed, \d+ failed)\n$/s.exec(stdout) ?? []
  const unexpected = reports.split(/^(?=[a-z])/m).filter(report => report !== '' && !report.includes('no answer') && !Object.hasOwn(mayFail, report.split('\n')[0] ?? '')) // each begins with the name of its case
  expect(unexpected).toEqual([])
  expect(summary).toBeDefined()
})
