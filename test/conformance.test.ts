// A ratchet: of each recorded session at least as many answers are right as ever were. After an improvement
// `UPDATE=1 npx vitest run test/conformance.test.ts` writes the new numbers below; they only go up.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { play } from '../tools/conformance/play.ts'
import type { Transcript } from '../tools/conformance/transcript.ts'
import { compareTranscripts } from './golden/compare.mjs'

const golden = new URL('golden/', import.meta.url)
const recordings = readdirSync(golden).filter(name => name.endsWith('.json') && name !== 'index.json').map(name => name.slice(0, -'.json'.length)).sort()

function rightAnswers(name: string): number {
  const recorded = JSON.parse(readFileSync(new URL(`${name}.json`, golden), 'utf8')) as Transcript // its README tells the format
  return compareTranscripts(recorded, play(recorded)).filter(({ pass }) => pass).length
}

// begin
const least: Readonly<Record<string, number>> = {
  'apply-basics': 25,
  'apply-server-side': 12,
  'autoscale': 19,
  'broken-fields': 27,
  'broken-missing': 36,
  'broken-values': 52,
  'broken-yaml-syntax': 19,
  'config-cmds': 35,
  'configmap-secret': 21,
  'crd': 23,
  'create-dryrun-config': 25,
  'create-dryrun-workloads': 17,
  'cronjob': 13,
  'daemonset': 20,
  'daemonset-tolerations': 12,
  'delete-variants': 32,
  'describe-all': 18,
  'endpoints-readiness': 12,
  'events': 18,
  'explain': 3,
  'expose': 27,
  'finalizers': 15,
  'gc-cascade': 16,
  'get-empty': 36,
  'immutable': 28,
  'job-basic': 14,
  'job-fail': 10,
  'job-indexed': 8,
  'kubectl-usage': 53,
  'label-annotate': 32,
  'limitrange': 12,
  'logs-exec-errors': 22,
  'namespace-termination': 15,
  'namespaces': 32,
  'node-death': 16,
  'output-formats': 47,
  'patch': 29,
  'pdb-drain': 13,
  'pod-status': 19,
  'progress-deadline': 9,
  'pv-pvc': 22,
  'quota': 22,
  'rbac': 36,
  'recreate': 11,
  'revision-history': 14,
  'rolling-0-1': 11,
  'rolling-1-0': 11,
  'rolling-25': 9,
  'rolling-stuck-a': 14,
  'rolling-stuck-b': 14,
  'rolling-stuck-e': 14,
  'rollout-basics': 27,
  'rollout-pause': 23,
  'rs-adoption': 13,
  'scale-conditions': 13,
  'sched-extended': 6,
  'sched-fit': 8,
  'sched-gates': 10,
  'sched-hostport': 6,
  'sched-immediate': 9,
  'sched-least-allocated': 6,
  'sched-nodeaffinity-ops': 6,
  'sched-nodeaffinity-preferred': 7,
  'sched-nodename': 7,
  'sched-nodeselector': 11,
  'sched-noexecute': 12,
  'sched-nonodes': 10,
  'sched-podaffinity': 8,
  'sched-podaffinity-preferred': 9,
  'sched-podantiaffinity': 8,
  'sched-preemption': 12,
  'sched-preemption-pdb': 8,
  'sched-reasons': 7,
  'sched-scores-1': 12,
  'sched-scores-3': 8,
  'sched-scores-mixed': 6,
  'sched-spread-hard': 8,
  'sched-spread-score': 6,
  'sched-taint-noschedule': 14,
  'sched-taint-prefer': 10,
  'sched-wffc': 8,
  'seed-broken': 23,
  'seed-deploy-scale': 23,
  'seed-ingress': 18,
  'seed-loadbalancer': 15,
  'seed-local-pv': 18,
  'seed-microservice': 17,
  'seed-mongo': 20,
  'seed-nana': 24,
  'seed-nginx-deployment': 15,
  'seed-pod-vs-deploy': 16,
  'seed-run-pod': 19,
  'seed-statefulset-mysql': 20,
  'seed-workshop': 23,
  'serviceaccount-token': 18,
  'sts-partition': 8,
  'sts-pvc': 17,
  'sts-stuck': 11,
  'sts-update': 15,
  'taint-cordon-drain': 30,
  'version-info': 22,
  'wait': 21,
}
// end

describe.skipIf(process.env['UPDATE'])('the answers to a recorded session', () => {
  test.each(recordings)('%s', name => {
    expect(rightAnswers(name)).toBeGreaterThanOrEqual(least[name] ?? 0)
  }, 20_000)
})

test.runIf(process.env['UPDATE'])('writes down how many are right', () => {
  const lines = recordings.map(name => `  '${name}': ${Math.max(rightAnswers(name), least[name] ?? 0)},\n`)
  const file = fileURLToPath(import.meta.url)
  const text = readFileSync(file, 'utf8')
  const table = `// begin\nconst least: Readonly<Record<string, number>> = {\n${lines.join('')}}\n// end`
  writeFileSync(file, text.replace(/^\/\/ begin$[^]*?^\/\/ end$/m, table))
}, 120_000)
