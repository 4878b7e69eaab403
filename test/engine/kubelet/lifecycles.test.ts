// The recorded lifecycles of real pods play back. A scenario that has once played back must go on doing so:
// only those named here, with what they wait for, may fail.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { play, type Scenario } from '../../support/kubelet-runner.ts'

const golden = join(import.meta.dirname, '../../golden-kubelet')

const mayFail: Readonly<Record<string, string>> = {
  'crash-fix-configmap': 'its recording names a pod in a message that compare.mjs takes literally',
  'node-drain': 'the node of the recording had been cordoned before, and told so at another moment',
  'pending-antiaffinity': 'the scheduler tells of a node that is cordoned meanwhile',
  'rollout-restart': 'chance: a readiness probe between the end of a container and that of its pod',
  'rollout-stuck-readiness': 'what a probe says depends on the moment at which it meets the container',
  'statefulset-ordered': 'chance, as in rollout-restart',
}

test('recorded lifecycles play back', { timeout: 60_000 }, () => {
  const out = mkdtempSync(join(tmpdir(), 'lifecycles-'))
  for (const file of readdirSync(golden).filter(name => name.endsWith('.json'))) {
    const scenario = JSON.parse(readFileSync(join(golden, file), 'utf8')) as Scenario // as its README says
    try { writeFileSync(join(out, file), JSON.stringify(play(scenario))) }
    catch (error) { if (!Object.hasOwn(mayFail, scenario.scenario)) throw error }
  }
  const { stdout } = spawnSync(process.execPath, [join(golden, 'compare.mjs'), golden, out], { encoding: 'utf8' })
  rmSync(out, { recursive: true })
  const [, reports = '', summary] = /^(.*?)(\d+ passed, \d+ failed)\n$/s.exec(stdout) ?? []
  const unexpected = reports.split(/^(?=[a-z])/m).filter(report => report !== '' && !Object.hasOwn(mayFail, report.split('\n')[0] ?? '')) // each begins with the name of its scenario
  expect(unexpected).toEqual([])
  expect(summary).toBeDefined()
})
