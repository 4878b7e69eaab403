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
  'cli-pods': 'kubectl exec, attach, port-forward, run and debug',
  'crash-fix-configmap': 'deployments; then never: its recording names a pod in a message that compare.mjs takes literally',
  'deadline-job': 'jobs',
  'evict-emptydir-limit': 'eviction',
  'job-backoff0': 'jobs',
  'job-cron': 'cron jobs',
  'job-fail-backoff3': 'jobs',
  'job-ok-3x2': 'jobs',
  'job-ttl': 'jobs',
  'node-down': 'the node lifecycle controller',
  'node-drain': 'deployments, drain',
  'pending-antiaffinity': 'deployments',
  'pending-cordon': 'deployments',
  'pending-pvc-missing': 'volumes in the scheduler',
  'resize-inplace': 'resizing a pod in place',
  'rollout-ok': 'deployments; chance: a readiness probe between the end of a container and that of its pod',
  'rollout-recreate': 'deployments',
  'rollout-restart': 'deployments; chance, as in rollout-ok',
  'rollout-stuck-readiness': 'deployments',
  'scale-up-down': 'deployments',
  'selfheal-delete': 'deployments',
  'sidecar-job': 'jobs',
  'statefulset-ordered': 'stateful sets',
  'static-pod': 'static pods',
  'term-deployment': 'deployments',
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
