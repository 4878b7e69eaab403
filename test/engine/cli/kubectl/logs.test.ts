import { beforeAll, expect, test } from 'vitest'
import { createCluster, type PodiumCluster } from '../../../../engine/index.ts'

const ticking = (name: string, app: string, everySeconds: number, rounds: number) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app: ${app} } }
spec:
  restartPolicy: Never
  containers:
  - name: c
    image: busybox
    command: [sh, -c, "i=0; while [ $i -lt ${rounds} ]; do i=$((i+1)); echo ${name} $i; sleep ${everySeconds}; done"]
---`

let cluster: PodiumCluster
const run = (line: string) => {
  const { stdout, stderr, exitCode } = cluster.run(line)
  return [stdout, stderr, exitCode]
}

beforeAll(() => {
  cluster = createCluster({ nodes: 1 })
  cluster.apply(ticking('slow', 'mine', 10, 6) + ticking('fast', 'mine', 1, 100) + ticking('done', 'other', 0, 3))
  cluster.advance(25)
})

test('what was written, as much of it as is asked for', () => {
  expect(run('kubectl logs slow')).toEqual(['slow 1\nslow 2\nslow 3\n', '', 0])
  expect(run('kubectl logs slow --tail=1')).toEqual(['slow 3\n', '', 0])
  expect(run('kubectl logs slow --tail=0')).toEqual(['', '', 0])
  expect(run('kubectl logs slow --since=5s')).toEqual(['slow 3\n', '', 0])
  expect(run('kubectl logs slow --since-time=2026-11-21T09:00:15Z')).toEqual(['slow 3\n', '', 0])
  expect(run('kubectl logs slow --limit-bytes=9')).toEqual(['slow 1\nsl', '', 0])
  expect(run('kubectl logs done')).toEqual(['done 1\ndone 2\ndone 3\n', '', 0])
})

test('several pods: the last ten lines of each, with their names if wanted', () => {
  expect(run('kubectl logs -l app=other --prefix')).toEqual(['[pod/done/c] done 1\n[pod/done/c] done 2\n[pod/done/c] done 3\n', '', 0])
  expect(String(run('kubectl logs -l app=mine')[0]).split('\n').length).toBe(3 + 10 + 1)
  expect(run('kubectl logs -f -l app=mine --max-log-requests=1')).toEqual(['', 'error: you are attempting to follow 2 log streams, but maximum allowed concurrency is 1, use --max-log-requests to increase the limit\n', 1])
})

test('what is followed is told as it is written, until the container ends', () => {
  const before = cluster.now
  expect(run('kubectl logs -f slow --tail=1')).toEqual(['slow 3\nslow 4\nslow 5\nslow 6\n', '', 0])
  expect(cluster.now - before).toBeGreaterThan(25)
})

test('what is wrong with the flags is said as kubectl says it', () => {
  expect(run('kubectl logs slow --tail=-2')[1]).toBe('error: --tail must be greater than or equal to -1\n')
  expect(run('kubectl logs slow --since-time=foo')[1]).toBe('error: parsing time "foo" as "2006-01-02T15:04:05Z07:00": cannot parse "foo" as "2006"\n')
  expect(run('kubectl logs slow -l app=mine')[1]).toBe('error: only a selector (-l) or a POD name is allowed\nSee \'kubectl logs -h\' for help and examples\n')
})

test('of a workload the pod that is fittest, and that is said', () => {
  cluster.run('kubectl create deployment web --image=busybox --replicas=2 -- sh -c "echo hello; sleep 1000"')
  cluster.advance(10)
  const [stdout, stderr, exitCode] = run('kubectl logs deploy/web')
  expect([stdout, String(stderr).replace(/web-\w+-\w+/, 'NAME'), exitCode]).toEqual(['hello\n', 'Found 2 pods, using pod/NAME\n', 0])
  expect(String(run('kubectl logs deploy/web --all-pods')[0]).replace(/web-\w+-\w+/g, 'NAME')).toBe('[pod/NAME/busybox] hello\n[pod/NAME/busybox] hello\n')
})
