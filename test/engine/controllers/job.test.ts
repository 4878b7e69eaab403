import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Job, JobSpec, Pod, PodSpec } from '../../../engine/apiserver/types.gen.ts'
import type { Draft } from '../../../engine/client/resources.ts'
import { clean, recordWith, waitMs } from '../../../engine/controllers/job/backoff.ts'
import { firstMissing, formatIndexes, parseIndexes } from '../../../engine/controllers/job/indexes.ts'
import { wantedActive } from '../../../engine/controllers/job/plan.ts'
import { judge, metSuccessRule } from '../../../engine/controllers/job/policies.ts'
import { namespace, podOf, SmallCluster } from '../../support/small-cluster.ts'

const jobOf = (spec: Partial<JobSpec> = {}, fate = 'succeeded', podSpec: Partial<PodSpec> = {}): Draft<Job> & { readonly spec: JobSpec } => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'work', namespace },
  spec: { template: { metadata: { annotations: { 'oracle/fate': fate } }, spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', resources: {} }], ...podSpec } }, ...spec },
})

const job = (world: SmallCluster): Job => world.client.get('jobs.batch', namespace, 'work')
const conditions = (world: SmallCluster): readonly (readonly (string | undefined)[])[] =>
  (job(world).status.conditions ?? []).map(({ type, status, reason, message }) => [type, status, reason, message])
const run = (spec: Partial<JobSpec>, fate: string, seconds: number, podSpec: Partial<PodSpec> = {}): SmallCluster => {
  const world = new SmallCluster()
  world.create('jobs.batch', jobOf(spec, fate, podSpec))
  world.pass(seconds)
  return world
}
const finalizers = (world: SmallCluster): readonly (readonly string[] | undefined)[] => world.pods().map(({ metadata }) => metadata.finalizers)

describe('sets of indexes', () => {
  test.each([['', []], ['0', [0]], ['0,1', [0, 1]], ['0-2', [0, 1, 2]], ['1,3-5,7', [1, 3, 4, 5, 7]]])('%j', (text, indexes) => {
    expect(formatIndexes(new Set(indexes))).toBe(text)
    expect([...parseIndexes(text, 100)]).toEqual(indexes)
  })

  test('come back as they were', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.nat(50)), indexes => {
      expect(parseIndexes(formatIndexes(new Set(indexes)), 51)).toEqual(new Set(indexes))
    }))
  })

  test('the lowest that are missing', () => expect(firstMissing(3, 5, new Set([0, 2]))).toEqual([1, 3, 4]))
})

describe('back-off', () => {
  const start = Date.parse('2026-11-21T09:00:00Z')
  const ended = (seconds: number): Pod => ({
    apiVersion: 'v1', kind: 'Pod', spec: podOf('p').spec, metadata: { name: 'p', uid: 'p', resourceVersion: '1', creationTimestamp: new Date(start + seconds * 1000).toISOString() }, status: {},
  })

  test('10 s after the first failure, twice as long after each further one, at most 10 min', () => {
    const waits = [1, 2, 3, 4, 7, 30].map(failures => waitMs({ failures, lastFailureMs: start }, start) / 1000)
    expect(waits).toEqual([10, 20, 40, 80, 600, 600])
    expect(waitMs({ failures: 1, lastFailureMs: start }, start + 4000)).toBe(6000)
    expect(waitMs({ failures: 1, lastFailureMs: start }, start + 40_000)).toBe(0)
  })

  test('only failures since the last success count', () => {
    const two = recordWith(clean, [], [ended(1), ended(2)])
    expect(two).toEqual({ failures: 2, lastFailureMs: start + 2000 })
    expect(recordWith(two, [], [])).toBe(two)
    expect(recordWith(two, [ended(5)], [ended(4), ended(6)])).toEqual({ failures: 1, lastFailureMs: start + 6000 })
    expect(recordWith(two, [ended(5)], [])).toEqual(clean)
  })
})

test.each([
  [{ parallelism: 2, completions: 5 }, 0, 0, 2],
  [{ parallelism: 2, completions: 5 }, 1, 4, 1],
  [{ parallelism: 2, completions: 5 }, 0, 5, 0],
  [{ parallelism: 3 }, 0, 0, 3],
  [{ parallelism: 3 }, 2, 1, 2],
  [{ parallelism: 3, completions: 5, suspend: true }, 2, 1, 0],
] as const)('%j with %i active and %i succeeded wants %i', (spec, active, succeeded, wanted) => {
  const [template, metadata] = [jobOf().spec.template, { name: 'work', namespace, uid: 'u', resourceVersion: '1', creationTimestamp: '' }]
  expect(wantedActive({ apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { ...spec, template }, status: {} }, active, succeeded)).toBe(wanted)
})

