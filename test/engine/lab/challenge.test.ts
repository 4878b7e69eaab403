import { describe, expect, test } from 'vitest'
import { attempt, brokenSession, judge, steadyMs } from '../../../engine/lab/repair.ts'
import { LabError } from '../../../engine/lab/lab.ts'
import { parsePredicate } from '../../../engine/lab/predicate.ts'
import { linesOf } from '../../../engine/shell/screen.ts'
import { World } from '../../../engine/lab/world.ts'
import { readChallenge } from '../../../tools/challenges.ts'

const usual = `
title: 제목
story: 이야기
cluster: {nodes: 1}
broken:
  - run: kubectl create deployment web --image=nginx:1.27 --replicas=0
goals:
  - say: 파드가 있다
    when: deployment/web condition=Available
  - say: 정말 있다
    when: pod -l app=web condition=Ready
hints: [늘리세요]
solutions:
  - {say: 하나, run: kubectl scale deployment web --replicas=1}
  - {say: 둘, run: kubectl scale deployment web --replicas=2}
traps:
  - {say: 없음, run: kubectl get pods}
`

function complaintOf(source: string): string {
  try { readChallenge('x', source) }
  catch (error) { if (error instanceof LabError) return error.message }
  return 'none'
}

describe('a challenge file', () => {
  test('is a story, a lab that has run, goals, hints and ways', () => {
    const { lab, goals, ...rest } = readChallenge('x', usual)
    expect(rest).toEqual({
      name: 'x', title: '제목', story: '이야기', hints: ['늘리세요'],
      solutions: [{ say: '하나', run: 'kubectl scale deployment web --replicas=1' }, { say: '둘', run: 'kubectl scale deployment web --replicas=2' }],
      traps: [{ say: '없음', run: 'kubectl get pods' }],
    })
    expect(goals.map(({ say, when }) => [say, when.text])).toEqual([['파드가 있다', 'deployment/web condition=Available'], ['정말 있다', 'pod -l app=web condition=Ready']])
    expect([lab.say, lab.steps.map(({ say, run }) => [say, run])]).toEqual(['이야기', [['제목', 'kubectl create deployment web --image=nginx:1.27 --replicas=0'], ['제목', 'clear'], ['제목', 'kubectl get pods']]])
  })

  test.each([
    ['hint: 1', 'challenge x: unknown field "hint"; known are title, story, seed, cluster, files, broken, look, goals, hints, solutions, traps'],
    [usual.replace('  - {say: 둘, run: kubectl scale deployment web --replicas=2}\n', ''), 'challenge x: solutions must be a list with at least 2'],
    [usual.replace('condition=Ready', 'ready'), 'challenge x: goals[1].when: "pod -l app=web ready" is no predicate; write for example: deployment/web condition=Available'],
    [usual.replace('hints: [늘리세요]', 'hints: []'), 'challenge x: hints must be a list with at least 1'],
  ])('says what is wrong with it: %#', (source, complaint) => {
    expect(complaintOf(source)).toBe(complaint)
  })
})

describe('the judge', () => {
  const goals = [{ say: '', when: parsePredicate('configmap/done create') }]

  test('wants all goals to hold for a while, and begins anew when one does not', () => {
    const { cluster: { admin } } = new World({ nodes: 1 })
    const make = (): void => { admin.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'done', namespace: 'default' } }) }
    const before = judge(goals, admin, 0)
    expect(before).toEqual({ atMs: 0, met: [false], sinceMs: undefined, isSolved: false })
    make()
    const met = judge(goals, admin, 1000, before)
    expect(met).toEqual({ atMs: 1000, met: [true], sinceMs: 1000, isSolved: false })
    expect(judge(goals, admin, 1000 + steadyMs, met).isSolved).toBe(true)
    admin.delete('configmaps', 'default', 'done')
    const lost = judge(goals, admin, 5000, met)
    make()
    expect(judge(goals, admin, 1000 + steadyMs, lost).isSolved).toBe(false)
  })

  test('forgets what it saw when time goes back', () => {
    const { cluster: { admin } } = new World({ nodes: 1 })
    admin.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'done', namespace: 'default' } })
    const late = judge(goals, admin, 100_000)
    expect(judge(goals, admin, 50_000, late).sinceMs).toBe(50_000)
  })
})

test('who comes to repair sees the look of it, and not how it was broken', () => {
  expect(linesOf(brokenSession(readChallenge('x', usual)).now.terminal.output)).toEqual(['$ kubectl get pods', 'No resources found in default namespace.', '$ '])
})

test('an attempt runs its commands and waits for the goals', () => {
  const challenge = readChallenge('x', usual)
  const [solution] = challenge.solutions
  const { exitCode, output, verdict } = attempt(challenge, brokenSession(challenge), solution ?? { say: '', run: '' })
  expect([exitCode, output, verdict.isSolved]).toEqual([0, 'deployment.apps/web scaled\n', true])
})