test('completions: so many at once, each counted once, then complete', () => {
  const world = run({ completions: 5, parallelism: 2 }, 'succeeded', 6)
  expect(job(world).status).toEqual({
    completionTime: '2026-11-21T09:00:04Z',
    conditions: [
      { type: 'SuccessCriteriaMet', status: 'True', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods', lastProbeTime: '2026-11-21T09:00:04Z', lastTransitionTime: '2026-11-21T09:00:04Z' },
      { type: 'Complete', status: 'True', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods', lastProbeTime: '2026-11-21T09:00:04Z', lastTransitionTime: '2026-11-21T09:00:04Z' },
    ],
    ready: 0, startTime: '2026-11-21T09:00:01Z', succeeded: 5, terminating: 0, uncountedTerminatedPods: {},
  })
  expect(world.pods()).toHaveLength(5)
  expect(finalizers(world)).toEqual([undefined, undefined, undefined, undefined, undefined])
  expect(world.told('Completed')).toEqual(['Job completed'])
})

test('while a pod runs it cannot go uncounted', () => {
  const world = run({}, 'running', 3)
  expect(finalizers(world)).toEqual([['batch.kubernetes.io/job-tracking']])
  expect(job(world).status).toMatchObject({ active: 1, ready: 1 })
})

test('a job that goes takes its pods with it', () => {
  const world = run({ parallelism: 2, completions: 2 }, 'running', 3)
  world.delete('jobs.batch', 'work')
  world.pass(5)
  expect(world.pods()).toEqual([])
})

test('backoffLimit: tries again after 10 s and 20 s, then fails', () => {
  const world = run({ backoffLimit: 2 }, 'failed', 0)
  const at = [5, 14, 35].map(seconds => {
    world.pass(seconds - (world.cluster.clock.nowMs / 1000 - 1))
    return world.pods().length
  })
  expect(at).toEqual([1, 2, 3])
  world.pass(5)
  expect(conditions(world)).toEqual(['FailureTarget', 'Failed'].map(type => [type, 'True', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit']))
  expect(job(world).status).toMatchObject({ failed: 3, ready: 0, terminating: 0, uncountedTerminatedPods: {} })
})

test('activeDeadlineSeconds ends what still runs', () => {
  const world = run({ activeDeadlineSeconds: 5 }, 'running', 10)
  expect(conditions(world)).toEqual(['FailureTarget', 'Failed'].map(type => [type, 'True', 'DeadlineExceeded', 'Job was active longer than specified deadline']))
  expect(job(world).status).toMatchObject({ failed: 1, terminating: 0 })
  expect(world.pods()).toEqual([])
  expect(world.told('DeadlineExceeded')).toEqual(['Job was active longer than specified deadline'])
})

test('indexed: each index has one pod, its name, host name and variable', () => {
  const world = run({ completionMode: 'Indexed', completions: 3, parallelism: 3 }, 'succeeded', 4)
  expect(world.pods().map(({ metadata, spec }) => [metadata.name.slice(0, 7), spec.hostname, metadata.annotations?.['batch.kubernetes.io/job-completion-index'], metadata.labels?.['batch.kubernetes.io/job-completion-index']]).sort())
    .toEqual(['0', '1', '2'].map(index => [`work-${index}-`, `work-${index}`, index, index]))
  expect(job(world).status).toMatchObject({ completedIndexes: '0-2', succeeded: 3 })
})

test('backoffLimitPerIndex: one index fails for good, the others complete', () => {
  const world = new SmallCluster()
  world.create('jobs.batch', jobOf({ completionMode: 'Indexed', completions: 3, parallelism: 3, backoffLimitPerIndex: 1 }, 'running'))
  world.pass(2)
  world.setFate('failed', ({ metadata }) => metadata.name.startsWith('work-1-'))
  world.setFate('succeeded', ({ metadata }) => !metadata.name.startsWith('work-1-'))
  world.pass(15)
  const again = world.pods().filter(({ metadata }) => metadata.name.startsWith('work-1-'))
  expect(again.map(({ metadata }) => metadata.annotations?.['batch.kubernetes.io/job-index-failure-count']).sort()).toEqual(['0', '1'])
  expect(job(world).status).toMatchObject({ active: 1, completedIndexes: '0,2', failedIndexes: '' })
  world.setFate('failed', ({ metadata }) => metadata.name.startsWith('work-1-'))
  world.pass(5)
  expect(job(world).status).toMatchObject({ completedIndexes: '0,2', failedIndexes: '1', failed: 2 })
  expect(conditions(world)).toEqual(['FailureTarget', 'Failed'].map(type => [type, 'True', 'FailedIndexes', 'Job has failed indexes']))
})

describe('policies', () => {
  const failed: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'work-x', namespace, uid: 'u', resourceVersion: '1', creationTimestamp: '' },
    spec: podOf('work-x').spec,
    status: {
      phase: 'Failed',
      conditions: [{ type: 'DisruptionTarget', status: 'True', lastProbeTime: null, lastTransitionTime: null }],
      containerStatuses: [{ name: 'c', image: '', imageID: '', lastState: {}, state: { terminated: { exitCode: 42, startedAt: null, finishedAt: null } }, ready: false, restartCount: 0 }],
    },
  }
  const withRules = (spec: Partial<JobSpec>): Job => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { ...failed.metadata, name: 'work' }, spec: jobOf(spec).spec, status: {} })
  const verdict = (...rules: NonNullable<JobSpec['podFailurePolicy']>['rules']) => judge(withRules({ podFailurePolicy: { rules } }), failed)

  test('the first rule that matches decides', () => {
    expect(verdict()).toEqual({ counts: true, failsIndex: false })
    expect(verdict({ action: 'Ignore', onExitCodes: { operator: 'In', values: [1, 42] } })).toEqual({ counts: false, failsIndex: false })
    expect(verdict({ action: 'Ignore', onExitCodes: { operator: 'NotIn', values: [42] } }, { action: 'FailIndex', onExitCodes: { operator: 'NotIn', values: [1] } })).toEqual({ counts: true, failsIndex: true })
    expect(verdict({ action: 'FailJob', onExitCodes: { containerName: 'other', operator: 'In', values: [42] } })).toEqual({ counts: true, failsIndex: false })
    expect(verdict({ action: 'Count', onPodConditions: [{ type: 'DisruptionTarget' }] }, { action: 'Ignore', onExitCodes: { operator: 'In', values: [42] } })).toEqual({ counts: true, failsIndex: false })
    expect(verdict({ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }).failsJob).toBe('Container c for pod default/work-x failed with exit code 42 matching FailJob rule at index 0')
    expect(verdict({ action: 'FailJob', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }).failsJob).toBe('Pod default/work-x has condition DisruptionTarget matching FailJob rule at index 0')
  })

  test.each([
    [[{ succeededCount: 2 }], [0], undefined],
    [[{ succeededCount: 2 }], [0, 3], 'Matched rules at index 0'],
    [[{ succeededIndexes: '0-1' }, { succeededIndexes: '2-4', succeededCount: 1 }], [1, 3], 'Matched rules at index 1'],
  ])('success by %j of %j: %s', (rules, succeeded, message) => expect(metSuccessRule(withRules({ completions: 5, successPolicy: { rules } }), new Set(succeeded))).toBe(message))

  test('FailJob fails the job at once, and ends the other pods', () => {
    const world = new SmallCluster()
    world.create('jobs.batch', jobOf({ parallelism: 2, completions: 2, podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [1] } }] } }, 'running'))
    world.pass(3)
    const [first] = world.pods()
    world.setFate('failed', ({ metadata }) => metadata.uid === first?.metadata.uid)
    world.pass(5)
    expect(conditions(world)[1]).toEqual(['Failed', 'True', 'PodFailurePolicy', `Container c for pod default/${first?.metadata.name} failed with exit code 1 matching FailJob rule at index 0`])
    expect(world.pods().map(({ status }) => status.phase)).toEqual(['Failed'])
  })

  test('a success policy ends the job while others still run', () => {
    const world = new SmallCluster()
    world.create('jobs.batch', jobOf({ completionMode: 'Indexed', parallelism: 3, completions: 3, successPolicy: { rules: [{ succeededIndexes: '0' }] } }, 'running'))
    world.pass(3)
    world.setFate('succeeded', ({ metadata }) => metadata.name.startsWith('work-0-'))
    world.pass(5)
    expect(conditions(world)).toEqual([['SuccessCriteriaMet', 'True', 'SuccessPolicy', 'Matched rules at index 0'], ['Complete', 'True', 'SuccessPolicy', 'Matched rules at index 0']])
    expect(world.pods().map(({ status }) => status.phase)).toEqual(['Succeeded'])
    expect(job(world).status.failed).toBe(undefined)
  })
})

test('suspended, its pods go; resumed, its time begins anew', () => {
  const world = run({ parallelism: 2, completions: 2 }, 'running', 3)
  const suspend = (value: boolean): void => world.edit('jobs.batch', 'work', each => ({ ...each, spec: { ...each.spec, suspend: value } }))
  suspend(true)
  world.pass(5)
  expect(world.pods()).toEqual([])
  expect(conditions(world)).toEqual([['Suspended', 'True', 'JobSuspended', 'Job suspended']])
  suspend(false)
  world.pass(40)
  expect(world.pods()).toHaveLength(2)
  expect(conditions(world)).toEqual([['Suspended', 'False', 'JobResumed', 'Job resumed']])
  expect(job(world).status).toMatchObject({ active: 2, startTime: '2026-11-21T09:00:09Z' })
})

test('some time after its end it goes, with its pods', () => {
  const world = run({ ttlSecondsAfterFinished: 5 }, 'succeeded', 5)
  expect([world.client.list('jobs.batch', namespace).length, world.pods().length]).toEqual([1, 1])
  world.pass(4)
  expect([world.client.list('jobs.batch', namespace).length, world.pods().length]).toEqual([0, 0])
})
